import { expect, test } from 'vitest';
import type { AreaAssessment, CheckResult, Remedy } from '../../../../src/core/assessment/area';
import { doNext } from '../../../../src/core/assessment/doNext';

const place = { file: '/shop/.env', range: { start: 0, end: 1 } };
const check = (id: string, outcome: CheckResult['outcome'], weight: number, ...remedies: Remedy[]): CheckResult => ({
  id,
  title: id,
  outcome,
  summary: 's',
  evidence: [],
  remedies,
  weight,
});
const area = (...checks: CheckResult[]): AreaAssessment => ({
  area: { id: 'alerting', title: 'Alerting' },
  grade: 'gap',
  evaluated: true,
  summary: '',
  evidence: [],
  checks,
});
const ids = (...areas: AreaAssessment[]): readonly string[] => doNext(areas).map((step) => step.check.id);

test('heavy and easy first: weight by effort, a weakness half of a gap', () => {
  const words = { title: 'words' };
  const there = { title: 'at a place', location: place };
  const copies = { title: 'copies', copies: 'x' };
  expect(
    ids(
      area(check('words', 'gap', 5, words), check('place', 'gap', 4, there)),
      area(check('copy', 'gap', 5, copies), check('weak', 'partial', 4, there)),
    ),
  ).toEqual(['place', 'copy', 'weak', 'words']);
});

test('nothing for what is covered, unknown, accepted, or has no remedy', () => {
  const there = { title: 'x', location: place };
  expect(
    ids(
      area(
        check('a', 'covered', 5, there),
        check('b', 'unknown', 5, there),
        check('c', 'accepted', 5, there),
        check('d', 'gap', 5),
      ),
    ),
  ).toEqual([]);
});

test('five at most, one remedy each, the easiest', () => {
  const many = Array.from({ length: 9 }, (_, at) =>
    check(`c${at}`, 'gap', 3, { title: 'words' }, { title: 'easy', location: place }),
  );
  const steps = doNext([area(...many)]);
  expect(steps).toHaveLength(5);
  expect(steps[0]?.remedy.title).toBe('easy');
});

test('words alone begin where the gap was seen, or in the report: every step has something to press', () => {
  const seen = {
    ...check('seen', 'gap', 5, { title: 'words' }),
    evidence: [{ fact: 'f', source: '.env', location: place }],
  };
  const [first, second] = doNext([area(seen, check('unseen', 'gap', 4, { title: 'words' }))]);
  expect(first?.remedy).toEqual({ title: 'words', location: place });
  expect(second?.remedy).toEqual({ title: 'words', command: 'laravelOps.readiness.openReport' });
});
