// Damages of real archives, by a seed: each is found before anything could be restored from it, or has provably changed nothing
// of what a restore reads. LARAVEL_OPS_DAMAGES=1000 for the long form, LARAVEL_OPS_SEED for another one.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOpsError, messageOf } from '../../../src/core/base/errors';
import { openDumpFiles } from '../../../src/node/archive/dumpFiles';
import { verifyBackup } from '../../../src/node/verifyBackup';
import { makeEncryptedZip, makeZip } from './archive/makeZip';
import { makeZstd } from './archive/makeZstd';

const rounds = Number(process.env['LARAVEL_OPS_DAMAGES'] ?? 150);
const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);
const password = 'correct horse battery staple';
const sqlEntry = 'db-dumps/mysql-shop.sql';
const never = new AbortController().signal;
const fixtures = fileURLToPath(new URL('../../fixtures/spatie-backups/', import.meta.url));

/** A whole backup, and the dumps that are to be read from it. */
interface Whole {
  readonly name: string;
  readonly ending: string;
  readonly bytes: Buffer;
  readonly dumps: readonly (readonly [entry: string, sql: Buffer])[];
}

let scratch = '';
let wholes: Whole[] = [];
let plainSql: Buffer[] = [];

async function readDump(path: string, entry: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const dump = await openDumpFiles().open(path, entry, { signal: never, password });
  for await (const chunk of dump.chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-corruption-'));
  for (const name of readdirSync(fixtures).filter((each) => each.endsWith('.zip'))) {
    const entry = name.includes('gzip') || name.startsWith('mariadb10.11-aes') ? `${sqlEntry}.gz` : sqlEntry;
    const dumps = [[entry, await readDump(join(fixtures, name), entry)]] as const;
    wholes.push({ name, ending: '.zip', bytes: readFileSync(join(fixtures, name)), dumps });
  }
  plainSql = wholes.filter(({ name }) => name.includes('plain')).map(({ dumps }) => dumps[0]![1]);
  const [sql, other] = plainSql as [Buffer, Buffer];
  const add = (name: string, ending: string, bytes: Buffer, ...dumps: Whole['dumps'][number][]): number =>
    wholes.push({ name, ending, bytes, dumps });
  const two = [
    { name: sqlEntry, data: sql },
    { name: 'db-dumps/mysql-log.sql', data: other },
  ];
  add('two dumps', '.zip', makeZip(two), [sqlEntry, sql], ['db-dumps/mysql-log.sql', other]);
  add('stored', '.zip', makeZip([{ name: sqlEntry, data: sql, method: 0, descriptor: true }]), [sqlEntry, sql]);
  add('zip64', '.zip', makeZip([{ name: sqlEntry, data: sql, zip64: true }]), [sqlEntry, sql]);
  add(
    'ZipCrypto',
    '.zip',
    await makeEncryptedZip(two, password, 0),
    [sqlEntry, sql],
    ['db-dumps/mysql-log.sql', other],
  );
  add('AES-128', '.zip', await makeEncryptedZip(two, password, 1), [sqlEntry, sql], ['db-dumps/mysql-log.sql', other]);
  add('gzip', '.sql.gz', gzipSync(sql), ['', sql]);
  add('Zstandard', '.sql.zst', makeZstd(sql), ['', sql]);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Random = (below: number) => number;

/** mulberry32: the same numbers on every machine. */
function randomOf(start: number): Random {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Damages of the file as it lies on the disk: found, or nothing that is restored has changed. */
const ofBytes: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  bitFlip(bytes, random) {
    const at = random(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random(8));
    return bytes;
  },
  /** Where names, sizes and offsets are: the last bytes of the archive. */
  bitFlipInTheList(bytes, random) {
    const at = bytes.length - 1 - random(Math.min(bytes.length, 160));
    bytes[at] = bytes[at]! ^ (1 << random(8));
    return bytes;
  },
  bitFlipInTheHead(bytes, random) {
    const at = random(Math.min(bytes.length, 80));
    bytes[at] = bytes[at]! ^ (1 << random(8));
    return bytes;
  },
  truncation: (bytes, random) => bytes.subarray(0, random(bytes.length)),
  overwrittenBlock(bytes, random) {
    const at = random(bytes.length);
    for (let index = at; index < Math.min(bytes.length, at + 1 + random(4096)); index++) bytes[index] = random(256);
    return bytes;
  },
  zeroedTail: (bytes, random) => bytes.fill(0, bytes.length - 1 - random(bytes.length - 1)),
  zeroedBlock(bytes, random) {
    const at = random(bytes.length);
    return bytes.fill(0, at, Math.min(bytes.length, at + 512));
  },
  swappedBlocks(bytes, random) {
    const length = 1 + random(2048);
    const [a, b] = [random(bytes.length - length), random(bytes.length - length)];
    const first = Buffer.from(bytes.subarray(a, a + length));
    bytes.copy(bytes, a, b, b + length);
    first.copy(bytes, b);
    return bytes;
  },
  lostBytes(bytes, random) {
    const at = random(bytes.length - 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(600))]);
  },
  insertedBytes(bytes, random) {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random(600), random(256)), bytes.subarray(at)]);
  },
  appendedBytes: (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random(600), random(256))]),
};

/** Forged or wrongly made archives, with checksums that hold: always found. */
const made: Readonly<Record<string, (sql: Buffer, other: Buffer, random: Random) => Buffer>> = {
  /** Everything from somewhere on is missing, up to the last statement. */
  cutDump: (sql, _, random) => makeZip([{ name: sqlEntry, data: sql.subarray(0, random(lastStatement(sql))) }]),
  cutGzipDump: (sql, _, random) =>
    makeZip([{ name: `${sqlEntry}.gz`, data: gzipSync(sql.subarray(0, random(lastStatement(sql)))) }]),
  /** Cut where a statement ends. */
  missingStatements(sql, _, random) {
    const end = sql.lastIndexOf(';\n', random(lastStatement(sql)));
    return makeZip([{ name: sqlEntry, data: sql.subarray(0, Math.max(0, end + 2)) }]);
  },
  utf16: (sql) => makeZip([{ name: sqlEntry, data: Buffer.from(`\ufeff${sql.toString('latin1')}`, 'utf16le') }]),
  utf16WithoutMark: (sql) => makeZip([{ name: sqlEntry, data: Buffer.from(sql.toString('latin1'), 'utf16le') }]),
  emptyDump: () => makeZip([{ name: sqlEntry, data: Buffer.alloc(0) }]),
  swappedEntries(sql, other) {
    const first = makeZip([{ name: sqlEntry, data: sql }]);
    const offset = first.readUInt32LE(first.length - 6);
    return makeZip([
      { name: sqlEntry, data: sql, offset },
      { name: 'db-dumps/mysql-log.sql', data: other, offset: 0 },
    ]);
  },
  sameNameTwice: (sql, other) =>
    makeZip([
      { name: sqlEntry, data: sql },
      { name: sqlEntry, data: other },
    ]),
  pathTraversal: (sql, _, random) =>
    makeZip([
      { name: sqlEntry, data: sql },
      {
        name: ['../../.env', '/etc/passwd', '..\\..\\x', 'a/../../x', 'db-dumps/a\0.sql'][random(5)]!,
        data: Buffer.from('x'),
      },
    ]),
  overlappingEntries: (sql, _, random) =>
    makeZip([
      { name: sqlEntry, data: sql },
      ...Array.from({ length: 1 + random(20) }, (__, index) => ({ name: `${index}`, data: sql, offset: 0 })),
    ]),
  impossibleRatio: (sql) => makeZip([{ name: sqlEntry, data: sql, size: 4_000_000_000 }]),
  moreThanItSays: (sql) => makeZip([{ name: sqlEntry, data: sql, size: 1000, crc32: 0 }]),
};

/** Where the last statement begins that is not a comment: mysqldump's last SET. */
function lastStatement(sql: Buffer): number {
  return sql.lastIndexOf('\n/*!40111 SET SQL_NOTES');
}

/** What verifying says against it; undefined: nothing. */
async function verdict(path: string, given = password): Promise<string | undefined> {
  try {
    const report = await verifyBackup(path, { level: 'dump', signal: never, password: given });
    if (report.whole) return undefined;
    return [...report.problems, ...report.dumps.flatMap(({ problems }) => problems)].join(' ');
  } catch (error) {
    if (!isOpsError(error)) throw error;
    return messageOf(error);
  }
}

/** A sentence for people: no class names, no codes of ours, no stack. */
function expectSentence(message: string): void {
  expect(message).toMatch(/\p{L}+ \p{L}+/u);
  expect(message).not.toMatch(/undefined|NaN|\[object|\bat .*:\d+:\d+|TypeError|RangeError|Z_[A-Z]+_ERROR/);
}

test('every whole backup is found whole', async () => {
  for (const { name, ending, bytes } of wholes) {
    const path = join(scratch, `whole${ending}`);
    writeFileSync(path, bytes);
    expect([name, await verdict(path)]).toEqual([name, undefined]);
  }
});

test(`${rounds} damages are found, or have changed nothing that is restored`, { timeout: 1_000_000 }, async () => {
  const random = randomOf(seed);
  const kinds = [...Object.keys(ofBytes), ...Object.keys(ofBytes), ...Object.keys(made), 'wrongPassword'];
  const unchanged: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[random(kinds.length)]!;
    const whole = wholes[random(wholes.length)]!;
    const hint = `round ${round} of seed ${seed}: ${kind} of ${whole.name}`;
    if (kind === 'wrongPassword') {
      const locked = wholes.filter(({ name }) => /aes|crypto/i.test(name))[random(4)]!;
      const path = join(scratch, 'locked.zip');
      writeFileSync(path, locked.bytes);
      expect(await verdict(path, `other ${random(1e9)}`), hint).toMatch(/password|decrypt|damaged/);
      continue;
    }
    const damage = ofBytes[kind];
    const [sql, other] = (random(2) === 0 ? plainSql : plainSql.toReversed()) as [Buffer, Buffer];
    const bytes = damage?.(Buffer.from(whole.bytes), random) ?? made[kind]!(sql, other, random);
    const ending = damage === undefined ? '.zip' : whole.ending;
    const path = join(scratch, `damaged${ending}`);
    writeFileSync(path, bytes);
    const said = await verdict(path);
    if (said !== undefined) {
      expectSentence(said);
      continue;
    }
    expect(damage, `${hint}: not found`).toBeDefined();
    for (const [entry, before] of whole.dumps)
      expect((await readDump(path, entry)).equals(before), `${hint}: not found, and ${entry} has changed`).toBe(true);
    unchanged[kind] = (unchanged[kind] ?? 0) + 1;
  }
  if (rounds > 150) console.log('changed nothing that is restored:', unchanged);
});

test('damage in any file of a mydumper folder is found, but where it has no checksum and stays SQL', async () => {
  const folder = join(scratch, 'mydumper');
  mkdirSync(folder);
  const files: Record<string, Buffer> = {
    metadata: Buffer.from(
      '# Started dump at: 2026-11-22 02:00:00\n[`shop`.`orders`]\nrows = 3\n# Finished dump at: 2026-11-22 02:00:09\n',
    ),
    'shop.orders-schema.sql.gz': gzipSync('CREATE TABLE `orders` (`id` int NOT NULL, PRIMARY KEY (`id`));\n'),
    'shop.orders.00000.sql.gz': gzipSync('INSERT INTO `orders` VALUES (1),(2);\n'),
    'shop.orders.00001.sql.zst': makeZstd(Buffer.from('INSERT INTO `orders` VALUES (3);\n')),
  };
  const write = (changed: Record<string, Buffer | undefined> = {}): void => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    for (const [name, data] of Object.entries({ ...files, ...changed }))
      if (data !== undefined) writeFileSync(join(folder, name), data);
  };
  write();
  expect(await verdict(folder)).toBeUndefined();
  const report = await verifyBackup(folder, { level: 'dump', signal: never });
  expect(report.dumps[0]?.tables).toMatchObject([{ name: 'orders', rows: 3 }]);
  for (const name of Object.keys(files)) {
    write({ [name]: undefined });
    expect(await verdict(folder), `without ${name}`).toBeDefined();
    write({ [name]: files[name]!.subarray(0, files[name]!.length - 40) });
    expect(await verdict(folder), `cut ${name}`).toBeDefined();
  }
  write({ 'shop.orders.00000.sql.gz': gzipSync('INSERT INTO `orders` VALUES (1);\n') });
  expect(await verdict(folder)).toContain('rows');
});

test('what was made to fill disks is read no further than a real dump could go', { timeout: 300_000 }, async () => {
  const member = gzipSync(Buffer.alloc(32 * 1024 * 1024));
  const nested = Buffer.concat(Array.from({ length: 64 }, () => member));
  for (const [ending, data] of [
    ['.sql.gz.zip', makeZip([{ name: `${sqlEntry}.gz`, data: nested }])],
    ['.sql.zst', repeated(2 ** 31)],
  ] as const) {
    const path = join(scratch, `bomb${ending}`);
    writeFileSync(path, data);
    const dump = await openDumpFiles().open(path, `${sqlEntry}.gz`, { signal: never });
    let length = 0;
    const reading = async (): Promise<void> => {
      for await (const chunk of dump.chunks) length += chunk.length;
    };
    await expect(reading()).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining('fill disks'),
    });
    expect(length).toBeLessThan(1.9 * 2 ** 30);
  }
});

/** So many zero bytes as Zstandard: 4 bytes for each 128 KiB (RFC 8878, 3.1.1.2.2). */
function repeated(length: number): Buffer {
  const block = Buffer.from([
    ((131_072 << 3) & 0xff) | 2,
    ((131_072 << 3) >> 8) & 0xff,
    ((131_072 << 3) >> 16) & 0xff,
    0,
  ]);
  const last = Buffer.from(block);
  last[0] = last[0]! | 1;
  const blocks = Array.from({ length: length / 131_072 - 1 }, () => block);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]), ...blocks, last]);
}
