import { type Check, covered, gap, type Judgement, needsConnection, notMeasured, partial, unknown } from './check';
import type { AssessmentFacts, DatabaseFacts } from './facts';

const catalog = 'information_schema';

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
  notMeasured('databaseOptimisation.unusedIndexes', 'No index without use', 2, 'needs counts over weeks'),
  notMeasured('databaseOptimisation.statistics', 'Age of statistics', 1, 'comes with the index advisor'),
];

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
  const evidence = [{ fact: `${percent} of page reads came from memory.`, source: 'SHOW GLOBAL STATUS' }];
  return ratio >= 0.99
    ? covered(`${percent} from memory`, { evidence })
    : partial(`${percent} from memory`, { evidence, remedies: [{ title: 'Raise innodb_buffer_pool_size' }] });
}
