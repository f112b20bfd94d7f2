import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SecurityEvent } from '../../../../src/core/security/securityEvent';
import { createDetecting } from '../../../../src/services/security/detecting';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = (position: number): SecurityEvent => ({ source: 's', position, message: '' });
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + index));

function started() {
  const seen: number[] = [];
  const onChange = vi.fn();
  const detecting = createDetecting(
    { take: (some) => void seen.push(...some.map(({ position }) => position)), findings: () => [] },
    onChange,
  );
  return { seen, onChange, detecting };
}

test('every event is looked at, in order, after the one who brought it has gone on', async () => {
  const { seen, onChange, detecting } = started();
  detecting.take(events(0, 120));
  detecting.take(events(120, 130));
  expect(seen).toEqual([]);
  await vi.runAllTimersAsync();
  expect(seen).toEqual(Array.from({ length: 130 }, (_, index) => index));
  expect(detecting.missed).toBe(0);
  expect(onChange).toHaveBeenCalledOnce();
});

test('what comes faster than it can be looked at is counted, and memory is bounded', async () => {
  const { seen, detecting } = started();
  detecting.take(events(0, 100_500));
  expect(detecting.missed).toBe(500);
  await vi.runAllTimersAsync();
  expect(seen).toHaveLength(100_000);
  detecting.take(events(0, 10));
  await vi.runAllTimersAsync();
  expect(detecting.missed).toBe(500);
});

test('disposed, it looks at nothing more', async () => {
  const { seen, onChange, detecting } = started();
  detecting.take(events(0, 10));
  detecting.dispose();
  await vi.runAllTimersAsync();
  expect([seen.length, onChange.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0, 0]);
});
