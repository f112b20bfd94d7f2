import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DumpBytes } from '../../../../../src/core/backups/dump/dumpBytes';
import { verifyDump, type Hasher } from '../../../../../src/core/backups/verify/verifyDump';
import type { VerifyProgress } from '../../../../../src/core/backups/verify/report';
import { fixtureDump, utf8 } from '../dump/readDump';

const hasher = (): Hasher => {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
};

function dumpOf(content: string | Uint8Array, chunk = 1000): DumpBytes {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  let read = 0;
  async function* chunks() {
    for (; read < bytes.length; ) {
      const part = bytes.slice(read, read + chunk);
      read += part.length;
      yield part;
    }
  }
  return { name: 'mysql-shop.sql', chunks: chunks(), readBytes: () => read, totalBytes: bytes.length };
}

const verify = (content: string | Uint8Array, chunk?: number) =>
  verifyDump(dumpOf(content, chunk), { hasher, signal: new AbortController().signal });

describe('verifying a dump', () => {
  it.each(['mariadb10.11', 'mysql9.7'])('%s: says what is in it', async (version) => {
    const report = await verify(fixtureDump(`${version}-default.sql`));
    expect(report).toMatchObject({
      entry: 'mysql-shop.sql',
      database: 'shop',
      views: 2,
      triggers: 2,
      routines: 3,
      events: 1,
      problems: [],
    });
    expect(report.tables.find(({ name }) => name === 't_types')).toMatchObject({
      rows: 3,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(report.tables.find(({ name }) => name === 'empty_one')).toMatchObject({ rows: 0 });
    expect(await verify(fixtureDump(`${version}-default.sql`), 7)).toEqual(report);
  });

  it('has the same hash for the same rows, however many share a statement', async () => {
    const [together, apart] = await Promise.all(
      ['default', 'skip-extended-insert'].map((option) => verify(fixtureDump(`mysql9.7-${option}.sql`))),
    );
    // mysqldump itself writes an empty BLOB as '' in one form and as _binary '' in the other.
    const tables = (report: typeof apart) => report?.tables.filter(({ name }) => name !== 't_types');
    expect(tables(apart)).toEqual(tables(together));
    expect(tables(apart)).toHaveLength(5);
  });

  it('hashes the definition and the rows', async () => {
    const create = 'CREATE TABLE `t` (`a` int)';
    const sha256 = createHash('sha256').update(`${create}\n(1),(2),(3)`).digest('hex');
    expect((await verify(`${create};INSERT INTO \`t\` VALUES (1),(2);INSERT INTO \`t\` VALUES (3);`)).tables).toEqual([
      { name: 't', rows: 3, sha256 },
    ]);
    for (const other of [
      `${create};INSERT INTO \`t\` VALUES (1),(2),(4);`,
      'CREATE TABLE `t` (`b` int);INSERT INTO `t` VALUES (1),(2),(3);',
    ])
      expect((await verify(other)).tables[0]?.sha256).not.toBe(sha256);
  });

  it('says what is wrong', async () => {
    const whole = fixtureDump('mysql9.7-default.sql');
    expect((await verify(whole.subarray(0, 9000))).problems).not.toEqual([]);
    expect((await verify('CREATE TABLE a (id int);CREATE TABLE a (id int);')).problems).toEqual([
      'the table a is defined twice',
    ]);
    expect((await verify('')).problems).toEqual(['is empty']);
    expect((await verify('USE a;USE b;')).remarks).toEqual(['holds 2 databases: a, b']);
  });

  it('says what a restore would write differently', async () => {
    const target = {
      server: {
        flavour: 'mariadb' as const,
        version: '',
        major: 10,
        minor: 11,
        currentUser: 'a@b',
        connectionId: 1,
        performanceSchema: false,
      },
      currentUser: 'a@b',
      maySetDefiner: false,
      collations: new Set(['utf8mb4_general_ci']),
      database: 'x',
    };
    const report = await verifyDump(dumpOf("SET @@GLOBAL.GTID_PURGED='a';GRANT ALL ON *.* TO x;"), {
      hasher,
      target,
      signal: new AbortController().signal,
    });
    expect(report).toMatchObject({
      rewritings: [{ kind: 'gtidPurged', count: 1 }],
      // The dump itself is whole: another server, or a person, may take it.
      problems: [],
      refusals: ['"GRANT ALL ON *.* TO x" is not part of a dump'],
    });
  });

  it('reports progress and stops when told to', async () => {
    const seen: VerifyProgress[] = [];
    const signal = new AbortController().signal;
    await verifyDump(dumpOf('x'.repeat(10_000_000), 1_000_000), {
      hasher,
      signal,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map(({ readBytes }) => readBytes)).toEqual([5_000_000, 10_000_000, 10_000_000]);
    const abort = new AbortController();
    abort.abort();
    await expect(verifyDump(dumpOf('x'), { hasher, signal: abort.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
  });

  it('passes on what the archive rejects with', async () => {
    const failing: DumpBytes = {
      ...dumpOf(''),
      // eslint-disable-next-line require-yield
      chunks: (async function* (): AsyncGenerator<Uint8Array> {
        await Promise.resolve();
        throw new Error('damaged');
      })(),
    };
    await expect(verifyDump(failing, { hasher, signal: new AbortController().signal })).rejects.toThrow('damaged');
  });
});
