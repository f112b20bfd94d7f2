import { isOpsError } from '../../core/base/errors';
import { formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { baseName } from '../../core/base/path';
import type { VerifyLevel, VerifyReport } from '../../core/backups/verify/report';
import { verifyText } from '../../core/backups/verify/reportText';
import { applicationAbove } from '../../node/applicationAbove';
import { recordVerification } from '../../node/verifications';
import { verifyBackup } from '../../node/verifyBackup';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { backupFilesOf } from './files';
import type { FittedTarget } from './fitted';
import { configuredPassword, withPassword, type AskPassword } from './password';
import { both, showVerify, type Show } from './show';

export interface VerifyOptions {
  /** `dump` when left out: every statement, not only every byte. */
  readonly level?: VerifyLevel;
  readonly password: AskPassword;
  readonly show: Show;
}

export interface Verified {
  readonly report: VerifyReport;
  readonly whole: boolean;
  /** "Whole: 31 tables, 1,204,112 rows, read in 4.1 s." */
  readonly summary: string;
  /** Everything that was found, as Markdown. */
  readonly text: string;
}

/**
 * Reads a backup of the app from its first byte to its last and keeps what was found with its SHA-256.
 *
 * @param options `target`: where it is to be restored to, so that what will be written differently becomes part of the report
 */
export async function verifyOne(
  workspace: Workspace,
  app: App,
  path: string,
  { level = 'dump', password, show, target }: VerifyOptions & { readonly target?: FittedTarget },
  signal: AbortSignal,
): Promise<Verified> {
  const { host } = workspace;
  app.requireTrust();
  const { project } = await app.current(signal);
  return workspace.work.run({ kind: 'verify', root: app.root, title: 'Verifying', path }, async (tell) => {
    const report = await withPassword(path, configuredPassword(project, host), password, host, (secret) =>
      verifyBackup(path, {
        level,
        signal,
        files: backupFilesOf(app),
        onProgress: showVerify(both(show, tell)),
        ...(secret === undefined ? {} : { password: secret }),
        ...(target === undefined ? {} : { target: target.context }),
      }),
    );
    const kept = target === undefined ? report : { ...report, fittedTo: target.key };
    await recordVerification(app.root, kept, signal);
    return verified(kept);
  });
}

/** A report with its words. */
export function verified(report: VerifyReport): Verified {
  return { report, whole: report.whole, summary: summaryOf(report), text: verifyText(report) };
}

function summaryOf({ whole, dumps, path, problems, milliseconds, sizeBytes }: VerifyReport): string {
  const name = baseName(path);
  if (!whole) {
    const all = [...problems, ...dumps.flatMap((dump) => dump.problems)];
    const more = all.length > 1 ? ` And ${all.length - 1} more.` : '';
    return `${name} is NOT whole. ${all[0] ?? ''}${more}`;
  }
  const tables = dumps.flatMap((dump) => dump.tables);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const what =
    dumps.length === 0 ? formatBytes(sizeBytes) : `${counted(tables.length, 'table')}, ${counted(rows, 'row')}`;
  return `${name} is whole: ${what}, read in ${formatDuration(milliseconds)}.`;
}

const counted = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Verifies one file wherever it lies; where that is inside of a Laravel application, the result is kept with it.
 *
 * @param password asked when the file is encrypted
 */
export async function verifyFile(
  path: string,
  { level = 'dump', password, show }: VerifyOptions,
  signal: AbortSignal,
): Promise<Verified> {
  const read = (secret: string | undefined): Promise<VerifyReport> =>
    verifyBackup(path, {
      level,
      signal,
      onProgress: showVerify(show),
      ...(secret === undefined ? {} : { password: secret }),
    });
  const report = await read(undefined).catch(async (error: unknown) => {
    if (!isOpsError(error, 'needsPassword')) throw error;
    return read(await password(baseName(path)));
  });
  const root = await applicationAbove(path);
  if (root !== undefined) await recordVerification(root, report, signal);
  return verified(report);
}
