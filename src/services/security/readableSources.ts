import { OpsError } from '../../core/base/errors';
import type { LogPath } from '../../core/security/logPath';
import { securitySources } from '../../core/security/sources/securitySource';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { extraLogsOf } from './extraLogs';

/** A source of security events that is a log in files. */
export interface ReadableSource {
  readonly id: string;
  readonly title: string;
  /** For people: "storage/logs/laravel.log". */
  readonly what: string;
  readonly path: LogPath;
  readonly zone?: string;
}

/**
 * The logs of an application that are files, security channels first.
 *
 * @param wanted id or title of one of them
 * @throws OpsError `noSource` when there is none, or none of that name
 */
export async function sourcesWithFiles(
  workspace: Workspace,
  app: App,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<readonly ReadableSource[]> {
  const { project } = await app.current(signal);
  const all = securitySources(project, extraLogsOf(workspace, app)).flatMap((source): ReadableSource[] => {
    if (source.kind === 'table' || source.path === undefined) return [];
    const { id, title, what, path, zone } = source;
    return [{ id, title, what, path, ...(zone === undefined ? {} : { zone }) }];
  });
  const found = wanted === undefined ? all : all.filter(({ id, title }) => id === wanted || title === wanted);
  if (found.length > 0) return found;
  const names = all.map(({ title }) => title).join(', ');
  throw new OpsError(
    'noSource',
    wanted === undefined
      ? 'No channel of config/logging.php writes to a file that can be known from here.'
      : `There is no log "${wanted}".`,
    names === '' ? {} : { next: `There are: ${names}.` },
  );
}
