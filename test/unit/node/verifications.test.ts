import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VerifyReport } from '../../../src/core/backups/verify/report';
import { readVerifications, recordVerification } from '../../../src/node/verifications';
import { verifyBackup } from '../../../src/node/verifyBackup';
import { makeZip } from './archive/makeZip';

const never = new AbortController().signal;
let root = '';
let archive = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'laravel-ops-verifications-'));
  archive = join(root, 'a.zip');
  writeFileSync(archive, makeZip([{ name: 'readme.txt', data: Buffer.from('x') }]));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const verified = (level: VerifyReport['level']): Promise<VerifyReport> =>
  verifyBackup(archive, { level, signal: never });
const file = (): string => join(root, 'storage/laravel-ops/verifications.jsonl');

test('a report is kept, and read back as long as the archive is the same', async () => {
  const report = await verified('container');
  expect(report).toMatchObject({ whole: true, entries: 1, mtimeMs: statSync(archive).mtimeMs });
  await recordVerification(root, report, never);
  expect(await readVerifications(root, never)).toEqual([report]);
  // Only its owner reads it, and nothing is left beside it.
  if (process.platform !== 'win32') expect(statSync(file()).mode & 0o077).toBe(0);
  expect(readdirSync(join(root, 'storage/laravel-ops')).filter((name) => name.includes('verifications'))).toHaveLength(
    1,
  );

  utimesSync(archive, new Date(), new Date(statSync(archive).mtimeMs + 5_000));
  expect(await readVerifications(root, never)).toEqual([]);
  await recordVerification(root, await verified('container'), never);
  expect(await readVerifications(root, never)).toHaveLength(1);
  rmSync(archive);
  expect(await readVerifications(root, never)).toEqual([]);
});

test('the newest report counts, but a lesser look does not hide a deeper one of the same bytes', async () => {
  const deep = await verified('dump');
  const shallow = await verified('container');
  await recordVerification(root, deep, never);
  await recordVerification(root, shallow, never);
  expect(await readVerifications(root, never)).toEqual([deep]);
  const damaged = { ...shallow, whole: false, problems: ['It is damaged.'] };
  await recordVerification(root, damaged, never);
  expect(await readVerifications(root, never)).toEqual([damaged]);
});

test('cut and edited lines are passed over, and old ones dropped', async () => {
  const report = await verified('container');
  await recordVerification(root, report, never);
  appendFileSync(file(), '{"path":"x"}\nnull\n{"path":"/a.zip","lev');
  expect(await readVerifications(root, never)).toEqual([report]);
  const old = JSON.stringify({ ...report, path: '/gone.zip' });
  writeFileSync(file(), `${old}\n`.repeat(2_500));
  await recordVerification(root, report, never);
  const lines = readFileSync(file(), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(2_000);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual(report);
});

test('nothing verified yet is an empty list; a folder that cannot be written says what still holds', async () => {
  expect(await readVerifications(root, never)).toEqual([]);
  const report = await verified('container');
  mkdirSync(file(), { recursive: true });
  await expect(recordVerification(root, report, never)).rejects.toMatchObject({ name: 'OpsError' });
});
