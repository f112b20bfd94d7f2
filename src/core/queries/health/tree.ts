import { momentText } from '../../base/clock';
import type { Icon, TreeNode } from '../../tree';
import type { HealthFact, HealthRemedy } from './fact';
import type { PartitionAdvice } from './partitioning';

const icons: Readonly<Record<HealthFact['verdict'], Icon>> = {
  good: { id: 'pass', color: 'testing.iconPassed' },
  attention: { id: 'warning', color: 'list.warningForeground' },
  unknown: { id: 'question' },
};

function factNode({ id, title, value, verdict, details, remedies }: HealthFact): TreeNode {
  return {
    id: `health:${id}`,
    label: title,
    description: value,
    tooltip: [`${title}: ${value}`, ...details, ...remedies.map(remedyText)].join('\n'),
    icon: icons[verdict],
  };
}

/** What to copy stands in the tooltip as well, as far as it is one line. */
function remedyText({ title, copies }: HealthRemedy): string {
  return copies === undefined || copies.includes('\n') ? `→ ${title}` : `→ ${title}: ${copies}`;
}

function partitionNode({ table, column, reasons, cautions, ddl, instead }: PartitionAdvice): TreeNode {
  return {
    id: `partitions:${table}`,
    label: `Partition ${table} by ${column}`,
    description: 'old rows go in a moment',
    tooltip: [...reasons, ...cautions, ...ddl, `Then, in place of the DELETE: ${instead}`].join('\n'),
    icon: { id: 'lightbulb' },
  };
}

/** The group "Health": what needs attention first. Closed while nothing does. */
export function healthGroup(
  facts: readonly HealthFact[],
  partitions: readonly PartitionAdvice[],
  at: Date,
  now: Date,
): TreeNode {
  const order = { attention: 0, good: 1, unknown: 2 } as const;
  const sorted = facts.toSorted((a, b) => order[a.verdict] - order[b.verdict]);
  const attention = facts.filter(({ verdict }) => verdict === 'attention').length;
  return {
    id: 'health',
    label: 'Health',
    description:
      attention === 0
        ? 'nothing needs attention'
        : attention === 1
          ? '1 needs attention'
          : `${attention} need attention`,
    tooltip: `The server's own counters, as of ${momentText(at, now)}.`,
    expanded: attention > 0,
    children: [...sorted.map(factNode), ...partitions.map(partitionNode)],
  };
}
