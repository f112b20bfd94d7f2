import type { Code } from '../../code/collector';
import { schedule } from '../../code/schedule/schedule';
import type { LaravelProject, LaravelVersion } from '../../laravel/project';
import { asString, type Value } from '../../laravel/value';

/** What decides which steps there are around a switch. What is not known is left out. */
export interface ApplicationFacts {
  readonly version: LaravelVersion;
  readonly horizon: boolean;
  /** The default queue connection's name and driver: "redis"; "sync" works jobs off in the request. */
  readonly queue: { readonly connection?: string; readonly driver?: string; readonly name?: string };
  /** The default cache store's driver: where pauses are remembered. */
  readonly cacheDriver?: string;
  /** `app.maintenance.driver`: "file" marks this server alone, "cache" all that share the store (Laravel 9+). */
  readonly maintenanceDriver?: string;
  /** Driver of the store that a maintenance mark in the cache is kept in. */
  readonly maintenanceStoreDriver?: string;
  readonly sessionDriver?: string;
  /** The address that the application says it has. */
  readonly url?: string;
  /** Tasks that run all the same: `evenInMaintenanceMode()`, `evenWhenPaused()`. Undefined when the schedule was not read. */
  readonly stubborn?: {
    readonly maintenance: readonly string[];
    readonly paused: readonly string[];
    readonly complete: boolean;
  };
}

/** Reads them from the evaluated configuration and, where it was read, the schedule. */
export function applicationFacts(project: LaravelProject, code?: Code): ApplicationFacts {
  const text = (path: string): string | undefined => asString(project.config.get(path));
  const connection = text('queue.default');
  const store = text('cache.default');
  const maintenanceDriver = maintenanceDriverOf(project.config.get('app.maintenance.driver'));
  const maintenanceStore = text('app.maintenance.store') ?? store;
  return {
    version: project.version,
    horizon: project.packages.has('laravel/horizon'),
    queue: {
      ...(connection === undefined ? {} : { connection }),
      ...given('driver', connection === undefined ? undefined : text(`queue.connections.${connection}.driver`)),
      ...given('name', connection === undefined ? undefined : text(`queue.connections.${connection}.queue`)),
    },
    ...given('cacheDriver', store === undefined ? undefined : text(`cache.stores.${store}.driver`)),
    ...given('maintenanceDriver', maintenanceDriver),
    ...given(
      'maintenanceStoreDriver',
      maintenanceStore === undefined ? undefined : text(`cache.stores.${maintenanceStore}.driver`),
    ),
    ...given('sessionDriver', text('session.driver')),
    ...given('url', text('app.url')),
    ...(code === undefined ? {} : { stubborn: stubbornTasks(code) }),
  };
}

/** MaintenanceModeManager::getDefaultDriver, Laravel 9 to 13: "file" where nothing is configured. */
function maintenanceDriverOf(value: Value): string | undefined {
  return value.kind === 'absent' ? 'file' : asString(value);
}

function stubbornTasks(code: Code): NonNullable<ApplicationFacts['stubborn']> {
  const { tasks, complete } = schedule(code);
  const calling = (method: string): readonly string[] =>
    tasks
      .filter(({ calls }) => calls.some((call) => call.method.toLowerCase() === method))
      .map(({ name, kind }) => (kind === 'exec' || name === undefined ? 'a command line' : name));
  return { maintenance: calling('eveninmaintenancemode'), paused: calling('evenwhenpaused'), complete };
}

function given<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  // A computed key widens to an index signature.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
