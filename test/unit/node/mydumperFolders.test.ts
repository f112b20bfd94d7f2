import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMydumperFolders } from '../../../src/node/mydumperFolders';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'laravel-ops-mydumper-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(root, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(root, name, file), text);
    utimesSync(join(root, name, file), 1_800_000_000, 1_800_000_000);
  }
}
const metadata = '# Started dump at: 2026-11-22 02:00:00\n# Finished dump at: 2026-11-22 02:01:00\n';

test('folders with a metadata file are dumps, one for each database', async () => {
  folder('2026-11-22', {
    metadata,
    'shop-schema-create.sql.gz': 'x',
    'shop.orders-schema.sql.gz': '12345',
    'shop.orders.00000.sql.gz': '1234567890',
    'crm.users-schema.sql': '123',
  });
  folder('unfinished', { 'metadata.partial': '# Started', 'shop.orders-schema.sql': '1' });
  folder('photos', { 'a.jpg': 'x' });
  folder('a.zip', { metadata });
  writeFileSync(join(root, 'metadata'), 'a file of the folder itself');
  const found = await listMydumperFolders(root);
  expect(found.map(({ name, error }) => [name, error?.slice(0, 30)])).toEqual([
    ['2026-11-22', undefined],
    ['unfinished', 'mydumper has not finished this'],
  ]);
  expect(found[0]).toMatchObject({
    path: join(root, '2026-11-22'),
    sizeBytes: metadata.length + 1 + 5 + 10 + 3,
    modifiedAt: new Date(1_800_000_000_000),
    contents: {
      dumps: [
        { entry: 'crm', database: 'crm', compression: 'none', sizeBytes: 3 },
        { entry: 'shop', database: 'shop', compression: 'gzip', sizeBytes: 15 },
      ],
      files: 0,
      encrypted: false,
    },
  });
});

test('a folder that does not exist has none; a cancelled look ends', async () => {
  expect(await listMydumperFolders(join(root, 'gone'))).toEqual([]);
  await expect(listMydumperFolders(root, AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});
