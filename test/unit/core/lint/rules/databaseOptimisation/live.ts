import type { LiveFacts, LiveTable } from '../../../../../../src/core/lint/liveFacts';

/** What a connection told: MySQL 8.4 with these tables. */
export function liveFacts(tables: readonly Partial<LiveTable>[], more: Partial<LiveFacts> = {}): LiveFacts {
  return {
    readAt: '2026-01-01T00:00:00Z',
    connection: 'mysql',
    flavor: 'mysql',
    version: '8.4.3',
    tables: tables.map((table) => ({ name: 'orders', rows: 0, bytes: 0, indexes: [['id']], ...table })),
    costlyReads: [],
    ...more,
  };
}

/** config/database.php with one connection called mysql. */
export function databaseConfig(entries = '', driver = 'mysql'): string {
  return `<?php\n\nreturn [\n    'default' => 'mysql',\n    'connections' => [\n        'mysql' => [\n            'driver' => '${driver}',\n${entries}        ],\n    ],\n];\n`;
}

/** A migration around the body of up(), and what else is in the class. */
export function migration(body: string, members = ''): string {
  return `<?php\nuse Illuminate\\Support\\Facades\\{DB, Schema};\nreturn new class extends \\Illuminate\\Database\\Migrations\\Migration {\n    public function up() {\n${body}\n    }\n${members}};\n`;
}
