import { calendarDay, clockTime, dayName } from '../base/clock';
import { relativePath } from '../base/path';
import type { TreeNode, ViewModel } from '../tree';
import type { Backup, BackupCatalog } from './catalog';
import { backupRow, isBroken } from './rows/backupRow';
import type { BackupsViewContext } from './rows/context';
import { destinationGroup } from './rows/destinationRows';
import { drillGroup, newestDrills } from './rows/drillRows';
import { scheduleGroup } from './rows/scheduleRows';

export type { BackupsViewContext, RunningWork } from './rows/context';

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
      children: ofDay.map((backup) => backupRow(backup, context)),
    };
  });
}

/** Backups that are being made: they have no file yet. */
function runningNodes({ running = [] }: BackupsViewContext): readonly TreeNode[] {
  return running
    .filter(({ path }) => path === undefined)
    .map(({ title, progress, startedAt }) => ({
      id: `running:${startedAt.getTime()}:${title}`,
      label: title,
      description: [`since ${clockTime(startedAt)}`, ...(progress === undefined ? [] : [progress])].join(' · '),
      icon: { id: 'sync~spin' },
    }));
}

function backupGroup(catalog: BackupCatalog, context: BackupsViewContext): TreeNode | undefined {
  const { backups } = catalog;
  const children = [...runningNodes(context), ...dayNodes(backups, context)];
  if (children.length === 0) return undefined;
  return {
    id: 'group:backups',
    label: 'Backups',
    description: String(backups.length),
    expanded: true,
    children,
  };
}

function emptyMessage(catalog: BackupCatalog, root: string): string {
  const looked = catalog.destinations
    .flatMap(({ folder }) => (folder === undefined ? [] : [relativePath(root, folder)]))
    .join(', ');
  const others = catalog.problems.length === 0 ? '' : ` Not listed: ${catalog.problems.length}, see below.`;
  return `No backups found${looked === '' ? '' : ` in ${looked}`}.${others}`;
}

/** What somebody has to look at: backups that cannot be counted on, runs that left none, a drill that failed. */
function badgeOf(catalog: BackupCatalog, context: BackupsViewContext): ViewModel['badge'] {
  const broken = catalog.backups.filter((backup) => isBroken(backup, context)).length;
  const { life } = context;
  const late = life?.state === 'overdue' || life?.state === 'stopped';
  const failed = newestDrills(context).find(({ outcome }) => outcome !== 'cancelled')?.outcome === 'failed';
  const value = broken + (late ? 1 : 0) + (failed ? 1 : 0);
  if (value === 0) return undefined;
  const said = [
    ...(broken === 0 ? [] : [`${broken === 1 ? '1 backup' : `${broken} backups`} cannot be read or damaged`]),
    ...(late ? [life.summary.replace(/\.$/, '')] : []),
    ...(failed ? ['The last restore drill failed'] : []),
  ];
  return { value, tooltip: said.join('; ') };
}

/**
 * The Backups view: archives by day, newest first; what is scheduled; where backups lie, with those places that could not be
 * listed; restore drills. Groups without anything to say are left out: without any the view's welcome is shown.
 */
export function backupsView(catalog: BackupCatalog, context: BackupsViewContext): ViewModel {
  const nodes = [
    backupGroup(catalog, context),
    scheduleGroup(context),
    destinationGroup(catalog, context),
    drillGroup(context, catalog.backups.length > 0),
  ].filter((node) => node !== undefined);
  const something =
    catalog.backups.length > 0 || catalog.problems.length > 0 || (context.schedule?.tasks.length ?? 0) > 0;
  const worth = something || (context.drills?.length ?? 0) > 0 || (context.running?.length ?? 0) > 0;
  const badge = badgeOf(catalog, context);
  return {
    nodes: worth ? nodes : [],
    ...(catalog.backups.length === 0 ? { message: emptyMessage(catalog, context.root) } : {}),
    ...(badge === undefined ? {} : { badge }),
  };
}
