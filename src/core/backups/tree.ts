import { calendarDay, clockTime, dayName, momentText } from '../base/clock';
import { formatAge, formatBytes, formatCount } from '../base/format';
import type { Commit } from '../base/git';
import { relativePath } from '../base/path';
import type { Ability, Icon, TreeNode, ViewModel } from '../tree';
import type { Backup, BackupCatalog, DestinationProblem } from './catalog';

export interface BackupsViewContext {
  /** Root of the application. */
  readonly root: string;
  readonly now: Date;
  /** The commit that the application was at when the backup was made, where the host has looked it up. */
  readonly commitOf?: (backup: Backup) => Commit | undefined;
}

const abilities: readonly Ability[] = ['canReveal', 'canCopyPath'];
/** Below 60 % or above 250 % of the usual size: rows are gone, or something large came in. */
const unusual = { below: 0.6, above: 2.5 };

function sizeRemark(ratio: number | undefined): string | undefined {
  if (ratio === undefined) return undefined;
  if (ratio < unusual.below) return `${Math.round((1 - ratio) * 100)} % smaller than usual`;
  return ratio > unusual.above ? `${ratio.toFixed(1)} times the usual size` : undefined;
}

function iconOf(backup: Backup): Icon {
  if (backup.error !== undefined) return { id: 'error', color: 'list.errorForeground' };
  if (sizeRemark(backup.sizeAgainstMedian) !== undefined) return { id: 'warning', color: 'list.warningForeground' };
  return { id: 'circle-outline' };
}

function contentLines(backup: Backup): readonly string[] {
  const { contents } = backup;
  if (contents === undefined) return backup.error === undefined ? ['Contents were not read'] : [];
  const dumps = contents.dumps.map(({ entry, driver, database, compression, sizeBytes }) => {
    const what = database === undefined ? `Dump ${entry}` : `Database ${database} (${driver ?? 'unknown driver'})`;
    return `${what}, ${formatBytes(sizeBytes)}${compression === 'none' ? '' : ` ${compression}`}`;
  });
  const lines = dumps.length === 0 ? ['No database dump inside'] : dumps;
  const files = contents.files === 0 ? [] : [`Files: ${formatCount(contents.files)}`];
  return [...lines, ...files, ...(contents.encrypted ? ['Encrypted: a password is needed to restore it'] : [])];
}

function tooltipOf(backup: Backup, { root, now, commitOf }: BackupsViewContext): string {
  const commit = commitOf?.(backup);
  const ratio = backup.sizeAgainstMedian;
  return [
    relativePath(root, backup.path),
    ...(backup.error === undefined ? [] : [backup.error]),
    `Made ${momentText(backup.createdAt, now)} (${formatAge(backup.createdAt, now)} ago${backup.createdSource === 'mtime' ? ", by the file's own time" : ''})`,
    `Size ${formatBytes(backup.sizeBytes)}${ratio === undefined ? '' : `, ${Math.round(ratio * 100)} % of the median before it`}`,
    ...contentLines(backup),
    ...(commit === undefined ? [] : [`Code at ${commit.shortHash} ${commit.subject}`]),
    ...(backup.error === undefined ? ['Not verified: it was listed, not restored'] : []),
  ].join('\n');
}

function nodeOf(backup: Backup, context: BackupsViewContext): TreeNode {
  const { error, contents, sizeAgainstMedian } = backup;
  const remark = sizeRemark(sizeAgainstMedian);
  const state = error === undefined ? 'not verified' : 'cannot be read';
  const description = [
    formatBytes(backup.sizeBytes),
    backup.destination.disk ?? 'laravel-ops',
    ...(contents?.encrypted === true ? ['encrypted'] : []),
    ...(error === undefined && remark !== undefined ? [remark] : []),
    state,
  ].join(' · ');
  const label = clockTime(backup.createdAt);
  return {
    id: `backup:${backup.path}`,
    label,
    description,
    tooltip: tooltipOf(backup, context),
    icon: iconOf(backup),
    abilities,
    spoken: `Backup of ${dayName(backup.createdAt, context.now)} ${label}, ${description.replaceAll(' · ', ', ')}`,
    subject: { kind: 'backup', root: context.root, path: backup.path },
  };
}

function dayNodes(backups: readonly Backup[], context: BackupsViewContext): readonly TreeNode[] {
  const byDay = new Map<string, Backup[]>();
  for (const backup of backups) {
    const day = calendarDay(backup.createdAt);
    byDay.set(day, [...(byDay.get(day) ?? []), backup]);
  }
  return Array.from(byDay, ([day, ofDay], index): TreeNode => {
    const first = ofDay[0];
    return {
      id: `day:${day}`,
      label: first === undefined ? day : dayName(first.createdAt, context.now),
      description: ofDay.length === 1 ? '1 backup' : `${ofDay.length} backups`,
      // The newest days are what people come for; a year of archives stays folded.
      expanded: index < 3,
      children: ofDay.map((backup) => nodeOf(backup, context)),
    };
  });
}

function problemNode({ destination, message }: DestinationProblem): TreeNode {
  const origin = destination.origins[0];
  return {
    id: `destination:${destination.id}`,
    label: destination.label,
    description: message,
    tooltip: `${destination.label}: ${message}`,
    icon: { id: 'question' },
    ...(origin?.file === undefined
      ? {}
      : {
          opens: { kind: 'file', file: origin.file, ...(origin.range === undefined ? {} : { range: origin.range }) },
        }),
  };
}

function emptyMessage(catalog: BackupCatalog, root: string): string {
  const looked = catalog.destinations
    .flatMap(({ folder }) => (folder === undefined ? [] : [relativePath(root, folder)]))
    .join(', ');
  const others = catalog.problems.length === 0 ? '' : ` Not listed: ${catalog.problems.length}, see below.`;
  return `No backups found${looked === '' ? '' : ` in ${looked}`}.${others}`;
}

/** The Backups view: archives by day, newest first, then the destinations that could not be listed. */
export function backupsView(catalog: BackupCatalog, context: BackupsViewContext): ViewModel {
  const days = dayNodes(catalog.backups, context);
  const broken = catalog.backups.filter(({ error }) => error !== undefined).length;
  const unlisted: readonly TreeNode[] =
    catalog.problems.length === 0
      ? []
      : [
          {
            id: 'unlisted',
            label: 'Not Listed',
            description: catalog.problems.length === 1 ? '1 destination' : `${catalog.problems.length} destinations`,
            expanded: days.length === 0,
            children: catalog.problems.map(problemNode),
          },
        ];
  return {
    nodes: [...days, ...unlisted],
    ...(days.length === 0 ? { message: emptyMessage(catalog, context.root) } : {}),
    ...(broken === 0
      ? {}
      : { badge: { value: broken, tooltip: `${broken === 1 ? '1 backup' : `${broken} backups`} cannot be read` } }),
  };
}
