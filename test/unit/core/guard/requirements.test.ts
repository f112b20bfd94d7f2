import { expect, test } from 'vitest';
import type { Role } from '../../../../src/core/connections/environment';
import type { Tier } from '../../../../src/core/guard/operation';
import { requirements } from '../../../../src/core/guard/requirements';

const target = {
  root: '/srv/shop',
  app: 'shop',
  environment: { id: 'live', name: 'production', role: 'unknown', suspicions: [] },
  database: 'shop',
} as const;

test.each<[Role, Tier, string, string]>([
  ['local', 0, '', ''],
  ['local', 1, '', ''],
  ['local', 2, 'modal', 'modal'],
  ['local', 3, 'modal', 'modal'],
  ['staging', 0, '', ''],
  ['staging', 1, '', ''],
  ['staging', 2, 'modal', 'modal'],
  ['staging', 3, 'type production', 'type production'],
  ['production', 0, '', ''],
  ['production', 1, '', ''],
  ['production', 2, 'unlock, modal', 'modal'],
  ['production', 3, 'unlock, type shop@production, hold 3', 'type shop@production, hold 3'],
])('%s, tier %i: "%s" locked, "%s" unlocked', (role, tier, locked, unlocked) => {
  const text = (open: boolean): string =>
    requirements({ tier, target }, role, open)
      .map((step) =>
        step.kind === 'type' ? `type ${step.expected}` : step.kind === 'hold' ? `hold ${step.seconds}` : step.kind,
      )
      .join(', ');
  expect(text(false)).toBe(locked);
  expect(text(true)).toBe(unlocked);
});

test('without a database the environment itself is typed', () => {
  const { database: _, ...withoutDatabase } = target;
  expect(requirements({ tier: 3, target: withoutDatabase }, 'production', true)[0]).toEqual({
    kind: 'type',
    expected: 'production',
  });
});
