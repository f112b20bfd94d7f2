import { describe, expect, test } from 'vitest';
import type { DumpColumn, LiteralKind } from '../../../../../src/core/backups/dumper/column';
import { createDumpWriter } from '../../../../../src/core/backups/dumper/rowWriter';

/** A row in the text protocol's form. */
function packet(values: readonly (Uint8Array | string | null)[]): Uint8Array {
  const pieces = values.map((value) => {
    if (value === null) return Uint8Array.of(0xfb);
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    const { length } = bytes;
    const head =
      length < 251
        ? [length]
        : length < 65_536
          ? [0xfc, length & 255, length >> 8]
          : [0xfd, length & 255, (length >> 8) & 255, length >> 16];
    return Uint8Array.from([...head, ...bytes]);
  });
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

const columns = (...kinds: readonly LiteralKind[]): readonly DumpColumn[] =>
  kinds.map((literal, index) => ({ name: `c${index}`, literal, expression: `c${index}` }));

/** What was written, as bytes one to one. */
function written(
  kinds: readonly LiteralKind[],
  rows: readonly (readonly (Uint8Array | string | null)[])[],
  statementBytes = 1_000_000,
): string {
  const taken: Uint8Array[] = [];
  const writer = createDumpWriter((bytes) => taken.push(bytes));
  const sink = writer.rows('INSERT INTO `t` VALUES', columns(...kinds), statementBytes);
  for (const row of rows) {
    // Not at the beginning of its memory, as in a packet of the server.
    const bytes = packet(row);
    const padded = new Uint8Array(bytes.length + 9);
    padded.set(bytes, 4);
    sink.row(padded, 4, 4 + bytes.length);
  }
  expect(sink.end()).toBe(rows.length);
  writer.flush();
  const all = taken.map((bytes) => Buffer.from(bytes).toString('latin1')).join('');
  expect(writer.total()).toBe(all.length);
  return all;
}

describe('rows', () => {
  test('are extended INSERTs, a row a line', () => {
    expect(
      written(
        ['bare', 'text'],
        [
          ['1', 'a'],
          ['-2.50', null],
        ],
      ),
    ).toBe("INSERT INTO `t` VALUES\n(1,'a'),\n(-2.50,NULL);\n");
  });

  test('none are no statement', () => {
    expect(written(['bare'], [])).toBe('');
  });

  test('escape what mysql_real_escape_string escapes, and nothing else', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = written(['binary'], [[all]]);
    const expected = Array.from(all, (byte) => {
      const letter = new Map([
        [0, '0'],
        [10, 'n'],
        [13, 'r'],
        [26, 'Z'],
        [34, '"'],
        [39, "'"],
        [92, '\\'],
      ]).get(byte);
      return letter === undefined ? String.fromCharCode(byte) : `\\${letter}`;
    }).join('');
    expect(text).toBe(`INSERT INTO \`t\` VALUES\n(_binary '${expected}');\n`);
  });

  test('keep the sign of a negative zero', () => {
    expect(
      written(
        ['double', 'bare'],
        [
          ['-0', '-0'],
          ['-0.5', '0'],
        ],
      ),
    ).toBe('INSERT INTO `t` VALUES\n(-0e0,-0),\n(-0.5,0);\n');
  });

  test.each([0, 1, 250, 251, 252, 65_535, 65_536, 3_000_000])('hold a value of %i bytes', (length) => {
    const value = new Uint8Array(length).fill(39);
    expect(
      written(
        ['text', 'bare'],
        [
          [value, '7'],
          ['x', '8'],
        ],
      ),
    ).toContain(`('${"\\'".repeat(length)}',7)`);
  });

  test('begin a new statement before one grows too long, and give a longer row its own', () => {
    const short = 'x'.repeat(30);
    const text = written(['text'], [[short], [short], [short], ['y'.repeat(500)], [short]], 110);
    const statements = text.split(';\n').filter((one) => one !== '');
    expect(statements.map((one) => one.length)).toEqual([93, 57, 527, 57]);
    expect(statements.every((one) => one.startsWith('INSERT INTO `t` VALUES\n('))).toBe(true);
  });

  test('pass on blocks while they come', () => {
    const sizes: number[] = [];
    const writer = createDumpWriter((bytes) => sizes.push(bytes.length));
    const sink = writer.rows('INSERT INTO `t` VALUES', columns('text'), 1_000_000);
    const row = packet(['z'.repeat(60_000)]);
    for (let n = 0; n < 200; n++) sink.row(row, 0, row.length);
    sink.end();
    writer.flush();
    expect(sizes.length).toBeGreaterThan(8);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 << 20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(writer.total());
  });
});
