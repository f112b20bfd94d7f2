import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { openBackupFiles } from '../../../src/node/archives';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/spatie-backups/${name}`, import.meta.url));
const files = openBackupFiles();
let scratch = '';
let sequence = 0;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-archives-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(bytes: Uint8Array): string {
  const path = join(scratch, `${sequence++}.zip`);
  writeFileSync(path, bytes);
  return path;
}

// The application's driver is "mysql" on both servers: the dump is named after it.
test.each([
  ['mariadb10.11-plain.zip', 'none', false, 175192],
  ['mariadb10.11-gzip.zip', 'gzip', false, 38559],
  ['mariadb10.11-aes256.zip', 'gzip', true, 38559],
  ['mysql9.7-plain.zip', 'none', false, 168887],
  ['mysql9.7-gzip.zip', 'gzip', false, 37705],
  ['mysql9.7-aes256.zip', 'none', true, 168887],
])('%s: one dump of shop, compression %s, encrypted %s', async (name, compression, encrypted, sizeBytes) => {
  const entry = `db-dumps/mysql-shop.sql${compression === 'gzip' ? '.gz' : ''}`;
  expect(await files.inspect(fixture(name))).toEqual({
    files: 0,
    encrypted,
    dumps: [{ entry, driver: 'mysql', database: 'shop', compression, sizeBytes }],
  });
});

test('a full backup counts its files, not its folders, beside the dump', async () => {
  const contents = await files.inspect(fixture('mariadb10.11-full.zip'));
  expect(contents.dumps.map(({ entry }) => entry)).toEqual(['db-dumps/mysql-shop.sql']);
  expect(contents.files).toBe(3);
  expect(contents.encrypted).toBe(false);
});

test('a cut archive, an empty one and one that is no archive say so', async () => {
  const whole = readFileSync(fixture('mariadb10.11-plain.zip'));
  for (const bytes of [
    whole.subarray(0, whole.length - 30),
    whole.subarray(0, 100),
    new Uint8Array(0),
    Buffer.from('-- a dump\n'),
  ])
    await expect(files.inspect(written(bytes))).rejects.toMatchObject({
      reason: 'unreadable',
      message: 'The archive is cut off: it has no list of contents at its end.',
    });
  await expect(files.inspect(join(scratch, 'gone.zip'))).rejects.toMatchObject({ reason: 'missing' });
  await expect(files.inspect(scratch)).rejects.toMatchObject({ reason: 'unreadable' });
});

test('damage never hangs or crashes: it reads, or it is an error for people', async () => {
  const whole = readFileSync(fixture('mariadb10.11-full.zip'));
  const tail = Math.min(whole.length, 6000);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(tail - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [back, byte] of changes) bytes[bytes.length - 1 - back] = byte;
        const path = join(scratch, 'damaged.zip');
        writeFileSync(path, bytes);
        const result = await files.inspect(path).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(OpsError);
        else expect(result).toHaveProperty('dumps');
      },
    ),
    { numRuns: 60 },
  );
});

/** The list of contents of a zip64 archive (APPNOTE 6.3.9, 4.3.12, 4.3.14, 4.3.15, 4.5.3) whose data is not there. */
function zip64(name: string, size: bigint): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(size, 4);
  extra.writeBigUInt64LE(size, 12);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(45, 6);
  entry.writeUInt32LE(0xffffffff, 20);
  entry.writeUInt32LE(0xffffffff, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(0xffffffff, 42);
  const directory = Buffer.concat([entry, Buffer.from(name), extra]);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(directory.length), 40);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0xffff, 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 12);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([directory, end64, locator, end]);
}

test('sizes beyond 4 GiB are read from zip64 archives', async () => {
  const contents = await files.inspect(written(zip64('db-dumps/mysql-shop.sql', 6_000_000_000n)));
  expect(contents.dumps[0]).toMatchObject({ database: 'shop', sizeBytes: 6_000_000_000 });
});

test('a folder lists backup files only, with size and time; a missing folder is empty', async () => {
  const folder = join(scratch, 'listed');
  mkdirSync(join(folder, 'folder.zip'), { recursive: true });
  for (const name of ['b.zip', 'a.sql.gz', 'notes.txt', '.gitignore']) writeFileSync(join(folder, name), 'x');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.zip'));
  symlinkSync(join(folder, 'loop.zip'), join(folder, 'loop.zip'));
  utimesSync(join(folder, 'b.zip'), new Date(0), new Date('2026-11-22T02:00:00Z'));
  expect(await files.list(folder)).toEqual([
    { name: 'a.sql.gz', path: `${folder}/a.sql.gz`, sizeBytes: 1, modifiedAt: expect.any(Date) },
    { name: 'b.zip', path: `${folder}/b.zip`, sizeBytes: 1, modifiedAt: new Date('2026-11-22T02:00:00Z') },
  ]);
  expect(await files.list(join(scratch, 'gone'))).toEqual([]);
  await expect(files.list(join(folder, 'b.zip'))).rejects.toMatchObject({ reason: 'unreadable' });
});

// The system administrator reads everything.
test.skipIf(process.getuid?.() === 0)('a folder without permission is an error that names it', async () => {
  const folder = join(scratch, 'closed');
  mkdirSync(folder);
  chmodSync(folder, 0);
  await expect(files.list(folder)).rejects.toMatchObject({
    reason: 'denied',
    message: `No permission to read ${folder}.`,
  });
  chmodSync(folder, 0o700);
});

test('a cancelled look ends as cancelled', async () => {
  const signal = AbortSignal.abort();
  await expect(files.inspect(fixture('mariadb10.11-full.zip'), signal)).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(files.list(scratch, signal)).rejects.toMatchObject({ reason: 'cancelled' });
});
