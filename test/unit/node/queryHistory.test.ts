import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistorySnapshot } from '../../../src/core/queries/history/history';
import { queryHistory } from '../../../src/node/queryHistory';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laravel-ops-history-'));
  path = join(folder, 'storage', 'queries.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = Date.UTC(2026, 0, 1);
const snapshot = (minute: number, digests = 1): HistorySnapshot => ({
  at: new Date(start + minute * 60_000).toISOString(),
  source: 'performance_schema',
  series: 'a',
  commit: 'c0ffee0',
  statements: Array.from({ length: digests }, (_, index) => ({
    digest: `d${index}`,
    calls: minute,
    totalMs: minute * 2,
  })),
});

test('what was appended is read, the oldest first, by this user alone', async () => {
  const history = queryHistory(path);
  expect(await history.read()).toEqual({ snapshots: [], damaged: 0 });
  await history.append(snapshot(20));
  await history.append(snapshot(10));
  expect(await queryHistory(path).read()).toEqual({ snapshots: [snapshot(10), snapshot(20)], damaged: 0 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a last line that a crash cut is skipped, and the next one is whole', async () => {
  const history = queryHistory(path);
  await history.append(snapshot(1));
  await history.append(snapshot(2));
  writeFileSync(path, readFileSync(path).subarray(0, -10));
  expect(await history.read()).toEqual({ snapshots: [snapshot(1)], damaged: 1 });
  await history.append(snapshot(3));
  expect(await history.read()).toEqual({ snapshots: [snapshot(1), snapshot(3)], damaged: 1 });
  appendFileSync(path, '\0\0\0\nnonsense\n');
  expect((await history.read()).snapshots).toHaveLength(2);
});

test('several windows append to one file', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, index) => queryHistory(path).append(snapshot(index))));
  const { snapshots, damaged } = await queryHistory(path).read();
  expect([snapshots.length, damaged]).toEqual([12, 0]);
});

test('it is thinned as it grows, and never above its bound', { timeout: 30_000 }, async () => {
  let minute = 0;
  const history = queryHistory(path, { now: () => start + minute * 60_000, thinAboveBytes: 20_000, mostBytes: 60_000 });
  let largest = 0;
  for (; minute < 30 * 1440; minute += 120) {
    await history.append(snapshot(minute, 5));
    largest = Math.max(largest, statSync(path).size);
  }
  const { snapshots, damaged } = await history.read();
  expect(damaged).toBe(0);
  expect(snapshots.at(-1)).toEqual(snapshot(minute - 120, 5));
  expect(largest).toBeLessThan(100_000);
  const ages = snapshots.map(({ at }) => (start + minute * 60_000 - Date.parse(at)) / 86_400_000);
  expect(ages.filter((age) => age <= 1).length).toBe(12);
  const old = ages.filter((age) => age > 8.5);
  expect(old.length).toBeGreaterThan(15);
  expect(old.length).toBeLessThan(60);
});

test('a bound that is too small for all drops the oldest', async () => {
  const history = queryHistory(path, { now: () => start + 60_000 * 100, thinAboveBytes: 1, mostBytes: 1000 });
  for (let minute = 0; minute < 50; minute++) await history.append(snapshot(minute));
  const { snapshots } = await history.read();
  expect(snapshots.at(-1)).toEqual(snapshot(49));
  expect(snapshots.length).toBeLessThan(12);
  expect(statSync(path).size).toBeLessThan(2000);
});

test('what cannot be written is said', async () => {
  writeFileSync(join(folder, 'file'), '');
  const history = queryHistory(join(folder, 'file', 'queries.jsonl'));
  await expect(history.append(snapshot(1))).rejects.toMatchObject({ reason: 'historyNotWritten' });
  await expect(queryHistory(path).append(snapshot(1), AbortSignal.abort())).rejects.toMatchObject({
    reason: 'cancelled',
  });
  expect((await queryHistory(path).read()).snapshots).toEqual([]);
});
