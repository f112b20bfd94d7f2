import type { LoadProgress } from '../../core/backups/restore/load';
import type { Restorable } from '../../core/backups/restorable';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { dumpFilesOf } from './files';
import { liveDatabaseOf, operationOn } from './operation';
import { configuredPassword, withPassword, type AskPassword } from './password';
import { restoreBeside, type RestoredCopy } from './restoreBeside';
import { both, showLoad, type Show } from './show';

export interface RestoreOptions extends Restorable {
  readonly password: AskPassword;
  readonly show: Show;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Called when the guard has let it pass. */
  readonly onStart?: () => void;
  /** Name of the new database. */
  readonly database?: string;
  readonly tables?: readonly string[];
}

/**
 * Restores a backup into a new database beside the live one of the environment in use, through the guard (tier 2: it can be
 * dropped again, but it takes room and time of the server).
 */
export async function restoreCopy(
  workspace: Workspace,
  app: App,
  { backup, dump, password, show, onProgress, onStart, database, tables }: RestoreOptions,
  signal: AbortSignal,
): Promise<RestoredCopy> {
  const { host } = workspace;
  return app.withOwnSql(signal, async (client, used) => {
    const live = liveDatabaseOf(used);
    const what = tables === undefined ? 'everything in it' : `${tables.length} tables`;
    const operation = operationOn(workspace, app, used, {
      id: 'backups.restore',
      tier: 2,
      title: `Restore ${backup.fileName} into a new database`,
      preview: [
        `CREATE DATABASE \`${database ?? `${live}_restore_…`}\``,
        `-- ${dump.entry}: ${what}`,
        `-- ${live} is not touched`,
      ],
      verb: 'Start Restore',
    });
    return workspace.guard.run(
      operation,
      (permit) =>
        workspace.work.run({ kind: 'restore', root: app.root, title: 'Restoring', path: backup.path }, (tell) => {
          onStart?.();
          const shown = showLoad(both(show, tell));
          return withPassword(backup.path, configuredPassword(used.project, host), password, host, (secret) =>
            restoreBeside(
              permit,
              client,
              dumpFilesOf(app),
              {
                app,
                used,
                live,
                path: backup.path,
                entry: dump.entry,
                purpose: 'restore',
                redact: (text: string) => host.redactor.redact(text),
                ...(secret === undefined ? {} : { password: secret }),
                ...(tables === undefined ? {} : { tables }),
                ...(database === undefined ? {} : { database }),
                ...(host.actor === undefined ? {} : { actor: host.actor }),
              },
              {
                signal,
                onProgress(progress) {
                  shown(progress);
                  onProgress?.(progress);
                },
              },
            ),
          );
        }),
      signal,
    );
  });
}
