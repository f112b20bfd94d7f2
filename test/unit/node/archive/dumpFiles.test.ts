import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDumpFiles } from '../../../../src/node/archive/dumpFiles';
import { localFiles } from '../../../../src/node/archive/localFiles';
import type { RandomAccessFiles } from '../../../../src/core/backups/randomAccess';
import { makeEncryptedZip, makeZip } from './makeZip';
import { makeZstd } from './makeZstd';

const entry = 'db-dumps/mysql-shop.sql';
const password = 'correct horse battery staple';
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/spatie-backups/${name}`, import.meta.url));
const never = new AbortController().signal;
/** Compressible and not, larger than every buffer on the way. */
const dump = Buffer.concat([
  Buffer.from('-- dump\n'.repeat(90_000)),
  Buffer.from(Uint32Array.from({ length: 200_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 0).buffer),
  Buffer.from('\n-- end\n'),
]);

let scratch = '';
let sequence = 0;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-dumps-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(bytes: Uint8Array, ending = '.zip'): string {
  const path = join(scratch, `${sequence++}${ending}`);
  writeFileSync(path, bytes);
  return path;
}

/** As toEqual, which takes seconds for a megabyte. */
const expectSame = (found: Buffer, wanted: Buffer = dump): void => expect(found.equals(wanted)).toBe(true);

async function read(
  path: string,
  name = entry,
  options: { password?: string; signal?: AbortSignal; files?: RandomAccessFiles } = {},
): Promise<Buffer> {
  const { files, signal = never, ...rest } = options;
  const opened = await openDumpFiles(files).open(path, name, { signal, ...rest });
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.chunks) chunks.push(chunk);
  expect(opened.readBytes()).toBe(opened.totalBytes);
  const whole = Buffer.concat(chunks);
  if (opened.sizeBytes !== undefined) expect(whole.length).toBe(opened.sizeBytes);
  return whole;
}

test.each([
  ['mariadb10.11-plain.zip', 'sql', 175_192],
  ['mariadb10.11-gzip.zip', 'sql.gz', 175_192],
  ['mariadb10.11-aes256.zip', 'sql.gz', 175_192],
  ['mariadb10.11-full.zip', 'sql', 175_192],
  ['mysql9.7-plain.zip', 'sql', 168_887],
  ['mysql9.7-gzip.zip', 'sql.gz', 168_887],
  ['mysql9.7-aes256.zip', 'sql', 168_887],
])('%s of spatie/laravel-backup is read to its end', async (name, ending, length) => {
  const sql = await read(fixture(name), `db-dumps/mysql-shop.${ending}`, { password });
  expect(sql.length).toBe(length);
  expect(sql.toString('latin1')).toContain('CREATE TABLE `customers`');
});

test('entries: stored, deflated, with sizes behind the data, zip64, called with backslashes', async () => {
  for (const one of [
    { method: 0 },
    { method: 8 },
    { descriptor: true },
    { method: 0, descriptor: true },
    { zip64: true },
  ])
    expectSame(
      await read(
        written(
          makeZip([
            { name: 'a', data: dump },
            { name: entry, data: dump, ...one },
          ]),
        ),
      ),
    );
  const windows = makeZip([
    { name: 'C:\\laragon\\www\\shop\\.env', data: Buffer.from('x') },
    { name: 'db-dumps\\mysql-shop.sql', data: dump },
  ]);
  expectSame(await read(written(windows)));
});

test('gzip and Zstandard inside an entry, stored or deflated, are decompressed', async () => {
  const compressed: readonly (readonly [string, Uint8Array])[] = [
    ['.gz', gzipSync(dump)],
    ['.gz', Buffer.concat([gzipSync(dump.subarray(0, 70_000)), gzipSync(dump.subarray(70_000)), Buffer.alloc(100)])],
    ['.zst', makeZstd(dump)],
    ['.zst', makeZstd(dump, { checksum: false, size: false })],
    ['.zst', Buffer.concat([makeZstd(dump.subarray(0, 9)), skippable, makeZstd(dump.subarray(9))])],
  ];
  for (const [ending, data] of compressed) {
    for (const method of [0, 8])
      expectSame(await read(written(makeZip([{ name: entry + ending, data, method }])), entry + ending));
    expectSame(await read(written(data, `.sql${ending}`)));
    expectSame(await read(written(data, '.sql')));
  }
  expectSame(await read(written(dump, '.sql')));
});

/** A frame that decoders step over (RFC 8878, 3.1.2). */
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

test.skipIf(spawnSync('zstd', ['--version']).error !== undefined)('what zstd(1) compresses is read', async () => {
  for (const level of ['-1', '-3', '-19']) {
    const made = spawnSync('zstd', [level, '-c', '-q'], { input: dump, maxBuffer: 1e8 });
    expectSame(await read(written(made.stdout, '.sql.zst')));
  }
});

test('AES of every strength and ZipCrypto are decrypted, deflated or stored, by the right password alone', async () => {
  for (const strength of [0, 1, 2, 3] as const)
    for (const level of [0, 5]) {
      const path = written(
        await makeEncryptedZip(
          [
            { name: 'a', data: 'b' },
            { name: entry, data: dump },
          ],
          'päss',
          strength,
          level,
        ),
      );
      expectSame(await read(path, entry, { password: 'päss' }));
      await expect(read(path, entry, { password: 'other' })).rejects.toMatchObject({ reason: 'wrongPassword' });
      await expect(read(path)).rejects.toMatchObject({ reason: 'needsPassword' });
      await expect(read(path, entry, { password: '' })).rejects.toMatchObject({ reason: 'needsPassword' });
    }
});

test.skipIf(spawnSync('php', ['-r', 'exit(class_exists("ZipArchive") ? 0 : 1);']).status !== 0)(
  "PHP's ZipArchive: every encryption, AE-1 and AE-2",
  async () => {
    const source = written(dump, '.sql');
    const small = written(Buffer.from('-- x\n'), '.sql');
    for (const method of ['EM_TRAD_PKWARE', 'EM_AES_128', 'EM_AES_192', 'EM_AES_256']) {
      const path = join(scratch, `${method}.zip`);
      const script = `$z = new ZipArchive; $z->open($argv[1], ZipArchive::CREATE); $z->setPassword('pw');
        foreach (['${entry}' => $argv[2], 'small.sql' => $argv[3]] as $n => $f) { $z->addFile($f, $n); $z->setEncryptionName($n, ZipArchive::${method}); }
        exit($z->close() ? 0 : 1);`;
      const made = spawnSync('php', ['-r', script, '--', path, source, small]);
      expect(made.status, String(made.stderr)).toBe(0);
      expectSame(await read(path, entry, { password: 'pw' }));
      expect(String(await read(path, 'small.sql', { password: 'pw' }))).toBe('-- x\n');
    }
  },
);

test('bzip2 says how it becomes gzip', async () => {
  const data = Buffer.from('BZh91AY&SY');
  for (const [path, name] of [
    [written(makeZip([{ name: `${entry}.bz2`, data }])), `${entry}.bz2`],
    [written(data, '.sql.bz2'), ''],
    [written(data, '.sql'), ''],
  ] as const)
    await expect(read(path, name)).rejects.toMatchObject({
      reason: 'unsupported',
      message: expect.stringContaining('bzip2'),
      advice: { next: expect.stringContaining('bunzip2 -c') },
    });
});

test("a folder of mydumper's is one dump: tables, rows, views, triggers, routines, in this order", async () => {
  const folder = join(scratch, 'mydumper');
  mkdirSync(folder);
  const files: Record<string, Uint8Array> = {
    metadata: Buffer.from('Started dump at: 2026-11-22 02:00:00\nFinished dump at: 2026-11-22 02:00:09\n'),
    'shop-schema-create.sql': Buffer.from('create database'),
    'shop-schema-post.sql': Buffer.from('6 routines'),
    'shop.orders-schema.sql': Buffer.from('1 orders'),
    'shop.orders.00001.sql.gz': gzipSync('4 orders'),
    'shop.orders.00000.sql.zst': makeZstd(Buffer.from('3 orders')),
    'shop.customers-schema.sql.gz': gzipSync('0 customers'),
    'shop.customers.sql': Buffer.from('2 customers'),
    'shop.totals-schema.sql': Buffer.from('1b stand-in'),
    'shop.totals-schema-view.sql': Buffer.from('5 view'),
    'shop.orders-schema-triggers.sql': Buffer.from('5b trigger'),
    'shop.orders-metadata': Buffer.from('900'),
  };
  for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, name), data);
  const text = String(await read(folder, 'shop'));
  expect(text.trim().split('\n')).toEqual([
    '0 customers',
    '1 orders',
    '1b stand-in',
    '2 customers',
    '3 orders',
    '4 orders',
    '5 view',
    '5b trigger',
    '6 routines',
  ]);
  writeFileSync(join(folder, 'metadata'), 'Started dump at: 2026-11-22 02:00:00\n');
  await expect(read(folder, 'shop')).rejects.toMatchObject({
    reason: 'unreadable',
    message: expect.stringContaining('finished'),
  });
});

test('a missing file, a missing entry, no archive at all: each says so', async () => {
  const path = written(makeZip([{ name: entry, data: dump }]));
  await expect(read(path, 'db-dumps/other.sql')).rejects.toMatchObject({ reason: 'missing' });
  await expect(read(join(scratch, 'gone.zip'))).rejects.toMatchObject({ reason: 'missing' });
  await expect(read(written(dump))).rejects.toMatchObject({ reason: 'unreadable' });
  await expect(read(scratch)).rejects.toMatchObject({ reason: 'missing' });
});

test('a dump is read once: a second reader would take it for empty', async () => {
  const opened = await openDumpFiles().open(written(makeZip([{ name: entry, data: dump }])), entry, { signal: never });
  for await (const chunk of opened.chunks) expect(chunk.length).toBeGreaterThan(0);
  expect(() => opened.chunks[Symbol.asyncIterator]()).toThrow('only once');
});

test('a file that was replaced between opening and reading is not read', async () => {
  const path = written(makeZip([{ name: entry, data: dump }]));
  const opened = await openDumpFiles().open(path, entry, { signal: never });
  writeFileSync(path, makeZip([{ name: entry, data: dump.subarray(1) }]));
  await expect(opened.chunks[Symbol.asyncIterator]().next()).rejects.toMatchObject({ reason: 'unreadable' });
});

/** The disk, which counts what is open and can answer in small pieces. */
function counted(
  blockBytes?: number,
): RandomAccessFiles & { open: RandomAccessFiles['open']; opened(): number; reads(): number } {
  let open = 0;
  let reads = 0;
  return {
    opened: () => open,
    reads: () => reads,
    async open(path, signal) {
      const file = await localFiles.open(path, signal);
      open++;
      let busy = 0;
      return {
        ...file,
        ...(blockBytes === undefined ? {} : { blockBytes }),
        async read(...request) {
          busy++;
          reads++;
          try {
            return await file.read(...request);
          } finally {
            busy--;
          }
        },
        async close() {
          expect(busy).toBe(0);
          open--;
          await file.close();
        },
      };
    },
  };
}

test('whoever leaves or cancels, at any byte: no file stays open, nothing is rejected unheard', async () => {
  const unheard: unknown[] = [];
  const listen = (error: unknown): unknown => unheard.push(error);
  process.on('unhandledRejection', listen);
  const paths: readonly (readonly [string, string])[] = [
    [written(makeZip([{ name: entry, data: dump }])), entry],
    [written(makeZip([{ name: entry, data: dump, method: 0 }])), entry],
    [written(await makeEncryptedZip([{ name: entry, data: dump }], password, 3)), entry],
    [written(gzipSync(dump), '.sql.gz'), ''],
    [written(makeZstd(dump), '.sql.zst'), ''],
    [written(dump, '.sql'), ''],
  ];
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.nat(dump.length),
        fc.constantFrom('leave', 'abort', 'abortBefore', 'neverRead'),
        fc.constantFrom(1_000, 40_000, undefined),
        async ([path, name], at, how, blockBytes) => {
          const files = counted(blockBytes);
          const control = new AbortController();
          const opened = await openDumpFiles(files).open(path, name, { signal: control.signal, password });
          expect(files.opened()).toBe(0);
          if (how === 'neverRead') return;
          if (how === 'abortBefore') control.abort();
          let length = 0;
          const work = (async () => {
            for await (const chunk of opened.chunks) {
              length += chunk.length;
              if (length < at) continue;
              if (how === 'leave') return 'left';
              control.abort();
            }
            return 'ended';
          })();
          const outcome = await work.catch((error: unknown) => error);
          if (how !== 'leave' && length < dump.length) expect(outcome).toMatchObject({ reason: 'cancelled' });
          expect(files.opened()).toBe(0);
        },
      ),
      { numRuns: 150, seed: 4 },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unheard).toEqual([]);
  } finally {
    process.off('unhandledRejection', listen);
  }
});

test('a slow reader holds the reading back', async () => {
  const files = counted(10_000);
  const path = written(makeZip([{ name: entry, data: Buffer.concat([dump, dump, dump, dump]), method: 0 }]));
  const opened = await openDumpFiles(files).open(path, entry, { signal: never });
  const before = files.reads();
  const iterator = opened.chunks[Symbol.asyncIterator]();
  await iterator.next();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(files.reads() - before).toBeLessThan(5);
  await iterator.return?.();
  expect(files.opened()).toBe(0);
});

test.skipIf(process.platform !== 'linux')('the process itself has no file of it open afterwards', async () => {
  const path = written(makeZip([{ name: entry, data: dump }]));
  await read(path);
  const open = readdirSync('/proc/self/fd').flatMap((each) => {
    try {
      return [readFileSync(`/proc/self/fdinfo/${each}`, 'utf8') === '' ? '' : each];
    } catch {
      return [];
    }
  });
  const { readlinkSync } = await import('node:fs');
  const targets = open.flatMap((each) => {
    try {
      return [readlinkSync(`/proc/self/fd/${each}`)];
    } catch {
      return [];
    }
  });
  expect(targets).not.toContain(path);
});

test('a disk that answers in pieces of any size, or is behind a network, gives the same dump', async () => {
  const path = written(makeZip([{ name: entry, data: dump }]));
  for (const blockBytes of [777, 65_536, 8 * 1024 * 1024])
    expectSame(await read(path, entry, { files: counted(blockBytes) }));
});
