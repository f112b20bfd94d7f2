import { quoteName } from '../connections/sqlNames';
import { type Check, covered, gap, type Judgement, needsConnection, partial, unknown } from './check';
import type { AssessmentFacts, DatabaseFacts } from './facts';

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

const catalog = 'information_schema';
const source = 'reads by index';

/** Does the database have what it needs to be quick. */
export const databaseOptimisation: readonly Check[] = [
  {
    id: 'databaseOptimisation.primaryKeys',
    title: 'Every table has a primary key',
    weight: 4,
    judge: connected(judgeKeys),
  },
  { id: 'databaseOptimisation.autoIncrement', title: 'Room for new ids', weight: 4, judge: connected(judgeIds) },
  { id: 'databaseOptimisation.indexes', title: 'No index twice', weight: 2, judge: connected(judgeIndexes) },
  { id: 'databaseOptimisation.bufferPool', title: 'Buffer pool', weight: 3, judge: connected(judgePool) },
  {
    id: 'databaseOptimisation.unusedIndexes',
    title: 'No index without use',
    weight: 2,
    judge: ({ database, now }) => (database === undefined ? needsConnection('the database') : judgeUse(database, now)),
  },
  {
    id: 'databaseOptimisation.statistics',
    title: 'Age of statistics',
    weight: 1,
    judge: ({ database, now }) => (database === undefined ? needsConnection('the database') : judgeAge(database, now)),
  },
];

const day = 86_400_000;

function connected(judge: (database: DatabaseFacts) => Judgement): Check['judge'] {
  return ({ database }: AssessmentFacts) =>
    database === undefined ? needsConnection('the database') : judge(database);
}

function judgeKeys({ withoutPrimaryKey: tables }: DatabaseFacts): Judgement {
  if (tables === undefined) return unknown('the tables were not asked for');
  if (tables.length === 0) return covered('all have one');
  return gap(`${tables.length} ${tables.length === 1 ? 'table has' : 'tables have'} none`, {
    evidence: tables.slice(0, 20).map((table) => ({ fact: `${table} has no primary key.`, source: catalog })),
    remedies: [{ title: `Add a primary key to ${tables[0] ?? ''}` }],
  });
}

function judgeIds({ autoIncrement: columns }: DatabaseFacts): Judgement {
  if (columns === undefined) return unknown('the tables were not asked for');
  const [worst] = columns.toSorted((a, b) => b.share - a.share);
  if (worst === undefined) return covered('no table counts its ids');
  const percent = Math.round(worst.share * 100);
  const evidence = [{ fact: `${worst.table} has used ${percent} % of its ids.`, source: catalog }];
  if (worst.share <= 0.8) return covered(`${percent} % used at most`, { evidence });
  return gap(`${worst.table} has used ${percent} % of its ids`, {
    evidence,
    remedies: [{ title: `Widen the id of ${worst.table} to BIGINT UNSIGNED` }],
  });
}

function judgeIndexes({ duplicateIndexes: indexes }: DatabaseFacts): Judgement {
  if (indexes === undefined) return unknown('the indexes were not asked for');
  if (indexes.length === 0) return covered('none is contained in another');
  return partial(`${indexes.length} contained in another`, {
    evidence: indexes
      .slice(0, 20)
      .map((index) => ({ fact: `${index} is contained in another index.`, source: catalog })),
    remedies: [{ title: `See whether ${indexes[0] ?? ''} can go` }],
  });
}

/** Reads that had to go to disk, since the server started (InnoDB status variables). */
function judgePool({ status }: DatabaseFacts): Judgement {
  const reads = Number(status['innodb_buffer_pool_reads'] ?? Number.NaN);
  const requests = Number(status['innodb_buffer_pool_read_requests'] ?? Number.NaN);
  if (Number.isNaN(reads) || Number.isNaN(requests)) return unknown('this login may not see it');
  // Too few to say anything: a server that has just started reads everything from disk once.
  if (requests < 100_000) return unknown('the server has read too little since it started');
  const ratio = 1 - reads / requests;
  const percent = `${(ratio * 100).toFixed(2)} %`;
  const free =
    Number(status['innodb_buffer_pool_pages_free'] ?? 0) / Number(status['innodb_buffer_pool_pages_total'] ?? 1);
  const evidence = [{ fact: `${percent} of page reads came from memory.`, source: 'SHOW GLOBAL STATUS' }];
  // A pool with room left is not too small: what was read from disk was read for the first time.
  return ratio >= 0.99 || free > 0.05
    ? covered(`${percent} from memory`, { evidence })
    : partial(`${percent} from memory`, { evidence, remedies: [{ title: 'Raise innodb_buffer_pool_size' }] });
}

/** Fewer days miss what runs weekly; what runs monthly, nobody can exclude. */
const enoughDays = 7;

function judgeUse({ indexUse }: DatabaseFacts, now: Date): Judgement {
  if (indexUse === undefined) return unknown('the indexes were not asked for');
  if ('reason' in indexUse)
    return unknown('reads by index are not counted', { evidence: [{ fact: indexUse.reason, source }] });
  const { since, certain, unused } = indexUse;
  const days = Math.max(0, Math.floor((now.getTime() - new Date(since).getTime()) / day));
  const counted = { fact: `Counted for ${certain ? '' : 'at most '}${daysText(days)}, on this server.`, source };
  if (days < enoughDays) return unknown(`counted for ${daysText(days)} only`, { evidence: [counted] });
  if (unused.length === 0) return covered('each was read', { evidence: [counted] });
  return partial(`${unused.length} not read in ${daysText(days)}`, {
    evidence: [counted, ...unused.slice(0, 20).map((index) => ({ fact: `${index} was not read.`, source }))],
    remedies: [{ title: `See whether ${unused[0] ?? ''} can go, after trying it invisible` }],
  });
}

/** As old as that they may mislead the optimizer, of a table that is written to. */
const oldDays = 30;

function judgeAge({ statisticsAge: ages, variables }: DatabaseFacts, now: Date): Judgement {
  if (ages === undefined) return unknown('this login may not see mysql.innodb_table_stats');
  const [oldest] = ages.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  if (oldest === undefined) return unknown('no table keeps its statistics');
  const days = Math.max(0, Math.floor((now.getTime() - new Date(oldest.at).getTime()) / day));
  const setting = variables['innodb_stats_auto_recalc'];
  const automatic = setting !== undefined && /^(?:on|1)$/i.test(setting);
  const evidence = [
    { fact: `Those of ${oldest.table} are ${daysText(days)} old.`, source: 'mysql.innodb_table_stats' },
    ...(setting === undefined
      ? []
      : [{ fact: `innodb_stats_auto_recalc is ${setting}.`, source: 'SHOW GLOBAL VARIABLES' }]),
  ];
  if (automatic) return covered('computed again as tables change', { evidence });
  if (setting === undefined) return unknown('whether they are computed again is not known', { evidence });
  if (days < oldDays) return covered(`${daysText(days)} at most`, { evidence });
  return partial(`${oldest.table}: ${daysText(days)} old`, {
    evidence,
    remedies: [{ title: 'Compute them again', copies: `ANALYZE TABLE ${quoteName(oldest.table)};` }],
  });
}
