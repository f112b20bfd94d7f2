import { momentText } from '../base/clock';
import type { Icon, TreeNode } from '../tree';
import type { ActivityRecord } from './activity';

const icons: Readonly<Record<ActivityRecord['outcome'], Icon>> = {
  started: { id: 'play' },
  finished: { id: 'pass' },
  failed: { id: 'error', color: 'list.errorForeground' },
  cancelled: { id: 'circle-slash' },
  refused: { id: 'shield' },
};

/** Rows of the Activity view, newest first: what was done, to which environment, how it ended. */
export function activityNodes(records: readonly ActivityRecord[], now: Date): readonly TreeNode[] {
  return records.toReversed().map((record): TreeNode => {
    const icon = record.kind === 'unlock' ? 'unlock' : record.kind === 'lock' ? 'lock' : undefined;
    const outcome = record.kind === 'torn' ? 'line cut by a crash' : record.outcome;
    const when = momentText(new Date(record.at), now);
    return {
      id: `activity:${record.seq}:${record.hash}`,
      label: record.detail,
      description: `${when} · ${record.environment} · ${outcome}`,
      tooltip: [
        record.detail,
        `${record.operation}, ${outcome}`,
        `${record.at} (UTC)${record.actor === undefined ? '' : ` by ${record.actor}`}`,
        `${record.app}, environment ${record.environment}`,
        `Record ${record.seq}, SHA-256 ${record.hash}`,
      ].join('\n'),
      icon: icon === undefined ? icons[record.outcome] : { id: icon },
    };
  });
}
