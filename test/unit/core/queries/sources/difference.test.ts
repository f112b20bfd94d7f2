import { expect, test } from 'vitest';
import type { DigestSnapshot, StatementDigest } from '../../../../../src/core/queries/digest';
import { differenceOf } from '../../../../../src/core/queries/sources/difference';

const start = Date.UTC(2026, 10, 23, 8);
const at = (seconds: number): Date => new Date(start + seconds * 1000);

const one = (digest: string, calls: number, totalMs: number, more: Partial<StatementDigest> = {}): StatementDigest => ({
  digest,
  text: `SELECT ${digest}`,
  calls,
  totalMs,
  averageMs: totalMs / calls,
  maxMs: 1,
  rowsExamined: calls * 10,
  firstSeen: at(-100),
  lastSeen: at(0),
  loadShare: 0,
  prepared: false,
  ...more,
});

const reading = (
  seconds: number,
  statements: readonly StatementDigest[],
  more: Partial<DigestSnapshot> = {},
): DigestSnapshot => ({
  source: 'performance_schema',
  readAt: at(seconds),
  since: at(-100),
  digests: statements.length,
  totalCalls: statements.reduce((sum, { calls }) => sum + calls, 0),
  totalMs: statements.reduce((sum, { totalMs }) => sum + totalMs, 0),
  uncaptured: [],
  statements,
  ...more,
});

test('a difference is what was added, with rates; what was not called is not in it', () => {
  const before = reading(0, [one('a', 10, 100), one('b', 5, 50)]);
  const after = reading(60, [one('a', 40, 700), one('b', 5, 50), one('c', 2, 200, { firstSeen: at(30) })]);
  expect(differenceOf(before, after)).toEqual({
    kind: 'counted',
    seconds: 60,
    totalCalls: 32,
    totalMs: 800,
    unknown: 0,
    statements: [
      {
        digest: 'a',
        text: 'SELECT a',
        calls: 30,
        callsPerHour: 1800,
        totalMs: 600,
        averageMs: 20,
        rowsExamined: 300,
        rowsExaminedPerCall: 10,
        loadShare: 0.75,
        isNew: false,
      },
      expect.objectContaining({ digest: 'c', calls: 2, totalMs: 200, loadShare: 0.25, isNew: true }),
    ],
  });
});

test('a statement that an incomplete first reading did not list is counted as unknown, not as new', () => {
  const before = reading(0, [one('a', 10, 100)], { digests: 50 });
  const after = reading(60, [one('a', 11, 110), one('z', 1000, 90)], { digests: 50, totalCalls: 5000 });
  expect(differenceOf(before, after)).toMatchObject({ kind: 'counted', unknown: 1, statements: [{ digest: 'a' }] });
});

test.each<[string, DigestSnapshot]>([
  ['fewer calls in all', reading(60, [one('a', 4, 40)])],
  ['a later beginning', reading(60, [one('a', 400, 40)], { since: at(10) })],
  ['no beginning any more', { ...reading(60, [one('a', 400, 40)]), since: undefined as never }],
  ['fewer calls of one statement', reading(60, [one('a', 9, 40), one('b', 90, 900)])],
])('%s is another counting', (_, after) => {
  expect(differenceOf(reading(0, [one('a', 10, 100)]), after)).toEqual({ kind: 'reset' });
});

test('readings of different sources or schemas, or in the wrong order, have no difference', () => {
  const before = reading(0, []);
  for (const after of [reading(60, [], { source: 'pulse' }), reading(60, [], { schema: 'shop' }), reading(-1, [])])
    expect(differenceOf(before, after)).toEqual({ kind: 'notComparable' });
});
