import { isAbsolutePath, joinPath } from '../base/path';
import type { Code } from '../code/collector';
import { schedule } from '../code/schedule/schedule';
import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';

/** Where the scheduler's heartbeat is kept. */
export type HeartbeatStore =
  | { readonly kind: 'file'; readonly folder: string; readonly key: string }
  /** `reason` completes "Its heartbeat is not known: …". */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The key of spatie/laravel-health's ScheduleCheck, unless the application gives another one. */
const key = 'health:checks:schedule:latestHeartbeatAt';
const command = 'health:schedule-check-heartbeat';
const commandClass = 'Spatie\\Health\\Commands\\ScheduleCheckHeartbeatCommand';

/**
 * Where spatie/laravel-health keeps the heartbeat of the scheduler; undefined unless the schedule gives it every minute, without
 * conditions: only then is its absence a sign.
 */
export function heartbeatStore(code: Code, project: LaravelProject): HeartbeatStore | undefined {
  const given = schedule(code).tasks.some(
    ({ name, what, cron, conditional, calls }) =>
      (name === command || name === commandClass || what === commandClass) &&
      cron === '* * * * *' &&
      !conditional &&
      !calls.some(({ method }) => /^(?:when|skip|between|unlessBetween|environments|onOneServer)$/i.test(method)),
  );
  if (!given) return undefined;
  const store = asString(project.config.get('cache.default'));
  if (store === undefined) return { kind: 'unknown', reason: 'which cache is used is not certain' };
  const driver = asString(project.config.get(`cache.stores.${store}.driver`));
  if (driver !== 'file') return { kind: 'unknown', reason: `it is kept in the cache ${store}, which is not read here` };
  const path = asString(project.config.get(`cache.stores.${store}.path`));
  if (path === undefined) return { kind: 'unknown', reason: `the folder of the cache ${store} is not certain` };
  return { kind: 'file', folder: isAbsolutePath(path) ? path : joinPath(project.root, path), key };
}
