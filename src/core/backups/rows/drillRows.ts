import { momentText } from '../../base/clock';
import { formatAge, formatCount, formatDuration } from '../../base/format';
import type { Icon, TreeNode } from '../../tree';
import type { DrillRecord } from '../drill/record';
import type { BackupsViewContext } from './context';

/** Rows of drills that are shown; the record holds all. */
const shown = 10;

const icons: Readonly<Record<DrillRecord['outcome'], Icon>> = {
  passed: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'list.errorForeground' },
  cancelled: { id: 'circle-slash' },
};

/** Newest first. */
export function newestDrills({ drills = [] }: BackupsViewContext): readonly DrillRecord[] {
  return drills.toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** The group of restore drills; undefined where they were not read, or there is neither a drill nor anything to try. */
export function drillGroup(context: BackupsViewContext, hasBackups: boolean): TreeNode | undefined {
  if (context.drills === undefined) return undefined;
  const newest = newestDrills(context);
  if (newest.length === 0 && !hasBackups) return undefined;
  const passed = newest.find(({ outcome }) => outcome === 'passed');
  const age = passed === undefined ? 'none passed yet' : `passed ${ago(passed, context.now)}`;
  return {
    id: 'group:drills',
    label: 'Restore Drills',
    description: newest.length === 0 ? 'none yet: whether a backup restores is not proven' : age,
    ...(newest.length === 0
      ? { icon: { id: 'beaker' } }
      : {
          expanded: newest[0]?.outcome === 'failed',
          children: newest.slice(0, shown).map((drill) => drillRow(drill, context)),
        }),
  };
}

function ago({ at }: DrillRecord, now: Date): string {
  const age = formatAge(new Date(at), now);
  return age === 'just now' ? age : `${age} ago`;
}

function drillRow(drill: DrillRecord, { now }: BackupsViewContext): TreeNode {
  const { at, outcome, problem, restoreMs, dataAgeMs, tables, rows, server, backup, compared, scratch, seq } = drill;
  const age = formatAge(new Date(Date.parse(at) - dataAgeMs), new Date(at));
  const told =
    outcome === 'passed'
      ? [`restored in ${formatDuration(restoreMs)}`, `data was ${age === 'just now' ? 'less than a minute' : age} old`]
      : [problem ?? ''];
  return {
    id: `drill:${seq}`,
    label: momentText(new Date(at), now),
    description: [outcome, ...told].filter((part) => part !== '').join(' · '),
    tooltip: [
      `${backup.path}, ${backup.entry}`,
      `On ${server.flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${server.version}, ${server.address}`,
      `${formatCount(tables)} tables, ${formatCount(rows)} rows in ${formatDuration(restoreMs)}`,
      ...(compared === undefined
        ? []
        : [
            `Against the live database: ${compared.missingTables} tables missing, ${compared.extraTables} more, ${compared.differentTables} different`,
          ]),
      ...(problem === undefined ? [] : [problem]),
      scratch.dropped ? `${scratch.database} was dropped` : `${scratch.database} is still there`,
      `SHA-256 ${backup.sha256}`,
    ].join('\n'),
    icon: icons[outcome],
  };
}
