import mysql from 'mysql2/promise';
import { afterAll, describe, inject, test } from 'vitest';
import type { SchemaChange } from '../../src/core/code/migrations/step';
import { type AlteredTable, type DdlClass, ddlClassOf } from '../../src/core/lint/rules/databaseOptimisation/onlineDdl';
import { isThere, type MissingServer, type TestServer } from './servers';

// Every class of the table behind DBO003, asked of real servers: which ALGORITHM and LOCK they accept for the statement, and
// what they make anew: the table, an index or nothing.

const column: SchemaChange = {
  kind: 'column',
  column: 'x',
  type: 'string',
  nullable: true,
  hasDefault: false,
  placed: false,
  autoIncrement: false,
  change: false,
  nameRange: { start: 0, end: 0 },
};
const placed: SchemaChange = { ...column, placed: true };
const auto: SchemaChange = { ...column, autoIncrement: true };
const drops = (...columns: readonly string[]): SchemaChange => ({ kind: 'dropColumn', columns });
const indexes = (index: 'index' | 'unique' | 'primary' | 'fulltext' | 'spatial'): SchemaChange => ({
  kind: 'index',
  index,
  columns: ['u'],
});
const foreign: SchemaChange = { kind: 'foreign', columns: ['u'] };

/** A table of the server, and what the migrations would say of it. */
interface Shape extends AlteredTable {
  readonly sql: string;
  /** A column that takes any number. */
  readonly filled: string;
}
const shape = (more: string, ...listed: AlteredTable['indexes']): Shape => ({
  sql: `id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL DEFAULT 1, b VARCHAR(100), c TEXT, d INT, u BIGINT UNSIGNED,
    g POINT NOT NULL DEFAULT (POINT(1, 1)), KEY ka (a), KEY kad (a, d), UNIQUE KEY kb (b)${more}`,
  indexes: [
    { type: 'primary', columns: ['id'] },
    { type: 'index', columns: ['a'] },
    { type: 'index', columns: ['a', 'd'] },
    { type: 'unique', columns: ['b'] },
    ...listed,
  ],
  mayHaveVirtual: false,
  checksKeys: true,
  filled: 'b',
});
const plain = shape('');
const single = shape(', KEY ku (u)', { type: 'index', columns: ['u'] });
const onText = { type: 'fulltext', columns: ['c'] } as const;
const fulltext = shape(', FULLTEXT KEY fc (c)', onText);
const fulltexts = shape(', FULLTEXT KEY fc (c), FULLTEXT KEY fb (b)', onText, { type: 'fulltext', columns: ['b'] });
const spatial = shape(', SPATIAL INDEX sg (g)', { type: 'spatial', columns: ['g'] });
const linked = shape(', CONSTRAINT fu FOREIGN KEY (u) REFERENCES parents (id)', { type: 'index', columns: ['u'] });
const generated = { ...shape(', v INT AS (a + 1) VIRTUAL, s INT AS (a + 2) STORED'), mayHaveVirtual: true };
const keyless = (more = '', ...listed: AlteredTable['indexes']): Shape => ({
  ...plain,
  sql: `a INT NOT NULL, b VARCHAR(100)${more}`,
  filled: 'a',
  indexes: listed,
});
const keylessText = keyless(', FULLTEXT KEY fb (b)', { type: 'fulltext', columns: ['b'] });
const keyed: Shape = {
  ...plain,
  sql: 'id INT NOT NULL PRIMARY KEY, a INT',
  filled: 'id',
  indexes: [{ type: 'primary', columns: ['id'] }],
};
const unchecked: Shape = { ...plain, checksKeys: false };

const cases: readonly (readonly [name: string, table: Shape, alter: string, change: SchemaChange])[] = [
  ['a column', plain, 'ADD x INT NULL', column],
  ['a column without a default', plain, 'ADD x INT NOT NULL', column],
  ['a column with a default', plain, "ADD x VARCHAR(255) NOT NULL DEFAULT 'new'", column],
  ['two columns', plain, 'ADD x INT NULL, ADD y JSON NULL', column],
  ['a JSON column', plain, 'ADD x JSON NOT NULL', column],
  ['a text', plain, 'ADD x TEXT NOT NULL', column],
  ['an enum with a comment', plain, "ADD x ENUM('a', 'b') NOT NULL DEFAULT 'a' COMMENT 'what it is'", column],
  ['a time that is now', plain, 'ADD x TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP', column],
  ['a time that follows', plain, 'ADD x TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP', column],
  ['a column after another', plain, 'ADD x INT NULL AFTER a', placed],
  ['a column before all', plain, 'ADD x INT NULL FIRST', placed],
  ['a column beside a spatial index', spatial, 'ADD x INT NULL AFTER a', placed],
  ['a column of a table without a key', keyless(), 'ADD x INT NULL', column],
  ['a column beside computed ones', generated, 'ADD x INT NULL', column],
  ['a column between computed ones', generated, 'ADD x INT NULL AFTER a', placed],
  ['a column beside a full text', fulltext, 'ADD x INT NULL', column],
  ['a column after another beside a full text', fulltext, 'ADD x INT NULL AFTER a', placed],
  ['a column beside two full texts', fulltexts, 'ADD x INT NULL', column],
  ['an auto-increment column', keyless(), 'ADD x BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST', auto],
  [
    'an auto-increment column beside a full text',
    keylessText,
    'ADD x BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY',
    auto,
  ],
  ['a virtual column', plain, 'ADD x INT AS (a + 1) VIRTUAL', { ...column, generated: 'virtual' }],
  [
    'a virtual column after another',
    plain,
    'ADD x INT AS (a + 1) VIRTUAL AFTER a',
    { ...placed, generated: 'virtual' },
  ],
  [
    'a virtual column beside a full text',
    fulltext,
    'ADD x INT AS (a + 1) VIRTUAL',
    { ...column, generated: 'virtual' },
  ],
  ['a stored column', plain, 'ADD x INT AS (a + 1) STORED', { ...column, generated: 'stored' }],
  ['dropping a column', plain, 'DROP c', drops('c')],
  ['dropping two columns', plain, 'DROP c, DROP u', drops('c', 'u')],
  ['dropping a column of an index of two', plain, 'DROP d', drops('d')],
  ['dropping the only column of an index', single, 'DROP u', drops('u')],
  ['dropping a column that is unique', plain, 'DROP b', drops('b')],
  ['dropping all columns of an index', plain, 'DROP a, DROP d', drops('a', 'd')],
  ['dropping a virtual column', generated, 'DROP v', drops('v')],
  ['dropping a stored column', generated, 'DROP s', drops('s')],
  ['dropping a column beside a full text', fulltext, 'DROP u', drops('u')],
  ['dropping a column beside two full texts', fulltexts, 'DROP u', drops('u')],
  ['dropping the column of a full text', fulltext, 'DROP c', drops('c')],
  ['dropping the column of one of two full texts', fulltexts, 'DROP c', drops('c')],
  ['an index', plain, 'ADD INDEX i (u)', indexes('index')],
  ['an index of a part', plain, 'ADD INDEX i (c(20))', indexes('index')],
  ['an index of a computed column', generated, 'ADD INDEX i (v)', indexes('index')],
  ['an index beside a full text', fulltext, 'ADD INDEX i (u)', indexes('index')],
  ['an index beside a spatial one', spatial, 'ADD INDEX i (u)', indexes('index')],
  ['a unique index', plain, 'ADD UNIQUE i (u)', indexes('unique')],
  ['a primary key', keyless(), 'ADD PRIMARY KEY (a)', indexes('primary')],
  ['a primary key beside a full text', keylessText, 'ADD PRIMARY KEY (a)', indexes('primary')],
  [
    'a primary key beside a spatial index',
    keyless(', g POINT NOT NULL DEFAULT (POINT(1, 1)), SPATIAL INDEX (g)', { type: 'spatial', columns: ['g'] }),
    'ADD PRIMARY KEY (a)',
    indexes('primary'),
  ],
  ['a first full text', plain, 'ADD FULLTEXT i (c)', indexes('fulltext')],
  ['a second full text', fulltext, 'ADD FULLTEXT i (b)', indexes('fulltext')],
  ['a third full text', fulltexts, 'ADD FULLTEXT i (b, c)', indexes('fulltext')],
  ['a spatial index', plain, 'ADD SPATIAL INDEX i (g)', indexes('spatial')],
  ['a spatial index beside a full text', fulltext, 'ADD SPATIAL INDEX i (g)', indexes('spatial')],
  ['a foreign key', plain, 'ADD CONSTRAINT i FOREIGN KEY (u) REFERENCES parents (id)', foreign],
  ['a foreign key whose index is there', single, 'ADD CONSTRAINT i FOREIGN KEY (u) REFERENCES parents (id)', foreign],
  ['a foreign key that is not checked', unchecked, 'ADD CONSTRAINT i FOREIGN KEY (u) REFERENCES parents (id)', foreign],
  ['dropping an index', plain, 'DROP INDEX kad', { kind: 'dropIndex', index: 'index', name: 'kad' }],
  ['dropping a unique index', plain, 'DROP INDEX kb', { kind: 'dropIndex', index: 'unique', name: 'kb' }],
  ['dropping a full text', fulltext, 'DROP INDEX fc', { kind: 'dropIndex', index: 'fulltext', name: 'fc' }],
  ['dropping a spatial index', spatial, 'DROP INDEX sg', { kind: 'dropIndex', index: 'spatial', name: 'sg' }],
  ['dropping a primary key', keyed, 'DROP PRIMARY KEY', { kind: 'dropIndex', index: 'primary' }],
  ['dropping a foreign key', linked, 'DROP FOREIGN KEY fu', { kind: 'dropForeign', name: 'fu' }],
  ['renaming an index', plain, 'RENAME INDEX ka TO kz', { kind: 'renameIndex', from: 'ka', to: 'kz' }],
  [
    'renaming an index beside a full text',
    fulltext,
    'RENAME INDEX ka TO kz',
    { kind: 'renameIndex', from: 'ka', to: 'kz' },
  ],
  ['renaming a column', plain, 'RENAME COLUMN a TO z', { kind: 'renameColumn', from: 'a', to: 'z' }],
  ['renaming a column of a foreign key', linked, 'RENAME COLUMN u TO z', { kind: 'renameColumn', from: 'u', to: 'z' }],
  [
    'renaming the column of a full text',
    fulltext,
    'RENAME COLUMN c TO z',
    { kind: 'renameColumn', from: 'c', to: 'z' },
  ],
  ['renaming a table', linked, 'RENAME TO renamed', { kind: 'rename', to: 'renamed' }],
];

const stopping: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopping) await stop();
});

/** Asks one server; every attempt is made on a table of its own. */
async function measuring(server: TestServer): Promise<(table: Shape, alter: string) => Promise<DdlClass>> {
  const { host, port, user, password } = server;
  const session = await mysql.createConnection({ host, port, user, password });
  const database = `online_ddl_${process.pid}`;
  await session.query(`CREATE DATABASE ${database}`);
  await session.query(`USE ${database}`);
  await session.query('CREATE TABLE parents (id BIGINT UNSIGNED NOT NULL PRIMARY KEY)');
  stopping.push(async () => {
    await session.query(`DROP DATABASE ${database}`);
    await session.end();
  });
  const prefix = server.version.includes('MariaDB') ? 'INNODB_SYS_' : 'INNODB_';
  const tables = `information_schema.${prefix}TABLES`;
  /** Numbers that InnoDB gives to what it makes: of the table's file, and of its indexes. */
  const made = async (): Promise<{ space: unknown; indexes: readonly unknown[] }> => {
    const [rows] = await session.query<mysql.RowDataPacket[]>(
      `SELECT t.SPACE AS space, i.INDEX_ID AS id FROM ${tables} t JOIN information_schema.${prefix}INDEXES i ON i.TABLE_ID = t.TABLE_ID
       WHERE t.NAME IN ('${database}/t', '${database}/renamed')`,
    );
    return { space: rows[0]?.['space'], indexes: rows.map(({ id }) => id as unknown) };
  };

  /** Whether the server does it, and what it makes anew. Undefined: it refuses the ALGORITHM or the LOCK. */
  const attempt = async (table: Shape, statement: string): Promise<'table' | 'index' | 'nothing' | undefined> => {
    await session.query('SET foreign_key_checks = 0');
    await session.query('DROP TABLE IF EXISTS t, renamed');
    await session.query(`CREATE TABLE t (${table.sql})`);
    await session.query(`INSERT INTO t (${table.filled}) VALUES (1), (2), (3)`);
    await session.query(`SET foreign_key_checks = ${table.checksKeys ? 1 : 0}`);
    const before = await made();
    try {
      await session.query(`ALTER TABLE t ${statement}`);
    } catch (error) {
      if (/is not supported/i.test(String(error))) return undefined;
      throw error;
    }
    const after = await made();
    if (after.space !== before.space) return 'table';
    return after.indexes.some((id) => !before.indexes.includes(id)) ? 'index' : 'nothing';
  };

  return async (table, alter) => {
    if ((await attempt(table, `${alter}, ALGORITHM=INSTANT`)) !== undefined) return 'instant';
    const online = await attempt(table, `${alter}, ALGORITHM=INPLACE, LOCK=NONE`);
    if (online === 'table') return 'rebuild';
    if (online === 'index') return 'inPlace';
    if (online === 'nothing') return 'instant';
    return (await attempt(table, `${alter}, ALGORITHM=INPLACE, LOCK=SHARED`)) === undefined ? 'copy' : 'locked';
  };
}

const servers: readonly (readonly [string, 'mysql' | 'mariadb', TestServer | MissingServer])[] = [
  ['MySQL', 'mysql', inject('mysql')],
  ['MariaDB', 'mariadb', inject('mariadb')],
];

describe.concurrent.each(servers)('%s', (_, flavor, server) => {
  if (!isThere(server)) {
    // Named as skipped, so that a run without that server does not pass for one with it.
    test.skip('is not on this machine', () => {});
    return;
  }

  test('changes tables as the rule says', { timeout: 120_000 }, async ({ expect }) => {
    const { version } = server;
    const measure = await measuring(server);
    const table: { name: string; said: DdlClass | undefined; measured: DdlClass }[] = [];
    for (const [name, shape, alter, change] of cases) {
      table.push({ name, said: ddlClassOf(change, { flavor, version }, shape), measured: await measure(shape, alter) });
    }
    expect(table.filter(({ said, measured }) => said !== undefined && said !== measured)).toEqual([]);
    expect(table.filter(({ said }) => said === undefined).map(({ name }) => name)).toEqual(
      flavor === 'mariadb' ? ['a column between computed ones'] : [],
    );
  });
});
