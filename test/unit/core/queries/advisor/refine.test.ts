import { expect, test } from 'vitest';
import type { IndexDefinition } from '../../../../../src/core/queries/advisor/advice';
import { advisor, type GivenOptions } from '../../../../../src/core/queries/advisor/advise';
import { indexId } from '../../../../../src/core/queries/advisor/definition';
import { type CopyFigures, type MeasureOnCopy, refine } from '../../../../../src/core/queries/advisor/refine';
import { block, by, catalog, equal, samples, statement, text, workload } from './shopModel';

const options: GivenOptions = { server: { flavour: 'mariadb', major: 10, minor: 11 } };
const ofUser = statement('ofUser', 1_000, block(['orders'], { predicates: [equal('user_id')] }));
const ofCity = statement(
  'ofCity',
  1_000,
  block(['orders'], {
    predicates: [equal('city', text('city 3'))],
    order: [by('created_at', true)],
    limit: { count: 10 },
  }),
);

const figuresOf = (rowsRead: number) => ({ rowsRead, cost: rowsRead * 0.3 });

/** A server that reads all rows, unless one of these indexes is there. */
function server(useful: Readonly<Record<string, Readonly<Record<string, number>>>>): {
  measure: MeasureOnCopy;
  asked: string[][];
} {
  const asked: string[][] = [];
  const measure: MeasureOnCopy = async (indexes: readonly IndexDefinition[], statements) => {
    const ids = indexes.map(indexId);
    asked.push([...ids].sort());
    const figures = new Map<string, CopyFigures>();
    for (const [id, reads] of Object.entries(useful)) {
      if (statements !== undefined && !statements.includes(id)) continue;
      const [best] = ids.filter((one) => reads[one] !== undefined).sort((a, b) => (reads[a] ?? 0) - (reads[b] ?? 0));
      figures.set(id, {
        ...figuresOf(best === undefined ? 400_000 : (reads[best] ?? 0)),
        keys: best === undefined ? [] : [best],
      });
    }
    return figures;
  };
  return { measure, asked };
}

async function refined(useful: Parameters<typeof server>[0]) {
  const model = advisor(workload([ofUser, ofCity]), catalog(), samples, options);
  const advice = await model.advise();
  const copy = server(useful);
  return { before: advice, ...copy, result: await refine(model, advice, copy.measure) };
}

test('what the optimizer uses stays as it is', async () => {
  const { before, result } = await refined({
    ofUser: { 'orders(user_id)': 4 },
    ofCity: { 'orders(city,created_at)': 10 },
  });
  expect(before.suggestions).toHaveLength(2);
  expect(result).toMatchObject({ added: [], dropped: [] });
  expect(result.advice.suggestions.map(({ id }) => id).sort()).toEqual(before.suggestions.map(({ id }) => id).sort());
});

test('what the optimizer leaves is dropped', async () => {
  const { result } = await refined({ ofUser: { 'orders(user_id)': 4 }, ofCity: {} });
  expect(result.dropped).toEqual(['orders(city,created_at)']);
  expect(result.advice.suggestions.map(({ id }) => id)).toEqual(['orders(user_id)']);
});

test('another index takes the place of one that is left, when less is read and the plan names it', async () => {
  const { result, asked } = await refined({
    ofUser: { 'orders(user_id)': 4 },
    ofCity: { 'orders(city)': 800 },
  });
  expect(result.added).toEqual(['orders(city)']);
  expect(result.dropped).toEqual(['orders(city,created_at)']);
  expect(asked.length).toBe(result.measured);
});

test('less read without the plan naming the index is not believed', async () => {
  const model = advisor(workload([ofUser, ofCity]), catalog(), samples, options);
  const advice = await model.advise();
  let calls = 0;
  const measure: MeasureOnCopy = async () => {
    calls++;
    const one = { ...figuresOf(400_000 / calls), keys: [] };
    return new Map([
      ['ofUser', one],
      ['ofCity', one],
    ]);
  };
  expect((await refine(model, advice, measure)).added).toEqual([]);
});

test('a statement that no index helps does not hide what others gain', async () => {
  const cross = statement('cross', 5_000, block(['items', 'users', 'orders']));
  const model = advisor(workload([ofUser, ofCity, cross]), catalog(), samples, options);
  const advice = await model.advise();
  const { measure } = server({ ofUser: { 'orders(user_id)': 4 }, ofCity: { 'orders(city)': 800 } });
  const heavy: MeasureOnCopy = async (...given) =>
    new Map([...(await measure(...given)), ['cross', { ...figuresOf(1e11), keys: [] }]]);
  const result = await refine(model, advice, heavy);
  expect(result.added).toEqual(['orders(city)']);
});

test('the same columns in another order take the place of an index, they do not come beside it', async () => {
  const model = advisor(workload([ofUser, ofCity]), catalog(), samples, options);
  await model.advise();
  const turned = [{ table: 'orders', columns: [{ column: 'created_at' }, { column: 'city' }] }];
  const { measure, asked } = server({
    ofUser: {},
    ofCity: { 'orders(created_at,city)': 9_000, 'orders(city,created_at)': 10 },
  });
  const result = await refine(model, model.describe(turned), measure);
  expect(result.added).toEqual(['orders(city,created_at)']);
  expect(
    asked.filter((ids) => ids.includes('orders(created_at,city)') && ids.includes('orders(city,created_at)')),
  ).toEqual([]);
});

test('an index and the beginning of it are tried one in place of the other, never both', async () => {
  const { result, asked } = await refined({
    ofUser: { 'orders(user_id)': 4 },
    ofCity: { 'orders(city,created_at)': 9_000, 'orders(city)': 800 },
  });
  expect(result).toMatchObject({ added: ['orders(city)'], dropped: ['orders(city,created_at)'] });
  expect(asked.filter((ids) => ids.includes('orders(city)') && ids.includes('orders(city,created_at)'))).toEqual([]);
});

test('stops when told to', async () => {
  const model = advisor(workload([ofUser, ofCity]), catalog(), samples, options);
  const advice = await model.advise();
  const { measure } = server({ ofUser: {}, ofCity: {} });
  await expect(refine(model, advice, measure, {}, AbortSignal.abort())).rejects.toMatchObject({
    reason: 'cancelled',
  });
});
