import { isAbort, messageOf } from '../core/base/errors';
import { askRedisServer, askSqlServer } from '../core/connections/check';
import { addressText, type RedisProfile } from '../core/connections/profile';
import { loadDrivers } from '../node/loadDrivers';
import type { App, ReadEnvironment } from './app';
import type { Host } from './host';

/** What one configured connection answered. */
export interface ConnectionCheck {
  /** "mysql", "redis default" */
  readonly connection: string;
  /** "shop_app@127.0.0.1:3306/shop" */
  readonly target: string;
  readonly ok: boolean;
  /** The server's version, or what went wrong and what to do. */
  readonly detail: string;
}

const timeoutMs = 8_000;

/** Connects once to every SQL and Redis connection of an environment, one after another, and disconnects. */
export async function testConnections(
  app: App,
  { environment, project }: ReadEnvironment,
  host: Host,
  signal: AbortSignal,
): Promise<readonly ConnectionCheck[]> {
  app.requireTrust();
  const drivers = await loadDrivers();
  const checks: ConnectionCheck[] = [];
  const { statementTimeoutMs } = host.settings(app.root);
  const options = { connectTimeoutMs: timeoutMs, statementTimeoutMs, programName: 'Laravel Ops', signal };
  for (const profile of environment.sql) {
    const database = profile.database === undefined ? '' : `/${profile.database}`;
    const target = `${profile.user}@${addressText(profile.address)}${database}`;
    const connection = profile.serves === 'read' ? `${profile.connection} (read)` : profile.connection;
    checks.push(
      await check(connection, target, async () => {
        const password = await app.password(profile, project);
        const server = await askSqlServer(drivers.createSqlConnector(), profile, password, options);
        return `${server.version}, as ${server.currentUser}, read-only session`;
      }),
    );
  }
  for (const profile of environment.redis)
    checks.push(
      await check(`redis ${profile.connection}`, redisTarget(profile), async () => {
        const password = await app.password(profile, project);
        return (await askRedisServer(drivers.createRedisConnector(), profile, password, options)).version;
      }),
    );
  // Every application has connections of other databases in its files, which it does not use: the default one counts, and
  // what cannot be known at all ("database.connections").
  for (const { connection, reason } of environment.unusable)
    if (connection === environment.defaultConnection || connection.startsWith('database.'))
      checks.push({ connection, target: '', ok: false, detail: reason });
  return checks;
}

async function check(connection: string, target: string, connect: () => Promise<string>): Promise<ConnectionCheck> {
  try {
    return { connection, target, ok: true, detail: await connect() };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { connection, target, ok: false, detail: messageOf(error) };
  }
}

function redisTarget({ topology, database }: RedisProfile): string {
  if (topology.kind === 'single') return `${addressText(topology.address)}/${database}`;
  const nodes = topology.kind === 'cluster' ? topology.nodes : topology.sentinels;
  return `${topology.kind} ${nodes.map(addressText).join(', ')}`;
}
