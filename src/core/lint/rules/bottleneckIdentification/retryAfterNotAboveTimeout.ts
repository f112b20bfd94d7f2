import { queueUse } from '../../../code/queue/queueUse';
import { defaultTimeout, horizonSupervisors, type QueueWorker, queueWorkers } from '../../../code/queue/workers';
import type { Finding, Fix, Location } from '../../../finding';
import { asString, type KnownValue } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, locationOf, originInFile } from '../../written';

/** Drivers whose jobs come back after `retry_after` seconds. */
const retrying = new Set(['database', 'redis', 'beanstalkd']);

/** A worker is stopped a moment after its timeout; less room than this is no room (Laravel's docs say "several seconds"). */
const room = 5;

/** BOT002: a job may still run when the queue hands it out again. */
export const retryAfterNotAboveTimeout: Rule = {
  code: 'BOT002',
  slug: 'retry-after-not-above-timeout',
  area: 'bottleneckIdentification',
  severity: 'error',
  title: 'Jobs handed out twice',
  *check(context) {
    for (const environment of context.environments) {
      if (environment.project.env === undefined) continue;
      for (const [connection, worker] of slowestWorkers(context, environment)) {
        const finding = judged(context, environment, connection, worker);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

/** For each connection in use, the worker that lets a job run longest; undefined is none that files tell of. */
function slowestWorkers(
  context: RuleContext,
  { project }: EvaluatedEnvironment,
): ReadonlyMap<string, QueueWorker | undefined> {
  const found = new Map<string, QueueWorker | undefined>();
  const byDefault = asString(project.config.get('queue.default'));
  const horizonName = asString(project.config.get('horizon.env')) ?? asString(project.config.get('app.env'));
  const supervisors = horizonName === undefined ? [] : horizonSupervisors(project, horizonName);
  for (const worker of [...queueWorkers(context.deployment, context.root), ...supervisors]) {
    const connection = worker.connection ?? byDefault;
    if (connection === undefined) continue;
    const before = found.get(connection);
    if (before === undefined || isSlower(worker, before)) found.set(connection, worker);
  }
  // With Horizon the workers are its own: where its configuration is not certain, nothing is assumed.
  if (byDefault !== undefined && !found.has(byDefault) && !project.packages.has('laravel/horizon')) {
    const { classes, work } = queueUse(context.code);
    if (classes.length + work.length > 0) found.set(byDefault, undefined);
  }
  return found;
}

/** 0 is without limit, which is what its owner chose: nothing is said about it. */
function isSlower(one: QueueWorker, other: QueueWorker): boolean {
  return one.timeout > other.timeout;
}

function judged(
  context: RuleContext,
  environment: EvaluatedEnvironment,
  connection: string,
  worker: QueueWorker | undefined,
): Finding | undefined {
  const { config } = environment.project;
  const path = `queue.connections.${connection}`;
  const retry = config.get(`${path}.retry_after`);
  if (!retrying.has(asString(config.get(`${path}.driver`)) ?? '') || retry.kind !== 'known') return undefined;
  const retryAfter = seconds(retry);
  const timeout = worker?.timeout ?? defaultTimeout;
  const gap = retryAfter === undefined ? undefined : retryAfter - timeout;
  if (retryAfter === undefined || gap === undefined || timeout === 0) return undefined;
  if (worker === undefined ? gap > 0 : gap > room) return undefined;
  const place = placeOf(retry, environment.envFile);
  const location = place ?? worker?.location;
  if (location === undefined) return undefined;
  const severity = worker === undefined || gap > 0 ? 'information' : 'error';
  return {
    rule: 'BOT002',
    severity,
    message: messageFor(connection, retryAfter, timeout, worker),
    location,
    related: relatedTo(context, retry, worker, location),
    fixes: place === undefined ? [] : [raise(retry, place, timeout + 30, environment.envFile)],
  };
}

function messageFor(connection: string, retryAfter: number, timeout: number, worker: QueueWorker | undefined): string {
  const gap = retryAfter - timeout;
  if (gap > 0) {
    return `A job that is stopped at ${timeout} s is handed out again ${gap} s later: with \`retry_after\` ${retryAfter} s on \`${connection}\`, one that ends slowly may run twice.`;
  }
  if (worker === undefined) {
    return `Jobs may run twice: \`${connection}\` hands them out again after ${retryAfter} s, and a worker lets them run for ${timeout} s unless its command says otherwise.`;
  }
  const whose = worker.written ? worker.said : `${worker.said}, which names none and takes Laravel's own`;
  return `Jobs may run twice: timeout ${timeout} s (${whose}) ≥ \`retry_after\` ${retryAfter} s of \`${connection}\`.`;
}

function relatedTo(
  { root }: RuleContext,
  retry: KnownValue,
  worker: QueueWorker | undefined,
  location: Location,
): Finding['related'] {
  const read = configLocation(retry);
  const related: Finding['related'][number][] = [];
  if (read !== undefined && (read.file !== location.file || read.range.start !== location.range.start)) {
    const inside = read.file === location.file && read.range.end >= location.range.end;
    if (!inside) related.push({ location: read, message: `${read.file.replace(`${root}/`, '')} reads it here.` });
  }
  if (worker?.location !== undefined && worker.location !== location) {
    related.push({ location: worker.location, message: `The timeout of ${worker.timeout} s is from here.` });
  }
  return related;
}

function seconds(value: KnownValue): number | undefined {
  const number = typeof value.value === 'number' ? value.value : Number(asString(value)?.trim() || Number.NaN);
  return Number.isInteger(number) ? number : undefined;
}

/** The number's own place: in the environment file, else the literal or the default of `env()` in the configuration. */
function placeOf(value: KnownValue, envFile: string): Location | undefined {
  const fromEnv = originInFile(value, envFile);
  if (fromEnv !== undefined) return locationOf(fromEnv);
  const byDefault = value.origins.find(({ source, range }) => source === 'default' && range !== undefined);
  const own = value.origins.filter(({ source }) => source !== 'default');
  if (own.some(({ source }) => source !== 'config')) return undefined;
  return byDefault === undefined ? configLocation(value) : locationOf(byDefault);
}

function raise(value: KnownValue, location: Location, to: number, envFile: string): Fix {
  const key = originInFile(value, envFile)?.envKey;
  return {
    title: key === undefined ? `Set 'retry_after' to ${to}` : `Set ${key}=${to}`,
    preferred: true,
    edits: [{ file: location.file, edits: [{ range: location.range, newText: String(to) }] }],
  };
}
