import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaptureBegun } from '../../../src/core/queries/capture/journal';
import { captureOwner, newCaptureId, openCaptureJournal, openCaptures } from '../../../src/node/captureJournal';

const now = new Date('2026-11-23T08:40:00Z');
const signal = new AbortController().signal;
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'capture-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const atWork: ReadonlySet<string> = new Set(['b']);
const begun = (id: string, more: Partial<CaptureBegun> = {}): CaptureBegun => ({
  kind: 'begun',
  id,
  at: '2026-11-23T08:37:22.000Z',
  until: '2026-11-23T09:07:22.000Z',
  owner: captureOwner(),
  environment: '.env',
  profile: '.env/mysql',
  server: 'uuid',
  serverStartedAt: '2026-11-20T00:00:00.000Z',
  settings: [{ kind: 'variable', name: 'slow_query_log', before: 'OFF', during: 'ON' }],
  ...more,
});
const write = async (record: CaptureBegun): Promise<void> => (await openCaptureJournal(root, record.id)).append(record);

test('what was begun is open until its end is written down', async () => {
  const id = newCaptureId(now);
  const journal = await openCaptureJournal(root, id);
  expect(await openCaptures(root, { now, atWork }, signal)).toEqual([]);
  await journal.append(begun(id));
  expect(await openCaptures(root, { now, atWork: new Set([id]) }, signal)).toEqual([
    { begun: begun(id), state: 'runs' },
  ]);
  await journal.append({ kind: 'ended', at: now.toISOString(), outcome: 'reverted', settings: [] });
  expect(await openCaptures(root, { now, atWork }, signal)).toEqual([]);
});

test('a capture is left behind when its process is gone, its time is over, or this window is at it no more', async () => {
  await write(begun('a', { owner: { host: hostname(), pid: 2 ** 30 } }));
  await write(begun('b', { until: '2026-11-23T08:38:00.000Z' }));
  await write(begun('c', { owner: { host: 'another.machine', pid: 1 } }));
  await write(begun('d'));
  await write(begun('e', { owner: { host: hostname(), pid: process.ppid } }));
  const states = (await openCaptures(root, { now, atWork }, signal)).map(
    ({ begun: { id }, state }) => `${id} ${state}`,
  );
  expect(states).toEqual(['a left', 'b left', 'c runs', 'd left', 'e runs']);
});

test('a line that a crash cut is ended before the next, and a cut beginning is no capture', async () => {
  await write(begun('a'));
  const path = join(root, 'storage/laravel-ops/captures/a.jsonl');
  writeFileSync(path, `${JSON.stringify(begun('a'))}\n{"kind":"en`);
  expect(await openCaptures(root, { now, atWork }, signal)).toHaveLength(1);
  const journal = await openCaptureJournal(root, 'a');
  await journal.append({ kind: 'ended', at: now.toISOString(), outcome: 'reverted', settings: [] });
  expect(await openCaptures(root, { now, atWork }, signal)).toEqual([]);
  writeFileSync(path, JSON.stringify(begun('a')).slice(0, 40));
  expect(await openCaptures(root, { now, atWork }, signal)).toEqual([]);
});

test('a copy of a journal under another name is not a second capture', async () => {
  await write(begun('a'));
  writeFileSync(join(root, 'storage/laravel-ops/captures/b.jsonl'), `${JSON.stringify(begun('a'))}\n`);
  expect(await openCaptures(root, { now, atWork }, signal)).toHaveLength(1);
});

test('an id cannot lead out of the folder', async () => {
  await expect(openCaptureJournal(root, '../x')).rejects.toMatchObject({ reason: 'badId' });
});

test.skipIf(process.platform === 'win32')('journals are for this user alone', async () => {
  await write(begun('a'));
  const folder = join(root, 'storage/laravel-ops/captures');
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  expect(readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8))).toEqual(['600']);
});

test('a journal that cannot be written says that nothing was set', async () => {
  const journal = await openCaptureJournal(root, 'a');
  const folder = join(root, 'storage/laravel-ops/captures');
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  chmodSync(folder, 0o600);
  await expect(journal.append(begun('a'))).rejects.toMatchObject({
    reason: 'journalNotWritten',
    advice: { safe: expect.stringContaining('Nothing was set') },
  });
});
