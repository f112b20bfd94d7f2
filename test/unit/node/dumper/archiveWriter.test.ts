import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { DumpSink } from '../../../../src/core/backups/dumper/dumper';
import { OpsError } from '../../../../src/core/base/errors';
import { openDumpFiles } from '../../../../src/node/archive/dumpFiles';
import { openBackupFiles } from '../../../../src/node/archives';
import { writeArchive } from '../../../../src/node/dumper/archiveWriter';
import type { ArchiveRequest } from '../../../../src/node/dumper/archiveWriter';

const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-writer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const entry = 'db-dumps/mysql-shop.sql';
let place = folder;
let nth = 0;
beforeEach(() => {
  place = join(folder, `place ${nth++} ü`);
});

const request = (change: Partial<ArchiveRequest> = {}): ArchiveRequest => ({
  folder: place,
  now: new Date('2026-11-22T02:00:00Z'),
  timeZone: 'Europe/Berlin',
  entry,
  signal,
  ...change,
});

/** Writes `text` in pieces of uneven lengths, waiting where it is told to. */
const writing = (text: string) => async (sink: DumpSink) => {
  const bytes = Buffer.from(text);
  for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 7) % 1_300_001 || 1)
    await sink.write(Uint8Array.from(bytes.subarray(from, from + size)));
  return bytes.length;
};
async function read(path: string, password?: string): Promise<string> {
  const { chunks } = await openDumpFiles().open(path, entry, {
    signal,
    ...(password === undefined ? {} : { password }),
  });
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(Uint8Array.from(chunk)));
  return Buffer.concat(pieces).toString();
}
const long = Array.from({ length: 150_000 }, (_, n) => `INSERT INTO t VALUES (${n},'${(n * 7919) % 1013}');\n`).join(
  '',
);

describe('an archive', () => {
  test.each([undefined, 'correct horse', 'pä"s\'s $x'])('holds what was written, password %s', async (password) => {
    const made = await writeArchive(request(password === undefined ? {} : { password }), writing(long));
    expect(made.path).toBe(join(place, '2026-11-22-03-00-00.zip'));
    expect(made.result).toBe(long.length);
    expect(made.encrypted).toBe(password !== undefined);
    const file = readFileSync(made.path);
    expect(made.sizeBytes).toBe(file.length);
    expect(made.sha256).toBe(createHash('sha256').update(file).digest('hex'));
    expect(file.length).toBeLessThan(long.length / 3);
    expect(await read(made.path, password)).toBe(long);
    expect(await openBackupFiles().inspect(made.path)).toMatchObject({
      encrypted: password !== undefined,
      dumps: [{ entry, driver: 'mysql', database: 'shop', compression: 'none', sizeBytes: long.length }],
    });
    expect(readdirSync(place)).toEqual(['2026-11-22-03-00-00.zip']);
    if (password !== undefined)
      await expect(read(made.path, 'wrong')).rejects.toMatchObject({ reason: 'wrongPassword' });
  });

  test('small ones are whole too', async () => {
    const made = await writeArchive(request(), writing('x'));
    expect(await read(made.path)).toBe('x');
  });

  test('an empty dump is no backup', async () => {
    await expect(writeArchive(request(), writing(''))).rejects.toMatchObject({ reason: 'unreadable' });
    expect(readdirSync(place)).toEqual([]);
  });

  test('two in one second have two names, and none is overwritten', async () => {
    mkdirSync(place);
    writeFileSync(join(place, '2026-11-22-03-00-00.zip'), 'an older one');
    const made = await Promise.all([writeArchive(request(), writing('one')), writeArchive(request(), writing('two'))]);
    expect(await Promise.all(made.map(({ path }) => read(path)))).toEqual(['one', 'two']);
    expect(readFileSync(join(place, '2026-11-22-03-00-00.zip'), 'utf8')).toBe('an older one');
    expect(readdirSync(place)).toHaveLength(3);
  });
});

describe('what fails leaves nothing', () => {
  test('the dump', async () => {
    const failing = writeArchive(request(), async (sink) => {
      await writing(long)(sink);
      throw new OpsError('connectionLost', 'gone');
    });
    await expect(failing).rejects.toMatchObject({ reason: 'connectionLost' });
    expect(readdirSync(place)).toEqual([]);
  });

  test('a cancelled one, before and while it is written', async () => {
    const abort = new AbortController();
    const cancelled = writeArchive(request({ signal: abort.signal }), async (sink) => {
      await writing(long)(sink);
      abort.abort();
      throw new OpsError('cancelled', 'Cancelled.');
    });
    await expect(cancelled).rejects.toMatchObject({ reason: 'cancelled' });
    expect(readdirSync(place)).toEqual([]);
    await expect(writeArchive(request({ signal: abort.signal }), writing('x'))).rejects.toMatchObject({
      reason: 'cancelled',
    });
    expect(readdirSync(place)).toEqual([]);
  });

  test('a folder that is a file', async () => {
    writeFileSync(place, '');
    await expect(writeArchive(request({ folder: join(place, 'x') }), writing('x'))).rejects.toMatchObject({
      reason: 'unwritable',
    });
  });
});
