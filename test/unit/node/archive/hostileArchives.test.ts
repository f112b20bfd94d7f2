import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpsError } from '../../../../src/core/base/errors';
import { openDumpFiles } from '../../../../src/node/archive/dumpFiles';
import { openBackupFiles } from '../../../../src/node/archives';
import { makeEncryptedZip, makeZip, type MadeEntry } from './makeZip';
import { makeZstd } from './makeZstd';

const entry = 'db-dumps/mysql-shop.sql';
const data = Buffer.from('INSERT INTO `t` VALUES (1);\n'.repeat(500));
const never = new AbortController().signal;
let scratch = '';
let sequence = 0;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-hostile-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(bytes: Uint8Array, ending = '.zip'): string {
  const path = join(scratch, `${sequence++}${ending}`);
  writeFileSync(path, bytes);
  return path;
}

/** @param name of the entry; "" for plain files */
async function read(bytes: Uint8Array, ending = '.zip', name = entry, password?: string): Promise<string> {
  const options = { signal: never, ...(password === undefined ? {} : { password }) };
  const dump = await openDumpFiles().open(written(bytes, ending), name, options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of dump.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const good: MadeEntry = { name: entry, data };
const other: MadeEntry = { name: 'b', data: Buffer.from('b') };

test.each<readonly [string, Uint8Array, RegExp]>([
  ['a checksum that does not fit', makeZip([{ ...good, crc32: 1 }]), /checksum \(CRC-32\) does not fit/],
  [
    'another checksum before the data than in the list',
    makeZip([{ ...good, local: { crc32: 1 } }]),
    /contradicts itself about the checksum/,
  ],
  [
    'another name',
    makeZip([{ ...good, local: { name: 'db-dumps/mysql-shop.sqL' } }]),
    /contradicts itself about the name/,
  ],
  ['another method', makeZip([{ ...good, local: { method: 0 } }]), /contradicts itself about the compression/],
  [
    'encrypted in one place only',
    makeZip([{ ...good, local: { flags: 1 } }]),
    /contradicts itself about the encryption/,
  ],
  [
    'AES without its field',
    makeZip([{ ...good, method: 99, flags: 1, raw: data }]),
    /contradicts itself|not supported/,
  ],
  ['longer than it says', makeZip([{ ...good, size: 100 }]), /holds more than the 100 bytes/],
  ['shorter than it says', makeZip([{ ...good, size: data.length + 1 }]), /holds 14000 of the 14001 bytes/],
  [
    'compressed data that end too early',
    makeZip([{ ...good, raw: Buffer.concat([deflateRawSync(data), Buffer.alloc(9)]) }]),
    /ends too early/,
  ],
  ['compressed data that are cut', makeZip([{ ...good, raw: deflateRawSync(data).subarray(0, -4) }]), /is damaged/],
  ['more than deflate can do', makeZip([{ ...good, size: 2 ** 31 }]), /more than its compression can do/],
  ['an unknown method', makeZip([{ ...good, method: 14, raw: data }]), /method \(14\) that is not supported/],
  ['two entries of one name', makeZip([good, good]), /2 entries called/],
  ['data that two entries share', makeZip([good, { ...other, data, offset: 0 }]), /share the same bytes/],
  [
    'an entry inside another',
    makeZip([
      { ...good, method: 0, raw: makeZip([other]), size: makeZip([other]).length },
      { ...other, offset: 53 },
    ]),
    /share the same bytes/,
  ],
  ['data beyond the end', makeZip([{ ...good, compressedSize: 10_000_000 }]), /said to lie where|more than/],
  ['a symbolic link', makeZip([{ ...good, attributes: 0xa1ff0000 }]), /symbolic link/],
  ['one disk of several', makeZip([good], { disk: 1 }), /one part of several/],
  ['a count that hides entries', makeZip([good, other], { count: 1 }), /more in its list of contents than it counts/],
  ['a count of entries that are not there', makeZip([good], { count: 2 }), /damaged/],
  ['something behind its end', Buffer.concat([makeZip([good]), Buffer.alloc(5)]), /behind the end/],
  ['something before its beginning', Buffer.concat([Buffer.alloc(5), makeZip([good])]), /damaged/],
])('%s is refused', async (_, bytes, message) => {
  const error = await read(bytes).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(OpsError);
  expect((error as OpsError).reason).toBe('unreadable');
  expect((error as OpsError).message).toMatch(message);
});

test.each(['../x', 'a/../../x', '/etc/passwd', '..\\x', 'a\0b'])(
  'the name %j is refused where archives are listed',
  async (name) => {
    const path = written(makeZip([good, { ...other, name }]));
    const refused = { reason: 'unreadable', message: expect.stringContaining('leads outside of it') };
    await expect(openBackupFiles().inspect(path)).rejects.toMatchObject(refused);
  },
);

test('messages show no control characters out of an archive', async () => {
  const path = written(makeZip([good, { ...other, name: 'a\n\u001b[31m/../\u202eb' }]));
  const error = await openBackupFiles()
    .inspect(path)
    .catch((failure: unknown) => failure);
  expect((error as OpsError).message).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('what real programs write is no reason to refuse: drive letters, dots, an archive comment, empty entries', async () => {
  const names = ['C:\\laragon\\www\\.env', 'storage/..hidden', 'a/...', 'b/', 'ünïcode.txt'];
  const bytes = makeZip([good, ...names.map((name) => ({ name, data: Buffer.alloc(0), method: 0 }))], {
    comment: 'nightly',
  });
  expect(await read(bytes)).toBe(data.toString());
  expect(await openBackupFiles().inspect(written(bytes))).toMatchObject({ files: 4, dumps: [{ entry }] });
});

test('a dump that deflate makes a thousandth of is read', async () => {
  const same = Buffer.alloc(30_000_000, 'a');
  expect(deflateRawSync(same).length * 1000).toBeLessThan(same.length);
  expect((await read(makeZip([{ ...good, data: same }]))).length).toBe(same.length);
});

test('gzip: cut, damaged, with something behind it, or not gzip at all', async () => {
  const packed = gzipSync(data);
  const changed = Buffer.from(packed);
  changed[packed.length - 6] = (changed[packed.length - 6] ?? 0) ^ 1;
  const second = Buffer.concat([packed, Buffer.alloc(1), gzipSync('lost').subarray(1)]);
  for (const [bytes, message] of [
    [packed.subarray(0, -1), /cut off/],
    [packed.subarray(0, 5), /cut off/],
    [Buffer.alloc(0), /empty/],
    [changed, /cannot be read/],
    [second, /behind its end/],
    [data, /does not begin as gzip does/],
  ] as const)
    await expect(read(bytes, '.sql.gz', '')).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(message),
    });
  expect(await read(Buffer.concat([packed, Buffer.alloc(99)]), '.sql.gz', '')).toBe(data.toString());
});

test('Zstandard: cut, damaged, of another length, or with too large a window', async () => {
  const packed = makeZstd(data);
  const changed = Buffer.from(packed);
  changed[packed.length - 60] = (changed[packed.length - 60] ?? 0) ^ 1;
  const longer = Buffer.from(packed);
  longer.writeUInt32LE(data.length + 1, 6);
  const window = Buffer.from(packed);
  window[5] = 18 << 3;
  for (const [bytes, reason, message] of [
    [packed.subarray(0, -1), 'unreadable', /cut off/],
    [changed, 'unreadable', /checksum \(XXH64\)/],
    [longer, 'unreadable', /less than it says/],
    [window, 'unsupported', /256 MiB of memory/],
    [Buffer.concat([packed, data]), 'unreadable', /behind its end/],
  ] as const)
    await expect(read(bytes, '.sql.zst', '')).rejects.toMatchObject({
      reason,
      message: expect.stringMatching(message),
    });
});

test('a changed byte of an AES entry is found by its authentication code', async () => {
  const bytes = await makeEncryptedZip([{ name: entry, data }], 'pw', 3, 0);
  bytes[400] = (bytes[400] ?? 0) ^ 1;
  await expect(read(bytes, '.zip', entry, 'pw')).rejects.toMatchObject({
    reason: 'unreadable',
    message: expect.stringContaining('authentication code'),
  });
});

test('any bytes: a dump, or an error for people, never a hang, a crash or another error', async () => {
  const whole = [
    makeZip([good, other]),
    makeZip([{ ...good, zip64: true, descriptor: true }]),
    readFileSync(fileURLToPath(new URL('../../../fixtures/spatie-backups/mysql9.7-aes256.zip', import.meta.url))),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (original, changes, fromEnd) => {
        const bytes = Buffer.from(original);
        for (const [at, byte] of changes)
          bytes[fromEnd ? Math.max(0, bytes.length - 1 - at) : at % bytes.length] = byte;
        const outcome = await read(bytes, '.zip', entry, 'correct horse battery staple').catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(OpsError);
      },
    ),
    { numRuns: 400, seed: 4 },
  );
});
