import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogReader, LogSearch, PlacedRecord, SearchProgress } from '../../../../src/core/security/logs/logReader';
import { OpsError } from '../../../../src/core/base/errors';
import { openLog } from '../../../../src/node/logs/openLog';
import { logBytes } from './hostileLog';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

const runs = Number(process.env['LOG_RUNS'] ?? 60);
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'search-log-'));
  file = join(folder, 'laravel.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Searched {
  readonly found: PlacedRecord[];
  readonly progress: SearchProgress[];
  readonly last: SearchProgress;
}

async function search(reader: LogReader, wanted: LogSearch, signal = new AbortController().signal): Promise<Searched> {
  const found: PlacedRecord[] = [];
  const progress: SearchProgress[] = [];
  const hears = {
    onMatches: (some: readonly PlacedRecord[]) => void found.push(...some),
    onProgress: (now: SearchProgress) => void progress.push(now),
  };
  return { last: await reader.search(wanted, hears, signal), found, progress };
}

const containing = (text: string): LogSearch => ({
  contains: text,
  matches: ({ raw }) => raw.toLowerCase().includes(text.toLowerCase()),
});
const offsets = ({ found }: Searched): string => found.map(({ position }) => position.offset).join(' ');
const record = (n: number): string => `[2026-11-22 20:42:43] production.INFO: Order ${n} was handled. {"n":${n}} \n`;

test('a search by bytes finds what a search through every record finds', async () => {
  const texts = fc.constantFrom(
    'ORDER 1',
    'wp-login',
    'call()',
    '"}',
    'x',
    '#7 /srv',
    'User logged in',
    'body of json',
    '\uFFFD',
    'It failed',
  );
  await fc.assert(
    fc.asyncProperty(logBytes(80), texts, fc.integer({ min: 0, max: 3 }), async (bytes, text, copies) => {
      writeFileSync(file, Buffer.concat(Array.from({ length: copies * 4 + 1 }, () => bytes)));
      const reader = await openLog(file);
      const byBytes = await search(reader, containing(text));
      const byRecord = await search(reader, { matches: containing(text).matches });
      expect(offsets(byBytes)).toBe(offsets(byRecord));
    }),
    { numRuns: runs, seed },
  );
});

test('rare and frequent matches over blocks, in the middle of long records', async () => {
  let text = '';
  for (let n = 0; text.length < 1_200_000; n++) {
    text += record(n);
    if (n % 497 === 0)
      text += `[2026-11-22 20:42:43] production.ERROR: failed {"exception":"[object] (E(code: 0): x at /a:1)\n${'#1 /srv/a.php(1): frame()\n'.repeat(2000)}#2 needle ${n}\n"} \n`;
  }
  writeFileSync(file, text);
  const reader = await openLog(file);
  for (const wanted of ['needle', 'order 1', 'frame()', 'failed']) {
    const byRecord = await search(reader, { matches: containing(wanted).matches });
    expect(byRecord.found.length).toBeGreaterThan(10);
    expect(offsets(await search(reader, containing(wanted)))).toBe(offsets(byRecord));
  }
});

test('over all files, the newest last, compressed ones too', async () => {
  writeFileSync(`${file}.2.gz`, gzipSync(Array.from({ length: 30_000 }, (_, n) => record(n)).join('')));
  writeFileSync(`${file}.1`, record(77) + record(1));
  writeFileSync(file, record(2) + record(77));
  const reader = await openLog(file);
  const { found, progress, last } = await search(reader, containing('ORDER 77 was'));
  expect(found.map(({ position }) => position.file)).toEqual([`${file}.2.gz`, `${file}.1`, file]);
  expect(last.matches).toBe(3);
  expect(last.bytes).toBe(last.totalBytes);
  expect(progress.map(({ bytes }) => bytes)).toEqual(progress.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
  const [first] = found;
  const page = await reader.from(first?.position ?? 'start', 1, new AbortController().signal);
  expect(page.records).toEqual([first]);
});

test('a line without an end, full of what is looked for, is looked at once', async () => {
  writeFileSync(
    file,
    `${record(1)}${'needle '.repeat(1_500_000)}\n${record(2)}[2026-11-22 20:42:43] production.INFO: needle  \n`,
  );
  const { found } = await search(await openLog(file), containing('needle'));
  expect(found.map(({ record: one }) => one.message.slice(0, 6))).toEqual([expect.any(String), 'needle']);
});

test('cancelled at the next block', async () => {
  writeFileSync(file, record(1).repeat(40_000));
  const stop = new AbortController();
  let blocks = 0;
  const searching = (await openLog(file)).search(
    containing('nothing of the kind'),
    { onMatches: () => undefined, onProgress: () => (++blocks === 2 ? stop.abort() : undefined) },
    stop.signal,
  );
  await expect(searching).rejects.toMatchObject({ reason: 'cancelled' });
  expect(blocks).toBe(2);
});

test('what a receiver throws ends the search, whichever file it was given records of', async () => {
  writeFileSync(`${file}.1`, record(1));
  writeFileSync(file, record(1));
  const failure = new OpsError('full', 'No room for more.');
  const troubles: unknown[] = [];
  const reader = await openLog(file, { onTrouble: (trouble) => troubles.push(trouble) });
  const { signal } = new AbortController();
  for (const onMatches of [
    () => {
      throw failure;
    },
    () => Promise.reject(failure),
  ])
    await expect(reader.search(containing('order'), { onMatches, onProgress: () => undefined }, signal)).rejects.toBe(
      failure,
    );
  expect(troubles).toEqual([]);
});

test('others have the thread while every record matches', async () => {
  writeFileSync(file, record(1).repeat(30_000));
  const reader = await openLog(file);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await search(reader, containing('order'));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});
