import { describe, expect, test } from 'vitest';
import type { DatabaseFacts, RedisFacts } from '../../../../src/core/assessment/facts';
import { wordsLive } from './judge';

const database = (more: Partial<DatabaseFacts>): { readonly database: DatabaseFacts } => ({
  database: { flavor: 'mysql', variables: {}, status: {}, ...more },
});
const variables = (...pairs: readonly (readonly [string, string])[]) =>
  database({ variables: Object.fromEntries(pairs) });
const status = (given: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) =>
  database({ status: given, variables: more });
const use = (since: string, unused: readonly string[]) =>
  database({ indexUse: { since: `${since}T00:00:00Z`, certain: true, unused } });
const ages = (automatic: string, ...days: readonly string[]) =>
  database({
    variables: { innodb_stats_auto_recalc: automatic },
    statisticsAge: days.map((day, index) => ({ table: `t${index}`, at: `${day}T12:00:00.000Z` })),
  });
const redis = (given: RedisFacts): { readonly redis: RedisFacts } => ({ redis: given });

describe.each<readonly [string, readonly (readonly [{ readonly database: DatabaseFacts }, string])[]]>([
  [
    'recoveryProcedures.pointInTime',
    [
      [variables(['log_bin', 'ON']), 'covered: the binary log is on'],
      [variables(['log_bin', 'OFF']), 'gap: the binary log is off: only whole backups can be restored'],
      [variables(), 'unknown: this login may not see log_bin'],
    ],
  ],
  [
    'bottleneckIdentification.slowLog',
    [
      [variables(['slow_query_log', 'ON'], ['long_query_time', '1.000000']), 'covered: on from 1 s'],
      [variables(['slow_query_log', 'ON'], ['long_query_time', '10.000000']), 'partial: only from 10 s'],
      [variables(['slow_query_log', 'OFF'], ['long_query_time', '10']), 'gap: the slow query log is off'],
    ],
  ],
  [
    'bottleneckIdentification.history',
    [
      [variables(['performance_schema', 'OFF']), 'gap: nothing keeps what statements cost'],
      [
        database({ statements: { source: 'performance_schema', digests: 12, top: [] } }),
        'covered: performance_schema keeps 12 statements',
      ],
      [
        database({ flavor: 'mariadb', statements: { source: 'performance_schema', digests: 12, named: 0.2, top: [] } }),
        'partial: performance_schema names 20 % of the load',
      ],
      [
        database({ sources: [{ id: 'slowLogTable', title: 'Slow log', usable: true, live: true }] }),
        'partial: the slow log keeps the slow ones',
      ],
      [
        database({ variables: { performance_schema: 'ON' } }),
        'unknown: performance_schema is on, its statements were not read',
      ],
    ],
  ],
  [
    'bottleneckIdentification.top',
    [
      [
        database({
          statements: {
            source: 'performance_schema',
            digests: 2,
            top: [
              { text: 'SELECT 1', loadShare: 0.6 },
              { text: 'SELECT 2', loadShare: 0.2 },
            ],
          },
        }),
        'covered: 2 statements make 80 % of the load',
      ],
      [database({}), 'unknown: no statement was counted'],
    ],
  ],
  [
    'loadBalancing.connections',
    [
      [status({ max_used_connections: '50' }, { max_connections: '151' }), 'covered: 50 of 151 used at most'],
      [status({ max_used_connections: '140' }, { max_connections: '151' }), 'partial: 140 of 151 used at most'],
      [status({ max_used_connections: '152' }, { max_connections: '151' }), 'gap: all 151 connections were used'],
      [status({}), 'unknown: this login may not see how many were used'],
    ],
  ],
  [
    'databaseOptimisation.primaryKeys',
    [
      [database({ withoutPrimaryKey: [] }), 'covered: all have one'],
      [database({ withoutPrimaryKey: ['a', 'b'] }), 'gap: 2 tables have none'],
      [database({}), 'unknown: the tables were not asked for'],
    ],
  ],
  [
    'databaseOptimisation.autoIncrement',
    [
      [
        database({
          autoIncrement: [
            { table: 'a', share: 0.2 },
            { table: 'b', share: 0.4 },
          ],
        }),
        'covered: 40 % used at most',
      ],
      [database({ autoIncrement: [{ table: 'a', share: 0.91 }] }), 'gap: a has used 91 % of its ids'],
    ],
  ],
  [
    'databaseOptimisation.indexes',
    [
      [database({ duplicateIndexes: [] }), 'covered: none is contained in another'],
      [database({ duplicateIndexes: ['a.b'] }), 'partial: 1 contained in another'],
    ],
  ],
  [
    'databaseOptimisation.bufferPool',
    [
      [
        status({ innodb_buffer_pool_reads: '10', innodb_buffer_pool_read_requests: '1000000' }),
        'covered: 100.00 % from memory',
      ],
      [
        status({ innodb_buffer_pool_reads: '50000', innodb_buffer_pool_read_requests: '1000000' }),
        'partial: 95.00 % from memory',
      ],
      [
        status({ innodb_buffer_pool_reads: '5', innodb_buffer_pool_read_requests: '10' }),
        'unknown: the server has read too little since it started',
      ],
      [
        status({
          innodb_buffer_pool_reads: '50000',
          innodb_buffer_pool_read_requests: '1000000',
          innodb_buffer_pool_pages_total: '1000',
          innodb_buffer_pool_pages_free: '600',
        }),
        'covered: 95.00 % from memory',
      ],
    ],
  ],
  [
    'databaseOptimisation.unusedIndexes',
    [
      [database({}), 'unknown: the indexes were not asked for'],
      [database({ indexUse: { reason: 'userstat is off.' } }), 'unknown: reads by index are not counted'],
      [use('2026-11-20', ['a.b']), 'unknown: counted for 2 days only'],
      [use('2026-10-01', []), 'covered: each was read'],
      [use('2026-10-01', ['a.b', 'c.d']), 'partial: 2 not read in 52 days'],
    ],
  ],
  [
    'databaseOptimisation.statistics',
    [
      [database({}), 'unknown: this login may not see mysql.innodb_table_stats'],
      [ages('ON', '2020-01-01'), 'covered: computed again as tables change'],
      [ages('OFF', '2026-11-20'), 'covered: 2 days at most'],
      [ages('OFF', '2026-11-20', '2026-01-01'), 'partial: t1: 325 days old'],
      [database({ statisticsAge: [] }), 'unknown: no table keeps its statistics'],
    ],
  ],
])('%s', (id, rows) => {
  test.each(rows)('%#', (facts, expected) => {
    expect(wordsLive(id, facts)).toBe(expected);
  });
});

describe('Redis', () => {
  test.each<[string, RedisFacts, string]>([
    ['cachingStrategy.hits', { hitRatio: 0.97 }, 'covered: 97.0 % hits'],
    ['cachingStrategy.hits', { hitRatio: 0.4 }, 'partial: only 40.0 % hits'],
    ['cachingStrategy.hits', {}, 'unknown: no key was read since the server started'],
    [
      'cachingStrategy.eviction',
      { policy: 'allkeys-lru', serves: ['cache', 'queue'] },
      'gap: allkeys-lru may throw away queue',
    ],
    ['cachingStrategy.eviction', { policy: 'allkeys-lru', serves: ['cache'] }, 'covered: allkeys-lru'],
    [
      'cachingStrategy.eviction',
      { policy: 'noeviction', serves: ['cache'], maxMemoryBytes: 1 },
      'partial: writes fail when the memory is full',
    ],
    ['cachingStrategy.eviction', { policy: 'noeviction', serves: ['queue'], maxMemoryBytes: 1 }, 'covered: noeviction'],
    ['cachingStrategy.eviction', { policy: 'allkeys-lru' }, 'unknown: allkeys-lru; not known what else is kept there'],
    ['cachingStrategy.headroom', { usedMemoryBytes: 50, maxMemoryBytes: 100 }, 'covered: 50 % used'],
    ['cachingStrategy.headroom', { usedMemoryBytes: 95, maxMemoryBytes: 100 }, 'partial: 95 % used'],
  ])('%s %j', (id, facts, expected) => {
    expect(wordsLive(id, redis(facts))).toBe(expected);
  });
});

test('without a connection nothing is guessed', () => {
  expect(wordsLive('cachingStrategy.hits', {})).toBe('not evaluated');
  expect(wordsLive('cachingStrategy.hits', database({}))).toBe('not evaluated');
  expect(wordsLive('loadBalancing.connections', redis({}))).toBe('not evaluated');
});
