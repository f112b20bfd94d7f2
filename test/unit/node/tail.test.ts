import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logPath, type LogPath } from '../../../src/core/security/logPath';
import { followFile, type FollowOptions, newestOf } from '../../../src/node/tail';

let folder = '';
let file = '';
let stop = new AbortController();
let ended: Promise<unknown>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tail-'));
  file = join(folder, 'a.log');
  stop = new AbortController();
  ended = [];
});

afterEach(async () => {
  stop.abort();
  await Promise.allSettled(ended);
  rmSync(folder, { recursive: true, force: true });
});

interface Heard {
  readonly lines: string[];
  readonly resets: string[];
  readonly errors: string[];
  readonly offsets: number[];
  idle: number;
}

function follow(target: string | LogPath, more: Partial<FollowOptions> = {}): Heard {
  const heard: Heard = { lines: [], resets: [], errors: [], offsets: [], idle: 0 };
  const done = followFile(target, {
    onLines: ({ lines }) => {
      heard.lines.push(...lines.map(({ text }) => text));
      heard.offsets.push(...lines.map(({ offset }) => offset));
    },
    onReset: (reason) => heard.resets.push(reason),
    onError: (error) => heard.errors.push(error.message),
    onIdle: () => heard.idle++,
    pollMs: 50,
    signal: stop.signal,
    ...more,
  });
  ended.push(done);
  return heard;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 10 });

test('the lines that are there, then those that are added', async () => {
  writeFileSync(file, 'one\r\ntwo\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one', 'two']));
  appendFileSync(file, 'three\nfour\n');
  await until(() => expect(heard.lines).toEqual(['one', 'two', 'three', 'four']));
  expect(heard.offsets).toEqual([0, 5, 9, 15]);
  expect(heard.resets).toEqual([]);
});

test('only the end of a large file is read, from the start of a line', async () => {
  writeFileSync(file, Array.from({ length: 1000 }, (_, index) => `line ${String(index).padStart(4, '0')}\n`).join(''));
  const inside = follow(file, { fromEndBytes: 25 });
  await until(() => expect(inside.lines).toEqual(['line 0998', 'line 0999']));
  const exact = follow(file, { fromEndBytes: 20 });
  await until(() => expect(exact.lines).toEqual(['line 0998', 'line 0999']));
  expect(exact.offsets).toEqual([9980, 9990]);
});

test('an unfinished last line waits for its end', async () => {
  writeFileSync(file, 'one\nha');
  const heard = follow(file);
  await until(() => expect(heard.idle).toBe(1));
  expect(heard.lines).toEqual(['one']);
  appendFileSync(file, 'lf');
  await until(() => expect(heard.idle).toBe(2));
  expect(heard.lines).toEqual(['one']);
  appendFileSync(file, '\n');
  await until(() => expect(heard.lines).toEqual(['one', 'half']));
});

test('a file that appears later is read from its start', async () => {
  const heard = follow(file);
  await until(() => expect(heard.idle).toBe(1));
  writeFileSync(file, 'one\n');
  await until(() => expect(heard.lines).toEqual(['one']));
  expect(heard.resets).toEqual(['appeared']);
});

test('a folder that appears later', async () => {
  const later = join(folder, 'logs', 'a.log');
  const heard = follow(later);
  await until(() => expect(heard.idle).toBe(1));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(later, 'one\n');
  await until(() => expect(heard.lines).toEqual(['one']));
});

test('rotation by renaming: the old file is read to its end, then the new one', async () => {
  writeFileSync(file, 'one\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one']));
  const writer = await open(file, 'a');
  renameSync(file, `${file}.1`);
  await until(() => expect(heard.resets).toEqual(['removed']));
  await writer.write('late\nunfinished');
  await writer.close();
  writeFileSync(file, 'two\n');
  await until(() => expect(heard.lines).toEqual(['one', 'late', 'unfinished', 'two']));
  expect(heard.resets.at(-1)).toBe('rotated');
});

test('copytruncate: reading starts over', async () => {
  writeFileSync(file, 'one\ntwo\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one', 'two']));
  truncateSync(file, 0);
  await until(() => expect(heard.resets).toEqual(['truncated']));
  appendFileSync(file, 'new\n');
  await until(() => expect(heard.lines).toEqual(['one', 'two', 'new']));
});

test('a file that is written anew and longer at once is known by its beginning', async () => {
  writeFileSync(file, 'one\ntwo\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one', 'two']));
  writeFileSync(file, 'another beginning\nand more lines than before\n');
  await until(() => expect(heard.lines.slice(2)).toEqual(['another beginning', 'and more lines than before']));
  expect(heard.resets).toEqual(['truncated']);
});

test('deleted and made again', async () => {
  writeFileSync(file, 'one\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one']));
  unlinkSync(file);
  await until(() => expect(heard.resets).toEqual(['removed']));
  writeFileSync(file, 'two\n');
  await until(() => expect(heard.lines).toEqual(['one', 'two']));
  expect(heard.resets).toEqual(['removed', 'appeared']);
});

test('deleted and made again before anyone looked', async () => {
  writeFileSync(file, 'one\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one']));
  unlinkSync(file);
  writeFileSync(file, 'two\n');
  await until(() => expect(heard.lines).toEqual(['one', 'two']));
});

test('20,000 lines at once, with a slow receiver: none is missing, one piece at a time', async () => {
  writeFileSync(file, '');
  let busy = 0;
  let most = 0;
  const got: string[] = [];
  const heard = follow(file, {
    onLines: async ({ lines }) => {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 1));
      got.push(...lines.map(({ text }) => text));
      busy--;
    },
  });
  await until(() => expect(heard.idle).toBe(1));
  const expected = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'ž'.repeat(index % 90)}`);
  for (let at = 0; at < expected.length; at += 500)
    appendFileSync(file, `${expected.slice(at, at + 500).join('\n')}\n`);
  await until(() => expect(got.length).toBe(20_000));
  expect(got).toEqual(expected);
  expect(most).toBe(1);
});

test('12,000 lines while the file is renamed away twice: none is missing', async () => {
  writeFileSync(file, '');
  const heard = follow(file);
  await until(() => expect(heard.idle).toBe(1));
  const expected: string[] = [];
  for (let round = 0; round < 120; round++) {
    const lines = Array.from({ length: 100 }, (_, index) => `${round}/${index}`);
    expected.push(...lines);
    appendFileSync(file, `${lines.join('\n')}\n`);
    if (round === 40 || round === 80) renameSync(file, `${file}.${round}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await until(() => expect(heard.lines.length).toBe(12_000));
  expect(heard.lines).toEqual(expected);
});

test('a line of 300 kB is cut and the next one is whole', async () => {
  const cuts: (boolean | undefined)[] = [];
  const lengths: number[] = [];
  follow(file, {
    onLines: ({ lines }) => {
      cuts.push(...lines.map(({ cut }) => cut));
      lengths.push(...lines.map(({ text }) => text.length));
    },
    fromEndBytes: 1_000_000,
  });
  writeFileSync(file, `${'x'.repeat(300_000)}\nnext\n`);
  await until(() => expect(cuts).toEqual([true, undefined]));
  expect(lengths).toEqual([100_000, 4]);
});

test('bytes that are no UTF-8 do not stop anything', async () => {
  writeFileSync(file, Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0x00, 0x0a, 0xc3, 0xa9, 0x0a]));
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['a\uFFFD\uFFFD', '\0', 'é']));
});

test("tomorrow's file takes over from today's", async () => {
  const daily = logPath(`${folder}/security.log`, 'day');
  writeFileSync(`${folder}/security-2026-11-21.log`, 'old\n');
  writeFileSync(`${folder}/security-2026-11-22.log`, 'today\n');
  expect(await newestOf(daily)).toBe(`${folder}/security-2026-11-22.log`);
  const heard = follow(daily);
  await until(() => expect(heard.lines).toEqual(['today']));
  appendFileSync(`${folder}/security-2026-11-22.log`, 'late\n');
  writeFileSync(`${folder}/security-2026-11-23.log`, 'tomorrow\n');
  await until(() => expect(heard.lines).toEqual(['today', 'late', 'tomorrow']));
  expect(heard.resets).toEqual(['nextFile']);
});

test('a daily channel without a file yet, and without its folder', async () => {
  const daily = logPath(`${folder}/logs/security.log`, 'day');
  expect(await newestOf(daily)).toBeUndefined();
  const heard = follow(daily);
  await until(() => expect(heard.idle).toBe(1));
  mkdirSync(`${folder}/logs`);
  writeFileSync(`${folder}/logs/security-2026-11-22.log`, 'first\n');
  await until(() => expect(heard.lines).toEqual(['first']));
  expect(heard.errors).toEqual([]);
});

test('a folder in place of the file is said once, and the file is read when it is there', async () => {
  mkdirSync(file);
  const heard = follow(file, { pollMs: 10 });
  await until(() => expect(heard.errors).toHaveLength(1));
  rmSync(file, { recursive: true });
  writeFileSync(file, 'one\n');
  await until(() => expect(heard.lines).toEqual(['one']));
  expect(heard.errors).toEqual([`${file} is not a file.`]);
});

test('a receiver that fails ends following with its own error', async () => {
  writeFileSync(file, 'one\n');
  const failure = new Error('receiver');
  await expect(
    followFile(file, {
      onLines: () => Promise.reject(failure),
      onReset: () => undefined,
      onError: () => undefined,
      signal: stop.signal,
    }),
  ).rejects.toBe(failure);
});

test('stopped, nothing is read and nothing is held open', async () => {
  writeFileSync(file, 'one\n');
  const heard = follow(file);
  await until(() => expect(heard.lines).toEqual(['one']));
  expect(openFiles()).not.toEqual([]);
  stop.abort();
  await Promise.all(ended);
  appendFileSync(file, 'two\n');
  expect(openFiles()).toEqual([]);
  expect(heard.lines).toEqual(['one']);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap')).toEqual([]);
});

test('a signal that is aborted already reads nothing', async () => {
  writeFileSync(file, 'one\n');
  stop.abort();
  const heard = follow(file);
  await Promise.all(ended);
  expect(heard.lines).toEqual([]);
});

/** Files of the test's folder that this process holds open; Linux tells, elsewhere the answer is taken for granted. */
function openFiles(): string[] {
  if (process.platform !== 'linux') return stop.signal.aborted ? [] : ['unknown'];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return []; // closed in the meantime
    }
  });
}
