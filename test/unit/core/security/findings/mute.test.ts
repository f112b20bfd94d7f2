import { expect, test } from 'vitest';
import type { Finding } from '../../../../../src/core/security/findings/finding';
import {
  activeMutes,
  type Mute,
  muteOf,
  readMutes,
  withMute,
  withoutMute,
} from '../../../../../src/core/security/findings/mute';

const now = 1_000_000;
const subjects = (...values: string[]) => ({
  total: values.length,
  top: values.map((value) => ({ value, events: 1 })),
});

const finding = (more: Partial<Finding> = {}): Finding => ({
  id: 'bruteForceIp 203.0.113.9 log 1',
  detector: 'bruteForceIp',
  severity: 'warning',
  title: '',
  summary: '',
  why: '',
  first: 0,
  last: now,
  events: 20,
  ips: subjects('203.0.113.9'),
  users: subjects('ann', 'bob'),
  routes: subjects(),
  filter: '',
  evidence: [],
  advice: '',
  ...more,
});

const mute = (scope: Mute['scope'], more: Partial<Mute> = {}): Mute => ({
  scope,
  reason: 'our own scanner',
  from: now,
  until: now + 1_000,
  severity: 'warning',
  ...more,
});
const covers = (scope: Mute['scope'], one = finding()) => muteOf([mute(scope)], one, now) !== undefined;

test('a mute covers what it names', () => {
  expect(covers({ ip: '203.0.113.9' })).toBe(true);
  expect(covers({ ip: '203.0.113.10' })).toBe(false);
  expect(covers({ detector: 'bruteForceIp', ip: '203.0.113.9' })).toBe(true);
  expect(covers({ detector: 'scanner', ip: '203.0.113.9' })).toBe(false);
  expect(covers({ user: 'ANN' }, finding({ users: subjects('ann') }))).toBe(true);
  expect(covers({ finding: finding().id })).toBe(true);
  expect(covers({})).toBe(false);
});

test('an attack that also comes from elsewhere is told, and one that other detectors have a part in', () => {
  expect(covers({ ip: '203.0.113.9' }, finding({ ips: subjects('203.0.113.9', '203.0.113.10') }))).toBe(false);
  const together = finding({ members: ['bruteForceIp 203.0.113.9 log 1', 'successAfterFailures ann log 1'] });
  expect(covers({ detector: 'bruteForceIp' }, together)).toBe(false);
  expect(covers({ finding: 'successAfterFailures ann log 1' }, together)).toBe(true);
});

test('a mute ends, and what becomes worse is told again', () => {
  expect(muteOf([mute({ ip: '203.0.113.9' })], finding(), now + 1_000)).toBeUndefined();
  expect(muteOf([mute({ ip: '203.0.113.9' })], finding({ severity: 'critical' }), now)).toBeUndefined();
  expect(activeMutes([mute({ ip: '1.1.1.1' }), mute({ ip: '1.1.1.2' }, { until: now })], now)).toHaveLength(1);
});

test('a second mute of the same scope replaces the first; none is longer than a year', () => {
  const first = withMute([], mute({ ip: '1.1.1.1' }));
  const second = withMute(
    first,
    mute({ ip: '1.1.1.1' }, { until: Number.MAX_SAFE_INTEGER, reason: 'x'.repeat(9_999) }),
  );
  expect(second).toHaveLength(1);
  expect(second[0]?.until).toBe(now + 366 * 24 * 3_600_000);
  expect(second[0]?.reason).toHaveLength(500);
  expect(withoutMute(second, { ip: '1.1.1.1' })).toEqual([]);
});

test('what was stored comes back; what is no mute does not', () => {
  const stored = [mute({ ip: '1.1.1.1', detector: 'scanner' })];
  expect(readMutes(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  expect(
    readMutes([null, 1, {}, { scope: {} }, { ...stored[0], severity: 'odd' }, { ...stored[0], scope: { ip: 5 } }]),
  ).toEqual([]);
  expect(readMutes('mutes')).toEqual([]);
});
