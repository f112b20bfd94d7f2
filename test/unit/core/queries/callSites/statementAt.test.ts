import { assert as check, constantFrom, nat, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { statementAt } from '../../../../../src/core/queries/callSites/statementAt';

/** The text with "|" where the cursor stands, or "[" and "]" around what is selected. */
function at(language: string, marked: string): string | undefined {
  const cursor = marked.indexOf('|');
  if (cursor >= 0) return statementAt(marked.replace('|', ''), { language, start: cursor, end: cursor })?.sql;
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return statementAt(marked.replace(/[«»]/g, ''), { language, start, end })?.sql;
}

test.each([
  ['select 1; sel|ect 2; select 3', 'select 2'],
  ['-- a comment; with a semicolon\nselect ";" from t wh|ere a = 1', 'select ";" from t where a = 1'],
  ['select 1; «select 2;» select 3', 'select 2'],
  ["sel|ect 'it''s; fine' from t; select 2", "select 'it''s; fine' from t"],
  ['create table t (i int|)', undefined],
  ['|', undefined],
])('SQL: %s', (text, sql) => {
  expect(at('sql', text)).toBe(sql);
});

test.each([
  ["<?php DB::select('select * from t wh|ere a = ?', [1]);", 'select * from t where a = ?'],
  ['<?php DB::select("select * from t where a = $i|d");', 'select * from t where a = ?'],
  ['<?php DB::select("select * from t where a = {$user->i|d} and b = 1");', 'select * from t where a = ? and b = 1'],
  ["<?php $x = <<<'SQL'\n  select *\n  from | t\n  SQL;\n", 'select *\n  from  t'],
  ["<?php // 'select 1|'\n$x = 'select 2';", undefined],
  ["<?php $x = 'hel|lo';", undefined],
  ["<?php DB::select(«'select 1 from t'»);", 'select 1 from t'],
])('PHP: %s', (text, sql) => {
  expect(at('php', text)).toBe(sql);
});

test('the line is the one where the statement begins', () => {
  const text = 'select 1;\n\n-- why\nselect 2\nfrom t';
  const cursor = text.length - 1;
  expect(statementAt(text, { language: 'sql', start: cursor, end: cursor })).toEqual({
    sql: 'select 2\nfrom t',
    line: 4,
  });
});

test('any text with any cursor is answered', () => {
  check(
    property(string({ maxLength: 200 }), nat(), nat(), constantFrom('sql', 'php'), (text, a, b, language) => {
      const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].toSorted((x, y) => x - y);
      const found = statementAt(text, { language, start, end });
      expect(found === undefined || found.line >= 1).toBe(true);
    }),
    { seed: 5, numRuns: 300 },
  );
});
