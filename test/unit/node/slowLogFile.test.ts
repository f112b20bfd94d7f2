import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../../src/core/queries/slowLog/digests';
import type { SlowEntry } from '../../../src/core/queries/slowLog/slowEntry';
import { readSlowLogFile, type SlowLogPart } from '../../../src/node/slowLogFile';
import { readQueryLogFile } from '../../../src/node/slowLogOfApplication';
import { banner, mysqlEntry } from '../core/queries/slowLog/logs';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-slow-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const { signal } = new AbortController();
const start = Date.UTC(2026, 0, 1);
const entry = (minute: number): string =>
  mysqlEntry({
    text: `SELECT ${minute} /* ${'x'.repeat(800)} */`,
    time: new Date(start + minute * 60_000).toISOString(),
    ...(minute === 0 ? { use: 'shop' } : {}),
  });

interface Reading {
  readonly part: SlowLogPart;
  readonly minutes: readonly number[];
  readonly entries: readonly SlowEntry[];
}

async function reading(path: string, options: { sinceMs?: number; maxBytes?: number } = {}): Promise<Reading> {
  const entries: SlowEntry[] = [];
  const part = await readSlowLogFile(path, (batch) => entries.push(...batch), { ...options, signal });
  return { part, entries, minutes: entries.map(({ text }) => Number(/^SELECT (\d+)/.exec(text)?.[1])) };
}

describe('a file', () => {
  const minutes = 20_000; // some 20 MB
  let path = '';
  beforeAll(() => {
    path = join(scratch, 'slow.log');
    const out = openSync(path, 'w');
    writeSync(out, banner);
    for (let minute = 0; minute < minutes; minute += 500)
      writeSync(out, Array.from({ length: 500 }, (_, index) => entry(minute + index)).join(''));
    closeSync(out);
  });

  test('is read whole when it may be', async () => {
    const { part, minutes: read } = await reading(path);
    expect(part).toMatchObject({ from: 0, bytes: part.size, complete: true, compressed: false });
    expect(read).toEqual(Array.from({ length: minutes }, (_, minute) => minute));
  });

  test('"the last hour" reads the last megabytes, and says that nothing is missing', async () => {
    const { part, minutes: read } = await reading(path, { sinceMs: start + (minutes - 60) * 60_000 });
    expect(part.complete).toBe(true);
    expect(part.bytes).toBeLessThan(3 * 1024 * 1024);
    expect(part.from).toBe(part.size - part.bytes);
    expect(read.slice(-60)).toEqual(Array.from({ length: 60 }, (_, index) => minutes - 60 + index));
  });

  test('a day goes further back', async () => {
    const { part, minutes: read } = await reading(path, { sinceMs: start + (minutes - 8000) * 60_000 });
    expect(part.complete).toBe(true);
    expect(part.from).toBeGreaterThan(0);
    expect(read.filter((minute) => minute >= minutes - 8000)).toHaveLength(8000);
  });

  test('never more bytes than allowed: it says what is missing', async () => {
    const maxBytes = 2_000_000;
    for (const sinceMs of [undefined, start]) {
      const { part, minutes: read } = await reading(path, { maxBytes, ...(sinceMs === undefined ? {} : { sinceMs }) });
      expect(part).toMatchObject({ bytes: maxBytes, complete: false, from: part.size - maxBytes });
      expect(read.at(-1)).toBe(minutes - 1);
      expect(read[0]).toBeGreaterThan(minutes - 2200);
      expect(read).toEqual(read.map((_, index) => (read[0] ?? 0) + index));
    }
  });

  test('a moment after its end reads no more than the first step', async () => {
    const { part } = await reading(path, { sinceMs: start + 2 * minutes * 60_000 });
    expect(part.bytes).toBeLessThanOrEqual(1024 * 1024);
  });

  test('cancelling ends it', async () => {
    const end = new AbortController();
    const promise = readSlowLogFile(path, () => end.abort(), { signal: end.signal });
    await expect(promise).rejects.toMatchObject({ reason: 'cancelled' });
  });
});

describe('other files', () => {
  test('rotated and compressed ones are read from their beginning', async () => {
    const path = join(scratch, 'old.log.2.gz');
    writeFileSync(path, gzipSync(Array.from({ length: 300 }, (_, minute) => entry(minute)).join('')));
    const { part, minutes } = await reading(path);
    expect(part).toMatchObject({ complete: true, compressed: true, from: 0 });
    expect(minutes).toHaveLength(300);
    const some = await reading(path, { maxBytes: 50_000 });
    expect(some.part).toMatchObject({ complete: false, bytes: 50_000 });
    expect(some.minutes.length).toBeGreaterThan(30);
    expect(some.entries.at(-1)?.incomplete).toBe(true);
  });

  test('a missing, an empty and a damaged one, and a folder', async () => {
    await expect(reading(join(scratch, 'none.log'))).rejects.toMatchObject({ reason: 'missing' });
    await expect(reading(scratch)).rejects.toMatchObject({ reason: 'unreadable' });
    writeFileSync(join(scratch, 'empty.log'), '');
    expect((await reading(join(scratch, 'empty.log'), { sinceMs: 1 })).part).toMatchObject({
      bytes: 0,
      complete: true,
    });
    writeFileSync(join(scratch, 'cut.log.gz'), gzipSync(entry(0).repeat(50)).subarray(0, 200));
    await expect(reading(join(scratch, 'cut.log.gz'))).rejects.toMatchObject({ reason: 'unreadable' });
  });
});

test("statements of the application's own log", async () => {
  const path = join(scratch, 'laravel.log');
  writeFileSync(
    path,
    [
      '[2026-01-02 10:11:12] local.DEBUG: select * from `users` where `id` = ? {"bindings":[1],"time":12.3} ',
      '[2026-01-02 10:11:13] local.INFO: User logged in. {"user_id":42} ',
      '[2026-01-02 10:11:14] local.DEBUG: [shop] [8.5ms] select * from `a`',
      "where `b` = 'c' | GET: /x  ",
      '[2026-01-02 10:11:15] local.ERROR: SQLSTATE[HY000] (SQL: select * from `users`) {"exception":"[object] (E(code: 0): x)"} ',
      '{"message":"delete from `jobs` where `id` = 1","context":{"time":3},"level_name":"DEBUG","datetime":"2026-01-02T10:11:16.5+00:00"}',
      '',
    ].join('\n'),
  );
  const calls: LoggedCall[] = [];
  const moment = (written: string): number =>
    Date.parse(written.includes('T') ? written : `${written.replace(' ', 'T')}Z`);
  const part = await readQueryLogFile(path, (call) => calls.push(call), { moment, signal });
  expect(part).toMatchObject({ complete: true, from: 0 });
  expect(calls).toEqual([
    {
      text: 'select * from `users` where `id` = ?',
      queryMs: 12.3,
      bindings: [1],
      atMs: Date.UTC(2026, 0, 2, 10, 11, 12),
    },
    {
      schema: 'shop',
      text: "select * from `a`\nwhere `b` = 'c'",
      queryMs: 8.5,
      atMs: Date.UTC(2026, 0, 2, 10, 11, 14),
    },
    { text: 'delete from `jobs` where `id` = 1', queryMs: 3, atMs: Date.UTC(2026, 0, 2, 10, 11, 16, 500) },
  ]);
});
