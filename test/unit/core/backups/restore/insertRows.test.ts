import { array, assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countPlainRows, cutRows, joinBytes } from '../../../../../src/core/backups/restore/insertRows';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const numeric = (pattern: string): Uint8Array => Uint8Array.from(pattern, (one) => (one === 'n' ? 1 : 0));
const count = (rows: string, columns = 'nt'): number | undefined => countPlainRows(bytes(rows), 0, numeric(columns));

describe('countPlainRows', () => {
  test.each([
    ["(1,'a')", 1],
    ["(1,'a'),(2,NULL)", 2],
    ["(-1.5,'it\\'s'),(1e-10,'it''s'), (NULL,'')\n", 3],
    ["(0007,'\\0\\b\\n\\r\\t\\Z\\\\\\'\\\"')", 1],
    ["(1,'),(')", 1],
    ["('1','x')", 1],
    ["(1.,'x')", 1],
    ["(1,'Größe \u{1F600}')", 1],
  ])('%s has %i', (rows, expected) => {
    expect(count(rows)).toBe(expected);
  });

  test.each([
    ["(1,'100\\%')", 'INSERT keeps the backslash'],
    ["(1,'a\\_b')", 'INSERT keeps the backslash'],
    ["(1,'\\N')", 'NULL for LOAD DATA, a letter for INSERT'],
    ["(1,_binary 'a')", 'introducer'],
    ["(0x41,'a')", 'hexadecimal'],
    ["(1,X'41')", 'hexadecimal'],
    ["(1,b'1')", 'bits'],
    ['(1,"a")', 'double quotes'],
    ["(1,'a' 'b')", 'two strings'],
    ['(1,NOW())', 'function'],
    ["(1+1,'a')", 'expression'],
    ["(+1,'a')", 'sign that a column of text would keep'],
    ["(true,'a')", 'word'],
    ["(DEFAULT,'a')", 'word'],
    ["(null,'a')", 'LOAD DATA knows NULL in capitals alone'],
    ["(NULLX,'a')", 'word'],
    ['(1,2)', 'a number where text is expected'],
    ["(1,'a','b')", 'one value too many'],
    ['(1)', 'one value too few'],
    ["(1 ,'a')", 'white space that LOAD DATA would keep'],
    ["(1,'a'),", 'nothing behind the comma'],
    ["(1,'a') ON DUPLICATE KEY UPDATE id=1", 'more than rows'],
    ["(1,'a", 'open'],
    ["(1,'a'", 'open'],
    ["(1,'a\\", 'open'],
    ["(1e,'a')", 'no number'],
    ["(.5,'a')", 'not as a dump writes it'],
    ['', 'nothing'],
  ])('%s is not plain: %s', (rows) => {
    expect(count(rows)).toBeUndefined();
  });

  test('never throws and never counts more rows than there are brackets, whatever comes', () => {
    assert(
      property(array(constantFrom('(', ')', ',', "'", '\\', 'NULL', '1', 'x', ' ', '%', '"')), (parts) => {
        const text = parts.join('');
        const rows = count(text, 'n');
        if (rows !== undefined) expect(rows).toBeLessThanOrEqual(text.split('(').length - 1);
      }),
      { seed: 4 },
    );
  });
});

describe('cutRows', () => {
  const cut = (rows: string, limit: number): string[] | undefined =>
    cutRows(bytes(rows), 0, limit)?.map((piece) => Buffer.from(piece).toString());

  test('cuts between rows alone', () => {
    expect(cut("(1,'a'),(2,'),('),\n(3,NULL)", 8)).toEqual(["(1,'a')", "(2,'),(')", '(3,NULL)']);
    expect(cut('(1),(2),(3),(4)', 7)).toEqual(['(1),(2)', '(3),(4)']);
    expect(cut('(1),(2)', 1)).toEqual(['(1)', '(2)']);
    expect(cut("(1,_binary '\\'(',POINT(1,2)),(2)", 1)).toEqual(["(1,_binary '\\'(',POINT(1,2))", '(2)']);
  });

  test('does not cut what it cannot read', () => {
    expect(cut('(1) /* ( */,(2)', 1)).toBeUndefined();
    expect(cut('(1 /* ) */),(2)', 1)).toBeUndefined();
    expect(cut('(1),(2) ON DUPLICATE KEY UPDATE a=1', 1)).toBeUndefined();
    expect(cut("(1,'a", 1)).toBeUndefined();
  });

  test('pieces put together are the rows again', () => {
    const row = tuple(integer(), string()).map(
      ([n, text]) => `(${n},'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}')`,
    );
    assert(
      property(array(row, { minLength: 1 }), integer({ min: 1, max: 60 }), (rows, limit) => {
        const pieces = cut(rows.join(','), limit);
        expect(pieces?.join(',')).toBe(rows.join(','));
        for (const piece of pieces ?? []) expect(countPlainRows(bytes(piece), 0, numeric('nt'))).toBeGreaterThan(0);
      }),
      { seed: 4 },
    );
  });
});

test('joinBytes puts parts one behind the other', () => {
  expect(joinBytes(bytes('ab'), bytes(''), bytes('c'))).toEqual(Uint8Array.from(bytes('abc')));
});
