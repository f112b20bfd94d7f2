import { messageOf } from '../core/base/errors';
import { withTimeout } from '../core/base/abort';
import type { RedisProfile, SqlProfile } from '../core/connections/profile';
import { resolveSecret } from '../core/connections/secrets';
import type { LaravelProject } from '../core/laravel/project';
import type { CliDeps } from './io';
import type { ConnectionStatus } from './report';

const patience = { connectTimeoutMs: 5000, statementTimeoutMs: 5000 };
const longest = 15_000;

/** Takes passwords out of messages; told every password before it is used. */
export interface Censor {
  protect(secret: string): void;
  redact(text: string): string;
}

type Check = NonNullable<ConnectionStatus['check']>;

/** Opens a session with one server and closes it again: does it answer, and as what. Rejects only when cancelled. */
export async function checkConnection(
  profile: SqlProfile | RedisProfile,
  project: LaravelProject,
  deps: CliDeps,
  censor: Censor,
  signal: AbortSignal,
): Promise<Check> {
  try {
    // The command line has no store of its own: passwords are those of the application's files.
    const password = await resolveSecret(project, profile.password, { get: () => Promise.resolve(undefined) });
    if (password !== undefined) censor.protect(password);
    const server = await withTimeout(`asking ${profile.connection}`, longest, signal, (either) =>
      'topology' in profile
        ? redisVersion(profile, password, deps, either)
        : sqlVersion(profile, password, deps, either),
    );
    return { ok: true, server, message: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, server: null, message: censor.redact(messageOf(error)) };
  }
}

async function sqlVersion(
  profile: SqlProfile,
  password: string | undefined,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<string> {
  const connector = await deps.sql();
  const client = await connector.connect(profile, password, { ...patience, signal, programName: 'laravel-ops' });
  try {
    const { flavour, version } = client.server;
    return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`;
  } finally {
    await client.close();
  }
}

async function redisVersion(
  profile: RedisProfile,
  password: string | undefined,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<string> {
  const connector = await deps.redis();
  const client = await connector.connect(profile, password, { signal, timeoutMs: patience.connectTimeoutMs });
  try {
    const info = await client.info(signal);
    const version = info.get('redis_version');
    return version === undefined ? 'Redis, version unknown' : `Redis ${version}`;
  } finally {
    await client.close();
  }
}
