import { messageOf } from '../core/base/errors';
import { withTimeout } from '../core/base/abort';
import { askRedisServer, askSqlServer, type CheckOptions } from '../core/connections/check';
import type { RedisProfile, SqlProfile } from '../core/connections/profile';
import { resolveSecret } from '../core/connections/secrets';
import type { LaravelProject } from '../core/laravel/project';
import type { CliDeps } from './io';
import type { ConnectionStatus } from './report';

const patience = { connectTimeoutMs: 5000, statementTimeoutMs: 5000, programName: 'laravel-ops' };
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
      ask(profile, password, deps, { ...patience, signal: either }),
    );
    return { ok: true, server: server.version, message: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, server: null, message: censor.redact(messageOf(error)) };
  }
}

async function ask(
  profile: SqlProfile | RedisProfile,
  password: string | undefined,
  deps: CliDeps,
  options: CheckOptions,
): Promise<{ readonly version: string }> {
  return 'topology' in profile
    ? askRedisServer(await deps.redis(), profile, password, options)
    : askSqlServer(await deps.sql(), profile, password, options);
}
