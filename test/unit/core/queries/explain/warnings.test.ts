import { describe, expect, test } from 'vitest';
import { conditionTroubles } from '../../../../../src/core/queries/explain/conditionText';
import { conversionProblems, type Note } from '../../../../../src/core/queries/explain/notes';
import { planProblems, planWarnings } from '../../../../../src/core/queries/explain/warnings';
import { captured, stepsOf } from './formats';

const mysql = captured('formats-mysql-9.7');
const mariadb = captured('formats-mariadb-10.11');
const both = [
  ['MySQL', mysql, 'json2', 'analyzeTree'],
  ['MariaDB', mariadb, 'json', 'analyzeJson'],
] as const;

describe.each(both)('%s', (_server, plans, estimated, executed) => {
  const first = (name: string, format: string) => planWarnings(stepsOf(plans, name, format))[0];

  test('estimates are called about, counts are not', () => {
    expect(first('fullScan', estimated)).toMatch(/^Reads about [12]\d,\d{3} rows of order_items without an index$/);
    expect(first('fullScan', executed)).toBe('Reads 20,000 rows of order_items without an index, to keep 67');
  });

  test('a subquery that scans for every row comes first', () => {
    expect(first('dependent', estimated)).toMatch(/without an index, again for every row of the query around it$/);
    expect(planWarnings(stepsOf(plans, 'dependent', executed)).slice(0, 2)).toContain(
      'Reads 6,000,000 rows of i without an index (20,000 for each of 300 rows)',
    );
  });

  test('sorting and temporary tables are said once', () => {
    const kinds = planProblems(stepsOf(plans, 'joinSort', estimated)).map(({ kind }) => kind);
    expect(kinds).toEqual(['fullScan', 'sort']);
    expect(planWarnings(stepsOf(plans, 'sortLimit', executed))).toContain(
      'Sorts rows, because no index gives them in order (4,788 rows)',
    );
  });

  test('a compared type that an index does not have is the first cause', () => {
    const notes = plans.get('numberCompare')?.['notes'] as unknown as readonly Note[];
    const [problem] = planProblems(stepsOf(plans, 'numberCompare', executed), { notes });
    expect(problem).toMatchObject({
      kind: 'conversion',
      text: 'Index users_phone_index cannot be used: phone is compared with a value of another type or collation',
    });
    expect(JSON.stringify(conversionProblems(notes, []))).not.toContain('100007');
  });

  test('functions of columns and wildcards at the beginning are named, without values', () => {
    for (const format of [estimated, executed]) {
      expect(planWarnings(stepsOf(plans, 'functionOnColumn', format))).toContain(
        `Compares CAST() of orders.created_at: an index on the column cannot find rows by that`,
      );
      const wildcard = planWarnings(stepsOf(plans, 'leadingWildcard', format));
      expect(wildcard.join()).toMatch(/Searches users\.email for text with a wildcard at its beginning/);
      expect(wildcard.join()).not.toContain('example.com');
    }
  });

  test('wrong estimates are said when the statement ran', () => {
    expect(planWarnings(stepsOf(plans, 'selectSubquery', executed)).join()).toMatch(
      /^Expected [13] rows? of o each of 19 times, found 48 rows: statistics may be out of date$/,
    );
    expect(planWarnings(stepsOf(plans, 'selectSubquery', estimated))).toEqual([]);
  });

  test('good plans raise no warning', () => {
    for (const name of [
      'uniqueKey',
      'range',
      'covering',
      'nestedLoop',
      'leftJoin',
      'noTable',
      'impossible',
      'countAll',
      'recursive',
      'window',
    ])
      for (const format of [estimated, executed])
        expect([name, format, planWarnings(stepsOf(plans, name, format))]).toEqual([name, format, []]);
  });

  test('a range that is checked again for every row', () => {
    expect(first('rangeChecked', estimated)).toMatch(
      /^Looks for a usable index again for every row, over about 5,980 rows of /,
    );
  });
});

test('the whole statement is said first where it returns little', () => {
  const [problem] = planProblems(stepsOf(mysql, 'view', 'analyzeTree'), { limitsShown: true });
  expect(problem).toEqual({ kind: 'rowsReadForFew', text: 'Reads 6,024 rows to return 24', measured: true });
  // A grouped statement returns little by its nature.
  expect(planWarnings(stepsOf(mysql, 'joinSort', 'analyzeTree')).join()).not.toContain('to return');
});

test('under a LIMIT, an index that is read in order is no scan, and few rows are no wrong estimate', () => {
  expect(planProblems(stepsOf(mysql, 'unionAll', 'json2'))).toEqual([]);
  expect(planProblems(stepsOf(mysql, 'range', 'analyzeTree'), { limitsShown: true })).toEqual([]);
});

test.each([
  [
    "(cast(`shop`.`o`.`created_at` as date) = '2026-01-03')",
    [{ kind: 'functionOnColumn', column: 'created_at', name: 'CAST' }],
  ],
  ["lcase(o.email) = 'a' and o.b = 1", [{ kind: 'functionOnColumn', column: 'email', name: 'LCASE' }]],
  ["trigcond(o.a like '%x%')", [{ kind: 'leadingWildcard', column: 'a' }]],
  ["(`o`.`a` like 'x%')", []],
  ["(`o`.`a` = 'lower(b) like %x')", []],
  ['o.a = coalesce(o.b,1)', []],
  ["(match `p`.`d` against ('number'))", []],
  ['o.a in (1,2) and (o.b = 1 or o.c = 2)', []],
  [
    'o.a between 1 and 2 and year(o.d) between 2020 and 2021',
    [{ kind: 'functionOnColumn', column: 'd', name: 'YEAR' }],
  ],
  ['((((', []],
])('%s', (condition, troubles) => {
  expect(conditionTroubles(condition)).toEqual(troubles);
});
