import { expect, test } from 'vitest';
import { OpsError } from '../../../../src/core/base/errors';
import type { DigestSnapshot, StatementDigest } from '../../../../src/core/queries/digest';
import type { RunningStatement } from '../../../../src/core/queries/sources/processlist';
import { databaseView } from '../../../../src/core/queries/tree';
import type { TreeNode } from '../../../../src/core/tree';

const now = new Date(2026, 10, 22, 14, 0);
const context = { root: '/srv/shop', now };

const statement = (more: Partial<StatementDigest>): StatementDigest => ({
  digest: 'a1',
  text: 'SELECT * FROM `orders` WHERE `user_id` = ?',
  schema: 'shop',
  calls: 214,
  totalMs: 2568,
  averageMs: 12,
  maxMs: 40,
  rowsExamined: 0,
  rowsSent: 0,
  rowsExaminedPerCall: 30000,
  noIndexUsed: 0,
  tmpDiskTables: 0,
  sortRows: 0,
  firstSeen: new Date(2026, 10, 22, 13, 2),
  lastSeen: new Date(2026, 10, 22, 13, 59),
  loadShare: 0.38,
  prepared: false,
  ...more,
});

const snapshot = (statements: readonly StatementDigest[], more: Partial<DigestSnapshot> = {}): DigestSnapshot => ({
  source: 'performance_schema',
  schema: 'shop',
  readAt: now,
  since: new Date(2026, 10, 22, 13, 2),
  digests: 4211,
  totalCalls: 9000,
  totalMs: 6757,
  uncaptured: [],
  statements,
  ...more,
});

const running: RunningStatement = {
  connectionId: 31,
  user: 'shop_app',
  host: '10.0.0.7:51422',
  schema: 'shop',
  seconds: 12,
  state: 'Sending data',
  text: 'SELECT * FROM users WHERE email = ?',
};

function outline(nodes: readonly TreeNode[], indent = ''): string {
  return nodes
    .map(
      ({ label, description, icon, abilities, children }) =>
        `${indent}${icon === undefined ? '' : `$(${icon.id}) `}${label} | ${description}${abilities === undefined ? '' : ` | ${abilities.join('.')}`}\n${outline(children ?? [], `${indent}  `)}`,
    )
    .join('');
}

test('statements are listed by load, with what the counters say of them', () => {
  const view = databaseView(
    snapshot([
      statement({ noIndexUsed: 214 }),
      statement({ digest: 'b2', text: 'UPDATE `carts` SET `total` = ?', p95Ms: 1200, loadShare: 0.081, calls: 1 }),
      statement({
        digest: 'c3',
        text: 'SELECT `sku` FROM `products` ORDER BY `name`',
        sortRows: 500,
        loadShare: 0.004,
      }),
    ]),
    [running],
    context,
  );
  expect(view.message).toBeUndefined();
  expect(outline(view.nodes)).toBe(`Running | 1 statement
  $(pulse) SELECT * FROM users WHERE email = ? | 12.0 s · shop_app | canKill.canExplainConnection
Slow Statements | top 3 of 4,211 since 13:02
  $(flame) 38 %  SELECT * FROM orders WHERE user_id = ? | 214 calls · avg 12 ms | canExplain.canCopyStatement.canFindInCode.canMute
  $(circle-outline) 8.1 %  UPDATE carts SET total = ? | 1 call · p95 1.2 s | canCopyStatement.canFindInCode.canMute
  $(warning) 0.4 %  SELECT sku FROM products ORDER BY name | 214 calls · avg 12 ms | canExplain.canCopyStatement.canFindInCode.canMute
`);
});

test('muted statements leave their place to the next, and the row that groups them says so', () => {
  const twelve = Array.from({ length: 12 }, (_, index) => statement({ digest: `d${index}` }));
  const [group] = databaseView(snapshot(twelve), [], { ...context, muted: new Set(['d0', 'd3']) }).nodes;
  expect(group?.children).toHaveLength(10);
  expect(group?.children?.map(({ subject }) => subject)).not.toContainEqual(expect.objectContaining({ digest: 'd3' }));
  expect(group?.tooltip).toContain('2 statements are muted');
});

test('where the source has a name for people, that is shown; remarks are in the tooltip', () => {
  const read = snapshot([statement({})], { source: 'slowLogFile', remarks: ['Only the last 64 MB were read.'] });
  const [group] = databaseView(read, [], { ...context, sourceTitle: 'Slow log file' }).nodes;
  expect(group?.description).toBe('top 1 of 4,211 since 13:02 · Slow log file');
  expect(group?.tooltip).toContain('Source: Slow log file');
  expect(group?.tooltip).toContain('Only the last 64 MB were read.');
});

test('a statement that got slower says so first, in words and not by its icon alone', () => {
  const regressions = new Map([['a1', '3.1 times slower since 3f2c1aa (Adds filters)']]);
  const [group] = databaseView(snapshot([statement({ noIndexUsed: 3 })]), [], { ...context, regressions }).nodes;
  const [row] = group?.children ?? [];
  expect(row?.description).toMatch(/· slower$/);
  expect(row?.tooltip).toMatch(/^3\.1 times slower since 3f2c1aa/);
  expect(row?.icon?.id).toBe('arrow-up');
});

test('a node keeps its id when its figures change, and no more than ten are shown', () => {
  const many = Array.from({ length: 12 }, (_, index) => statement({ digest: `d${index}` }));
  const ids = (statements: readonly StatementDigest[]): string[] =>
    databaseView(snapshot(statements), [], context).nodes.flatMap(({ children }) =>
      (children ?? []).map(({ id }) => id),
    );
  const first = ids(many);
  expect(first).toHaveLength(10);
  expect(new Set(first).size).toBe(10);
  expect(ids(many.map((one) => ({ ...one, calls: one.calls + 1 })))).toEqual(first);
});

test('a statement opens its panel and carries its digest', () => {
  const [group] = databaseView(snapshot([statement({})]), [], context).nodes;
  expect(group?.children?.[0]).toMatchObject({
    opens: { kind: 'statement', digest: 'a1' },
    subject: { kind: 'statement', root: '/srv/shop', digest: 'a1' },
  });
  expect(group?.children?.[0]?.tooltip).toContain('Rows examined a call: 30,000');
});

test('an empty list names its source and since when', () => {
  expect(databaseView(snapshot([]), [], context)).toEqual({
    nodes: [],
    message: 'No statement was captured in shop since 13:02 (performance_schema).',
  });
});

test('load without a name is said above the list', () => {
  const view = databaseView(
    snapshot([statement({})], { uncaptured: [{ reason: 'prepared', calls: 1200, totalMs: 90_000 }] }),
    [],
    context,
  );
  expect(view.message).toBe(
    '1,200 calls of prepared statements (1 min 30 s, all schemas) are not shown: MariaDB keeps no digest of them.',
  );
});

test('when statements cannot be read, the reason is shown and running statements stay', () => {
  const off = new OpsError('performanceSchemaOff', 'Statement history is off.', { next: 'Turn it on.' });
  const view = databaseView(off, [running], context);
  expect(view.message).toBe('Statement history is off. Turn it on.');
  expect(view.nodes.map(({ label }) => label)).toEqual(['Running']);
});
