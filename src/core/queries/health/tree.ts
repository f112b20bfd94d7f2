import { momentText } from '../../base/clock';
import type { Icon, TreeNode } from '../../tree';
import type { HealthFact, HealthRemedy } from './fact';
import type { PartitionAdvice } from './partitioning';

const icons: Readonly<Record<HealthFact['verdict'], Icon>> = {
  good: { id: 'pass', color: 'testing.iconPassed' },
  attention: { id: 'warning', color: 'list.warningForeground' },
  unknown: { id: 'question' },
};

/** Id of the row of one fact. */
export function healthId({ id }: Pick<HealthFact, 'id'>): string {
  return `health:${id}`;
}

/** Id of the row of one advice. */
export function partitionsId({ table }: Pick<PartitionAdvice, 'table'>): string {
  return `partitions:${table}`;
}

function factNode({ id, title, value, verdict, details, remedies }: HealthFact, root: string): TreeNode {
  return {
    id: healthId({ id }),
    label: title,
    description: value,
    tooltip: [`${title}: ${value}`, ...details, ...remedies.map(remedyText)].join('\n'),
    icon: icons[verdict],
    ...(remedies.some(({ copies, fix }) => copies !== undefined || fix !== undefined)
      ? { abilities: ['canMend'], subject: { kind: 'health', root, id: healthId({ id }) } }
      : {}),
  };
}

/** What to copy stands in the tooltip as well, as far as it is one line. */
function remedyText({ title, copies }: HealthRemedy): string {
  return copies === undefined || copies.includes('\n') ? `→ ${title}` : `→ ${title}: ${copies}`;
}

function partitionNode({ table, column, reasons, cautions, ddl, instead }: PartitionAdvice, root: string): TreeNode {
  return {
    id: partitionsId({ table }),
    label: `Partition ${table} by ${column}`,
    description: 'old rows go in a moment',
    tooltip: [...reasons, ...cautions, ...ddl, `Then, in place of the DELETE: ${instead}`].join('\n'),
    icon: { id: 'lightbulb' },
    abilities: ['canPartition'],
    subject: { kind: 'health', root, id: partitionsId({ table }) },
  };
}

/** The group "Health": what needs attention first. Closed while nothing does. */
export function healthGroup(
  facts: readonly HealthFact[],
  partitions: readonly PartitionAdvice[],
  at: Date,
  { now, root }: { readonly now: Date; readonly root: string },
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
    children: [
      ...sorted.map((fact) => factNode(fact, root)),
      ...partitions.map((advice) => partitionNode(advice, root)),
    ],
  };
}
