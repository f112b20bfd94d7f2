import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RandomAccessFiles } from '../../../src/core/backups/randomAccess';
import type { VerifyProgress } from '../../../src/core/backups/verify/report';
import { localFiles } from '../../../src/node/archive/localFiles';
import { verifyBackup } from '../../../src/node/verifyBackup';
import { makeEncryptedZip, makeZip } from './archive/makeZip';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/spatie-backups/${name}`, import.meta.url));
const password = 'correct horse battery staple';
const never = new AbortController().signal;
const sql = Buffer.from('CREATE TABLE `t` (`id` int NOT NULL);\nINSERT INTO `t` VALUES (1),(2);\n');
let scratch = '';
let sequence = 0;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-verify-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(bytes: Uint8Array, ending = '.zip'): string {
  const path = join(scratch, `${sequence++}${ending}`);
  writeFileSync(path, bytes);
  return path;
}
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test.each([
  ['mariadb10.11-plain.zip', 1, false],
  ['mariadb10.11-gzip.zip', 1, false],
  ['mariadb10.11-aes256.zip', 1, true],
  ['mariadb10.11-full.zip', 8, false],
  ['mysql9.7-plain.zip', 1, false],
  ['mysql9.7-gzip.zip', 1, false],
  ['mysql9.7-aes256.zip', 1, true],
])('%s is whole: every table with its rows', async (name, entries, encrypted) => {
  const report = await verifyBackup(fixture(name), { level: 'dump', password, signal: never });
  expect(report).toMatchObject({ whole: true, problems: [], encrypted, sha256: sha256(fixture(name)) });
  expect(report.entries).toBeGreaterThanOrEqual(Math.min(entries, 4));
  const [dump] = report.dumps;
  expect(dump).toMatchObject({ database: 'shop', problems: [], views: 1, triggers: 1 });
  const rows = Object.fromEntries(dump?.tables.map((table) => [table.name, table.rows]) ?? []);
  expect(rows).toMatchObject({
    customers: 500,
    products: 200,
    orders: 900,
    order_items: 2_700,
    attachments: 100,
    audit_entries: 0,
  });
});

test('level container reads every entry, and no statement', async () => {
  const cut = written(makeZip([{ name: 'db-dumps/mysql-shop.sql', data: sql.subarray(0, -9) }]));
  expect(await verifyBackup(cut, { level: 'container', signal: never })).toMatchObject({ whole: true, dumps: [] });
  expect(await verifyBackup(cut, { level: 'dump', signal: never })).toMatchObject({ whole: false, problems: [] });
  const wrong = written(makeZip([{ name: 'storage/a', data: sql, crc32: 7 }]));
  expect(await verifyBackup(wrong, { level: 'container', signal: never })).toMatchObject({
    whole: false,
    problems: ['storage/a is damaged: its checksum (CRC-32) does not fit its contents.'],
  });
});

test('the file is read once: nothing but its list of contents and what stands before the data twice', async () => {
  const data = Buffer.from(
    Uint32Array.from({ length: 1_000_000 }, (_, index) => Math.imul(index, 2_654_435_761)).buffer,
  );
  const path = written(
    makeZip([
      { name: 'a', data, method: 0 },
      { name: 'b', data },
      { name: 'db-dumps/mysql-shop.sql', data: sql },
    ]),
  );
  const { size } = await import('node:fs').then(({ statSync }) => statSync(path));
  let read = 0;
  const files: RandomAccessFiles = {
    async open(name, signal) {
      const file = await localFiles.open(name, signal);
      return {
        ...file,
        async read(...request) {
          const bytes = await file.read(...request);
          read += bytes.length;
          return bytes;
        },
      };
    },
  };
  const report = await verifyBackup(path, { level: 'dump', signal: never, files });
  expect(report).toMatchObject({ whole: true, sha256: sha256(path), sizeBytes: size });
  expect(read).toBeLessThan(size + 600_000);
});

test('progress counts bytes of the file up to all of them, and names what is read', async () => {
  const seen: VerifyProgress[] = [];
  const path = fixture('mariadb10.11-full.zip');
  await verifyBackup(path, { level: 'dump', signal: never, onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toMatchObject({ readBytes: readFileSync(path).length, totalBytes: readFileSync(path).length });
  expect(seen.map(({ readBytes }) => readBytes)).toEqual(
    seen.map(({ readBytes }) => readBytes).toSorted((a, b) => a - b),
  );
  expect(seen.map(({ current }) => current)).toContain('db-dumps/mysql-shop.sql');
});

test('a wrong or missing password is asked for again; one damaged entry among others is damage', async () => {
  const bytes = await makeEncryptedZip(
    [
      { name: 'a', data: 'a' },
      { name: 'b', data: 'b' },
      { name: 'c', data: 'c' },
    ],
    'pw',
    3,
  );
  const path = written(bytes);
  await expect(verifyBackup(path, { level: 'dump', signal: never })).rejects.toMatchObject({ reason: 'needsPassword' });
  await expect(verifyBackup(path, { level: 'dump', signal: never, password: 'x' })).rejects.toMatchObject({
    reason: 'wrongPassword',
  });
  const salt =
    bytes.indexOf('PK\x03\x04', 10, 'latin1') +
    30 +
    1 +
    bytes.readUInt16LE(bytes.indexOf('PK\x03\x04', 10, 'latin1') + 28);
  bytes[salt] = (bytes[salt] ?? 0) ^ 1;
  const report = await verifyBackup(written(bytes), { level: 'dump', signal: never, password: 'pw' });
  expect(report.problems).toEqual([expect.stringContaining('As it opens other entries, this one is damaged.')]);
});

test('a cancelled verification ends as cancelled', async () => {
  const control = new AbortController();
  const path = fixture('mariadb10.11-plain.zip');
  const work = verifyBackup(path, { level: 'dump', signal: control.signal, onProgress: () => control.abort() });
  await expect(work).rejects.toMatchObject({ reason: 'cancelled' });
});

test('plain dumps, whole and damaged; what is neither archive nor dump', async () => {
  const whole = written(gzipSync(sql), '.sql.gz');
  expect((await verifyBackup(whole, { level: 'container', signal: never })).whole).toBe(true);
  expect((await verifyBackup(whole, { level: 'dump', signal: never })).dumps[0]?.tables).toMatchObject([
    { name: 't', rows: 2 },
  ]);
  const cut = written(gzipSync(sql).subarray(0, -3), '.sql.gz');
  for (const level of ['container', 'dump'] as const)
    expect((await verifyBackup(cut, { level, signal: never })).problems).toEqual([expect.stringContaining('cut off')]);
  expect((await verifyBackup(written(sql, '.txt'), { level: 'dump', signal: never })).whole).toBe(false);
  await expect(verifyBackup(join(scratch, 'gone.zip'), { level: 'dump', signal: never })).rejects.toMatchObject({
    reason: 'missing',
  });
});
