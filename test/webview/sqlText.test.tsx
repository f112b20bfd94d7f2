import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlPieces } from '../../webview/parts/sqlText';

/** The statement as it is drawn: a line break before each clause. */
const drawn = (sql: string): string[] =>
  sqlPieces(sql)
    .map(({ text, kind }) => (kind === 'clause' ? `\n${text}` : text))
    .join('')
    .split('\n')
    .map((line) => line.trim());

test('clauses begin lines, subqueries and functions stay in theirs', () => {
  expect(
    drawn(
      "select left(name, 3), (select count(*) from b where x = 'order by') from a left outer join b on a.id = b.a_id where n = 1 group by `from` order by n limit 5",
    ),
  ).toEqual([
    "select left(name, 3), (select count(*) from b where x = 'order by')",
    'from a',
    'left outer join b on a.id = b.a_id',
    'where n = 1',
    'group by `from`',
    'order by n',
    'limit 5',
  ]);
  expect(drawn('update a set n = 1 where id = 2')).toEqual(['update a', 'set n = 1', 'where id = 2']);
  expect(drawn('delete from a where id = 2')).toEqual(['delete from a', 'where id = 2']);
});

test('quoted words are no keywords', () => {
  expect(sqlPieces("where a = 'it''s from \\' here'").filter(({ kind }) => kind !== 'plain')).toEqual([
    { text: 'where', kind: 'keyword' },
  ]);
});

test('the pieces of any text give it back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(
        sqlPieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('quotes and parentheses that never close are read once', () => {
  const text = `${'('.repeat(20_000)}${"'".repeat(20_001)}${'\\'.repeat(20_000)}`;
  expect(
    sqlPieces(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
