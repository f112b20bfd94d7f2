import { expect, test } from 'vitest';
import type { EventCoverage } from '../../../../../src/core/security/coverage/authEventCoverage';
import type { AuthEvent } from '../../../../../src/core/security/coverage/authEvents';
import { coverageGroup } from '../../../../../src/core/security/rows/coverageRows';

const event = (name: string, worth: AuthEvent['worth']): AuthEvent => ({
  className: `Illuminate\\Auth\\Events\\${name}`,
  name,
  from: 'Laravel',
  says: 'Somebody came in.',
  worth,
  hasUser: true,
});
const coverage = (name: string, worth: AuthEvent['worth'], more: Partial<EventCoverage> = {}): EventCoverage => ({
  event: event(name, worth),
  state: 'logged',
  fields: [],
  missing: [],
  mayHaveMore: false,
  by: [
    {
      text: 'app/Listeners/Audit.php',
      location: { file: '/srv/shop/app/Listeners/Audit.php', range: { start: 5, end: 9 } },
    },
  ],
  twice: false,
  why: 'A listener records it.',
  ...more,
});
const lines = (rows: readonly EventCoverage[]) =>
  coverageGroup(rows, '/srv/shop').children?.map(
    ({ label, description, icon }) => `${icon?.id} ${label} | ${description}`,
  );

test('asked events, and of the others those that are logged; what is open can be written', () => {
  const rows = [
    coverage('Login', 'asked'),
    coverage('Failed', 'asked', { state: 'notLogged', by: [], why: 'Nothing listens.' }),
    coverage('Verified', 'asked', { state: 'neverFired', by: [] }),
    coverage('Validated', 'extra', { state: 'unknown', by: [] }),
    coverage('Registered', 'extra'),
  ];
  expect(lines(rows)).toEqual([
    'pass Login | logged · app/Listeners/Audit.php',
    'error Failed | not logged',
    'circle-slash Verified | never fired here',
    'pass Registered | logged · app/Listeners/Audit.php',
    'add Record Security Events… | shows the change before it is made',
  ]);
  expect(coverageGroup(rows, '/srv/shop').description).toBe('1 of 2 logged');
});

test('with nothing open there is nothing to write', () => {
  expect(lines([coverage('Login', 'asked'), coverage('Failed', 'asked', { state: 'unknown', by: [] })])).toEqual([
    'pass Login | logged · app/Listeners/Audit.php',
    'question Failed | not known',
  ]);
});

test('a row opens its listener, and says when one occurrence is recorded twice', () => {
  const [row] = coverageGroup([coverage('Login', 'asked', { twice: true })], '/srv/shop').children ?? [];
  expect(row?.opens).toEqual({ kind: 'file', file: '/srv/shop/app/Listeners/Audit.php', range: { start: 5, end: 9 } });
  expect(row?.tooltip).toContain('more than one record');
});
