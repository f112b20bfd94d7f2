import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHistory, historyLimits } from '../../../../../src/core/security/stream/history';
import { entry, fakeLog } from './entries';

const { signal } = new AbortController();
const all = () => true;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));
const messages = (history: { entries(): readonly { readonly record: { readonly message: string } }[] }) =>
  history.entries().map(({ record }) => record.message);

test('going back reads page after page until the first record', async () => {
  const log = fakeLog('s', 700);
  const history = createHistory({
    sources: [{ id: 's', ...log, before: log.at(650), after: log.at(699) }],
    shown: Array.from({ length: 50 }, (_, index) => log.entryAt(650 + index)),
    matches: all,
  });
  expect(await history.older(signal)).toEqual({ records: 500, added: 200 });
  expect(messages(history)).toEqual(range(450, 700));
  await history.older(signal);
  await history.older(signal);
  expect(messages(history)).toEqual(range(50, 550));
  await history.older(signal);
  expect(messages(history)).toEqual(range(0, 500));
  expect(history.atStart).toBe(true);
  expect(history.atEnd).toBe(false);
});

test('what left the window at its end comes back when one goes forward, each record once', async () => {
  const log = fakeLog('s', 1000);
  const history = createHistory({ sources: [{ id: 's', ...log, before: 'end' }], shown: [], matches: all });
  for (let step = 0; step < 5; step++) await history.older(signal);
  expect(messages(history)).toEqual(range(0, 500));
  await history.newer(signal);
  expect(messages(history)).toEqual(range(200, 700));
  await history.newer(signal);
  await history.newer(signal);
  expect(messages(history)).toEqual(range(500, 1000));
  await history.newer(signal);
  expect(history.atEnd).toBe(true);
  expect(messages(history)).toEqual(range(500, 1000));
});

test('a filter that nothing matches stops after a bounded look and goes on from there', async () => {
  const log = fakeLog('s', 50_000);
  const history = createHistory({
    sources: [{ id: 's', ...log, before: 'end' }],
    shown: [],
    matches: ({ record }) => record.message === '7',
  });
  expect(await history.older(signal)).toEqual({ records: historyLimits.looked, added: 0 });
  await history.older(signal);
  expect(history.atStart).toBe(false);
  await history.older(signal);
  expect(messages(history)).toEqual(['7']);
  expect(history.atStart).toBe(true);
});

test('nothing older than the beginning of the range is looked for', async () => {
  const log = fakeLog('s', 5000);
  const history = createHistory({
    sources: [{ id: 's', ...log, before: 'end' }],
    shown: [],
    matches: all,
    from: 4_900_000,
  });
  await history.older(signal);
  expect(messages(history)).toEqual(range(4900, 5000));
  expect(history.atStart).toBe(true);
});

test('several logs are merged by time; a record without a moment stays beside its neighbour', async () => {
  const even = fakeLog('a', 300, (n) => n * 2000);
  const odd = fakeLog('b', 300, (n) => (n % 7 === 0 ? undefined : n * 2000 + 1000));
  const history = createHistory({
    sources: [
      { id: 'a', ...even, before: 'end' },
      { id: 'b', ...odd, before: 'end' },
    ],
    shown: [],
    matches: all,
  });
  await history.older(signal);
  const seen = history.entries();
  expect(seen).toHaveLength(200);
  const times = seen.flatMap(({ event }) => (event.time === undefined ? [] : [event.time]));
  expect(times).toEqual([...times].sort((x, y) => x - y));
  for (const source of ['a', 'b']) {
    const offsets = seen.filter(({ event }) => event.source === source).map(({ position }) => position.offset);
    expect(offsets).toEqual([...offsets].sort((x, y) => x - y));
    expect(offsets.length).toBeGreaterThan(90);
  }
});

test('whatever way one pages, no record is twice in the window and none between two of a log is missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 12 }),
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 0, max: 900 }),
      async (steps, countA, countB) => {
        const logs = { a: fakeLog('a', countA), b: fakeLog('b', countB, (n) => n * 1700) };
        const history = createHistory({
          sources: Object.entries(logs).map(([id, log]) => ({ id, ...log, before: 'end' as const })),
          shown: [],
          matches: all,
        });
        await history.older(signal);
        for (const back of steps) await (back ? history.older(signal) : history.newer(signal));
        for (const source of ['a', 'b']) {
          const numbers = history
            .entries()
            .filter(({ event }) => event.source === source)
            .map(({ position }) => position.offset / 10);
          const first = numbers[0] ?? 0;
          expect(numbers).toEqual(numbers.map((_, index) => first + index));
        }
        expect(history.entries().length).toBeLessThanOrEqual(historyLimits.window);
      },
    ),
    { numRuns: 60, seed: 6 },
  );
});

test('entries of a file that is gone stay until they leave the window', async () => {
  const log = fakeLog('s', 300);
  const history = createHistory({
    sources: [{ id: 's', ...log, before: 'end' }],
    shown: [entry('of a file that was renamed', { file: '/s.log.old' })],
    matches: all,
  });
  await history.older(signal);
  expect(messages(history)).toHaveLength(201);
});
