import { expect, test } from 'vitest';
import { carryBetween, carryFinding } from '../../../src/server/carry';
import type { Finding } from '../../../src/core/finding';

test('what lies before a change stays, what lies behind moves, what was changed is gone', () => {
  const carry = carryBetween('aaa BBB ccc', 'aaa B! ccc');
  expect(carry({ start: 0, end: 3 })).toEqual({ start: 0, end: 3 });
  expect(carry({ start: 8, end: 11 })).toEqual({ start: 7, end: 10 });
  expect(carry({ start: 4, end: 7 })).toBeUndefined();
});

test('equal texts carry everything', () => {
  expect(carryBetween('abc', 'abc')({ start: 1, end: 2 })).toEqual({ start: 1, end: 2 });
});

test('beginning and end that look alike do not count one character twice', () => {
  expect(carryBetween('aaaa', 'aa')({ start: 0, end: 2 })).toEqual({ start: 0, end: 2 });
  expect(carryBetween('aaaa', 'aa')({ start: 1, end: 3 })).toBeUndefined();
});

const finding: Finding = {
  rule: 'GEN002',
  severity: 'error',
  message: '',
  location: { file: '/a', range: { start: 4, end: 7 } },
  related: [{ location: { file: '/b', range: { start: 0, end: 1 } }, message: 'there' }],
  fixes: [{ title: 'Fix', preferred: true, edits: [{ file: '/a', edits: [] }] }],
};

test('a finding in a file that is shown as it was read is left as it is', () => {
  expect(carryFinding(finding, () => undefined)).toEqual(finding);
});

test('a finding moves with its text and keeps no fix made for the older text', () => {
  const carried = carryFinding(finding, (file) => (file === '/a' ? carryBetween('aaa BBB', '!aaa BBB') : undefined));
  expect(carried).toMatchObject({ location: { range: { start: 5, end: 8 } }, fixes: [] });
});

test('a finding whose text was changed is gone; a related place that was changed is left out', () => {
  expect(carryFinding(finding, (file) => (file === '/a' ? () => undefined : undefined))).toBeUndefined();
  expect(carryFinding(finding, (file) => (file === '/b' ? () => undefined : undefined))?.related).toEqual([]);
});
