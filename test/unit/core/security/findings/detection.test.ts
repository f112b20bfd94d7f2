import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetection } from '../../../../../src/core/security/findings/detection';
import type { SecurityEvent } from '../../../../../src/core/security/securityEvent';
import { event, failed, hour, login, minute, noon, repeat, request, second } from './events';

test('brute force on an account from one address, and its success, are one finding', () => {
  const detection = createDetection();
  detection.take(repeat(60, 5 * second, (at) => failed(at, 'ann', '203.0.113.9')));
  expect(detection.findings()).toMatchObject([
    { title: 'Brute force on the account ann', notes: ['Brute force from 203.0.113.9'], events: 60, closed: false },
  ]);
  const [changed] = detection.take([login(6 * minute, 'ann', '203.0.113.9')]);
  expect(changed).toMatchObject({
    severity: 'critical',
    title: 'Login to ann after 40 failures',
    notes: ['Brute force on the account ann', 'Brute force from 203.0.113.9'],
  });
  expect(changed?.id).toContain('bruteForceAccount ann ');
  expect(changed?.members).toHaveLength(3);
});

test('two attacks at the same time on different accounts stay two', () => {
  const detection = createDetection();
  detection.take(
    repeat(80, second, (at, index) =>
      index % 2 === 0 ? failed(at, 'ann', '203.0.113.9') : failed(at, 'bob', '203.0.113.10'),
    ),
  );
  expect(detection.findings().map(({ ips }) => ips.total)).toEqual([1, 1]);
});

test('what two logs say about one address is one finding', () => {
  const detection = createDetection();
  const events = repeat(90, second, (at) => [
    failed(at, 'ann', '203.0.113.9'),
    request(at, 'POST', '/login', 422, '203.0.113.9'),
  ]).flat();
  detection.take(events);
  expect(detection.findings()).toHaveLength(1);
});

test('a finding is closed after a quiet time, and the next attack is another', () => {
  const detection = createDetection();
  const attack = (from: number) => repeat(20, second, (at) => failed(from + at, 'ann', '203.0.113.9'));
  detection.take(attack(0));
  expect(detection.take([login(hour, 'bob', '198.51.100.7')])).toMatchObject([{ closed: true }]);
  detection.take(attack(24 * hour));
  expect(detection.findings().map(({ closed }) => closed)).toEqual([false, true]);
});

test('while an attack goes on it is told again now and then, not for each event', () => {
  const detection = createDetection();
  const told = repeat(2_000, 10, (at) => failed(at, 'ann', '203.0.113.9')).map((one) => detection.take([one]).length);
  const times = told.reduce((sum, count) => sum + count, 0);
  expect(times).toBeGreaterThan(10);
  expect(times).toBeLessThan(120);
  expect(detection.findings()[0]?.events).toBe(2_000);
});

test('what is given is plain data and does not change afterwards', () => {
  const detection = createDetection();
  const events = repeat(40, second, (at) => failed(at, 'ann', '203.0.113.9'));
  const [finding] = detection.take(events.slice(0, 20));
  const text = JSON.stringify(finding);
  detection.take(events.slice(20));
  expect(JSON.stringify(finding)).toBe(text);
  expect(structuredClone(finding)).toEqual(finding);
});

test('forged entries accuse nobody', () => {
  const detection = createDetection();
  detection.take(repeat(100, second, (at) => ({ ...failed(at, 'framed', '203.0.113.9'), forged: true })));
  expect(detection.findings().map(({ detector, users }) => [detector, users.total])).toEqual([['forgedEntries', 0]]);
});

function withoutTime(one: SecurityEvent): SecurityEvent {
  const { time, ...rest } = one;
  expect(time).toBeDefined();
  return rest;
}

test('an event without a time has that of the one before it', () => {
  const detection = createDetection();
  const [first, ...others] = repeat(20, second, (at) => failed(at, 'ann', '203.0.113.9'));
  const timeless = others.map(withoutTime);
  detection.take([...timeless, ...(first === undefined ? [] : [first]), ...timeless]);
  expect(detection.findings()[0]).toMatchObject({ events: 20, first: noon, last: noon });
});

test('a file that became shorter is told by whoever follows it', () => {
  const detection = createDetection();
  expect(detection.tell({ source: 'security.log', before: 5_000_000, after: 1_000, time: noon })).toMatchObject([
    {
      severity: 'warning',
      title: 'security.log became shorter',
      summary: '5.0 MB before, 1.0 KB now, and the file was not rotated',
    },
  ]);
  expect(detection.tell({ source: 'other.log', before: 500, after: 0, time: noon })).toMatchObject([
    { severity: 'notice' },
  ]);
});

test('half a million addresses and accounts do not make it grow, and are one finding', { timeout: 120_000 }, () => {
  const detection = createDetection();
  const count = Number(process.env['LARAVEL_OPS_ADDRESSES'] ?? 60_000);
  for (let from = 0; from < count; from += 1_000) {
    detection.take(
      Array.from({ length: 1_000 }, (_, index) =>
        failed(
          (from + index) * 5,
          `user${from + index}`,
          `${1 + ((from + index) >> 16)}.${((from + index) >> 8) & 255}.${(from + index) & 255}.1`,
        ),
      ),
    );
  }
  const findings = detection.findings();
  expect(findings).toHaveLength(1);
  expect(findings[0]?.events).toBe(count);
  expect(Math.abs((findings[0]?.ips.total ?? 0) / count - 1)).toBeLessThan(0.1);
  expect(JSON.stringify(findings).length).toBeLessThan(20_000);
});

test('no event makes it fail, and findings stay bounded', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('', 'admin', '::', ':::::::::', '::ffff:1.2.3.4', '1.2.3.4', '/.env', 'a'.repeat(100_000)),
  );
  const hostile = fc.record(
    {
      source: fc.constantFrom('a', 'b'),
      position: fc.nat(),
      message: text,
      time: fc.oneof(
        fc.double(),
        fc.integer({ min: noon, max: noon + 1_000_000 }),
        fc.constantFrom(8.64e15, 9e15, -8.64e15, Number.NaN),
      ),
      event: fc.constantFrom(
        'login',
        'login_failed',
        'lockout',
        'deleted',
        'export',
        'role_assigned',
        'password_reset',
      ),
      user: text,
      ip: text,
      route: text,
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      status: fc.constantFrom(200, 401, 404, 419, 429, Number.NaN),
      forged: fc.boolean(),
      country: text,
      device: text,
    },
    { requiredKeys: ['source', 'position', 'message'] },
  );
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 200 }), (events) => {
      const detection = createDetection({ limit: 20 });
      for (let again = 0; again < 3; again++) detection.take(events);
      const findings = detection.findings();
      expect(findings.length).toBeLessThanOrEqual(20);
      for (const finding of findings) {
        expect(finding.title.length).toBeLessThan(300);
        expect(finding.ips.top.length).toBeLessThanOrEqual(10);
        expect(finding.evidence.length).toBeLessThanOrEqual(50);
        expect(finding.last).toBeGreaterThanOrEqual(finding.first);
      }
    }),
    { seed: 6, numRuns: Number(process.env['LARAVEL_OPS_RUNS'] ?? 150) },
  );
});

test('an event of the year 275760 does not stop what follows', () => {
  const detection = createDetection();
  detection.take([event(0, { event: 'login', user: 'x', ip: '1.1.1.1', time: 8.64e15 })]);
  detection.take(repeat(40, second, (at) => failed(at, 'ann', '203.0.113.9')));
  expect(detection.findings().some(({ detector }) => detector === 'bruteForceAccount')).toBe(true);
});
