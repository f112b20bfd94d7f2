import { formatAgo, formatBytes } from '../../core/base/format';
import type { Backup } from '../../core/backups/catalog';
import type { VerifyReport } from '../../core/backups/verify/report';
import { readVerifications } from '../../node/verifications';
import type { BackupAnswer, BackupRun } from './runBackups';

/** The backups of an application, newest first, with what is known of each. Whole when the newest one is. */
export async function listBackups({ backups, app, io, signal }: BackupRun): Promise<BackupAnswer> {
  const { backups: listed, problems } = await backups.readBackups(app, signal, { remote: true });
  const reports = new Map((await readVerifications(app.root, signal)).map((report) => [report.path, report]));
  const now = io.now();
  const cells = listed.map((backup) => [
    formatAgo(backup.createdAt, now),
    formatBytes(backup.sizeBytes),
    stateOf(backup, reports.get(backup.path)),
    backup.path,
  ]);
  const unlisted = problems.map(({ destination, message }) => `${destination.label}: ${message}`);
  const lines = [...(cells.length === 0 ? ['No backups found.'] : inColumns(cells)), ...unlisted];
  const [newest] = listed;
  const damaged = newest !== undefined && reports.get(newest.path)?.whole === false;
  return {
    text: `${lines.join('\n')}\n`,
    data: {
      backups: listed.map((backup) => rowOf(backup, reports.get(backup.path))),
      problems: problems.map(({ destination, message }) => ({ destination: destination.id, message })),
    },
    whole: problems.length === 0 && newest !== undefined && newest.error === undefined && !damaged,
  };
}

function stateOf({ contents, error }: Backup, report: VerifyReport | undefined): string {
  const verified = report === undefined ? 'not verified' : report.whole ? 'verified' : 'DAMAGED';
  return [error ?? verified, ...(contents?.encrypted === true ? ['encrypted'] : [])].join(', ');
}

function rowOf({ path, sizeBytes, createdAt, contents, error, destination }: Backup, report: VerifyReport | undefined) {
  return {
    path,
    destination: destination.id,
    sizeBytes,
    createdAt: createdAt.toISOString(),
    dumps:
      contents?.dumps.map(({ entry, driver, database, compression, sizeBytes: size }) => ({
        entry,
        driver: driver ?? null,
        database: database ?? null,
        compression,
        sizeBytes: size,
      })) ?? null,
    encrypted: contents?.encrypted ?? null,
    verified: report === undefined ? null : { at: report.at, level: report.level, whole: report.whole },
    error: error ?? null,
  };
}

/** The first two to the right, the last one as it is: paths may be long. */
function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 2 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  '),
  );
}
