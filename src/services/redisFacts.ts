import type { RedisFacts } from '../core/assessment/facts';
import { addressText, type RedisProfile } from '../core/connections/profile';
import { asString } from '../core/laravel/value';
import type { LaravelProject } from '../core/laravel/project';
import { readRedisOverview, type RedisOverview } from '../core/redis/overview';
import { loadDrivers } from '../node/loadDrivers';
import type { App } from './app';

const timeoutMs = 5_000;

/** What one Redis server of the environment in use told, and the profile it was asked through. */
export interface RedisReading {
  readonly profile: RedisProfile;
  readonly overview: RedisOverview;
}

/**
 * Asks the environment's Redis: the connection named `connection`, else the default one. Undefined when the environment
 * has none. Queues that the configuration does not name are not looked for, because that would mean reading every key.
 *
 * @throws OpsError what the driver throws
 */
export async function readRedis(app: App, connection: string, signal: AbortSignal): Promise<RedisReading | undefined> {
  const { environment, project } = await app.current(signal);
  const named = (name: string) => environment.redis.find((profile) => profile.connection === name);
  const profile = named(connection) ?? named('default') ?? environment.redis[0];
  if (profile === undefined) return undefined;
  const queue = asString(project.config.get('queue.connections.redis.queue'));
  const drivers = await loadDrivers();
  const client = await drivers
    .createRedisConnector()
    .connect(profile, await app.password(profile, project), { timeoutMs, signal });
  try {
    const { major } = project.version;
    const options = { names: queue === undefined ? [] : [queue], ...(major === undefined ? {} : { major }) };
    return { profile, overview: await readRedisOverview(client, profile, options, signal) };
  } finally {
    await client.close();
  }
}

/** The server that the application's cache lives on, as the readiness checks want it. */
export async function readRedisFacts(app: App, signal: AbortSignal): Promise<RedisFacts | undefined> {
  const { environment, project } = await app.current(signal);
  const uses = redisUses(project);
  if (uses.length === 0) return undefined;
  const cache = uses.find(({ what }) => what === 'cache');
  const reading = await readRedis(app, cache?.connection ?? 'default', signal);
  if (reading === undefined) return undefined;
  const { overview, profile } = reading;
  const { usedMemoryBytes, maxMemoryBytes, policy, hitRatio } = overview;
  const here = addressOf(profile);
  const serves = uses.filter(({ connection }) => {
    const used = environment.redis.find((each) => each.connection === connection);
    return used !== undefined && addressOf(used) === here;
  });
  return {
    serves: serves.map(({ what }) => what),
    queues: overview.queues.flatMap((queue) =>
      'unknown' in queue ? [] : [{ name: queue.name, waiting: queue.waiting }],
    ),
    ...(usedMemoryBytes === undefined ? {} : { usedMemoryBytes }),
    ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }),
    ...(policy === undefined ? {} : { policy }),
    ...(hitRatio === undefined ? {} : { hitRatio }),
  };
}

function addressOf({ topology }: RedisProfile): string {
  return topology.kind === 'single' ? addressText(topology.address) : JSON.stringify(topology);
}

interface RedisUse {
  readonly what: 'cache' | 'queue' | 'session';
  readonly connection: string;
}

/** What is kept in Redis by configuration, with the connection that Laravel takes for it. */
function redisUses({ config }: LaravelProject): readonly RedisUse[] {
  const text = (path: string): string | undefined => asString(config.get(path));
  const uses: RedisUse[] = [];
  const store = text('cache.default');
  if (text(`cache.stores.${store}.driver`) === 'redis')
    uses.push({ what: 'cache', connection: text(`cache.stores.${store}.connection`) ?? 'default' });
  const queue = text('queue.default');
  if (text(`queue.connections.${queue}.driver`) === 'redis')
    uses.push({ what: 'queue', connection: text(`queue.connections.${queue}.connection`) ?? 'default' });
  // A session store of its own is a cache store; without one Laravel takes the store "redis" with session.connection.
  if (text('session.driver') === 'redis')
    uses.push({ what: 'session', connection: text('session.connection') ?? 'default' });
  return uses;
}
