import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkUnderWay, type TellProgress } from '../../../src/services/workUnderWay';

let work: WorkUnderWay;
let told: string[];
const about = { kind: 'backup' as const, root: '/shop', title: 'Backing up shop' };

/** Work that goes on until it is told to end. */
function begin(more: Partial<typeof about> = {}) {
  let tell: TellProgress = () => undefined;
  let end: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const result = work.run({ ...about, ...more }, (given) => {
    tell = given;
    return new Promise<string>((resolve, reject) => ([end, fail] = [resolve, reject]));
  });
  return { tell, end, fail, result };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
  work = new WorkUnderWay();
  told = [];
  work.onDidProgress(() => told.push(work.all.map(({ title, progress = '' }) => `${title} ${progress}`).join('; ')));
  work.onDidEnd(() => told.push(`ended, ${work.all.length} left`));
});
afterEach(() => {
  work.dispose();
  vi.useRealTimers();
});

test('its beginning and its end are told at once, and its result is the work’s own', async () => {
  const { end, result } = begin();
  expect(work.all).toEqual([{ ...about, startedAt: new Date('2026-11-22T12:00:00Z') }]);
  end('made');
  expect(await result).toBe('made');
  expect(told).toEqual(['Backing up shop ', 'ended, 0 left']);
});

test('progress is told once a second, however often it comes, and the last is not lost', async () => {
  const { tell, end, result } = begin();
  for (let at = 1; at <= 30; at++) {
    tell(`${at} tables`, at / 30);
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toEqual([
    'Backing up shop ',
    'Backing up shop 10 tables',
    'Backing up shop 20 tables',
    'Backing up shop 30 tables',
  ]);
  expect(work.all[0]?.share).toBe(1);
  end('');
  await result;
});

test('an unknown share takes the one before away', async () => {
  const { tell, end, result } = begin();
  tell('orders', 0.9);
  tell('indexes of orders');
  expect(work.all[0]).not.toHaveProperty('share');
  end('');
  await result;
});

test('work that fails is over too; nothing is told of it afterwards', async () => {
  const { fail, result, tell } = begin();
  fail(new Error('refused'));
  await expect(result).rejects.toThrow('refused');
  tell('late', 0.5);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([work.all, told]).toEqual([[], ['Backing up shop ', 'ended, 0 left']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('of several, each ends by itself', async () => {
  const first = begin();
  const second = begin({ title: 'Drilling' });
  first.end('');
  await first.result;
  expect(work.all.map(({ title }) => title)).toEqual(['Drilling']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(['Backing up shop ', 'ended, 1 left', 'Drilling ']);
  second.end('');
  await second.result;
});
