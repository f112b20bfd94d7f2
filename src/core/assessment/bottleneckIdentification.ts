import { type Check, covered, fromFiles, gap, type Judgement, needsConnection, partial, unknown } from './check';
import { effective, isLocal } from './effective';
import type { AssessmentFacts, FileFacts } from './facts';
import { installed, packageEvidence } from './packages';

const source = 'SHOW GLOBAL VARIABLES';
const monitors = [
  'laravel/pulse',
  'laravel/nightwatch',
  'inspector-apm/inspector-laravel',
  'scoutapp/scout-apm-laravel',
  'keepsuit/laravel-opentelemetry',
];

/** Can one see what is slow. */
export const bottleneckIdentification: readonly Check[] = [
  { id: 'bottleneckIdentification.history', title: 'Statement history', weight: 4, judge: judgeHistory },
  { id: 'bottleneckIdentification.slowLog', title: 'Slow query log', weight: 3, judge: judgeSlowLog },
  { id: 'bottleneckIdentification.top', title: 'What costs most is known', weight: 2, judge: judgeTop },
  {
    id: 'bottleneckIdentification.queueWait',
    title: 'Waiting of queues is measured',
    weight: 3,
    judge: fromFiles(judgeQueues),
  },
  {
    id: 'bottleneckIdentification.caches',
    title: 'Configuration and routes are cached',
    weight: 2,
    judge: fromFiles(judgeCaches),
  },
];

function judgeHistory({ database, files }: AssessmentFacts): Judgement {
  const found = files === undefined ? [] : installed(files, monitors);
  const [first] = found;
  if (files !== undefined && first !== undefined)
    return covered(`${first} records`, { evidence: packageEvidence(files, found) });
  if (database === undefined) return needsConnection('the database');
  const { statements, variables, sources = [] } = database;
  if (statements !== undefined) {
    const evidence = [{ fact: `${statements.digests} kinds of statements are counted.`, source: statements.source }];
    const { named = 1 } = statements;
    if (named >= 0.5) return covered(`${statements.source} keeps ${statements.digests} statements`, { evidence });
    const state = sources.find(({ id }) => id === 'performance_schema');
    return partial(`${statements.source} names ${Math.round(named * 100)} % of the load`, {
      evidence: [
        ...evidence,
        ...(state?.detail === undefined ? [] : [{ fact: state.detail, source: statements.source }]),
      ],
      remedies: [{ title: state?.next ?? 'Capture slow statements for some minutes' }],
    });
  }
  const log = sources.find(({ id, usable, live }) => (id === 'slowLogTable' || id === 'slowLogFile') && usable && live);
  if (log !== undefined)
    return partial('the slow log keeps the slow ones', {
      evidence: log.detail === undefined ? [] : [{ fact: log.detail, source: log.title }],
    });
  const schema = variables['performance_schema'];
  if (schema === undefined) return unknown('this login may not see performance_schema');
  const evidence = [{ fact: `performance_schema is ${schema}.`, source }];
  if (/^(?:on|1)$/i.test(schema))
    return unknown('performance_schema is on, its statements were not read', {
      evidence,
      remedies: sources.flatMap(({ id, next, sql = [] }) =>
        id === 'performance_schema' && sql.length > 0 ? [{ title: next ?? 'Allow it', copies: sql.join('\n') }] : [],
      ),
    });
  return gap('nothing keeps what statements cost', {
    evidence,
    remedies: [
      {
        title: 'Turn on performance_schema in the server’s configuration',
        copies: '[mysqld]\nperformance_schema=ON\n',
      },
      ...(database.flavor === 'mariadb'
        ? [{ title: 'And capture slow statements now and then: MariaDB counts prepared ones without their text' }]
        : []),
    ],
  });
}

function judgeSlowLog({ database }: AssessmentFacts): Judgement {
  if (database === undefined) return needsConnection('the database');
  const on = database.variables['slow_query_log'];
  const seconds = Number(database.variables['long_query_time'] ?? Number.NaN);
  if (on === undefined) return unknown('this login may not see slow_query_log');
  const threshold = Number.isNaN(seconds) ? '' : `, long_query_time is ${seconds} s`;
  const evidence = [{ fact: `slow_query_log is ${on}${threshold}.`, source }];
  if (!/^(?:on|1)$/i.test(on))
    return gap('the slow query log is off', {
      evidence,
      remedies: [
        {
          title: 'Turn on the slow query log',
          copies: 'SET GLOBAL long_query_time = 1; SET GLOBAL slow_query_log = ON;',
        },
      ],
    });
  if (Number.isNaN(seconds)) return unknown('on, its threshold is not known', { evidence });
  return seconds <= 1
    ? covered(`on from ${seconds} s`, { evidence })
    : partial(`only from ${seconds} s`, {
        evidence,
        remedies: [{ title: 'Lower the threshold', copies: 'SET GLOBAL long_query_time = 1;' }],
      });
}

function judgeTop({ database }: AssessmentFacts): Judgement {
  if (database === undefined) return needsConnection('the database');
  const top = database.statements?.top ?? [];
  if (top.length === 0) return unknown('no statement was counted');
  const share = Math.round(100 * top.slice(0, 5).reduce((sum, { loadShare }) => sum + loadShare, 0));
  return covered(`${Math.min(5, top.length)} statements make ${share} % of the load`, {
    evidence: top.slice(0, 5).map(({ text, loadShare }) => ({
      fact: `${Math.round(loadShare * 100)} %: ${text}`,
      source: database.statements?.source ?? '',
    })),
  });
}

function judgeQueues(files: FileFacts): Judgement {
  const found = installed(files, ['laravel/horizon', 'laravel/pulse', 'laravel/nightwatch']);
  const [first] = found;
  if (first !== undefined) return covered(`${first} measures`, { evidence: packageEvidence(files, found) });
  const driver = effective(files, 'queue.default');
  if (driver.known && driver.value === 'sync')
    return unknown('no queue is used: jobs run at once', { evidence: driver.evidence });
  return unknown('how long jobs wait is not recorded by this application');
}

const caches = /artisan\s+(?:optimize(?!:clear)|config:cache|route:cache)|config:cache/;

function judgeCaches(files: FileFacts): Judgement {
  const { cachedConfig } = files.context.project;
  const scripts = [...files.context.deployment].filter(([, text]) => caches.test(text)).map(([file]) => file);
  const evidence = scripts.map((file) => ({ fact: `${file} caches the configuration.`, source: file }));
  if (scripts.length > 0) return covered('done at deployment', { evidence });
  if (cachedConfig !== undefined && !isLocal(files)) return covered('bootstrap/cache/config.php is there');
  return unknown('whether configuration is cached has to be seen on the server');
}
