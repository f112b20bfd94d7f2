import { momentText } from '../../base/clock';
import { formatBytes } from '../../base/format';
import type { Icon, TreeNode } from '../../tree';
import type { BackupCatalog } from '../catalog';
import { placeText, type BackupDestination } from '../destination';
import type { MonitorVerdict } from '../monitor';
import type { CleanupRules } from '../retentionConfig';
import type { BackupsViewContext } from './context';

/** The group of places where backups lie, those that were not listed with the reason; undefined when there is nothing to say. */
export function destinationGroup(catalog: BackupCatalog, context: BackupsViewContext): TreeNode | undefined {
  const rows = [
    ...catalog.destinations.flatMap((destination) => destinationRow(destination, catalog, context) ?? []),
    ...elsewhereRows(context),
    ...blindRow(context),
  ];
  if (rows.length === 0) return undefined;
  const unlisted = catalog.problems.length;
  return {
    id: 'group:destinations',
    label: 'Destinations',
    description: unlisted === 0 ? String(rows.length) : `${unlisted} not listed`,
    // Without a backup, what was not listed is what there is to read.
    expanded: catalog.backups.length === 0 && unlisted > 0,
    children: rows,
  };
}

function destinationRow(
  destination: BackupDestination,
  catalog: BackupCatalog,
  context: BackupsViewContext,
): TreeNode | undefined {
  const { id, label, origins, source } = destination;
  const problem = catalog.problems.find((each) => each.destination.id === id);
  const own = catalog.backups.filter((backup) => backup.destination.id === id);
  // Our own folder is there for everybody: it is shown once something is in it.
  if (source === 'laravelOps' && own.length === 0 && problem === undefined) return undefined;
  const verdicts = context.monitor?.verdicts.filter((verdict) => verdict.destination === id) ?? [];
  const listedAt = catalog.listedAt?.get(id);
  const used = own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const [origin] = origins;
  const facts = [
    own.length === 0 ? 'empty' : `${own.length === 1 ? '1 backup' : `${own.length} backups`} · ${formatBytes(used)}`,
    ...verdicts.slice(0, 1).map(({ outcome }) => (outcome === 'unknown' ? 'health not known' : outcome)),
    ...(listedAt === undefined ? [] : [`as of ${momentText(listedAt, context.now)}`]),
  ];
  const rules =
    context.cleanup?.strategy.kind === 'default' && source === 'spatie'
      ? [rulesText(context.cleanup.strategy.rules)]
      : [];
  const unknown =
    source === 'spatie' && context.cleanup?.unknown !== undefined
      ? [`What is deleted is not known: ${context.cleanup.unknown}`]
      : [];
  return {
    id: `destination:${id}`,
    label,
    description: problem?.message ?? facts.join(' · '),
    tooltip:
      problem === undefined
        ? [
            label,
            placeText(destination, context.root),
            ...facts,
            ...verdicts.flatMap(verdictLines),
            ...rules,
            ...unknown,
          ].join('\n')
        : `${label}: ${problem.message}`,
    icon: iconOf(destination, problem !== undefined, verdicts),
    ...(origin?.file === undefined
      ? {}
      : {
          opens: { kind: 'file', file: origin.file, ...(origin.range === undefined ? {} : { range: origin.range }) },
        }),
  };
}

function iconOf({ s3 }: BackupDestination, problem: boolean, verdicts: readonly MonitorVerdict[]): Icon {
  if (problem) return { id: 'question' };
  if (verdicts.some(({ outcome }) => outcome === 'unhealthy'))
    return { id: 'warning', color: 'list.warningForeground' };
  return { id: s3 === undefined ? 'folder' : 'cloud' };
}

function verdictLines({ outcome, reasons }: MonitorVerdict): readonly string[] {
  const said =
    outcome === 'healthy' ? 'backup:monitor would call it healthy' : `backup:monitor would call it ${outcome}`;
  return [outcome === 'unknown' ? 'What backup:monitor would say is not known' : said, ...reasons];
}

function rulesText({ allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears, megabytes }: CleanupRules): string {
  const limit = megabytes === null ? '' : `; at most ${megabytes} MB`;
  return `Kept are all of ${allDays} days, then one a day for ${dailyDays} days, a week for ${weeklyWeeks} weeks, a month for ${monthlyMonths} months, a year for ${yearlyYears} years${limit}`;
}

/** What the monitor watches where this application keeps nothing. */
function elsewhereRows({ monitor }: BackupsViewContext): readonly TreeNode[] {
  return (monitor?.verdicts ?? [])
    .filter(({ destination }) => destination === undefined)
    .map(({ name, disk, reasons, origins: [origin] }) => ({
      id: `monitor:${name}:${disk}`,
      label: disk === '' ? name : `${name} on ${disk}`,
      description: ['watched by backup:monitor', ...reasons].join(' · '),
      tooltip: ['Watched by backup:monitor', ...reasons].join('\n'),
      icon: { id: 'question' },
      ...(origin?.file === undefined
        ? {}
        : {
            opens: {
              kind: 'file' as const,
              file: origin.file,
              ...(origin.range === undefined ? {} : { range: origin.range }),
            },
          }),
    }));
}

function blindRow({ monitor }: BackupsViewContext): readonly TreeNode[] {
  const [first, ...others] = monitor?.blind ?? [];
  if (first === undefined) return [];
  return [
    {
      id: 'monitor:blind',
      label: 'backup:monitor',
      description: others.length === 0 ? first : `${first} (${others.length} more)`,
      tooltip: [first, ...others].join('\n'),
      icon: { id: 'warning', color: 'list.warningForeground' },
    },
  ];
}
