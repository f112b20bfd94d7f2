import { expect, test } from 'vitest';
import { attention, good, unknown } from '../../../../../src/core/queries/health/fact';
import { partitionAdvice } from '../../../../../src/core/queries/health/partitioning';
import { healthGroup } from '../../../../../src/core/queries/health/tree';
import type { TreeNode } from '../../../../../src/core/tree';
import { columnOf, tableOf } from '../catalog/catalogs';
import { catalog } from './readings';
import { workloadOf } from './workloads';

const now = new Date('2026-11-23T12:00:00Z');

/** Each row on a line: icon, label, description, and its tooltip below. */
function drawn(node: TreeNode, indent = ''): string {
  const { label, description = '', icon, tooltip = '', children = [], expanded } = node;
  const state = children.length === 0 ? '' : expanded === true ? ' [open]' : ' [closed]';
  const tip = tooltip.split('\n').map((line) => `${indent}    | ${line}`);
  return [
    `${indent}${icon?.id ?? '-'} ${label} · ${description}${state}`,
    ...tip,
    ...children.map((child) => drawn(child, `${indent}  `)),
  ].join('\n');
}

const facts = [
  good('tableSizes', 'Table sizes', '9.0 GB in 3 tables (estimate)', { details: ['events: 9.0 GB.'] }),
  unknown('replication', 'Replication', 'this login may not see it', {
    details: ["An administrator can allow it: GRANT SLAVE MONITOR ON *.* TO 'shop'@'%';"],
    remedies: [{ title: 'Let this login see it', copies: "GRANT SLAVE MONITOR ON *.* TO 'shop'@'%';" }],
  }),
  attention('connections', 'Connections', '140 of 151 used at most', {
    details: ['140 of 151 at most since the server started, 20 now.'],
    remedies: [{ title: 'Fewer workers' }, { title: 'Two lines', copies: 'one\ntwo' }],
  }),
];

const events = tableOf('events', ['PRIMARY: id'], {
  rows: 40_000_000,
  dataBytes: 9e9,
  columns: [
    columnOf('id', false, { autoIncrement: true }),
    columnOf('created_at', false, { type: 'datetime', columnType: 'datetime' }),
  ],
});
const all = catalog([events]);
const partitions = partitionAdvice(
  all,
  workloadOf(all, [
    "DELETE FROM events WHERE created_at < '2026-01-01'",
    "SELECT * FROM events WHERE created_at > '2026-11-01'",
  ]),
  now,
);

test('the group: what needs attention first, then what is good, then what nobody knows, then advice', async () => {
  const group = healthGroup(facts, partitions, new Date(now.getTime() - 60_000), { now, root: '/srv/shop' });
  await expect(`${drawn(group)}\n`).toMatchFileSnapshot('../../../../golden/health/group.txt');
});

test('nothing needs attention: the group is closed and says so', () => {
  const { description, expanded } = healthGroup(facts.slice(0, 2), [], now, { now, root: '/srv/shop' });
  expect({ description, expanded }).toEqual({ description: 'nothing needs attention', expanded: false });
});

test('every row has an id of its own', () => {
  const ids = (healthGroup(facts, partitions, now, { now, root: '/srv/shop' }).children ?? []).map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
});
