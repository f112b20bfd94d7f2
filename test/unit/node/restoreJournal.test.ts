import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../../src/core/backups/restore/journal';
import { ensureOwnFolder } from '../../../src/node/ownFolder';
import { openRestoreJournal } from '../../../src/node/restoreJournal';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'laravel-ops-own-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const begun: JournalRecord = {
  kind: 'begun',
  at: '2026-11-23T03:07:00.000Z',
  restoreId: '20261123_0307',
  purpose: 'restore',
  root: '/srv/shop',
  environment: '.env',
  profile: '.env/mysql',
  server: '127.0.0.1:3306',
  live: 'shop',
  database: 'shop_restore_20261123_0307',
  source: { path: '/backups/shop/2026-11-22-23-59-00.zip', entry: 'db-dumps/mysql-shop.sql' },
};

describe('the own folder', () => {
  test('is made once, for this user alone, and git leaves it out', async () => {
    const own = await ensureOwnFolder(root);
    await Promise.all([ensureOwnFolder(root), ensureOwnFolder(root)]);
    expect(readFileSync(join(own.folder, '.gitignore'), 'utf8')).toBe('*\n');
    for (const folder of [own.folder, own.backups, own.restores]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('keeps what somebody wrote into .gitignore', async () => {
    const own = await ensureOwnFolder(root);
    writeFileSync(join(own.folder, '.gitignore'), '*\n!keep\n');
    await ensureOwnFolder(root);
    expect(readFileSync(join(own.folder, '.gitignore'), 'utf8')).toBe('*\n!keep\n');
  });

  test('says in words when storage cannot be written', async () => {
    // A file where the folder should be: it stops root too.
    writeFileSync(join(root, 'storage'), '');
    await expect(ensureOwnFolder(root)).rejects.toMatchObject({ reason: 'storageNotWritable' });
    rmSync(join(root, 'storage'));
    mkdirSync(join(root, 'storage'));
    chmodSync(join(root, 'storage'), 0o755);
    await expect(ensureOwnFolder(root)).resolves.toBeDefined();
  });
});

describe('a journal on the disk', () => {
  test('keeps records in order, for this user alone', async () => {
    const journal = await openRestoreJournal(root, 'r1');
    expect(await journal.read()).toEqual([]);
    const steps = Array.from({ length: 20 }, (_, index): JournalRecord => ({ kind: 'step', at: begun.at, index }));
    await Promise.all([begun, ...steps].map((each) => journal.append(each)));
    expect(await journal.read()).toEqual([begun, ...steps]);
    expect(statSync(join(root, 'storage/laravel-ops/restores/r1.jsonl')).mode & 0o777).toBe(0o600);
  });

  test('leaves a line out that a crash cut at any byte, and goes on behind it', async () => {
    const journal = await openRestoreJournal(root, 'r1');
    const file = join(root, 'storage/laravel-ops/restores/r1.jsonl');
    await journal.append(begun);
    const line = JSON.stringify({ kind: 'loaded', at: begun.at, tables: 1, rows: 2, milliseconds: 3 });
    for (let cut = 0; cut < line.length; cut++) {
      writeFileSync(file, `${JSON.stringify(begun)}\n`);
      appendFileSync(file, line.slice(0, cut));
      await journal.append({ kind: 'step', at: begun.at, index: cut });
      expect(await journal.read()).toEqual([begun, { kind: 'step', at: begun.at, index: cut }]);
    }
  });

  test('takes no id that leads out of its folder', async () => {
    for (const id of ['../r1', 'a/b', '', '.hidden', 'a\0b'])
      await expect(openRestoreJournal(root, id)).rejects.toMatchObject({ reason: 'badId' });
  });
});
