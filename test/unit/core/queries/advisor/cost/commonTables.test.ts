// Common tables that draw from themselves and from each other: hostile in number and shape, they end all the same.
import { expect, test } from 'vitest';
import { buildProblems } from '../../../../../../src/core/queries/advisor/cost/build';
import type { Problem } from '../../../../../../src/core/queries/advisor/cost/problem';
import { blocksOf } from '../../../../../../src/core/queries/blocks/blocksOf';
import type { Catalog } from '../../../../../../src/core/queries/catalog/table';
import { parseStatement } from '../../../../../../src/core/queries/sql/parse';

const catalog: Catalog = { schema: 'shop', tables: [], views: [] };

function problemsOf(sql: string): readonly Problem[] {
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread') throw new Error(parsed.reason);
  return buildProblems(blocksOf(parsed, catalog), () => undefined);
}

const parts = ({ uses, dependents, once }: Problem): number =>
  [...uses.flatMap(({ derived }) => derived ?? []), ...dependents.map((each) => each.problem), ...once].reduce(
    (sum, each) => sum + parts(each),
    1,
  );

test('a recursive common table ends where it begins anew', () => {
  const [problem] = problemsOf(
    'WITH RECURSIVE seq AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM seq WHERE n < 5) SELECT * FROM seq WHERE n = 3',
  );
  expect(problem?.uses).toHaveLength(1);
  expect(problem?.uses[0]?.derived).toBeDefined();
});

test('common tables that draw twice from each other are looked at up to a limit', () => {
  const doubling = Array.from({ length: 40 }, (_, n) =>
    n === 0 ? 't0 AS (SELECT 1 AS a)' : `t${n} AS (SELECT x.a FROM t${n - 1} AS x JOIN t${n - 1} AS y ON x.a = y.a)`,
  );
  const [problem] = problemsOf(`WITH ${doubling.join(', ')} SELECT * FROM t39`);
  expect(problem && parts(problem)).toBeGreaterThan(40);
  expect(problem && parts(problem)).toBeLessThanOrEqual(200);
});
