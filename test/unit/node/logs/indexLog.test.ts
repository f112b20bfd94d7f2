import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LogLevel, logLevels } from '../../../../src/core/security/level';
import type { LogIndex } from '../../../../src/core/security/logs/logIndex';
import { indexLog } from '../../../../src/node/logs/indexLog';
import { openLog } from '../../../../src/node/logs/openLog';

const { signal } = new AbortController();
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'index-log-'));
  file = join(folder, 'laravel.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = Date.UTC(2026, 10, 22);
const momentOf = (n: number): string => new Date(start + n * 1000).toISOString().slice(0, 19).replace('T', ' ');
const levelAt = (n: number): LogLevel => logLevels[(n * 7) % 8] ?? 'debug';
const line = (n: number): string =>
  `[${momentOf(n)}] production.${levelAt(n).toUpperCase()}: Order ${n} was handled. {"n":${n}} \n${n % 5 === 0 ? '[stacktrace]\n#0 [2026-11-22 20:42:43] x.ERROR: in a frame\n' : ''}`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => line(from + n)).join('');

const total = ({ times }: LogIndex): number =>
  times.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0);
const ofLevel = ({ times }: LogIndex, level: LogLevel): number =>
  times.reduce((sum, { counts }) => sum + (counts[logLevels.indexOf(level)] ?? 0), 0);

test('every record is counted once, by level and minute, over all borders of blocks', async () => {
  writeFileSync(file, lines(0, 20_000));
  const index = await indexLog(file, { signal });
  expect(index.records).toBe(20_000);
  expect(total(index)).toBe(20_000);
  expect(logLevels.map((level) => ofLevel(index, level))).toEqual(logLevels.map(() => 2500));
  expect(index.times.map(({ from }) => from)).toEqual(
    Array.from({ length: 334 }, (_, minute) => start + minute * 60_000),
  );
  expect(index.times[0]?.counts.reduce((a, b) => a + b, 0)).toBe(60);
});

test('over the borders of blocks, headers are cut anywhere', async () => {
  // Lines of a length that shares no factor with a block's: 60 of a header's places come to stand at a border.
  const one = (n: number): string =>
    `[${momentOf(n)}] production.${levelAt(n).toUpperCase()}: ${'x'.repeat(n % 89)}  \n`;
  const text = Array.from({ length: 70_000 }, (_, n) => one(n)).join('');
  for (let shift = 0; shift < 60; shift += 7) {
    writeFileSync(file, `${'y'.repeat(shift)}\n${text}`);
    const index = await indexLog(file, { signal });
    expect(index.records).toBe(70_000);
    expect(logLevels.map((level) => ofLevel(index, level))).toEqual(logLevels.map(() => 8750));
  }
});

test('checkpoints stand where records begin, with their moment', async () => {
  writeFileSync(file, lines(0, 20_000));
  const { checkpoints } = await indexLog(file, { signal });
  expect(checkpoints.length).toBeGreaterThan(3);
  const reader = await openLog(file);
  for (const { offset, at } of checkpoints) {
    const [first] = (await reader.from({ file, offset }, 1, signal)).records;
    expect(first?.record.offset).toBe(offset);
    expect(first?.record.at?.slice(0, 16)).toBe(at.slice(0, 16));
  }
});

test('a file that grew is read from where the last index ended', async () => {
  writeFileSync(file, `${lines(0, 5000)}${line(5000).slice(0, 30)}`);
  const before = await indexLog(file, { signal });
  expect(before.records).toBe(5000);
  appendFileSync(file, `${line(5000).slice(30)}${lines(5001, 9000)}`);
  const read: number[] = [];
  const after = await indexLog(file, { signal, before, onProgress: (bytes) => read.push(bytes) });
  const { checkpoints, ...whole } = await indexLog(file, { signal });
  expect(after).toMatchObject(whole);
  expect(checkpoints.length).toBeGreaterThan(0);
  const again = await indexLog(file, { signal, before: after });
  expect(again).toEqual(after);
});

test.each([
  ['emptied and written anew', () => truncateSync(file, 0)],
  ['replaced by another file', () => rmSync(file)],
])('an index is thrown away when the file was %s', async (_, change) => {
  writeFileSync(file, lines(0, 50));
  const before = await indexLog(file, { signal });
  change();
  appendFileSync(file, lines(7000, 9000));
  const after = await indexLog(file, { signal, before });
  expect(after.records).toBe(2000);
  expect(after.times[0]?.from).toBe(start + Math.floor(7000 / 60) * 60_000);
});

test.each([
  [
    'JSON',
    (n: number) =>
      `{"message":"m","level_name":"${levelAt(n).toUpperCase()}","channel":"a","datetime":"${momentOf(n)}"}\n`,
  ],
  ['another date', (n: number) => `[22.11.2026 20:42:43] production.${levelAt(n).toUpperCase()}: m ${n}  \n`],
  [
    'CRLF and moments with an offset',
    (n: number) => `[${momentOf(n).replace(' ', 'T')}.123456+00:00] a.b.${levelAt(n).toUpperCase()}: m  \r\n`,
  ],
])('records with %s', async (_, one) => {
  writeFileSync(file, Array.from({ length: 8000 }, (__, n) => one(n)).join(''));
  const index = await indexLog(file, { signal });
  expect(index.records).toBe(8000);
  expect(ofLevel(index, 'error')).toBe(1000);
});

test('a file of an unknown format, an empty one, a compressed one', async () => {
  writeFileSync(file, 'tick\n'.repeat(100_000));
  expect(await indexLog(file, { signal })).toMatchObject({ records: 0, bytes: 500_000, times: [] });
  writeFileSync(file, '');
  expect(await indexLog(file, { signal })).toMatchObject({ records: 0, bytes: 0, checkpoints: [] });
  writeFileSync(`${file}.1.gz`, gzipSync(lines(0, 20_000)));
  expect(await indexLog(`${file}.1.gz`, { signal })).toMatchObject({ records: 20_000 });
});

test('years of records stay a few thousand spans', async () => {
  const days = (n: number): string => `[${new Date(start + n * 7_200_000).toISOString().slice(0, 19)}] a.INFO: m  \n`;
  writeFileSync(file, Array.from({ length: 30_000 }, (_, n) => days(n)).join(''));
  const index = await indexLog(file, { signal });
  expect(index.times.length).toBeLessThanOrEqual(4097);
  expect(total(index)).toBe(30_000);
});

test('a jump to a moment lands on the first record of it, over files', async () => {
  writeFileSync(`${file}.1`, lines(0, 20_000));
  writeFileSync(file, lines(20_000, 40_000));
  const reader = await openLog(file);
  for (const n of [0, 1, 777, 19_999, 20_000, 31_234, 39_999]) {
    const position = await reader.seek(start + n * 1000, signal);
    if (position === 'end') throw new Error(`${n} was not found`);
    expect((await reader.from(position, 1, signal)).records[0]?.record.raw).toContain(`Order ${n} was`);
  }
  expect(await reader.seek(start + 40_000_000, signal)).toBe('end');
  expect(await reader.seek(0, signal)).toMatchObject({ file: `${file}.1`, offset: 0 });
});

test('a jump among records that were written out of order by a little finds the first in the file', async () => {
  // By up to thirty records either way, the same each time.
  const order = Array.from({ length: 20_000 }, (_, n) => n).sort(
    (a, b) => a + ((a * 7919) % 31) - (b + ((b * 7919) % 31)) || a - b,
  );
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  writeFileSync(file, order.map(line).join(''));
  const reader = await openLog(file);
  for (const n of [0, 1, 500, 4999, 9998, 12_345, 19_980, 19_999]) {
    const position = await reader.seek(start + n * 1000, signal);
    if (position === 'end') throw new Error(`${n} was not found`);
    const first = order.find((one) => one >= n);
    expect((await reader.from(position, 1, signal)).records[0]?.record.raw).toContain(`Order ${first} was`);
  }
});
