import type { Finding } from '../../../../../src/core/security/findings/finding';

/** Subjects with so many events each, most first. */
export const subjects = (...values: string[]) => ({
  total: values.length,
  top: values.slice(0, 10).map((value, index) => ({ value, events: values.length - index })),
});

/** A finding about one address; its moments are of the 22nd of November 2026, in this machine's zone. */
export const findingOf = (more: Partial<Finding> = {}): Finding => ({
  id: 'bruteForceIp 203.0.113.9 channel security 2026-11-22T13:00:00.000Z',
  detector: 'bruteForceIp',
  severity: 'warning',
  title: 'Brute force from 203.0.113.9',
  summary: '20 failed logins in 5 minutes',
  why: 'More than 15 in 5 minutes.',
  first: new Date(2026, 10, 22, 13, 0).getTime(),
  last: new Date(2026, 10, 22, 13, 5).getTime(),
  events: 20,
  ips: subjects('203.0.113.9'),
  users: subjects('ann', 'bob'),
  routes: subjects(),
  filter: 'ip:"203.0.113.9"',
  evidence: [{ source: 'channel security', position: 0 }],
  advice: 'Put a rate limit on the login.',
  ...more,
});
