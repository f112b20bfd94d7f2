import { type Check, covered, fromFiles, gap, type Judgement, needsConnection, partial, unknown } from './check';
import { effective } from './effective';
import type { AssessmentFacts, FileFacts } from './facts';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';

const source = 'INFO';

/** Does the cache keep what it is given, and does it help. */
export const cachingStrategy: readonly Check[] = [
  { id: 'cachingStrategy.store', title: 'Cache store', weight: 4, rules: ['CAC001'], judge: fromFiles(judgeStore) },
  { id: 'cachingStrategy.hits', title: 'Hit ratio', weight: 3, judge: judgeHits },
  { id: 'cachingStrategy.eviction', title: 'What happens when Redis is full', weight: 3, judge: judgeEviction },
  { id: 'cachingStrategy.headroom', title: 'Memory left', weight: 2, judge: judgeHeadroom },
];

function judgeStore(files: FileFacts): Judgement {
  const found = findingsOf(files, 'CAC001');
  if (found.length > 0)
    return gap('nothing is cached', { evidence: evidenceOf(found, files.context.root), remedies: remediesOf(found) });
  const store = effective(files, 'cache.default');
  if (!store.known) return unknown(store.why);
  if (typeof store.value !== 'string') return unknown('no cache store is named');
  const driver = effective(files, `cache.stores.${store.value}.driver`);
  if (!driver.known) return unknown(driver.why, { evidence: store.evidence });
  const evidence = [...store.evidence, ...driver.evidence];
  if (driver.value === 'array' || driver.value === 'null')
    return gap('nothing is cached', { evidence, remedies: [{ title: 'Use Redis, the database or files' }] });
  return typeof driver.value === 'string'
    ? covered(`${store.value} store`, { evidence })
    : unknown(`store ${store.value} has no driver`, { evidence });
}

/** Of the whole server since its start: other applications may share it, which the evidence says. */
function judgeHits({ redis }: AssessmentFacts): Judgement {
  if (redis === undefined) return needsConnection('Redis');
  if (redis.hitRatio === undefined) return unknown('no key was read since the server started');
  const percent = `${(redis.hitRatio * 100).toFixed(1)} %`;
  const evidence = [{ fact: `${percent} of reads found their key, on the whole server since it started.`, source }];
  return redis.hitRatio >= 0.8
    ? covered(`${percent} hits`, { evidence })
    : partial(`only ${percent} hits`, {
        evidence,
        remedies: [{ title: 'Look for keys that expire before they are read again' }],
      });
}

function judgeEviction({ redis }: AssessmentFacts): Judgement {
  if (redis === undefined) return needsConnection('Redis');
  const { policy, maxMemoryBytes, serves } = redis;
  if (policy === undefined) return unknown('the server does not say it');
  const evidence = [
    {
      fact: `maxmemory_policy is ${policy}, maxmemory is ${maxMemoryBytes === undefined ? 'without limit' : maxMemoryBytes}.`,
      source,
    },
  ];
  if (serves === undefined) return unknown(`${policy}; not known what else is kept there`, { evidence });
  const precious = serves.filter((each) => each !== 'cache');
  if (policy.startsWith('allkeys') && precious.length > 0)
    return gap(`${policy} may throw away ${precious.join(' and ')}`, {
      evidence,
      remedies: [{ title: 'Keep the cache on a Redis of its own, or use volatile-lru' }],
    });
  if (policy === 'noeviction' && maxMemoryBytes !== undefined && serves.includes('cache'))
    return partial('writes fail when the memory is full', {
      evidence,
      // What evicts throws away whatever else is kept there.
      remedies: [
        precious.length > 0
          ? { title: `Keep the cache on a Redis of its own: this one keeps ${precious.join(' and ')} too` }
          : { title: 'Let the cache’s Redis evict', copies: 'CONFIG SET maxmemory-policy allkeys-lru' },
      ],
    });
  return covered(policy, { evidence });
}

function judgeHeadroom({ redis }: AssessmentFacts): Judgement {
  if (redis === undefined) return needsConnection('Redis');
  const { usedMemoryBytes: used, maxMemoryBytes: limit } = redis;
  if (used === undefined) return unknown('the server does not say it');
  if (limit === undefined) return unknown('no limit is set: the machine’s memory is one');
  const percent = Math.round((used / limit) * 100);
  const evidence = [{ fact: `${percent} % of maxmemory is used.`, source }];
  return percent < 90
    ? covered(`${percent} % used`, { evidence })
    : partial(`${percent} % used`, { evidence, remedies: [{ title: 'Raise maxmemory, or keep less' }] });
}
