import { OpsError } from '../../core/base/errors';
import { applicationAbove } from '../../node/applicationAbove';
import { passwordOf } from './password';
import { placeOf } from './place';
import type { OpenedApp } from '../runServices';
import type { BackupAnswer, BackupRun } from './runBackups';

interface VerifyRun extends Pick<BackupRun, 'backups' | 'command' | 'io' | 'signal' | 'show'> {
  readonly open: (root: string) => Promise<OpenedApp>;
}

/**
 * Verifies one backup wherever it lies. Inside of an application its configured password is tried, and the result is kept with
 * it; one on S3 is read with the credentials of the application that the current folder belongs to.
 *
 * @throws OpsError `noApp` for S3 outside of an application
 */
export async function verifyPath({ backups, command, io, signal, show, open }: VerifyRun): Promise<BackupAnswer> {
  const place = placeOf(command.path, io);
  const root = await applicationAbove(place.remote ? `${io.resolve('.')}/file` : place.path);
  const { level } = command;
  const password = (name: string): Promise<string> => passwordOf(command, name);
  if (place.remote && root === undefined)
    throw new OpsError('noApp', `${place.path} is opened with the credentials of an application.`, {
      next: "Run verify in the application's folder.",
    });
  const options = { level, password, show };
  const opened = root === undefined ? undefined : await open(root);
  const { summary, text, report, whole } =
    opened === undefined
      ? await backups.verifyFile(place.path, options, signal)
      : await backups.verifyOne(opened.workspace, opened.app, place.path, options, signal);
  return { text: `${summary}\n\n${text.trimEnd()}\n`, data: { summary, report }, whole };
}
