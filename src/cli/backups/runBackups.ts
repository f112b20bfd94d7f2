import type * as projectServices from '../../services/projectServices';
import type { CliDeps, CliIo } from '../io';
import { type OpenedApp, runWithServices, type ServiceAnswer } from '../runServices';
import type { BackupCommand } from './arguments';
import { passwordOf } from './password';
import { verbs } from './verbs';
import { verifyPath } from './verify';

/** What dist/backups.js exports. */
export type BackupServices = Awaited<ReturnType<typeof projectServices.loadBackupServices>>;

/** What a verb works with. */
export interface BackupRun extends OpenedApp {
  readonly backups: BackupServices;
  readonly command: BackupCommand;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Progress for people. */
  readonly show: (message: string) => void;
  /** Asked for when an archive is encrypted and the configured password does not fit. */
  readonly password: (name: string) => Promise<string | undefined>;
}

/** What a verb of backups answers. */
export type BackupAnswer = ServiceAnswer;

/** Runs one verb of backups and writes its answer. Never rejects but for a bug. */
export function runBackups(command: BackupCommand, io: CliIo, deps: CliDeps, signal: AbortSignal): Promise<number> {
  return runWithServices(command, io, deps, signal, async ({ services, open, show }) => {
    const backups = await services.loadBackupServices();
    if (command.verb === 'verify') return verifyPath({ backups, command, io, signal, show, open });
    return verbs[command.verb]({
      ...(await open(io.resolve(command.path))),
      backups,
      command,
      io,
      signal,
      show,
      password: (name) => passwordOf(command, name),
    });
  });
}
