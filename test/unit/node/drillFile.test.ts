import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendDrill } from '../../../src/core/backups/drill/records';
import { drillFile, readDrillRecords } from '../../../src/node/drillFile';
import { drill } from '../core/backups/drill/sample';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ops-drills-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('reading where nothing is makes nothing', async () => {
  expect(await readDrillRecords(root)).toEqual({ records: [], chain: { intact: true, records: 0, torn: [] } });
  await expect(readFile(join(root, 'storage'))).rejects.toThrow('ENOENT');
});

test('drills end up in a folder that git ignores, also when two write at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => appendDrill(drillFile(root), drill())));
  const { records, chain } = await readDrillRecords(root);
  expect(chain).toEqual({ intact: true, records: 8, torn: [] });
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(await readFile(join(root, 'storage/laravel-ops/.gitignore'), 'utf8')).toBe('*\n');
});

test('a damaged record is told, and the others are still read', async () => {
  for (let day = 0; day < 3; day++) await appendDrill(drillFile(root), drill());
  await appendFile(join(root, 'storage/laravel-ops/drills.jsonl'), 'half a li');
  expect(await readDrillRecords(root)).toMatchObject({ records: { length: 3 }, chain: { intact: false, brokenAt: 4 } });
  await appendDrill(drillFile(root), drill());
  expect(await readDrillRecords(root)).toMatchObject({ records: { length: 4 }, chain: { intact: true, torn: [4] } });
});
