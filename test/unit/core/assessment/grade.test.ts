import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckOutcome, CheckResult } from '../../../../src/core/assessment/area';
import { gradeOf, summaryOf } from '../../../../src/core/assessment/grade';

const check = (outcome: CheckOutcome, weight: number): CheckResult => ({
  id: `a.${outcome}${weight}`,
  title: 't',
  outcome,
  summary: `${outcome} ${weight}`,
  evidence: [],
  remedies: [],
  weight,
});

test.each<[string, readonly CheckResult[], string]>([
  ['nothing', [], 'unknown: not evaluated yet'],
  ['only unknowns', [check('unknown', 5), check('unknown', 1)], 'unknown: unknown 5'],
  ['an essential gap beside what is covered', [check('covered', 5), check('gap', 4)], 'gap: gap 4'],
  ['a lesser gap', [check('covered', 5), check('gap', 3)], 'partial: gap 3'],
  ['a lesser weakness alone', [check('unknown', 5), check('partial', 2)], 'partial: partial 2'],
  ['everything covered', [check('covered', 5), check('covered', 2)], 'covered: covered 5'],
  ['a lesser check unknown', [check('covered', 5), check('unknown', 2)], 'covered: covered 5; 1 not evaluated'],
  ['an essential check unknown', [check('covered', 5), check('unknown', 4)], 'partial: covered 5; 1 not evaluated'],
  ['an accepted gap', [check('covered', 5), check('accepted', 4)], 'covered: covered 5'],
  ['accepted gaps alone: nothing is known to be good', [check('accepted', 5)], 'unknown: accepted 5'],
  ['only lesser checks covered', [check('covered', 2), check('unknown', 5)], 'unknown: unknown 5'],
])('%s', (_, checks, expected) => {
  const grade = gradeOf(checks);
  expect(`${grade}: ${summaryOf(grade, checks)}`).toBe(expected);
});

const anyChecks = fc.array(
  fc
    .tuple(
      fc.constantFrom<CheckOutcome>('covered', 'partial', 'gap', 'unknown', 'accepted'),
      fc.integer({ min: 1, max: 5 }),
    )
    .map(([outcome, weight]) => check(outcome, weight)),
);

test('an area with a gap, a weakness or an essential unknown is never Covered; one without a gap never a Gap', () => {
  fc.assert(
    fc.property(anyChecks, (checks) => {
      const grade = gradeOf(checks);
      if (grade === 'covered')
        for (const { outcome, weight } of checks)
          expect(outcome === 'unknown' ? weight < 4 : !['gap', 'partial'].includes(outcome)).toBe(true);
      if (grade === 'gap') expect(checks.some(({ outcome }) => outcome === 'gap')).toBe(true);
      expect(summaryOf(grade, checks)).not.toBe('');
    }),
  );
});
