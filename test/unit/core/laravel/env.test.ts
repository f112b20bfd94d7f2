import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextRange } from '../../../../src/core/base/text';
import { type EnvFile, laravelEnvCast, readEnv } from '../../../../src/core/laravel/env';
import { hostileFiles } from '../../../fixtures/env/hostile';
import { dialectTable, envTable } from '../../../fixtures/env/table';

const slice = (text: string, range: TextRange | undefined): string | undefined =>
  range === undefined ? undefined : text.slice(range.start, range.end);
const reading = (file: EnvFile): unknown =>
  file.problems.some((problem) => problem.fatal) ? 'error' : file.entries.map(({ key, value }) => [key, value]);

test.each(envTable)('%s', (_, text, reads) => {
  expect(reading(readEnv(text))).toEqual(reads);
});

test.each(dialectTable)('phpdotenv 5.4 and 5.6 read %j differently', (text, old, now) => {
  expect(reading(readEnv(text, '5.4'))).toEqual(old);
  expect(reading(readEnv(text, '5.6'))).toEqual(now);
});

test('ranges point at names, values as written and comments', () => {
  const text = `\uFEFFexport NAME = "a 🐎" # why\r\n'B'=x#y\r\nC=\r\nD`;
  const file = readEnv(text);
  expect(
    file.entries.map((entry) => [
      slice(text, entry.keyRange),
      slice(text, entry.valueRange),
      entry.quote,
      slice(text, entry.commentRange),
    ]),
  ).toEqual([
    ['NAME', '"a 🐎"', 'double', '# why'],
    ['B', 'x', 'none', '#y'],
    ['C', '', 'none', undefined],
    ['D', '', 'none', undefined],
  ]);
  expect(file.entries[2]?.valueRange.start).toBe(text.indexOf('C=') + 2);
  expect(file.entries[3]?.valueRange.start).toBe(text.length);
});

test('a comment that cuts a value starts where the value ends', () => {
  const cut = readEnv('A=abc#1').get('A');
  const apart = readEnv('A=abc #1').get('A');
  expect(cut?.commentRange?.start).toBe(cut?.valueRange.end);
  expect(apart?.commentRange?.start).not.toBe(apart?.valueRange.end);
});

test('the last entry of a key counts', () => {
  const file = readEnv('A=1\nA=2\nB=${A}');
  expect(file.get('A')?.value).toBe('2');
  expect(file.get('B')?.value).toBe('2');
  expect(file.get('constructor')).toBeUndefined();
});

test.each([
  ['A=a b # c', 'unexpectedWhitespace', 'a b', 'a b'],
  ["A='it''s'", 'textAfterQuote', "'it''s'", "'it''s'"],
  ['A="a\\qb"', 'unknownEscape', '\\q', '"a\\qb"'],
  ["A='a b", 'unclosedQuote', "'a b", "'a b"],
  ['B-C=1', 'invalidName', 'B-C', undefined],
  ['hello world ', 'invalidName', 'hello world', undefined],
  [' =1', 'missingName', '=', undefined],
])('%j stops Laravel: %s', (line, code, marked, meant) => {
  const text = `Z=1\n${line}\nY=2`;
  const { problems, entries } = readEnv(text);
  expect(problems).toMatchObject([{ code, fatal: true }]);
  expect(problems[0]?.message).toMatch(/: Laravel stops with ".*" and the application does not boot\.$/);
  expect(slice(text, problems[0]?.range)).toBe(marked);
  expect(slice(text, problems[0]?.valueRange)).toBe(meant);
  expect(entries.map(({ key }) => key)).toEqual(['Z', 'Y']);
});

test('a quote that is never closed is told where it opens, with how much it hides', () => {
  const text = 'A=1\nB="x\nC=3\nD=4';
  const { problems } = readEnv(text);
  expect(problems).toMatchObject([{ code: 'ignoredLines', fatal: false }]);
  expect(slice(text, problems[0]?.range)).toBe('"x');
  expect(problems[0]?.message).toBe(
    'The double quote is not closed: Laravel ignores this line and the 2 lines below it without an error.',
  );
});

test('a comment that hides assignments is told', () => {
  const text = '# A="x\nB=1\nC="y"\nD=4';
  const { problems } = readEnv(text);
  expect(problems).toMatchObject([{ code: 'commentSpills', fatal: false }]);
  expect(problems[0]?.message).toContain('the 2 lines below it');
});

test('messages never show a value', () => {
  const secret = 'hunter2';
  for (const line of [`A=x ${secret}`, `A="${secret}\\q"`, `A='${secret}`, `A="${secret}`, `A="x" ${secret}`]) {
    const { problems } = readEnv(line);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).not.toContain(secret);
  }
});

test('variables that would grow without end are left as written', () => {
  const lines = ['V0=0123456789'];
  for (let index = 1; index <= 40; index++) lines.push(`V${index}=\${V${index - 1}}\${V${index - 1}}`);
  const file = readEnv(lines.join('\n'));
  expect(file.get('V5')?.value).toHaveLength(320);
  expect(file.problems[0]).toMatchObject({ code: 'tooLarge', fatal: false });
  expect(file.get('V40')?.value).toContain('${V39}');
});

test('long files and long values are read in one pass', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `KEY_${index}="\${KEY_${index - 1}}"`).join('\n');
  expect(readEnv(many).entries).toHaveLength(20_000);
  const dollars = `A=x\nB=${'${A}$'.repeat(100_000)}`;
  expect(readEnv(dollars).get('B')?.value).toBe('x$'.repeat(100_000));
  expect(readEnv(`A=x\n${'B="\n'.repeat(50_000)}`).entries.length).toBeGreaterThan(0);
  expect(readEnv(`A="${'\\'.repeat(300_001)}`).entries).toEqual([]);
});

const alphabet = fc.constantFrom(...Array.from('AB=="\'\\#$ {}\n\r\t\f\0x_.-é🐎'));
const hostile = fc.oneof(fc.string({ unit: alphabet, maxLength: 60 }), fc.string({ unit: 'binary' }));

test('any text is read without an exception, with ranges that hold what they say', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('5.4' as const, '5.6' as const), (text, dialect) => {
      const { entries, problems } = readEnv(text, dialect);
      let last = 0;
      for (const { key, keyRange, value, valueRange, quote, commentRange } of entries) {
        expect(slice(text, keyRange)).toBe(key);
        expect(keyRange.start).toBeGreaterThanOrEqual(last);
        expect(valueRange.start).toBeGreaterThanOrEqual(keyRange.end);
        const written = text.slice(valueRange.start, valueRange.end);
        if (quote !== 'none') expect(written).toMatch(quote === 'single' ? /^'[^']*'$/ : /^"[^]*"$/);
        if (quote === 'none' && value !== null && !value.includes('$') && !written.includes('$')) {
          expect(value).toBe(written);
        }
        if (commentRange !== undefined) expect(text[commentRange.start]).toBe('#');
        last = commentRange?.end ?? valueRange.end;
        expect(last).toBeLessThanOrEqual(text.length);
      }
      for (const { range, valueRange } of problems) {
        expect(range.start).toBeLessThan(range.end);
        expect(range.end).toBeLessThanOrEqual(text.length);
        if (valueRange !== undefined) expect(valueRange.start).toBeLessThanOrEqual(valueRange.end);
      }
    }),
    { numRuns: 3000 },
  );
  for (const text of hostileFiles(2000, 11)) expect(() => readEnv(text)).not.toThrow();
});

test.each([
  ['true', true],
  ['(TRUE)', true],
  ['False', false],
  ['(false)', false],
  ['empty', ''],
  ['(empty)', ''],
  ['NULL', null],
  ['(null)', null],
  [null, null],
  ['', ''],
  ['1', '1'],
  [' true', ' true'],
  ['"true"', 'true'],
  ["'a'", 'a'],
  ['"', '"'],
  ['""', ''],
  [`"a'`, `"a'`],
  ['""a""', '"a"'],
  ['"a\nb"', '"a\nb"'],
])('env() makes %j of it', (text, cast) => {
  expect(laravelEnvCast(text)).toBe(cast);
});
