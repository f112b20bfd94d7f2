import { describe, expect, test } from 'vitest';
import type { HealthContext } from '../../../../../src/core/queries/health/judge';
import { judgeHealth } from '../../../../../src/core/queries/health/judge';
import type { HealthReading } from '../../../../../src/core/queries/health/reading';
import { columnOf, tableOf } from '../catalog/catalogs';
import { catalog, fact, mysql, nothingKnown, reading, words } from './readings';

type Given = Partial<HealthReading>;
const status = (
  values: Readonly<Record<string, number>>,
  variables: Readonly<Record<string, number | string>> = {},
): Given => ({
  status: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])),
  variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
});
const pool = (reads: number, free: number, more: Readonly<Record<string, number>> = {}) =>
  status(
    {
      innodb_buffer_pool_reads: reads,
      innodb_buffer_pool_read_requests: 100_000_000,
      innodb_buffer_pool_pages_total: 1000,
      innodb_buffer_pool_pages_free: free,
      ...more,
    },
    { innodb_buffer_pool_size: 134_217_728 },
  );
const refused = { refused: { why: 'this login may not see it', grant: 'GRANT PROCESS ON *.* TO `shop`;' } };
const transaction = { connectionId: 9, seconds: 90, rowsLocked: 0, rowsModified: 0 };
const wait = { waiting: 8, blocking: 9, seconds: 12, table: '`shop`.`orders`', blockingIdle: true };
const replica = { source: 'db1', running: true, secondsBehind: 0 };

describe.each<readonly [string, readonly (readonly [string, Given, string, Partial<HealthContext>?])[]]>([
  [
    'bufferPool',
    [
      ['nearly everything from memory', pool(1_000, 0), 'good: 100.00 % of page reads from memory'],
      ['much from disk, the pool is full', pool(5_000_000, 0), 'attention: 95.00 % of page reads from memory'],
      [
        'a pool that never filled is not too small',
        pool(5_000_000, 500),
        'good: 95.00 % of page reads from memory, and room for more',
      ],
      [
        'writing waits for free pages',
        pool(1_000, 0, { innodb_buffer_pool_wait_free: 100_000 }),
        'attention: pages are not free in time',
      ],
      [
        'a server that has just started',
        pool(5_000_000, 0, { uptime: 600 }),
        'unknown: too little was read since the server started',
      ],
      [
        'little traffic, a ratio that says nothing',
        pool(200, 0, { innodb_buffer_pool_read_requests: 900 }),
        'unknown: too little was read since the server started',
      ],
      [
        'a bad ratio of next to nothing',
        pool(80_000, 0, { innodb_buffer_pool_read_requests: 2_000_000 }),
        'good: 96.00 % of page reads from memory',
      ],
      ['counters that are missing are not zero', {}, 'unknown: this server does not say it'],
    ],
  ],
  [
    'connections',
    [
      ['few', status({ max_used_connections: 20 }, { max_connections: 151 }), 'good: 20 of 151 used at most'],
      [
        'nearly all',
        status({ max_used_connections: 140 }, { max_connections: 151 }),
        'attention: 140 of 151 used at most',
      ],
      [
        'some were refused',
        status({ max_used_connections: 100, connection_errors_max_connections: 3 }, { max_connections: 151 }),
        'attention: 100 of 151 used at most',
      ],
      [
        'more than are allowed may be opened',
        status({ max_used_connections: 20 }, { max_connections: 100 }),
        'attention: 140 may be opened, 100 are allowed',
        { budget: { workers: 40, web: 100, sources: ['a'] } },
      ],
      ['not told', {}, 'unknown: this server does not say it'],
    ],
  ],
  [
    'connectionChurn',
    [
      ['few', status({ connections: 86_400 }), 'good: 1.0 a second'],
      ['many over a network', status({ connections: 8_640_000 }), 'attention: 100 a second'],
      [
        'many on the same machine',
        status({ connections: 8_640_000 }),
        'good: 100 a second',
        { pooling: { remote: false, persistent: false } },
      ],
      [
        'many, and PDO may keep them',
        status({ connections: 8_640_000 }),
        'good: 100 a second',
        { pooling: { remote: true } },
      ],
      [
        'kept, and more than are allowed',
        status({ connections: 10 }, { max_connections: 50 }),
        'attention: 80 may be kept open, 50 are allowed',
        { pooling: { remote: true, persistent: true }, budget: { web: 80, sources: [] } },
      ],
      ['just started', status({ connections: 86_400, uptime: 60 }), 'unknown: the server has not run for an hour yet'],
    ],
  ],
  [
    'temporaryTables',
    [
      ['few on disk', status({ created_tmp_disk_tables: 100, created_tmp_tables: 100_000 }), 'good: 0.1 %'],
      [
        'many on disk',
        status({ created_tmp_disk_tables: 400_000, created_tmp_tables: 800_000 }),
        'attention: 50 %, 4.6 a second',
      ],
      ['half on disk, seldom', status({ created_tmp_disk_tables: 4_000, created_tmp_tables: 8_000 }), 'good: 50 %'],
      ['too few', status({ created_tmp_disk_tables: 14, created_tmp_tables: 21 }), 'unknown: too few to say'],
    ],
  ],
  [
    'sortMerges',
    [
      ['none', status({ sort_merge_passes: 0 }), 'good: none'],
      ['many', status({ sort_merge_passes: 200_000 }), 'attention: 2.3 a second'],
    ],
  ],
  [
    'tableCache',
    [
      [
        'room',
        status(
          { open_tables: 100, table_open_cache_misses: 90_000_000, table_open_cache_overflows: 0 },
          { table_open_cache: 2000 },
        ),
        'good: 100 of 2,000',
      ],
      [
        'closed for others all the time',
        status(
          { open_tables: 2000, table_open_cache_misses: 9_000_000, table_open_cache_overflows: 9_000_000 },
          { table_open_cache: 2000 },
        ),
        'attention: 104 a second opened again',
      ],
    ],
  ],
  [
    'redoLog',
    [
      [
        'large enough',
        status({ innodb_os_log_written: 1e9 }, { innodb_log_file_size: 100_663_296 }),
        'good: 101 MB, large enough',
      ],
      [
        'filled all the time',
        status({ innodb_os_log_written: 1e12 }, { innodb_redo_log_capacity: 104_857_600 }),
        'attention: filled 397 times an hour',
      ],
      [
        'several files count together',
        status({ innodb_os_log_written: 1e9 }, { innodb_log_file_size: 50_000_000, innodb_log_files_in_group: 2 }),
        'good: 100 MB, large enough',
      ],
    ],
  ],
  [
    'longTransactions',
    [
      ['none', {}, 'good: none'],
      [
        'one that has changed rows',
        { transactions: { known: [{ ...transaction, rowsModified: 1 }] } },
        'attention: 1, the oldest 1 min 30 s',
      ],
      ['a dump only reads', { transactions: { known: [transaction] } }, 'good: none'],
      [
        'reading for an hour keeps old rows',
        { transactions: { known: [{ ...transaction, seconds: 3600 }] } },
        'attention: 1, the oldest 1 h',
      ],
      ['refused', { transactions: refused }, 'unknown: this login may not see it'],
    ],
  ],
  [
    'lockWaits',
    [
      ['nobody', {}, 'good: nobody waits now'],
      ['one for long', { lockWaits: { known: [wait] } }, 'attention: 1 connection waits'],
      [
        'one that waits for two',
        { lockWaits: { known: [wait, { ...wait, blocking: 10 }] } },
        'attention: 1 connection waits',
      ],
      ['for a moment', { lockWaits: { known: [{ ...wait, seconds: 1 }] } }, 'good: 1 connection waits, for a moment'],
      ['refused', { lockWaits: refused }, 'unknown: this login may not see it'],
    ],
  ],
  [
    'deadlocks',
    [
      ['none', {}, 'good: none since the server started'],
      ['now and then', { deadlocks: { known: 20 } }, 'good: 20 since the server started'],
      ['all the time', { deadlocks: { known: 2_400 } }, 'attention: 100 an hour'],
      ['refused', { deadlocks: refused }, 'unknown: this login may not see it'],
    ],
  ],
  [
    'replication',
    [
      ['no source', {}, 'good: this server follows no other'],
      ['up to date', { replicas: { known: [replica] } }, 'good: up to date'],
      ['behind', { replicas: { known: [{ ...replica, secondsBehind: 75 }] } }, 'attention: 1 min 15 s behind'],
      [
        'one of two sources stopped',
        { replicas: { known: [replica, { source: 'db2', channel: 'b', running: false, error: 1062 }] } },
        'attention: 1 of 2 stopped',
      ],
      ['lag not told', { replicas: { known: [{ source: 'db1', running: true }] } }, 'unknown: running, lag not known'],
      ['refused', { replicas: refused }, 'unknown: this login may not see it'],
    ],
  ],
  [
    'readWriteSplit',
    [
      [
        'not needed',
        status({ com_select: 86_400, com_insert: 1, com_update: 1, com_delete: 1, com_replace: 0 }),
        'good: not set up, and not needed by the counters',
      ],
      [
        'very many reads',
        status({ com_select: 200_000_000, com_insert: 1, com_update: 1, com_delete: 1, com_replace: 0 }),
        'attention: not set up',
      ],
      [
        'as many writes, which a replica repeats',
        status({ com_select: 200_000_000, com_insert: 100_000_000, com_update: 1, com_delete: 1, com_replace: 0 }),
        'good: not set up, and not needed by the counters',
      ],
      ['sticky', {}, 'good: 2 hosts to read from', { split: { certain: true, readHosts: 2, sticky: true } }],
      [
        'not sticky',
        {},
        'attention: 1 host to read from, not sticky',
        { split: { certain: true, readHosts: 1, sticky: false } },
      ],
      [
        'sticky by an expression',
        {},
        'unknown: 1 host to read from, sticky or not is not certain',
        { split: { certain: true, readHosts: 1 } },
      ],
      [
        'config that PHP decides',
        {},
        'unknown: the connection could not be read for certain',
        { split: { certain: false } },
      ],
    ],
  ],
  [
    'statistics',
    [
      [
        'automatic, old: the table hardly changes',
        {
          statistics: { known: [{ table: 'a', at: new Date('2025-01-01') }] },
          variables: { innodb_stats_auto_recalc: 'ON' },
        },
        'good: a: 691 days',
      ],
      [
        'off and old',
        {
          statistics: { known: [{ table: 'a`b', at: new Date('2026-01-01') }] },
          variables: { innodb_stats_auto_recalc: 'OFF' },
        },
        'attention: a`b: 326 days',
      ],
      ['refused', { statistics: refused }, 'unknown: this login may not see it'],
    ],
  ],
])('%s', (id, cases) => {
  test.each(cases.map(([name, given, expected, context]) => ({ name, given, expected, context })))(
    '$name',
    ({ given, expected, context = {} }) => {
      expect(words(id, given, context)).toBe(expected);
    },
  );
});

describe('tables', () => {
  const counted = (name: string, columnType: string, more: readonly string[] = []) =>
    tableOf(name, ['PRIMARY: id'], {
      columns: [
        columnOf('id', false, { type: columnType.replace(/ .*/, ''), columnType, autoIncrement: true }),
        ...more.map((column) => columnOf(column, true, { type: 'int', columnType: 'int' })),
      ],
    });
  const ids = (tables: Parameters<typeof catalog>[0], next: Readonly<Record<string, number>>) =>
    fact(
      'autoIncrement',
      { tables: Object.entries(next).map(([name, nextId]) => ({ name, nextId, freeBytes: 0 })) },
      { catalog: catalog(tables) },
    );

  test('the fullest counter, by signed and unsigned limits', () => {
    const users = counted('users', 'int unsigned');
    const orders = counted('orders', 'int');
    const found = ids([users, orders], { users: 2_000_000_000, orders: 2_000_000_000 });
    expect(found).toMatchObject({ verdict: 'attention', value: 'orders has used 93 %' });
    expect(found.details).toEqual(['orders.id (int): 93 % used.', 'users.id (int unsigned): 46 % used.']);
  });

  test('a column that is too narrow for the ids that its name says; one with a foreign key of its own is another matter', () => {
    const categories = counted('categories', 'bigint unsigned');
    const posts = counted('posts', 'bigint unsigned', ['category_id']);
    const found = ids([categories, posts], { categories: 1_900_000_000, posts: 5 });
    expect(found).toMatchObject({ verdict: 'attention', value: 'posts.category_id has used 88 %' });
    expect(found.remedies[0]?.title).toBe('Widen posts.category_id to the type of categories.id (bigint unsigned)');
    const key = {
      name: 'k',
      columns: ['category_id'],
      referencedSchema: 'shop',
      referencedTable: 'others',
      referencedColumns: ['id'],
    };
    expect(ids([categories, { ...posts, foreignKeys: [key] }], { categories: 1_900_000_000, posts: 5 })).toMatchObject({
      verdict: 'good',
      value: 'categories has used less than 1 %',
    });
  });

  test('small tables without a primary key are told, large ones need one', () => {
    const bare = (rows: number) => ({ catalog: catalog([tableOf('resets', ['i: email'], { rows })]) });
    expect(words('primaryKeys', {}, bare(40))).toBe('good: 1 table has none, it is small');
    expect(words('primaryKeys', {}, bare(4_000_000))).toBe('attention: 1 table has none');
  });

  test('unused space counts only where the table certainly has a file of its own', () => {
    const tables = [{ name: 'orders', freeBytes: 20e9 }];
    const context = { catalog: catalog([tableOf('orders', ['PRIMARY: id'], { dataBytes: 5e9, indexBytes: 0 })]) };
    expect(words('freeSpace', { tables, ownFiles: { known: new Set(['orders']) } }, context)).toBe(
      'attention: 20.0 GB in orders',
    );
    expect(words('freeSpace', { tables }, context)).toBe('good: little');
    expect(words('freeSpace', { tables, ownFiles: refused }, context)).toBe('unknown: this login may not see it');
  });

  test('without the tables nothing is said of them', () => {
    for (const id of ['autoIncrement', 'primaryKeys', 'tableSizes', 'freeSpace'])
      expect(words(id, {})).toBe('unknown: the tables were not asked for');
  });
});

test('persistent connections are offered only where the server has room for all that PHP keeps', () => {
  const many = status({ connections: 8_640_000 }, { max_connections: 151 });
  const fix = { title: 'Add PDO::ATTR_PERSISTENT => true', preferred: false, edits: [] };
  const offered = (web?: number) =>
    fact('connectionChurn', many, {
      pooling: { remote: true, persistent: false, fix },
      budget: { sources: [], ...(web === undefined ? {} : { web }) },
    }).remedies;
  expect(offered(40)[0]).toEqual({ title: 'Keep connections between requests', fix });
  expect(offered(140).map((each) => each.fix)).toEqual([undefined]);
  expect(offered().map((each) => each.fix)).toEqual([undefined]);
});

test('the redo log is raised while the server runs where that is possible', () => {
  const copies = (given: Given) => fact('redoLog', given).remedies[0]?.copies;
  const written = { innodb_os_log_written: 24 * 3e9 };
  const file = { innodb_log_file_size: 100_663_296 };
  expect(copies(status(written, file))).toBe('SET GLOBAL innodb_log_file_size = 4294967296;');
  const old = { ...reading().server, minor: 6 };
  expect(copies({ ...status(written, file), server: old })).toBe('[mysqld]\ninnodb_log_file_size = 4G\n');
  expect(copies({ ...status(written, { innodb_redo_log_capacity: 104_857_600 }), server: mysql })).toBe(
    'SET GLOBAL innodb_redo_log_capacity = 4294967296;',
  );
});

test('an empty reading says nothing bad', () => {
  const facts = judgeHealth(reading(), nothingKnown);
  expect(facts.filter(({ verdict }) => verdict === 'attention')).toEqual([]);
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
});
