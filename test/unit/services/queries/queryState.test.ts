import { expect, test, vi } from 'vitest';
import { QueryState } from '../../../../src/services/queries/queryState';

test('a window that closes ends what runs, and waits until it has ended', async () => {
  const state = new QueryState();
  let back = false;
  let finish: () => void = () => undefined;
  state.onDidClose(() => finish());
  const setBack = async (): Promise<void> => {
    await new Promise<void>((resolve) => (finish = resolve));
    await Promise.resolve();
    back = true;
  };
  state.runs(setBack());
  expect(back).toBe(false);
  await state.close(60_000);
  expect(back).toBe(true);
});

test('it waits no longer than it may, and for nothing that failed or is over', async () => {
  vi.useFakeTimers();
  try {
    const state = new QueryState();
    state.runs(Promise.reject(new Error('The server is gone.')));
    await state.close(4_000);
    state.runs(new Promise(() => undefined));
    let over = false;
    const closed = async (): Promise<void> => {
      await state.close(4_000);
      over = true;
    };
    void closed();
    await vi.advanceTimersByTimeAsync(3_999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
