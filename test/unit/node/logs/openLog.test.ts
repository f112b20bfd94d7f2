import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpsError } from '../../../../src/core/base/errors';
import type { LogPage, LogReader, PlacedRecord } from '../../../../src/core/security/logs/logReader';
import { createRecordParser } from '../../../../src/core/security/records';
import { logPath } from '../../../../src/core/security/logPath';
import { openLog } from '../../../../src/node/logs/openLog';
import { createLineBytes } from '../../../../src/node/lineBytes';
import { logBytes } from './hostileLog';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

const { signal } = new AbortController();
const runs = Number(process.env['LOG_RUNS'] ?? 60);
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-log-'));
  file = join(folder, 'laravel.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (n: number, level = 'INFO'): string =>
  `[2026-11-22 20:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}] production.${level}: Order ${n} was handled. {"n":${n}} \n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => record(from + index)).join('');
const numbers = (records: readonly PlacedRecord[]): unknown[] => records.map((one) => one.record.context?.['n']);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** What a record is; whether it may be forged depends on how much stands before it on the same page. */
const plain = ({ position, record: one }: PlacedRecord): unknown => ({ position, ...one, forged: undefined });

async function allBack(reader: LogReader, size: number): Promise<{ records: PlacedRecord[]; pages: LogPage[] }> {
  const pages = [await reader.before('end', size, signal)];
  for (let page = pages[0]; page !== undefined && !page.atStart; ) {
    const first = page.records[0];
    if (first === undefined) break;
    page = await reader.before(first.position, size, signal);
    pages.unshift(page);
  }
  return { records: pages.flatMap(({ records }) => records), pages };
}

async function allForward(reader: LogReader, size: number): Promise<PlacedRecord[]> {
  const records: PlacedRecord[] = [];
  let page = await reader.from('start', size + 1, signal);
  for (;;) {
    if (page.atEnd) return [...records, ...page.records];
    records.push(...page.records.slice(0, -1));
    const last = page.records.at(-1);
    if (last === undefined) return records;
    page = await reader.from(last.position, size + 1, signal);
  }
}

test('the last records of a log at once, and back to its beginning', async () => {
  writeFileSync(file, lines(0, 5000));
  const reader = await openLog(file);
  const last = await reader.before('end', 3, signal);
  expect(numbers(last.records)).toEqual([4997, 4998, 4999]);
  expect(last).toMatchObject({ atStart: false, atEnd: true });
  const { records, pages } = await allBack(reader, 999);
  expect(numbers(records)).toEqual(range(0, 5000));
  expect(pages[0]?.atStart).toBe(true);
});

test('paging back in pages of any size gives what reading forward gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      logBytes(120),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, back, on) => {
        writeFileSync(file, bytes);
        const reader = await openLog(file);
        const forward = await allForward(reader, on);
        expect((await allBack(reader, back)).records.map(plain)).toEqual(forward.map(plain));
      },
    ),
    { numRuns: runs, seed },
  );
});

test('nothing of a file is left out: its records hold every line', async () => {
  await fc.assert(
    fc.asyncProperty(logBytes(60), async (bytes) => {
      writeFileSync(file, bytes);
      const splitter = createLineBytes(0, false);
      const written = [...splitter.push(bytes), ...splitter.end()].map(({ text }) => text.replace(/\r$/, ''));
      const records = await allForward(await openLog(file), 1000);
      if (records.some(({ record: { truncated } }) => truncated)) return;
      expect(records.flatMap(({ record: { raw } }) => raw.split('\n'))).toEqual(written);
    }),
    { numRuns: runs, seed },
  );
});

test('the records of a log are those that a follower makes of it', async () => {
  const text = `${lines(0, 300)}[2026-11-22 20:42:43] production.ERROR: no {"exception":"[object] (E(code: 0): x at /a:1)\n[stacktrace]\n#0 {main}\n"} \n${lines(300, 600)}`;
  writeFileSync(file, text);
  const splitter = createLineBytes(0, false);
  const parser = createRecordParser();
  const followed = [...parser.push([...splitter.push(Buffer.from(text)), ...splitter.end()]), ...parser.flush()];
  const { records } = await allBack(await openLog(file), 50);
  expect(records.map((one) => one.record)).toEqual(followed);
});

test('over rotated and compressed files, to either side', async () => {
  writeFileSync(join(folder, 'laravel.log.2.gz'), gzipSync(lines(0, 2000)));
  writeFileSync(join(folder, 'laravel.log.1'), lines(2000, 2500));
  writeFileSync(file, lines(2500, 2600));
  const reader = await openLog(file);
  const { records } = await allBack(reader, 333);
  expect(numbers(records)).toEqual(range(0, 2600));
  expect(numbers(await allForward(reader, 333))).toEqual(range(0, 2600));
  const newest = await reader.before('end', 100, signal);
  expect(newest).toMatchObject({ atStart: false, atEnd: true });
});

test('the days of a daily channel are one log', async () => {
  const daily = logPath(join(folder, 'security.log'), 'day');
  writeFileSync(join(folder, 'security-2026-11-21.log'), lines(0, 10));
  writeFileSync(join(folder, 'security-2026-11-22.log'), '');
  writeFileSync(join(folder, 'security-2026-11-23.log'), lines(10, 12));
  writeFileSync(join(folder, 'security.log'), lines(90, 99));
  const reader = await openLog(daily);
  expect(numbers((await reader.before('end', 5, signal)).records)).toEqual([7, 8, 9, 10, 11]);
});

test('what is added is seen at the end, and in a file that begins later', async () => {
  const reader = await openLog(file);
  expect(await reader.before('end', 5, signal)).toEqual({ records: [], atStart: true, atEnd: true });
  writeFileSync(file, lines(0, 1));
  expect(numbers((await reader.before('end', 5, signal)).records)).toEqual([0]);
  appendFileSync(file, lines(1, 2));
  const page = await reader.before('end', 1, signal);
  expect(numbers(page.records)).toEqual([1]);
  appendFileSync(file, '[2026-11-22 20:42:43] production.INFO: half');
  expect((await reader.before('end', 1, signal)).records[0]?.record.message).toBe('half');
});

test('a place stays the same when rotation renames its file', async () => {
  writeFileSync(file, lines(0, 100));
  const reader = await openLog(file);
  const page = await reader.before('end', 10, signal);
  renameSync(file, `${file}.1`);
  writeFileSync(file, lines(100, 200));
  const first = page.records[0];
  if (first === undefined) throw new Error('no records');
  expect(numbers((await reader.before(first.position, 10, signal)).records)).toEqual(range(80, 90));
  await reader.before('end', 1, signal);
  expect(numbers((await reader.before(first.position, 10, signal)).records)).toEqual(range(80, 90));
  expect(numbers((await reader.from(first.position, 20, signal)).records)).toEqual(range(90, 110));
});

test('a place in a file that is gone is said to be gone', async () => {
  writeFileSync(file, lines(0, 100));
  const reader = await openLog(file);
  const [first] = (await reader.before('end', 10, signal)).records;
  unlinkSync(file);
  if (first === undefined) throw new Error('no records');
  await expect(reader.before(first.position, 10, signal)).rejects.toMatchObject({ reason: 'moved' });
  expect(await reader.before('end', 10, signal)).toEqual({ records: [], atStart: true, atEnd: true });
});

test('a file that was emptied ends where it ends now', async () => {
  writeFileSync(file, lines(0, 100));
  const reader = await openLog(file);
  const [first] = (await reader.before('end', 10, signal)).records;
  truncateSync(file, 0);
  appendFileSync(file, lines(500, 502));
  if (first === undefined) throw new Error('no records');
  expect(numbers((await reader.before(first.position, 10, signal)).records)).toEqual([500, 501]);
  expect(await reader.from(first.position, 10, signal)).toMatchObject({ records: [], atEnd: true });
});

test('a compressed file that is cut off gives what stands before; one that is damaged says so', async () => {
  const whole = gzipSync(Buffer.from(lines(0, 20_000)));
  writeFileSync(`${file}.1.gz`, whole.subarray(0, whole.length - 2000));
  const cut = (await allBack(await openLog(file), 5000)).records;
  expect(cut.length).toBeGreaterThan(1000);
  expect(numbers(cut.slice(0, -1))).toEqual(range(0, cut.length - 1));
  const damagedBytes = Buffer.from(whole);
  damagedBytes.fill(0xff, whole.length - 3000, whole.length - 1000);
  writeFileSync(`${file}.1.gz`, damagedBytes);
  const troubles: OpsError[] = [];
  const reader = await openLog(file, { onTrouble: (error) => troubles.push(error) });
  expect((await reader.before('end', 10, signal)).records.length).toBeGreaterThan(0);
  expect(troubles.map(({ reason }) => reason)).toEqual(['damaged']);
});

test('one line of a megabyte, and a record of ten', async () => {
  writeFileSync(
    file,
    `${lines(0, 3)}[2026-11-22 20:42:43] production.INFO: ${'x'.repeat(1_000_000)}  \n${lines(3, 6)}[2026-11-22 20:42:43] production.INFO: ${'a line\n'.repeat(1_500_000)}${lines(6, 9)}`,
  );
  const reader = await openLog(file);
  const last = await reader.before('end', 3, signal);
  expect(numbers(last.records)).toEqual([6, 7, 8]);
  const start = await reader.from('start', 8, signal);
  expect(start.records.map((one) => [one.record.truncated, one.record.raw.length < 100_001])).toEqual([
    [false, true],
    [false, true],
    [false, true],
    [true, true],
    [false, true],
    [false, true],
    [false, true],
    [true, true],
  ]);
  // Beyond its reach the lines of the long record are records of their own: nothing is left out.
  const after = await reader.from(start.records.at(-1)?.position ?? 'start', 2, signal);
  expect(after.records[1]?.record.message).toBe('a line');
});

test.each([
  ['of an unknown format', (n: number) => `tick ${n} of the queue worker${'.'.repeat(200)}\n`],
  [
    'of an access log',
    (n: number) =>
      `203.0.113.${n % 250} - - [22/Nov/2026:20:42:43 +0000] "GET /orders/${n}?${'q'.repeat(150)} HTTP/1.1" 200 153 "-" "curl/8"\n`,
  ],
  [
    'of a stack that never ends',
    (n: number) => (n === 9 ? record(n) : `#${n} /srv/app/${'deep/'.repeat(40)}file.php(1): call()\n`),
  ],
])('five megabytes of lines %s: the same records from either side', async (_, lineOf) => {
  let text = '';
  for (let n = 0; text.length < 5_000_000; n++) text += lineOf(n);
  writeFileSync(file, text);
  const reader = await openLog(file);
  // As one text: comparing thousands of elements takes longer than reading them.
  const offsets = (records: readonly PlacedRecord[]): string =>
    records.map(({ position }) => position.offset).join(' ');
  const forward = await allForward(reader, 9_000);
  expect(forward.length).toBeGreaterThan(10_000);
  expect(offsets((await allBack(reader, 7_001)).records)).toBe(offsets(forward));
});

test('a file that cannot be read: passed over among others and told, said when there is no other', async () => {
  mkdirSync(join(folder, 'locked'));
  const locked = join(folder, 'locked', 'laravel.log');
  writeFileSync(locked, lines(0, 5));
  chmodSync(locked, 0);
  writeFileSync(`${locked}.1`, lines(5, 9));
  const troubles: OpsError[] = [];
  const mayRead = process.getuid?.() === 0; // the superuser reads everything
  const reader = await openLog(locked, { onTrouble: (error) => troubles.push(error) });
  expect(numbers((await reader.before('end', 9, signal)).records)).toEqual(
    mayRead ? [5, 6, 7, 8, 0, 1, 2, 3, 4] : [5, 6, 7, 8],
  );
  expect(troubles.map(({ reason }) => reason)).toEqual(mayRead ? [] : ['denied']);
  rmSync(`${locked}.1`);
  if (!mayRead) await expect(reader.before('end', 9, signal)).rejects.toMatchObject({ reason: 'denied' });
});

test('a cancelled reader says so', async () => {
  writeFileSync(file, lines(0, 100));
  const reader = await openLog(file);
  await expect(reader.before('end', 10, AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});
