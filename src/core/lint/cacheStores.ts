import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';

/** A cache store as Illuminate\Cache\CacheManager finds it. */
export interface CacheStore {
  /** "redis": its key in `cache.stores`. */
  readonly name: string;
  /** "redis", "file", "null"; lower case is Laravel's own. */
  readonly driver: string;
}

/** The store of that name; undefined when its driver is not certain. "null" needs no entry from Laravel 8 on. */
export function cacheStore({ config, version }: LaravelProject, name: string): CacheStore | undefined {
  if (name === 'null' && (version.major ?? 0) >= 8) return { name, driver: 'null' };
  const driver = asString(config.get(`cache.stores.${name}.driver`));
  return driver === undefined ? undefined : { name, driver };
}

/** The store that `Cache::get()` uses; `null` as its name stands for the store "null" from Laravel 8 on. */
export function defaultCacheStore(project: LaravelProject): CacheStore | undefined {
  const value = project.config.get('cache.default');
  if (value.kind === 'known' && value.value === null) return cacheStore(project, 'null');
  const name = asString(value);
  return name === undefined || name === '' ? undefined : cacheStore(project, name);
}

/** Drivers whose data other servers and processes see. */
export const sharedDrivers: ReadonlySet<string> = new Set(['redis', 'memcached', 'database', 'dynamodb']);

/** Drivers whose data stay on one server, or in one process; in words for messages. */
export const nodeDrivers: ReadonlyMap<string, string> = new Map([
  ['file', "in files on each server's own disk"],
  ['array', 'in the memory of one request'],
  ['apc', "in each server's own memory"],
  ['octane', "in each server's own memory"],
]);
