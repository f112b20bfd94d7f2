import { expect, test } from 'vitest';
import { chooseSource, titles, type SourceState } from '../../../../../src/core/queries/sources/sourceState';

const state = (id: SourceState['id'], more: Partial<SourceState> = {}): SourceState => ({
  id,
  title: titles[id],
  usable: true,
  live: true,
  ...more,
});
const chosen = (...states: readonly SourceState[]): string | undefined => chooseSource(states)?.id;

test('counting statistics come before logs, logs before recordings, samples last', () => {
  const all = (['processlist', 'pulse', 'telescope', 'slowLogFile', 'slowLogTable', 'performance_schema'] as const).map(
    (id) => state(id),
  );
  const order: (string | undefined)[] = [];
  for (let left = all; left.length > 0; left = left.filter(({ id }) => id !== order.at(-1)))
    order.push(chosen(...left));
  expect(order).toEqual(['performance_schema', 'slowLogTable', 'slowLogFile', 'telescope', 'pulse', 'processlist']);
});

test('statistics that name the lesser part of the load give way to everything that names it', () => {
  const blind = state('performance_schema', { named: 0.1 });
  expect(chosen(blind, state('slowLogTable'))).toBe('slowLogTable');
  expect(chosen(blind, state('pulse'))).toBe('pulse');
  expect(chosen(blind, state('processlist'))).toBe('performance_schema');
  expect(chosen(state('performance_schema', { named: 0.9 }), state('slowLogTable'))).toBe('performance_schema');
});

test('a log that nothing is added to is better than samples only', () => {
  const old = state('slowLogTable', { live: false });
  expect(chosen(old, state('pulse'), state('processlist'))).toBe('pulse');
  expect(chosen(old, state('processlist'))).toBe('slowLogTable');
});

test('what cannot be used is never chosen', () => {
  expect(chosen(state('performance_schema', { usable: false }))).toBeUndefined();
});
