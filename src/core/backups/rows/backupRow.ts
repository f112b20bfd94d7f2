import { clockTime, dayName, momentText } from '../../base/clock';
import { formatAge, formatBytes, formatCount, formatDuration } from '../../base/format';
import { relativePath } from '../../base/path';
import { abilities as ordered, type Ability, type Icon, type TreeNode } from '../../tree';
import type { Backup } from '../catalog';
import type { DrillRecord } from '../drill/record';
import { restorableDumps } from '../restorable';
import type { VerifyReport } from '../verify/report';
import type { BackupsViewContext, RunningWork } from './context';
import { retentionLine, willBeDeleted } from './retentionLine';

/** Below 60 % or above 250 % of the usual size: rows are gone, or something large came in. */
const unusual = { below: 0.6, above: 2.5 };

function sizeRemark(ratio: number | undefined): string | undefined {
  if (ratio === undefined) return undefined;
  if (ratio < unusual.below) return `${Math.round((1 - ratio) * 100)} % smaller than usual`;
  return ratio > unusual.above ? `${ratio.toFixed(1)} times the usual size` : undefined;
}

/** The newest verification of these very bytes, as far as size and path tell. */
function reportOf(backup: Backup, { verifications = [] }: BackupsViewContext): VerifyReport | undefined {
  return verifications.find(
    ({ path, sizeBytes, at }) =>
      path === backup.path && sizeBytes === backup.sizeBytes && Date.parse(at) >= backup.modifiedAt.getTime(),
  );
}

/** The newest drill with this backup that came to an end. */
function drillOf(backup: Backup, { drills = [], root }: BackupsViewContext): DrillRecord | undefined {
  const path = relativePath(root, backup.path);
  return drills
    .filter(
      (each) => each.outcome !== 'cancelled' && each.backup.path === path && each.backup.sizeBytes === backup.sizeBytes,
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
}

type State = 'running' | 'unreadable' | 'damaged' | 'verified' | 'checked' | 'notVerified';

interface Judged {
  readonly state: State;
  readonly report?: VerifyReport;
  readonly drill?: DrillRecord;
  readonly running?: RunningWork;
}

function judge(backup: Backup, context: BackupsViewContext): Judged {
  const running = context.running?.find(({ path }) => path === backup.path);
  const report = reportOf(backup, context);
  const drill = drillOf(backup, context);
  const known = { ...(report === undefined ? {} : { report }), ...(drill === undefined ? {} : { drill }) };
  if (running !== undefined) return { state: 'running', running, ...known };
  if (backup.error !== undefined) return { state: 'unreadable', ...known };
  if (report?.whole === false) return { state: 'damaged', ...known };
  // A drill has read every statement, and had a server execute it.
  if (report?.level === 'dump' || drill?.outcome === 'passed') return { state: 'verified', ...known };
  return { state: report === undefined ? 'notVerified' : 'checked', ...known };
}

const words: Readonly<Record<State, string>> = {
  running: 'in use',
  unreadable: 'cannot be read',
  damaged: 'damaged',
  verified: 'verified',
  checked: 'archive whole, dump not verified',
  notVerified: 'not verified',
};

/** What is known of a backup, in the words of its row: "verified", "not verified", "damaged". */
export function stateText(backup: Backup, context: BackupsViewContext): string {
  return words[judge(backup, context).state];
}

/** True for a backup that must not be counted on. */
export function isBroken(backup: Backup, context: BackupsViewContext): boolean {
  const { state } = judge(backup, context);
  return state === 'unreadable' || state === 'damaged';
}

function iconOf(state: State, backup: Backup): Icon {
  if (state === 'running') return { id: 'sync~spin' };
  if (state === 'unreadable' || state === 'damaged') return { id: 'error', color: 'list.errorForeground' };
  if (sizeRemark(backup.sizeAgainstMedian) !== undefined) return { id: 'warning', color: 'list.warningForeground' };
  return state === 'verified' ? { id: 'verified', color: 'testing.iconPassed' } : { id: 'circle-outline' };
}

function contentLines({ contents, error, notRead, format }: Backup): readonly string[] {
  if (contents === undefined)
    return error === undefined
      ? [notRead === undefined ? 'Contents were not read' : `Contents were not read: ${notRead}`]
      : [];
  const dumps = contents.dumps.map(({ entry, driver, database, compression, sizeBytes }) => {
    const made = format === 'mydumper' ? 'mydumper' : (driver ?? 'unknown driver');
    const what = database === undefined ? `Dump ${entry}` : `Database ${database} (${made})`;
    return `${what}, ${formatBytes(sizeBytes)}${compression === 'none' ? '' : ` ${compression}`}`;
  });
  const lines = dumps.length === 0 ? ['No database dump inside'] : dumps;
  const files = contents.files === 0 ? [] : [`Files: ${formatCount(contents.files)}`];
  return [...lines, ...files, ...(contents.encrypted ? ['Encrypted: a password is needed to restore it'] : [])];
}

function reportLines({ report, drill }: Judged, now: Date): readonly string[] {
  const lines: string[] = [];
  if (report !== undefined) {
    const when = `${momentText(new Date(report.at), now)}, in ${formatDuration(report.milliseconds)}`;
    const depth = report.level === 'dump' ? 'every statement' : 'every entry of the archive';
    lines.push(report.whole ? `Verified ${when}: ${depth} is whole` : `Found damaged ${when}`);
    lines.push(...report.problems, ...report.dumps.flatMap(({ problems }) => problems));
    for (const { database, server, tables } of report.dumps) {
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const of = database === undefined ? 'Dump' : `Dump of ${database}`;
      lines.push(
        `${of}${server === undefined ? '' : ` from ${server}`}: ${formatCount(tables.length)} tables, ${formatCount(rows)} rows`,
      );
    }
    lines.push(`SHA-256 ${report.sha256}`);
  }
  if (drill?.outcome === 'failed')
    lines.push(
      `A drill with it failed ${momentText(new Date(drill.at), now)}: ${drill.problem ?? 'no reason is on record'}`,
    );
  if (drill?.outcome === 'passed')
    lines.push(
      `Restored in a drill ${momentText(new Date(drill.at), now)}: ${formatCount(drill.tables)} tables, ${formatCount(drill.rows)} rows in ${formatDuration(drill.restoreMs)}`,
    );
  return lines;
}

function tooltipOf(backup: Backup, judged: Judged, context: BackupsViewContext): string {
  const { root, now, commitOf, cleanup } = context;
  const commit = commitOf?.(backup);
  const ratio = backup.sizeAgainstMedian;
  const verdict = cleanup?.byPath.get(backup.path);
  const age = formatAge(backup.createdAt, now);
  return [
    relativePath(root, backup.path),
    ...(backup.error === undefined ? [] : [backup.error]),
    `Made ${momentText(backup.createdAt, now)} (${age === 'just now' ? age : `${age} ago`}${backup.createdSource === 'mtime' ? ", by the file's own time" : ''})`,
    `Size ${formatBytes(backup.sizeBytes)}${ratio === undefined ? '' : `, ${Math.round(ratio * 100)} % of the median before it`}`,
    ...contentLines(backup),
    ...(commit === undefined ? [] : [`Code at ${commit.shortHash} ${commit.subject}`]),
    ...reportLines(judged, now),
    ...(judged.state === 'notVerified' ? ['Not verified: it was listed, not restored'] : []),
    ...(verdict === undefined ? [] : [retentionLine(verdict, context)]),
  ].join('\n');
}

function abilitiesOf(backup: Backup, { state }: Judged): readonly Ability[] {
  const local = backup.destination.s3 === undefined;
  const still = state !== 'running';
  const able: Partial<Record<Ability, boolean>> = {
    canReveal: local,
    canCopyPath: true,
    canRestore: still && state !== 'damaged' && restorableDumps(backup).length > 0,
    canVerify: still && backup.sizeBytes > 0,
    canInspect: backup.contents !== undefined,
    // On S3 nothing is ever written; a folder of mydumper's is not one file.
    canDelete: still && local && backup.format !== 'mydumper',
  };
  return ordered.filter((ability) => able[ability] === true);
}

/** The row of one backup. */
export function backupRow(backup: Backup, context: BackupsViewContext): TreeNode {
  const { contents, sizeAgainstMedian, format, destination } = backup;
  const judged = judge(backup, context);
  const { state, running } = judged;
  const remark = sizeRemark(sizeAgainstMedian);
  const broken = state === 'unreadable' || state === 'damaged';
  const verdict = context.cleanup?.byPath.get(backup.path);
  const description = [
    formatBytes(backup.sizeBytes),
    destination.disk ?? (destination.source === 'laravelOps' ? 'laravel-ops' : destination.label),
    ...(format === 'mydumper' ? ['mydumper'] : []),
    ...(contents?.encrypted === true ? ['encrypted'] : []),
    ...(!broken && remark !== undefined ? [remark] : []),
    running === undefined ? words[state] : [running.title.toLowerCase(), running.progress].filter(Boolean).join(', '),
    ...(verdict !== undefined && willBeDeleted(verdict, context) ? ['deleted at the next cleanup'] : []),
  ].join(' · ');
  const label = clockTime(backup.createdAt);
  return {
    id: `backup:${backup.path}`,
    label,
    description,
    tooltip: tooltipOf(backup, judged, context),
    icon: iconOf(state, backup),
    abilities: abilitiesOf(backup, judged),
    spoken: `Backup of ${dayName(backup.createdAt, context.now)} ${label}, ${description.replaceAll(' · ', ', ')}`,
    subject: { kind: 'backup', root: context.root, path: backup.path },
  };
}
