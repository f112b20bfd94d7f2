import { expect, test } from 'vitest';
import type { SchemaChange } from '../../../../../../src/core/code/migrations/step';
import { type AlteredTable, ddlClassOf } from '../../../../../../src/core/lint/rules/databaseOptimisation/onlineDdl';

const mysql = (version: string) => ({ flavor: 'mysql', version }) as const;
const mariadb = (version: string) => ({ flavor: 'mariadb', version }) as const;
const plain: AlteredTable = { indexes: [], mayHaveVirtual: false, checksKeys: true };
const column: SchemaChange = {
  kind: 'column',
  column: 'a',
  type: 'string',
  nullable: true,
  hasDefault: false,
  placed: false,
  autoIncrement: false,
  change: false,
  nameRange: { start: 0, end: 0 },
};

test.each<[string, SchemaChange, string | undefined, string | undefined, string | undefined]>([
  // MySQL 8.0.28, MySQL 8.4, MariaDB 10.11
  ['a column at the end', column, 'instant', 'instant', 'instant'],
  ['a column after another', { ...column, placed: true }, 'rebuild', 'instant', 'instant'],
  ['an auto-increment column', { ...column, autoIncrement: true }, 'locked', 'locked', 'locked'],
  ['a virtual column', { ...column, generated: 'virtual' }, 'instant', 'instant', 'instant'],
  ['a stored column', { ...column, generated: 'stored' }, 'copy', 'copy', 'copy'],
  ['a changed column', { ...column, change: true }, undefined, undefined, undefined],
  ['dropping a column', { kind: 'dropColumn', columns: ['a'] }, 'rebuild', 'instant', 'instant'],
  ['renaming a column', { kind: 'renameColumn', from: 'a', to: 'b' }, 'instant', 'instant', 'instant'],
  ['an index', { kind: 'index', index: 'index', columns: ['a'] }, 'inPlace', 'inPlace', 'inPlace'],
  ['a unique index', { kind: 'index', index: 'unique', columns: ['a'] }, 'inPlace', 'inPlace', 'inPlace'],
  ['a primary key', { kind: 'index', index: 'primary', columns: ['a'] }, 'rebuild', 'rebuild', 'rebuild'],
  ['a first fulltext index', { kind: 'index', index: 'fulltext', columns: ['a'] }, 'locked', 'locked', 'locked'],
  ['dropping an index', { kind: 'dropIndex', index: 'index', name: 'a' }, 'instant', 'instant', 'instant'],
  ['dropping the primary key', { kind: 'dropIndex', index: 'primary' }, 'copy', 'copy', 'copy'],
  ['a foreign key', { kind: 'foreign', columns: ['a'] }, 'copy', 'copy', 'copy'],
  ['dropping a foreign key', { kind: 'dropForeign', name: 'a' }, 'instant', 'instant', 'instant'],
  [
    'another engine',
    { kind: 'engine', engine: 'InnoDB', engineRange: { start: 0, end: 0 } },
    undefined,
    undefined,
    undefined,
  ],
  ['SQL', { kind: 'raw', sql: 'ALTER TABLE a' }, undefined, undefined, undefined],
])('%s', (_, change, early, late, maria) => {
  expect(ddlClassOf(change, mysql('8.0.28'), plain)).toBe(early);
  expect(ddlClassOf(change, mysql('8.4.3'), plain)).toBe(late);
  expect(ddlClassOf(change, mysql('9.1.0'), plain)).toBe(late);
  expect(ddlClassOf(change, mariadb('10.11.6-MariaDB'), plain)).toBe(maria);
});

const having = (...indexes: AlteredTable['indexes']): AlteredTable => ({ ...plain, indexes });
const fulltext = { type: 'fulltext', columns: ['c'] } as const;
const drop: SchemaChange = { kind: 'dropColumn', columns: ['a'] };

test('a full text makes columns dear; how dear is said of the servers that were measured alone', () => {
  const [one, two] = [having(fulltext), having(fulltext, { type: 'fulltext', columns: ['d'] })];
  expect(ddlClassOf(column, mysql('9.7.4-2'), one)).toBe('copy');
  expect(ddlClassOf(column, mariadb('10.11.6'), one)).toBe('locked');
  expect(ddlClassOf(column, mariadb('10.11.6'), two)).toBe('copy');
  expect(ddlClassOf({ kind: 'dropColumn', columns: ['c'] }, mysql('9.7.4'), one)).toBe('rebuild');
  for (const server of [mysql('8.4.3'), mysql('9.70.0'), mariadb('10.6.18'), mariadb('10.110.0')])
    expect(ddlClassOf(column, server, one)).toBeUndefined();
  expect(ddlClassOf({ ...column, generated: 'virtual' }, mysql('8.4.3'), one)).toBe('instant');
  expect(ddlClassOf({ kind: 'index', index: 'fulltext', columns: ['a'] }, mysql('8.4.3'), one)).toBe('locked');
});

test('dropping a column costs more when an index has it', () => {
  const [alone, shared] = [{ type: 'index', columns: ['A'] } as const, { type: 'index', columns: ['b', 'a'] } as const];
  expect(ddlClassOf(drop, mysql('8.4.3'), having(alone))).toBe('rebuild');
  expect(ddlClassOf(drop, mariadb('10.11.6'), having(alone))).toBe('instant');
  expect(ddlClassOf(drop, mariadb('10.11.6'), having(shared))).toBe('rebuild');
  expect(ddlClassOf(drop, mysql('8.4.3'), having({ type: 'primary', columns: ['a'] }))).toBeUndefined();
});

test('what the migrations do not tell is not known', () => {
  expect(ddlClassOf({ ...column, hasDefault: true, computedDefault: true }, mysql('8.4.3'), plain)).toBeUndefined();
  const placed: SchemaChange = { ...column, placed: true };
  expect(ddlClassOf(placed, mariadb('10.11.6'), { ...plain, mayHaveVirtual: true })).toBeUndefined();
  expect(ddlClassOf(placed, mysql('8.4.3'), { ...plain, mayHaveVirtual: true })).toBe('instant');
});

test('keys that are not checked need no copy, and newer servers let writes go on', () => {
  const foreign: SchemaChange = { kind: 'foreign', columns: ['a'] };
  expect(ddlClassOf(foreign, mysql('8.4.3'), { ...plain, checksKeys: false })).toBe('inPlace');
  expect(ddlClassOf(foreign, mariadb('11.1.6'), plain)).toBe('copy');
  expect(ddlClassOf(foreign, mariadb('11.2.2'), plain)).toBeUndefined();
  expect(ddlClassOf(column, mariadb('11.4.2'), plain)).toBe('instant');
  expect(ddlClassOf({ kind: 'renameIndex', from: 'a', to: 'b' }, mariadb('10.4.34'), plain)).toBeUndefined();
});

test.each([mysql('5.7.44'), mysql('8.0.11'), mysql('10.0.0'), mariadb('10.3.39'), mariadb('12.0.1'), mysql('')])(
  'servers that nobody looked up: %o',
  (server) => {
    expect(ddlClassOf(column, server, plain)).toBeUndefined();
  },
);
