import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import type { Catalog, CatalogTable } from '../../src/core/queries/catalog/table';
import type { IndexChange } from '../../src/core/queries/indexes/indexChange';
import {
  indexMigration,
  type MigrationApplication,
  type NewMigration,
  statementMigration,
} from '../../src/core/queries/migration/indexMigration';
import { newIndexName } from '../../src/core/queries/migration/indexName';
import { defaultStyle } from '../../src/core/queries/migration/migrationStyle';
import { partitionStatements } from '../../src/core/queries/migration/partitions';
import { pretendOutput } from '../../src/core/queries/migration/pretend';
import { laravel13, laravel8, type LaravelHost } from './laravelHosts';
import { migrateWith, type Migrated } from './laravelMigrator';
import { isThere, type TestServer } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

// Our migrations, run by a real Laravel 8 and 13 on real servers: what `--pretend` prints is the DDL that was meant, what up()
// makes is there, and after down() every table is what it was.

const hosts = { laravel8: laravel8(), laravel13: laravel13(inject('laravel13')) };
const { signal } = new AbortController();
const now = new Date('2026-11-23T10:15:00Z');
const hostile = 'it\'s "a" `t` ☃ ?> $x \\';

interface Case {
  readonly says: string;
  readonly make: (catalog: Catalog, application: MigrationApplication) => NewMigration;
  /** What `--pretend` prints for up(). */
  readonly ddl: readonly string[];
}

/** A change of one table, named by Laravel's rules. */
function add(
  table: string,
  index: Omit<(IndexChange & { kind: 'add' })['index'], 'name'>,
  name?: string,
): Case['make'] {
  return (catalog, application) => {
    const found = tableOf(catalog, table);
    const taken = found.indexes.map((each) => each.name);
    const named = { ...index, name: name ?? newIndexName(index, found.name, application, taken) };
    return indexMigration([{ table: found, change: { kind: 'add', index: named } }], application, now);
  };
}

function change(table: string, made: IndexChange): Case['make'] {
  return (catalog, application) => indexMigration([{ table: tableOf(catalog, table), change: made }], application, now);
}

function tableOf(catalog: Catalog, name: string): CatalogTable {
  const found = catalog.tables.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
}

const cases = (flavour: 'mysql' | 'mariadb', modern: boolean): readonly Case[] => [
  {
    says: 'two columns, by Laravel’s own name; the foreign key’s index that the server drops comes back',
    make: add('shop_orders', { columns: [{ column: 'user_id' }, { column: 'created_at' }] }),
    ddl: ['alter table `shop_orders` add index `shop_orders_user_id_created_at_index`(`user_id`, `created_at`)'],
  },
  {
    says: 'a unique one',
    make: add('shop_users', { columns: [{ column: 'phone' }], unique: true }),
    ddl: ['alter table `shop_users` add unique `shop_users_phone_unique`(`phone`)'],
  },
  {
    says: 'a prefix, and descending order',
    make: add('shop_orders', {
      columns: [
        { column: 'note', prefix: 20 },
        { column: 'created_at', descending: true },
      ],
    }),
    ddl: ['alter table `shop_orders` add index `shop_orders_note_created_at_index`(`note`(20), `created_at` desc)'],
  },
  {
    says: 'a name that is too long',
    make: add('shop_orders', {
      columns: ['shipping_address_postal_code', 'shipping_address_country_code', 'status'].map((column) => ({
        column,
      })),
    }),
    ddl: [
      expect.stringMatching(/^alter table `shop_orders` add index `\w{20,64}_index`\(`shipping_address_postal_code`, /),
    ],
  },
  {
    says: 'a name that is taken',
    make: add('shop_orders', { columns: [{ column: 'status' }] }),
    ddl: ['alter table `shop_orders` add index `shop_orders_status_index_2`(`status`)'],
  },
  {
    says: 'full text',
    make: add('shop_orders', { columns: [{ column: 'note' }], type: 'FULLTEXT' }),
    ddl: [
      modern
        ? 'alter table `shop_orders` add fulltext `shop_orders_note_fulltext`(`note`)'
        : expect.stringMatching(
            /^alter table `shop_orders` add fulltext (?:index )?`shop_orders_note_fulltext` ?\(`note`\)$/,
          ),
    ],
  },
  {
    says: 'spatial',
    make: add('shop_orders', { columns: [{ column: 'place' }], type: 'SPATIAL' }),
    ddl: ['alter table `shop_orders` add spatial index `shop_orders_place_spatialindex`(`place`)'],
  },
  {
    says: 'one that no statement uses yet',
    make: add('shop_orders', { columns: [{ column: 'total' }], visible: false }),
    ddl: [
      `alter table \`shop_orders\` add index \`shop_orders_total_index\` (\`total\`) ${flavour === 'mysql' ? 'invisible' : 'ignored'}`,
    ],
  },
  {
    says: 'hiding one',
    make: change('shop_orders', { kind: 'hide', index: 'shop_orders_status_index' }),
    ddl: [
      `alter table \`shop_orders\` alter index \`shop_orders_status_index\` ${flavour === 'mysql' ? 'invisible' : 'ignored'}`,
    ],
  },
  {
    says: 'dropping one that has Laravel’s name',
    make: change('shop_orders', { kind: 'drop', index: 'shop_orders_total_status_index' }),
    ddl: ['alter table `shop_orders` drop index `shop_orders_total_status_index`'],
  },
  {
    says: 'dropping one with a prefix, a direction and a name of its own',
    make: change('shop_orders', { kind: 'drop', index: 'Own Name' }),
    ddl: ['alter table `shop_orders` drop index `Own Name`'],
  },
  {
    says: 'dropping a unique one, and a full-text one',
    make: (catalog, application) =>
      indexMigration(
        ['shop_users_email_unique', 'words'].map((index) => ({
          table: tableOf(catalog, 'shop_users'),
          change: { kind: 'drop', index },
        })),
        application,
        now,
      ),
    ddl: [
      'alter table `shop_users` drop index `shop_users_email_unique`',
      'alter table `shop_users` drop index `words`',
    ],
  },
  {
    says: 'widening one that foreign keys need no more',
    make: change('shop_orders', {
      kind: 'widen',
      index: { name: 'wide', columns: [{ column: 'status' }, { column: 'total' }] },
      replaces: 'shop_orders_status_index',
    }),
    ddl: [
      'alter table `shop_orders` add index `wide`(`status`, `total`)',
      'alter table `shop_orders` drop index `shop_orders_status_index`',
    ],
  },
  {
    says: 'widening the index of a foreign key: in one statement',
    make: change('shop_orders', {
      kind: 'widen',
      index: { name: 'wide', columns: [{ column: 'user_id' }, { column: 'status' }] },
      replaces: 'shop_orders_user_id_foreign',
    }),
    ddl: ['alter table `shop_orders` add index `wide` (`user_id`, `status`), drop index `shop_orders_user_id_foreign`'],
  },
  {
    says: 'beside the index of a foreign key that a dump brought back, which stays',
    make: add('shop_parcels', { columns: [{ column: 'user_id' }, { column: 'sent' }] }, 'own'),
    ddl: ['alter table `shop_parcels` add index `own`(`user_id`, `sent`)'],
  },
  {
    says: 'widening that one: the same statement as where the server made it',
    make: change('shop_parcels', {
      kind: 'widen',
      index: { name: 'wide', columns: [{ column: 'user_id' }, { column: 'sent' }] },
      replaces: 'shop_parcels_user_id_foreign',
    }),
    ddl: ['alter table `shop_parcels` add index `wide` (`user_id`, `sent`), drop index `shop_parcels_user_id_foreign`'],
  },
  {
    says: 'two tables, two indexes that support the same foreign key',
    make: (catalog, application) =>
      indexMigration(
        [
          ['shop_orders', 'status', 'a'],
          ['shop_orders', 'total', 'b'],
          ['shop_users', 'phone', 'c'],
        ].map(([table = '', column = '', name = '']) => ({
          table: tableOf(catalog, table),
          change: {
            kind: 'add',
            index: { name, columns: [...(table === 'shop_orders' ? [{ column: 'user_id' }] : []), { column }] },
          },
        })),
        application,
        now,
      ),
    ddl: [
      'alter table `shop_orders` add index `a`(`user_id`, `status`)',
      'alter table `shop_orders` add index `b`(`user_id`, `total`)',
      'alter table `shop_users` add index `c`(`phone`)',
    ],
  },
  ...['a.b', 'a as b', "data->'$.x'", 'what? :id', hostile, '*', 'two\nlines'].map(
    (column): Case => ({
      says: `a column named ${JSON.stringify(column)}`,
      make: add('shop_strange', { columns: [{ column }] }, 'strange'),
      ddl: [expect.stringMatching(/^alter table `shop_strange` add index `strange` ?\(/)],
    }),
  ),
  {
    says: 'a table and an index with hostile names',
    make: add(`shop_${hostile}`, { columns: [{ column: hostile }] }, `i ${hostile}`),
    ddl: [expect.stringMatching(/^alter table `shop_it's "a" ``t`` ☃/)],
  },
  {
    says: 'partitions by month',
    make: (catalog, application) =>
      statementMigration(
        partitionStatements(
          tableOf(catalog, 'shop_visits'),
          { column: 'seen_at', from: new Date('2026-01-15T00:00:00Z'), months: 3 },
          false,
        ),
        application,
        now,
      ),
    ddl: [
      'alter table `shop_visits` drop primary key, add primary key (`id`, `seen_at`)',
      "alter table `shop_visits` partition by range columns (`seen_at`) (partition p2026_01 values less than ('2026-02-01'), partition p2026_02 values less than ('2026-03-01'), partition p2026_03 values less than ('2026-04-01'), partition later values less than (maxvalue))",
    ],
  },
  ...(flavour === 'mysql'
    ? [
        {
          says: 'an expression',
          make: add('shop_users', { columns: [{ expression: 'lower(`email`)' }] }),
          ddl: ['alter table `shop_users` add index `shop_users_lower_email_index`((lower(`email`)))'],
        },
        {
          says: 'dropping an expression with quotes in it',
          make: change('shop_users', { kind: 'drop', index: 'expressed' }),
          ddl: ['alter table `shop_users` drop index `expressed`'],
        },
      ]
    : []),
];

/** Definitions of a table as a set: an index that was dropped and made again stands behind the others. */
const asSets = (tables: Migrated['before']): unknown =>
  Object.fromEntries(
    Object.entries(tables).map(([name, sql]) => [
      name,
      sql
        .split('\n')
        .map((line) => line.replace(/,$/, '').replace(/ AUTO_INCREMENT=\d+/, ''))
        .sort(),
    ]),
  );

test.skipIf(!isThere(hosts.laravel8))('PHP reads every file, and its strings are the names', () => {
  const pieces = [
    "'",
    '"',
    '`',
    '\\',
    '?>',
    '<?php',
    '\n',
    '\r',
    '$x',
    '{$y}',
    '☃',
    '*/',
    '//',
    ' as ',
    '.',
    '->',
    'a',
    '\t',
  ];
  const name = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const given = fc.sample(fc.tuple(name, name, name), { numRuns: 200, seed: 20261123 });
  const written = given.map(([table, column, index]) => {
    const made = { name: index, columns: [{ column }] };
    const target = {
      schema: 's',
      name: table,
      engine: 'InnoDB',
      rows: 0,
      dataBytes: 0,
      indexBytes: 0,
      partitioned: false,
    };
    const all = { ...target, columns: [], indexes: [], foreignKeys: [] };
    const application = {
      folder: 'm',
      names: [],
      style: defaultStyle(13),
      laravel: '13.0.0',
      flavour: 'mysql',
      prefix: '',
    } as const;
    const text = indexMigration(
      [{ table: all, change: { kind: 'add', index: made }, remarks: [table] }],
      { ...application, prefixIndexes: true, otherDrivers: false },
      now,
    ).text;
    return { text, names: [table, column, index] };
  });
  const check = `foreach (json_decode(stream_get_contents(STDIN), true) as [$text, $names]) {
    $strings = '';
    try { foreach (token_get_all($text, TOKEN_PARSE) as $token)
      if (is_array($token) && $token[0] === T_CONSTANT_ENCAPSED_STRING) $strings .= eval('return '.$token[1].';').' ';
    } catch (ParseError $error) { echo 'not PHP: ', $error->getMessage(), $text; }
    foreach ($names as $name) if (strpos($strings, $name) === false && strpos($strings, str_replace('\`', '\`\`', $name)) === false) echo 'not there: ', $name, $text;
  }`;
  const input = JSON.stringify(written.map(({ text, names }) => [text, names]));
  expect(execFileSync('php', ['-r', check], { input }).toString()).toBe('');
});

for (const server of ['mariadb', 'mysql'] as const) {
  for (const [hostName, host] of Object.entries(hosts)) {
    const place = inject(server);
    describe.skipIf(!isThere(place) || !isThere(host))(`${hostName} on ${server}`, () => {
      if (!isThere(place) || !isThere(host)) return;
      run(server, place, host, hostName);
    });
  }
}

function run(flavour: 'mysql' | 'mariadb', server: TestServer, host: LaravelHost, hostName: string): void {
  const modern = hostName === 'laravel13';
  const database = `ops_migration_${hostName}`;
  const user = `ops_migration_${hostName}`.slice(0, 32);
  let admin: Connection;
  let files: readonly NewMigration[];
  let results: readonly Migrated[];
  const application: MigrationApplication = {
    folder: 'database/migrations',
    names: [],
    style: defaultStyle(modern ? 13 : 8),
    laravel: host.version,
    flavour,
    prefix: 'shop_',
    prefixIndexes: true,
    otherDrivers: modern,
    ...(modern ? { connection: 'reporting' } : {}),
  };
  const all = cases(flavour, modern);

  beforeAll(async () => {
    admin = await administrator(server);
    const name = (text: string): string => `\`${text.replaceAll('`', '``')}\``;
    await admin.query(`SET NAMES utf8mb4; DROP DATABASE IF EXISTS ${database};
      CREATE DATABASE ${database} CHARACTER SET utf8mb4; USE ${database};
      CREATE TABLE shop_users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, email VARCHAR(191) NOT NULL, phone VARCHAR(20),
        about TEXT, UNIQUE KEY shop_users_email_unique (email), FULLTEXT KEY words (about));
      CREATE TABLE shop_orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL,
        created_at TIMESTAMP NULL, status VARCHAR(20) NOT NULL, note TEXT, total DECIMAL(10,2), place POINT NOT NULL,
        shipping_address_postal_code VARCHAR(20), shipping_address_country_code CHAR(2),
        KEY shop_orders_status_index (status), KEY shop_orders_total_status_index (total, status),
        KEY \`Own Name\` (note(30), created_at DESC));
      ALTER TABLE shop_orders ADD CONSTRAINT shop_orders_user_id_foreign FOREIGN KEY (user_id) REFERENCES shop_users (id);
      INSERT INTO shop_users (email) VALUES ('a@example.org'), ('b@example.org');
      CREATE TABLE shop_strange (id INT PRIMARY KEY, ${['a.b', 'a as b', "data->'$.x'", 'what? :id', hostile, '*', 'two\nlines'].map((column) => `${name(column)} INT`).join(', ')});
      CREATE TABLE ${name(`shop_${hostile}`)} (${name(hostile)} INT);
      CREATE TABLE shop_parcels (id INT PRIMARY KEY, user_id BIGINT UNSIGNED, sent INT,
        KEY shop_parcels_user_id_foreign (user_id),
        CONSTRAINT shop_parcels_user_id_foreign FOREIGN KEY (user_id) REFERENCES shop_users (id));
      CREATE TABLE shop_visits (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, seen_at DATETIME NOT NULL);
      INSERT INTO shop_visits (seen_at) VALUES ('2025-05-05'), ('2026-02-02'), ('2027-07-07')`);
    if (flavour === 'mysql')
      await admin.query(
        "ALTER TABLE shop_users ADD KEY expressed ((CONCAT(LOWER(email), 'it''s ?:x \\\\ \"')), phone DESC)",
      );
    await makeUser(admin, user, 'secret', [`SELECT ON ${database}.*`]);
    const client = await readingSession(server, user, 'secret', database);
    const catalog = await readCatalog(client, database, signal);
    await client.close();
    const names: string[] = [];
    files = all.map(({ make }) => {
      const file = make(catalog, { ...application, names });
      names.push(file.name);
      return file;
    });
    results = await migrateWith(host, server, database, files, 'shop_');
  });
  afterAll(async () => {
    await admin?.query(`DROP DATABASE IF EXISTS ${database}`);
    await admin?.end();
  });

  test.each(all.map(({ says }, at) => [says, at] as const))('%s', (_, at) => {
    const result = results[at];
    expect(result?.error, files[at]?.text).toBeUndefined();
    // One line each: Laravel 9 and later joins lines itself.
    const lines = pretendOutput(result?.pretend ?? '').map((sql) => sql.replace(/\s+/g, ' '));
    expect(lines, files[at]?.text).toEqual(all[at]?.ddl);
    expect(asSets(result?.after ?? {})).not.toEqual(asSets(result?.before ?? {}));
    expect(asSets(result?.back ?? {}), files[at]?.text).toEqual(asSets(result?.before ?? {}));
  });
}
