import { expect, test } from 'vitest';
import type { Finding } from '../../../../../src/core/security/findings/finding';
import { createFindingIndex } from '../../../../../src/core/security/stream/findingIndex';
import { entry } from './entries';

const subjects = (...values: string[]): Finding['ips'] => ({
  total: values.length,
  top: values.map((value) => ({ value, events: 1 })),
});
const finding = (id: string, change: Partial<Finding>): Finding => ({
  id,
  detector: 'x',
  severity: 'warning',
  title: id,
  summary: '',
  why: '',
  first: 1000,
  last: 2000,
  events: 2,
  ips: subjects(),
  users: subjects(),
  routes: subjects(),
  filter: '',
  evidence: [{ source: 's', position: 10 }],
  advice: '',
  ...change,
});
const all = [
  finding('ip', { ips: subjects('192.0.2.1') }),
  finding('user', { users: subjects('ana'), evidence: [{ source: 's', position: 20 }] }),
  finding('both', { ips: subjects('192.0.2.1'), users: subjects('ana'), evidence: [{ source: 's', position: 30 }] }),
];
function event(offset: number, time: number, ip?: string, user?: string, source = 's') {
  const made = entry('x', { offset, time, source });
  return {
    ...made,
    event: { ...made.event, ...(ip === undefined ? {} : { ip }), ...(user === undefined ? {} : { user }) },
  };
}
const idsOf = (...given: Parameters<typeof event>) =>
  createFindingIndex(all)
    .of(event(...given))
    .map(({ id }) => id);

test('an event belongs to a finding that names it, whenever and whoever it is', () => {
  expect(idsOf(10, 9_999)).toEqual(['ip']);
  expect(idsOf(11, 9_999)).toEqual([]);
  expect(idsOf(10, 1500, undefined, undefined, 'other')).toEqual([]);
});

test('an event of its subjects in its time belongs to it; where it has both, both have to be', () => {
  expect(idsOf(1, 1500, '192.0.2.1')).toEqual(['ip']);
  expect(idsOf(1, 1500, undefined, 'ana')).toEqual(['user']);
  expect(idsOf(1, 1500, '192.0.2.1', 'ana')).toEqual(['ip', 'user', 'both']);
  expect(idsOf(1, 999, '192.0.2.1', 'ana')).toEqual([]);
  expect(idsOf(1, 1500, '192.0.2.1', 'ana', 'other')).toEqual([]);
  expect(idsOf(10, 1500, '192.0.2.1')).toEqual(['ip']);
});
