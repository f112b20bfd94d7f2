import type { Collector } from '../../../code/collector';
import { laravelEnvCast } from '../../../laravel/env';
import type { LaravelProject } from '../../../laravel/project';
import { asString } from '../../../laravel/value';
import { type CacheStore, cacheStore, defaultCacheStore } from '../../cacheStores';

/** Files that choose the schedule's cache store in code, or bring a mutex of their own. */
export const scheduleStoreInCode: Collector<true> = {
  id: 'scheduleStoreInCode',
  wants: ({ text }) => /\buseCache\(|\bscheduleCache\b|\b(?:Scheduling|Event)Mutex\b/.test(text),
  collect: () => [true],
};

/**
 * The store in which onOneServer() keeps its locks, as Illuminate\Foundation\Console\Kernel::scheduleCache finds it:
 * `cache.schedule_store` from Laravel 8 on, the variables that the framework itself reads, the default store.
 */
export function scheduleStore(project: LaravelProject): CacheStore | undefined {
  const { config, env, version } = project;
  const configured = config.get('cache.schedule_store');
  if ((version.major ?? 8) >= 8 && configured.kind === 'known' && configured.value !== null) {
    return cacheStore(project, asString(configured) ?? '');
  }
  // No version of the framework brings this key: it is not there when only the framework's own files are missing here.
  if (configured.kind === 'unknown' && configured.reason !== 'notInstalled') return undefined;
  for (const key of ['SCHEDULE_CACHE_DRIVER', 'SCHEDULE_CACHE_STORE']) {
    const entry = env?.content.get(key);
    const name = entry === undefined ? null : laravelEnvCast(entry.value);
    if (typeof name === 'string' && name !== '') return cacheStore(project, name);
  }
  return defaultCacheStore(project);
}
