import { expect, test } from 'vitest';
import type { SchemaChange } from '../../../../../../src/core/code/migrations/step';
import { ddlClassOf } from '../../../../../../src/core/lint/rules/databaseOptimisation/onlineDdl';

const mysql = (version: string) => ({ flavor: 'mysql', version }) as const;
const mariadb = (version: string) => ({ flavor: 'mariadb', version }) as const;
const plain = { hasFulltext: false, checksKeys: true };
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
  ['a first fulltext index', { kind: 'index', index: 'fulltext', columns: ['a'] }, undefined, undefined, undefined],
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

test('a fulltext index keeps columns from being instant, and unchecked keys need no copy', () => {
  const withFulltext = { ...plain, hasFulltext: true };
  expect(ddlClassOf(column, mysql('8.4.3'), withFulltext)).toBe('rebuild');
  expect(ddlClassOf({ kind: 'index', index: 'fulltext', columns: ['a'] }, mysql('8.4.3'), withFulltext)).toBe('locked');
  expect(ddlClassOf({ kind: 'foreign', columns: ['a'] }, mysql('8.4.3'), { ...plain, checksKeys: false })).toBe(
    'inPlace',
  );
});

test.each([mysql('5.7.44'), mysql('8.0.11'), mysql('10.0.0'), mariadb('10.3.39'), mariadb('12.0.1'), mysql('')])(
  'servers that nobody looked up: %o',
  (server) => {
    expect(ddlClassOf(column, server, plain)).toBeUndefined();
  },
);
