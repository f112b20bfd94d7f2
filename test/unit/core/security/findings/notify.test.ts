import { expect, test } from 'vitest';
import type { Finding } from '../../../../../src/core/security/findings/finding';
import { notifications, readTold, type Told } from '../../../../../src/core/security/findings/notify';

const now = 100_000_000;
const none = { total: 0, top: [] };
const finding = (more: Partial<Finding> = {}): Finding => ({
  id: 'a',
  detector: 'successAfterFailures',
  severity: 'critical',
  title: '',
  summary: '',
  why: '',
  first: now - 1_000,
  last: now,
  events: 20,
  ips: none,
  users: none,
  routes: none,
  filter: '',
  evidence: [],
  advice: '',
  ...more,
});
const told = (one: Finding, before: readonly Told[] = []) => notifications([one], before, [], now).findings.length;

test('a critical finding interrupts once', () => {
  const first = notifications([finding()], [], [], now);
  expect(first.findings).toHaveLength(1);
  expect(notifications([finding({ events: 30 })], first.told, [], now).findings).toEqual([]);
});

test('a finding that was told under another id is not told again, nor what joins it', () => {
  const first = notifications([finding({ members: ['a', 'b'] })], [], [], now);
  const joined = notifications([finding({ id: 'c', members: ['b', 'c'] })], first.told, [], now);
  expect(joined.findings).toEqual([]);
  expect(told(finding({ id: 'c' }), joined.told)).toBe(0);
});

test('warnings, history, and what is over do not interrupt', () => {
  expect(told(finding({ severity: 'warning' }))).toBe(0);
  expect(told(finding({ last: now - 15 * 60_000 - 1 }))).toBe(0);
  expect(told(finding({ closed: true }))).toBe(0);
  expect(told(finding({ last: now + 3_600_000 }))).toBe(1);
});

test('a muted finding is not told, and is when the mute has ended', () => {
  const mutes = [{ scope: { finding: 'a' }, reason: '', from: 0, until: now + 1, severity: 'critical' as const }];
  const first = notifications([finding()], [], mutes, now);
  expect(first.findings).toEqual([]);
  expect(notifications([finding()], first.told, mutes, now + 1).findings).toHaveLength(1);
});

test('what is remembered is bounded', () => {
  const many = Array.from({ length: 1_500 }, (_, index) => finding({ id: `id${index}` }));
  expect(notifications(many, [], [], now).told).toHaveLength(1_000);
});

test('an attack that goes on is told once, though its beginning moves out of what is read; after a quiet hour it is another', () => {
  const about = { subject: '203.0.113.9' };
  const first = notifications([finding({ ...about, id: 'from 10:00' })], [], [], now);
  const later = now + 20 * 60_000;
  const moved = finding({ ...about, id: 'from 10:05', first: now - 500, last: later });
  const second = notifications([moved], first.told, [], later);
  expect(second.findings).toEqual([]);
  const tomorrow = later + 60 * 60_000 + 1;
  const again = finding({ ...about, id: 'from 11:25', first: tomorrow, last: tomorrow });
  expect(notifications([again], second.told, [], tomorrow).findings).toHaveLength(1);
  expect(notifications([finding({ id: 'x', subject: '203.0.113.10' })], first.told, [], now).findings).toHaveLength(1);
});

test('what was stored by another version is left out', () => {
  expect(readTold(['an id', { key: 'a', last: 1 }, { key: 2, last: 1 }, null])).toEqual([{ key: 'a', last: 1 }]);
  expect(readTold('nonsense')).toEqual([]);
});
