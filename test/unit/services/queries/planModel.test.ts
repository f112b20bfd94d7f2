import { expect, test } from 'vitest';
import type { Plan, PlanNode } from '../../../../src/core/queries/explain/plan';
import type { PlanNodeModel } from '../../../../src/protocol/views/explain';
import { planModel, planModelWithoutValues } from '../../../../src/services/queries/planModel';

const node = (more: Partial<PlanNode>): PlanNode => ({
  id: '0',
  selectType: 'SIMPLE',
  access: 'Full scan',
  possibleKeys: [],
  extra: [],
  children: [],
  ...more,
});
const plan = (...nodes: PlanNode[]): Plan => ({ nodes, warnings: ['Reads 300,000 rows to return 12.'] }) as never;
const drawn = (more: Partial<PlanNode>): PlanNodeModel | undefined => planModel(plan(node(more))).nodes[0];

test('warnings stay first and steps keep their order and depth', () => {
  const model = planModel(
    plan(node({ id: '0', title: 'Sort', operation: 'sort', children: [node({ id: '1', table: 'orders' })] })),
  );
  expect(model.warnings).toEqual(['Reads 300,000 rows to return 12.']);
  expect(model.nodes).toMatchObject([{ id: '0', title: 'Sort', children: [{ id: '1', title: 'orders' }] }]);
});

test('a step that reads no table has no way of reaching rows', () => {
  expect(drawn({ operation: 'sort', title: 'Sort' })).not.toHaveProperty('access');
  expect(drawn({ operation: 'read', table: 'orders' })).toMatchObject({ access: 'Full scan' });
  expect(drawn({ table: 'orders' })).toMatchObject({ access: 'Full scan' });
});

test.each([
  [{ access: 'Full scan' }, 'bad'],
  [{ access: 'Index scan' }, 'warning'],
  [{ access: 'Unique' }, 'plain'],
  [{ operation: 'sort', rows: 1_001 }, 'warning'],
  [{ operation: 'sort', rows: 1_000 }, 'plain'],
  [{ operation: 'temporary', rows: 1, actual: { loops: 1, rows: 5_000 } }, 'warning'],
  [{ operation: 'join', rows: 9_999_999 }, 'plain'],
] as const)('%j is %s', (more, tone) => {
  expect(drawn(more)?.tone).toBe(tone);
});

test.each([
  [{}, undefined],
  [{ rows: 1 }, '1 row (estimate)'],
  [{ rows: 2_000, filtered: 10 }, '2,000 rows in, 200 out (estimate)'],
  [{ rows: 2_000, filtered: 100 }, '2,000 rows (estimate)'],
  [{ rowsOut: 12 }, '12 rows (estimate)'],
  [{ rows: 2_000, actual: { loops: 0 } }, 'never run'],
  [{ rows: 2_000, actual: { loops: 1 } }, undefined],
  [{ rows: 2_000, actual: { loops: 1, rows: 12 } }, '12 rows (counted)'],
  [{ rows: 2_000, actual: { loops: 40, rows: 300, rowsOut: 12 } }, '300 rows in, 12 out each time, 40 times (counted)'],
] as const)('rows of %j: %s', (more, text) => {
  expect(drawn(more)?.rows).toBe(text);
});

test('a share is of the plan, never a time; a small one is not 0 %', () => {
  expect(drawn({ share: 0.84 })?.cost).toBe('84 % of plan');
  expect(drawn({ share: 0.004 })?.cost).toBe('0.4 % of plan');
  expect(drawn({})).not.toHaveProperty('cost');
});

test('what the server did not say has no fact', () => {
  expect(drawn({ selectType: '', table: 'orders' })?.facts).toEqual([]);
  const facts = drawn({
    table: 'o',
    tableName: 'orders',
    key: 'k',
    keyParts: ['a', 'b'],
    covering: true,
    possibleKeys: ['k', 'l'],
  })?.facts;
  expect(facts).toContainEqual({ label: 'Possible keys', value: 'k, l' });
  expect(facts).toContainEqual({ label: 'Key columns used', value: 'a, b' });
  expect(facts).toContainEqual({ label: 'Index alone is enough', value: 'yes' });
});

test('for pages that nobody opened for one statement, conditions have no values at any depth', () => {
  const secret = 'ann@example.test';
  const leaf = node({
    id: '1',
    table: 'orders',
    condition: `(orders.email = '${secret}')`,
    indexCondition: `a = '${secret}'`,
  });
  const whole = plan(node({ title: 'Filter', operation: 'filter', detail: `email = '${secret}'`, children: [leaf] }));
  expect(JSON.stringify(planModel(whole))).toContain(secret);
  const model = planModelWithoutValues(whole);
  expect(JSON.stringify(model)).not.toContain(secret);
  expect(JSON.stringify(model)).toContain('orders.email = ?');
});
