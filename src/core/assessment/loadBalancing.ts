import { relativePath } from '../base/path';
import { routeTable } from '../code/routes/routeTable';
import { asBoolean, asString, at } from '../laravel/value';
import type { Evidence } from './area';
import {
  type Check,
  covered,
  fromFiles,
  gap,
  type Judgement,
  needsConnection,
  notMeasured,
  partial,
  seenAt,
  unknown,
} from './check';
import { effective, placesOf } from './effective';
import { type AssessmentFacts, type FileFacts, projectOf } from './facts';
import { installed, packageEvidence } from './packages';

/** Could a second application server be added. */
export const loadBalancing: readonly Check[] = [
  { id: 'loadBalancing.health', title: 'Health route', weight: 3, judge: fromFiles(judgeHealth) },
  {
    id: 'loadBalancing.stateless',
    title: 'Sessions, cache and files are shared',
    weight: 4,
    rules: ['LBS003', 'LBS004', 'LBS005'],
    judge: fromFiles(judgeStateless),
  },
  {
    id: 'loadBalancing.sticky',
    title: 'Reads after writes',
    weight: 2,
    rules: ['LBS008'],
    judge: fromFiles(judgeSticky),
  },
  notMeasured('loadBalancing.workers', 'Workers against cores', 2, 'needs a look at the servers'),
  { id: 'loadBalancing.connections', title: 'Database connections left', weight: 3, judge: judgeConnections },
];

const healthUri = /^(?:up|health|healthz|healthcheck|health-check|livez|readyz|_health|api\/health|api\/up|ping)$/;

function judgeHealth(files: FileFacts): Judgement {
  const { code, root } = files.context;
  const bootstrap = files.context.textOf(`${root}/bootstrap/app.php`);
  const written = bootstrap === undefined ? null : /\bhealth:\s*(['"])([^'"]*)\1/.exec(bootstrap);
  if (written !== null) {
    const range = { start: written.index, end: written.index + written[0].length };
    const location = { file: `${root}/bootstrap/app.php`, range };
    return covered(`/${(written[2] ?? '').replace(/^\//, '')} answers`, {
      evidence: [seenAt(`bootstrap/app.php registers ${written[2] ?? ''}.`, 'bootstrap/app.php', location)],
    });
  }
  const { routes, complete } = routeTable(code);
  const route = routes.find(({ uri, methods }) => uri !== undefined && methods.includes('GET') && healthUri.test(uri));
  if (route !== undefined)
    return covered(`/${route.uri ?? ''} answers`, {
      evidence: [seenAt(`Route /${route.uri ?? ''}.`, relativePath(root, route.location.file), route.location)],
    });
  const found = installed(files, ['spatie/laravel-health']);
  if (found.length > 0)
    return covered('spatie/laravel-health is installed', { evidence: packageEvidence(files, found) });
  if (!complete) return unknown('the routes cannot all be read');
  return gap('no route says that the application is well', {
    evidence: [{ fact: `${routes.length} routes were read, none is a health route.`, source: 'routes' }],
    remedies: [{ title: "Add health: '/up' to withRouting, or a route of its own" }],
  });
}

const onNode: Readonly<Record<string, readonly string[]>> = {
  sessions: ['file', 'array'],
  cache: ['file', 'array', 'apc', 'null'],
  files: ['local'],
};

function judgeStateless(files: FileFacts): Judgement {
  const session = effective(files, 'session.driver');
  const store = effective(files, 'cache.default');
  const disk = effective(files, 'filesystems.default');
  const named = (path: string, name: typeof store) =>
    name.known && typeof name.value === 'string' ? effective(files, `${path}.${name.value}.driver`) : name;
  const parts = [
    ['sessions', session, session.known ? session.evidence : []],
    ['cache', named('cache.stores', store), store.known ? store.evidence : []],
    ['files', named('filesystems.disks', disk), disk.known ? disk.evidence : []],
  ] as const;
  const evidence: readonly Evidence[] = parts.flatMap(([, , each]) => each);
  const local = parts
    .filter(([what, part]) => part.known && onNode[what]?.includes(String(part.value)) === true)
    .map(([what]) => what);
  const open = parts.flatMap(([, part]) => (part.known ? [] : [part.why]));
  const { appServers } = files.context.declared;
  if (local.length > 0) {
    const summary = `${listed(local)} lie on one server`;
    if (appServers === 1) return unknown(`${summary}; there is one by declaration`, { evidence });
    if (appServers === 2)
      return gap(summary, { evidence, remedies: [{ title: 'Move them to Redis, a database or object storage' }] });
    return partial(summary, {
      evidence,
      remedies: [
        { title: 'Say how many servers there are: laravelOps.topology.appServers', command: 'laravelOps.openSettings' },
      ],
    });
  }
  return open.length > 0 ? unknown(open[0] ?? '', { evidence }) : covered('all on shared storage', { evidence });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function judgeSticky(files: FileFacts): Judgement {
  const name = asString(projectOf(files).config.get('database.default'));
  if (name === undefined) return unknown('the default connection is not known');
  const connection = projectOf(files).config.get(`database.connections.${name}`);
  if (connection.kind !== 'array') return unknown(`connection ${name} is not known`);
  const read = at(connection, 'read');
  if (read.kind === 'unknown') return unknown(`the read servers of ${name} are not known: ${read.detail}`);
  if (read.kind === 'absent')
    return covered('reads and writes go to one server', {
      evidence: placesOf(files, connection.origins, `Connection ${name} has no read servers.`),
    });
  const sticky = at(connection, 'sticky');
  const evidence = placesOf(files, read.origins, `Connection ${name} has read servers.`);
  if (sticky.kind === 'unknown') return unknown(`sticky of ${name} is not known: ${sticky.detail}`, { evidence });
  return asBoolean(sticky) === true
    ? covered('sticky after a write', { evidence })
    : partial('a request may not see its own writes', { evidence, remedies: [{ title: "Set 'sticky' => true" }] });
}

function judgeConnections({ database }: AssessmentFacts): Judgement {
  if (database === undefined) return needsConnection('the database');
  const limit = Number(database.variables['max_connections'] ?? Number.NaN);
  const most = Number(database.status['max_used_connections'] ?? Number.NaN);
  if (Number.isNaN(limit) || Number.isNaN(most) || limit === 0)
    return unknown('this login may not see how many were used');
  const evidence = [
    {
      fact: `At most ${most} of ${limit} connections were used since the server started.`,
      source: 'SHOW GLOBAL STATUS',
    },
  ];
  const summary = `${most} of ${limit} used at most`;
  if (most >= limit)
    return gap(`all ${limit} connections were used`, {
      evidence,
      remedies: [{ title: 'Raise max_connections, or lower the number of workers' }],
    });
  return most / limit > 0.8
    ? partial(summary, { evidence, remedies: [{ title: 'Raise max_connections, or lower the number of workers' }] })
    : covered(summary, { evidence });
}
