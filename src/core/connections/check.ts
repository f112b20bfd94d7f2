import type { RedisConnector } from './keyValue';
import type { RedisProfile, SqlProfile } from './profile';
import type { SqlConnector } from './sql';

/** How long each step of a check may take, in milliseconds. */
export interface CheckOptions {
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly programName: string;
  readonly signal: AbortSignal;
}

/** Connects, asks who answers, and disconnects: "MariaDB 10.11.14-MariaDB, as shop_app@%". Throws what the driver throws. */
export async function askSqlServer(
  connector: SqlConnector,
  profile: SqlProfile,
  password: string | undefined,
  options: CheckOptions,
): Promise<{ readonly version: string; readonly currentUser: string }> {
  const client = await connector.connect(profile, password, options);
  try {
    const { flavour, version, currentUser } = client.server;
    return { version: `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`, currentUser };
  } finally {
    await client.close();
  }
}

/** The same for Redis: "Redis 7.0.15". */
export async function askRedisServer(
  connector: RedisConnector,
  profile: RedisProfile,
  password: string | undefined,
  { connectTimeoutMs, signal }: CheckOptions,
): Promise<{ readonly version: string }> {
  const client = await connector.connect(profile, password, { timeoutMs: connectTimeoutMs, signal });
  try {
    const version = (await client.info(signal)).get('redis_version');
    return { version: version === undefined ? 'Redis, version unknown' : `Redis ${version}` };
  } finally {
    await client.close();
  }
}
