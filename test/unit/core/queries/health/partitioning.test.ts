import { describe, expect, test } from 'vitest';
import type { CatalogColumn, CatalogTable } from '../../../../../src/core/queries/catalog/table';
import { partitionAdvice } from '../../../../../src/core/queries/health/partitioning';
import { statementMigration } from '../../../../../src/core/queries/migration/indexMigration';
import { defaultStyle } from '../../../../../src/core/queries/migration/migrationStyle';
import { columnOf, tableOf } from '../catalog/catalogs';
import { catalog } from './readings';
import { workloadOf } from './workloads';

const now = new Date('2026-11-23T12:00:00Z');
const time = (type: string, more: Partial<CatalogColumn> = {}) =>
  columnOf('created_at', false, { type, columnType: type, ...more });
const events = (more: Partial<CatalogTable> = {}, created = time('datetime')) =>
  tableOf('events', ['PRIMARY: id', 'kind_index: kind'], {
    rows: 40_000_000,
    dataBytes: 9e9,
    columns: [columnOf('id', false, { autoIncrement: true }), columnOf('kind'), created],
    ...more,
  });
const purge = "DELETE FROM events WHERE created_at < '2026-01-01'";
const recent = "900 SELECT * FROM events WHERE created_at >= '2026-11-01' AND kind = 3";
const usual = [purge, recent];

const key = (table: string, referencedTable: string) => ({
  name: 'k',
  schema: 'other',
  table,
  columns: ['event_id'],
  referencedSchema: 'shop',
  referencedTable,
  referencedColumns: ['id'],
});

function advice(statements: readonly string[] = usual, table = events(), others: Parameters<typeof catalog>[1] = {}) {
  const tables = [table, tableOf('pages', ['PRIMARY: id'])];
  const all = catalog(others.tables === undefined ? tables : [...tables, ...others.tables], {});
  const whole = { ...all, ...('referencedFrom' in others ? { referencedFrom: others.referencedFrom ?? [] } : {}) };
  return partitionAdvice(whole, workloadOf(whole, statements), now);
}

test('a large table that is read by time and emptied by time', () => {
  const [found, ...others] = advice();
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    table: 'events',
    column: 'created_at',
    instead: 'ALTER TABLE `events` DROP PARTITION p2025_12;',
    nextMonth:
      "ALTER TABLE `events` REORGANIZE PARTITION later INTO (partition p2027_03 values less than ('2027-04-01'), partition later values less than (maxvalue));",
  });
  expect(found?.reasons[1]).toBe('100 % of the calls that look into it name created_at: they read few partitions.');
  expect(found?.ddl[0]).toBe('ALTER TABLE `events` drop primary key, add primary key (`id`, `created_at`);');
  expect(found?.ddl[1]).toMatch(
    /^ALTER TABLE `events` partition by range columns \(`created_at`\) \(partition p2025_12 .* partition later .*;$/,
  );
  expect(found?.ddl[1]?.match(/values less than/g)).toHaveLength(16);
  expect(found?.statements.down).toEqual(['remove partitioning', 'drop primary key, add primary key (`id`)']);
  expect(found?.cautions).toEqual(
    expect.arrayContaining([
      'The table is copied, and writes wait until that is done.',
      'The primary key now holds created_at too: id alone no longer forbids doubles.',
      'The first partition also holds everything older: dropping it deletes every row before 2026-01-01.',
    ]),
  );
});

test('the same as a migration, which takes itself back', () => {
  const [found] = advice();
  if (found === undefined) throw new Error('no advice');
  const application = {
    folder: 'database/migrations',
    names: [],
    style: defaultStyle(12),
    laravel: '12.0.0',
    flavour: 'mysql' as const,
    prefix: '',
    prefixIndexes: true,
    otherDrivers: false,
  };
  const { file, text } = statementMigration(found.statements, application, now);
  expect(file).toMatch(/^database\/migrations\/2026_11_23_\d+_partition_events_by_created_at\.php$/);
  const [up = '', down = ''] = text.split('public function down');
  expect(up).toMatch(/add primary key \(`id`, `created_at`\)[\s\S]*partition by range columns/);
  expect(down).toMatch(/remove partitioning[\s\S]*add primary key \(`id`\)/);
});

test('a TIMESTAMP is split by its seconds, and the time zone is a caution', () => {
  const [found] = advice(usual, events({}, time('timestamp')));
  expect(found?.ddl[1]).toContain(
    "partition by range (unix_timestamp(`created_at`)) (partition p2025_12 values less than (unix_timestamp('2026-01-01 00:00:00'))",
  );
  expect(found?.nextMonth).toContain("(unix_timestamp('2027-04-01 00:00:00'))");
  expect(found?.cautions.join(' ')).toMatch(/time zone/);
});

test('what changes the time is a caution', () => {
  const [found] = advice([...usual, "UPDATE events SET created_at = NOW() WHERE created_at > '2026-11-01'"]);
  expect(found?.cautions).toContain('An UPDATE of created_at moves the row to another partition.');
});

test('what the oldest partition holds, the DELETE would delete too', () => {
  const dropped = (bound: string) => {
    const [found] = advice([`DELETE FROM events WHERE created_at < ${bound}`, recent]);
    return [found?.instead.replace(/^.* /, ''), /before (\S+)\./.exec(found?.cautions.join('\n') ?? '')?.[1]];
  };
  expect(dropped("'2026-08-23 04:00:00'")).toEqual(['p2026_07;', '2026-08-01']);
  expect(dropped("'2021-11-01'")).toEqual(['p2021_10;', '2021-11-01']);
  expect(dropped("'2030-01-01'")).toEqual(['p2026_10;', '2026-11-01']);
  expect(dropped("'1999-01-01'")).toEqual([undefined, undefined]);
});

test.each(['?', 'NOW() - INTERVAL 90 DAY'])(
  'where nobody knows how long rows are kept (%s), no name to drop is given',
  (bound) => {
    const [found] = advice([`DELETE FROM events WHERE created_at < ${bound}`, recent]);
    expect(found?.instead).toBe('ALTER TABLE `events` DROP PARTITION …;');
    expect(found?.cautions.join('\n')).toMatch(/How long rows are kept is not known/);
  },
);

describe('no advice', () => {
  test.each<readonly [string, readonly string[]]>([
    ['nothing deletes old rows', [recent]],
    [
      'they are deleted by more than the time: dropping would take others along',
      ["DELETE FROM events WHERE created_at < '2026-01-01' AND kind = 2", recent],
    ],
    [
      'one of two such statements spares some rows',
      [...usual, "DELETE FROM events WHERE created_at < '2026-01-01' AND kind = 2"],
    ],
    ['they are deleted from a moment on', ["DELETE FROM events WHERE created_at > '2026-01-01'", recent]],
    [
      'another table decides',
      ["DELETE events FROM events JOIN pages ON pages.id = events.kind WHERE events.created_at < '2026-01-01'", recent],
    ],
    ['nobody reads it', [purge]],
    ['it is mostly read without the time', [purge, recent, '500 SELECT * FROM events WHERE kind = 3']],
    ['it is mostly changed by its id', [purge, recent, '500 UPDATE events SET kind = 4 WHERE id = 7']],
  ])('%s', (_, statements) => {
    expect(advice(statements)).toEqual([]);
  });

  test.each<readonly [string, CatalogTable]>([
    ['small', events({ rows: 5_000_000 })],
    ['few bytes', events({ dataBytes: 1e9 })],
    ['partitioned already', events({ partitioned: true })],
    ['a time that may be NULL', events({}, columnOf('created_at', true, { type: 'datetime', columnType: 'datetime' }))],
    ['a time that is computed', events({}, time('datetime', { generated: 'stored' }))],
    [
      'a unique key without the time',
      { ...events(), indexes: [...events().indexes, ...tableOf('x', ['unique u: kind']).indexes] },
    ],
    [
      'a FULLTEXT index',
      { ...events(), indexes: [...events().indexes, ...tableOf('x', ['fulltext f: kind']).indexes] },
    ],
    ['a foreign key of its own', events({ foreignKeys: [key('events', 'pages')] })],
    ['another engine', events({ engine: 'MyISAM' })],
  ])('%s', (_, table) => {
    expect(advice(usual, table)).toEqual([]);
  });

  test('a foreign key of another table, or of another database, points to it', () => {
    expect(
      advice(usual, events(), {
        tables: [tableOf('notes', ['PRIMARY: id'], { foreignKeys: [key('notes', 'events')] })],
      }),
    ).toEqual([]);
    expect(advice(usual, events(), { referencedFrom: [key('notes', 'Events')] })).toEqual([]);
  });
});
