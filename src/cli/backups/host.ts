import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAbort, messageOf, OpsError } from '../../core/base/errors';
import { createRedactor } from '../../core/base/redact';
import type { GuardPrompts } from '../../core/guard/guard';
import type { Operation } from '../../core/guard/operation';
import type { Host } from '../../services/host';
import { environmentsWith } from '../environmentFile';
import type { CliIo } from '../io';
import type { CliSettings } from '../settings';
import type { Answers } from '../verbArguments';

export interface CliHostOptions {
  readonly version: string;
  readonly root: string;
  readonly settings: CliSettings;
  readonly environmentFile: string | undefined;
  readonly answers: Answers;
}

/**
 * The program around the services when there is no editor: settings from `.vscode/settings.json`, passwords from the
 * application's own files, and the guard's questions answered by options.
 */
export function cliHost(io: CliIo, { version, root, settings, environmentFile, answers }: CliHostOptions): Host {
  const redactor = createRedactor();
  const line = (message: string): void => io.stderr(`${redactor.redact(message)}\n`);
  const { environments, chosen } = environmentsWith(root, settings.writtenEnvironments, environmentFile);
  return {
    version,
    folders: () => [root],
    trusted: () => true,
    discovery: () => ({ include: [], exclude: [] }),
    settings: () => ({
      environments,
      statementTimeoutMs: 30_000,
      diagnosticsRules: settings.levels,
      topology: settings.declared,
      backups: settings.backups,
      queries: settings.queries,
      // Not from a file of the repository: it would choose which file of this machine is read.
      securityLogs: [],
    }),
    hostPatterns: () => settings.hostPatterns,
    unlockMinutes: () => 15,
    secrets: {
      get: () => Promise.resolve(undefined),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    },
    prompts: answeredBy(answers, line),
    redactor,
    logger: {
      info: () => undefined,
      warn: line,
      error: (message, cause) => line(`${message}. ${isAbort(cause) ? '' : messageOf(cause)}`),
    },
    storage: stateFolder(process.env, process.platform),
    ...actor(),
    memory: {
      get: (key) => (key === root ? chosen : undefined),
      set: () => undefined,
    },
  };
}

/** Where the activity log lies: the state folder of the user (XDG Base Directory Specification 0.8; on Windows LocalAppData). */
export function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const base =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : (env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'));
  return join(base, 'laravel-ops').replaceAll('\\', '/');
}

function answeredBy({ yes, confirm, reason }: Answers, line: (text: string) => void): GuardPrompts {
  return {
    async confirm(operation) {
      if (yes) return true;
      show(operation, line);
      throw needs(operation, '--yes');
    },
    async type(operation, expected) {
      if (confirm === undefined) {
        show(operation, line);
        throw needs(operation, `--confirm ${quoted(expected)}`);
      }
      return confirm;
    },
    async reason(operation) {
      if (reason === undefined) throw needs(operation, '--reason "why"');
      return reason;
    },
    async hold(operation, seconds, signal) {
      line(`${operation.title} starts in ${seconds} s; Ctrl-C stops it.`);
      await wait(seconds * 1000 + 5, undefined, { signal }).catch(() => undefined);
      return !signal.aborted;
    },
  };
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function show({ title, preview }: Operation, line: (text: string) => void): void {
  line(`${title}:`);
  for (const each of preview) line(`  ${each}`);
}

function needs({ title, target }: Operation, option: string): OpsError {
  return new OpsError('needsAnswer', `${title} in ${target.environment.name} asks for ${option}.`, {
    safe: 'Nothing was changed.',
  });
}

/** The login name; none for a user without an entry in passwd. */
function actor(): { actor?: string } {
  try {
    return { actor: userInfo().username };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return {};
    throw error;
  }
}
