import { expect, test } from 'vitest';
import type { Suggestion } from '../../../../src/core/queries/advisor/advice';
import {
  type IndexTreeContext,
  proofText,
  provenRows,
  suggestionGroup,
  suggestionText,
  unneededGroup,
  unneededId,
} from '../../../../src/core/queries/indexTree';
import type { UnneededIndex } from '../../../../src/core/queries/indexes/unneeded';
import type { Proof } from '../../../../src/core/queries/proof/proof';
import type { TreeNode } from '../../../../src/core/tree';

const now = new Date(2026, 10, 22, 14, 0);
const context: IndexTreeContext = { root: '/srv/shop', now, mayTry: true };

const suggestion = (more: Partial<Suggestion> = {}): Suggestion => ({
  id: 'orders(user_id,created_at)',
  index: { table: 'orders', columns: [{ column: 'user_id' }, { column: 'created_at', descending: true }] },
  gains: [{ statement: 'd1', before: 9, after: 1, rowsBefore: 400_000, rowsAfter: 12, uses: ['lookup'] }],
  saves: 0.62,
  bytes: 12_000_000,
  makesRedundant: [],
  reasons: ['user_id first: compared with =.'],
  ...more,
});
const measured = (rowsRead: number) => ({ rowsRead, rowsSorted: 0, tmpRows: 0, tmpDiskTables: 0, ms: 1, runs: 3 });
const plan = { nodes: [], warnings: [] } as never;
const proof = (more: Partial<Proof> = {}): Proof => ({
  way: 'scratch',
  index: suggestion().index,
  statements: [
    {
      statement: 'd1',
      used: true,
      before: { plan, measured: measured(400_000) },
      after: { plan, measured: measured(12) },
    },
    { statement: 'd2', used: true, before: { plan, measured: measured(100) }, after: { plan, measured: measured(3) } },
    { statement: 'd3', used: false, before: { plan }, after: { plan } },
  ],
  verdict: 'proven',
  at: now.toISOString(),
  server: '10.11.14-MariaDB',
  fraction: 0.1,
  tookMs: 900,
  remarks: [],
  ...more,
});
const unneeded = (more: Partial<UnneededIndex> = {}): UnneededIndex => ({
  table: 'orders',
  index: 'orders_user_id_index',
  columns: 'user_id',
  kind: 'redundant',
  servedBy: 'orders_user_id_created_at_index',
  caution: [],
  ...more,
});

function outline(nodes: readonly TreeNode[], indent = ''): string {
  return nodes
    .map(
      ({ label, description, icon, abilities, children }) =>
        `${indent}${icon === undefined ? '' : `$(${icon.id}) `}${label}${description === undefined ? '' : ` | ${description}`}${abilities === undefined ? '' : ` | ${abilities.join('.')}`}\n${outline(children ?? [], `${indent}  `)}`,
    )
    .join('');
}
const group = (more: Partial<Parameters<typeof suggestionGroup>[0]> = {}, given = context): TreeNode =>
  suggestionGroup({ at: now, suggestions: [suggestion()], proofs: new Map(), unread: 0, ...more }, given);

test('before anybody looked, one row says what looking does, and does it', () => {
  const node = suggestionGroup({ proofs: new Map(), unread: 0 }, context);
  expect(outline([node])).toBe(`Index Suggestions
  $(search) Find Missing Indexes | reads the statements and a sample of rows
`);
  expect(node.children?.[0]?.opens).toEqual({ kind: 'command', command: 'laravelOps.database.findIndexes' });
  expect(node.children?.[0]?.tooltip).toContain('Nothing is changed.');
});

test('a suggestion is called a model’s until it is proven', () => {
  expect(outline([group()])).toBe(`Index Suggestions | 1, as of 14:00
  $(lightbulb) orders (user_id, created_at desc) | 1 statement · saves about 62 % of reading (model) | canOpenIndex.canProve.canTryInvisible.canMigrate.canDismiss
`);
  expect(group().children?.[0]?.tooltip).toContain('not proven yet');
  expect(group({ proofs: new Map([['orders(user_id,created_at)', proof()]]) }).children?.[0]).toMatchObject({
    description: '1 statement · proven: 400,100 → 15 rows read',
    icon: { id: 'pass' },
  });
});

test('where nothing may be tried on the real table, no row offers it', () => {
  const production = { ...context, mayTry: false };
  const rows = [group({}, production), ...unneededGroup([unneeded()], production)];
  expect(outline(rows)).not.toContain('canTryInvisible');
  expect(outline(unneededGroup([unneeded()], context))).toContain('canTryInvisible');
});

test('when no index helps, that is an answer, with what could not be read', () => {
  expect(outline([group({ suggestions: [], unread: 3 })])).toBe(`Index Suggestions | none, as of 14:00
  $(pass) No index would help enough, 3 statements could not be read
`);
});

test('rows open their page and carry their id, which stays when figures change', () => {
  const [before] = group().children ?? [];
  const [after] = group({ suggestions: [suggestion({ saves: 0.01, bytes: 1 })] }).children ?? [];
  expect(before).toMatchObject({
    id: 'index:orders(user_id,created_at)',
    opens: { kind: 'index', id: 'orders(user_id,created_at)' },
    subject: { kind: 'index', root: '/srv/shop', id: 'orders(user_id,created_at)' },
  });
  expect(after?.id).toBe(before?.id);
  expect(after?.description).toContain('1.0 %');
});

test('what a suggestion costs and makes needless is in its tooltip', () => {
  const [row] =
    group({ suggestions: [suggestion({ writesPerHour: 1_200, makesRedundant: ['orders_user_id_index'] })] }).children ??
    [];
  for (const words of ['12.0 MB (estimate)', '1,200 times an hour', 'Makes orders_user_id_index redundant'])
    expect(row?.tooltip).toContain(words);
});

test.each([
  [{}, 'proven: 400,100 → 15 rows read'],
  [{ statements: [] }, 'proven'],
  [{ verdict: 'notUsed' }, 'not used by the optimizer'],
  [{ verdict: 'noGain' }, 'no gain'],
] as const)('a proof in words: %j', (more, text) => {
  expect(proofText(proof(more))).toBe(text);
});

test('a verdict that is not good has a warning, and words', () => {
  const [row] = group({ proofs: new Map([[suggestion().id, proof({ verdict: 'noGain' })]]) }).children ?? [];
  expect(row).toMatchObject({ icon: { id: 'warning' }, description: '1 statement · no gain' });
});

test('rows are added up only where both sides were measured', () => {
  expect(provenRows(proof())).toEqual({ before: 400_100, after: 15 });
  expect(provenRows(proof({ statements: [] }))).toBeUndefined();
});

test('indexes that may go say why, and doubt shows', () => {
  const nodes = unneededGroup(
    [
      unneeded(),
      unneeded({ index: 'orders_a', kind: 'duplicate', servedBy: 'orders_b', bytes: 3_000_000 }),
      unneeded({
        index: 'orders_c',
        kind: 'unused',
        since: '2026-11-20T08:00:00.000Z',
        caution: ['Counted for two days only.'],
      }),
    ],
    context,
  );
  expect(outline(nodes)).toMatch(/^Indexes Without Use \| 3\n/);
  const rows = nodes[0]?.children ?? [];
  expect(rows.map(({ description }) => description)).toEqual([
    'contained in orders_user_id_created_at_index',
    'same columns as orders_b',
    expect.stringMatching(/^not read since /),
  ]);
  expect(rows.map(({ icon }) => icon?.id)).toEqual(['trash', 'trash', 'question']);
  expect(rows[1]?.tooltip).toContain('3.0 MB');
  expect(rows[2]?.tooltip).toContain('Counted for two days only.');
  expect(rows[0]?.subject).toMatchObject({ id: unneededId(unneeded()) });
  expect(unneededGroup([], context)).toEqual([]);
});

test('hostile names are text', () => {
  const hostile = 'a`; DROP TABLE x -- $(alert)';
  expect(suggestionText({ index: { table: hostile, columns: [{ column: hostile, prefix: 20 }] } })).toBe(
    `${hostile} (${hostile}(20))`,
  );
});
