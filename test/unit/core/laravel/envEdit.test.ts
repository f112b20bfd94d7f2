import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../../../src/core/base/text';
import { readEnv } from '../../../../src/core/laravel/env';
import { quoteEnvValue, setEnvValue } from '../../../../src/core/laravel/envEdit';
import { hostileValues } from '../../../fixtures/env/hostile';

const set = (text: string, key: string, value: string): string => applyEdits(text, setEnvValue(text, key, value));

test.each([
  ['production', 'production'],
  ['', ''],
  ['base64:AbC+/=', 'base64:AbC+/='],
  ['https://shop.test/a?b', '"https://shop.test/a?b"'],
  ['a b', '"a b"'],
  ['pa#ss', '"pa#ss"'],
  ['a"b', '"a\\"b"'],
  ["it's", '"it\'s"'],
  ['a\\b', '"a\\\\b"'],
  ['$x', '"\\$x"'],
  ['a\nb', '"a\\nb"'],
])('%j is written as %s', (value, written) => {
  expect(quoteEnvValue(value)).toBe(written);
});

test('quotes that a value has are kept while they can hold it', () => {
  expect(quoteEnvValue('a', 'double')).toBe('"a"');
  expect(quoteEnvValue('a$b', 'single')).toBe("'a$b'");
  expect(quoteEnvValue("it's", 'single')).toBe('"it\'s"');
});

test('whatever is written is read back', () => {
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from('ab=="\'\\#$ {}\n\r\t\f\0🐎')), maxLength: 20 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...hostileValues(500, 5)),
  );
  fc.assert(
    fc.property(value, fc.constantFrom('none' as const, 'single' as const, 'double' as const), (value, style) => {
      const file = readEnv(`A=1\nK=${quoteEnvValue(value, style)} # c\nB=1`);
      expect(file.problems).toEqual([]);
      expect(file.get('K')?.value).toBe(value);
      expect(file.get('B')?.value).toBe('1');
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['in place', 'A=1\nAPP_DEBUG=true\nB=2', 'APP_DEBUG', 'false', 'A=1\nAPP_DEBUG=false\nB=2'],
  ['keeping the comment', 'A=1 # why', 'A', '2', 'A=2 # why'],
  ['keeping quotes', `A="x y"\r\nB='z'\r\n`, 'B', 'w', `A="x y"\r\nB='w'\r\n`],
  ['adding quotes', 'A=1 # why', 'A', 'a b', 'A="a b" # why'],
  ['where nothing was', 'A= # why', 'A', 'x', 'A=x # why'],
  ['where there was no =', 'A\nB=1', 'A', 'x', 'A=x\nB=1'],
  ['in the last of duplicates', 'A=1\nA=2\nB=1', 'A', '3', 'A=1\nA=3\nB=1'],
  ['over several lines', 'A="x\ny"\nB=1', 'A', 'z', 'A="z"\nB=1'],
  ['with a name in quotes', '"A" = 1', 'A', '2', '"A" = 2'],
  ['in a line that Laravel cannot read', 'A=a b # c\nB=1', 'A', 'a b', 'A="a b" # c\nB=1'],
  ['in the unreadable line below a readable one', 'A=1\nA=a b', 'A', 'x', 'A=1\nA=x'],
  [
    'after the last key of the prefix',
    'REDIS_HOST=h\nREDIS_PORT=1 # c\nX=1',
    'REDIS_DB',
    '0',
    'REDIS_HOST=h\nREDIS_PORT=1 # c\nREDIS_DB=0\nX=1',
  ],
  ['after a last line without a break', 'DB_HOST=h', 'DB_PORT', '1', 'DB_HOST=h\nDB_PORT=1'],
  ['at the end', 'A=1\r\n', 'B', '2', 'A=1\r\nB=2\r\n'],
  ['at the end of a file without a last break', 'A=1', 'B', '2', 'A=1\nB=2\n'],
  ['in an empty file', '', 'A', '1', 'A=1\n'],
  ['before a quote that is never closed', 'X=1\nY="open\nZ=1\n', 'A', '1', 'X=1\nA=1\nY="open\nZ=1\n'],
])('a value is set %s', (_, text, key, value, expected) => {
  expect(set(text, key, value)).toBe(expected);
});

test('setting a key leaves every other key as it was', () => {
  const line = fc
    .tuple(fc.constantFrom('A', 'APP_A', 'APP_B', 'B'), fc.constantFrom(...hostileValues(200, 9)))
    .map(([key, value]) => `${key}=${quoteEnvValue(value)}`);
  const file = fc.array(fc.oneof(line, fc.constantFrom('# note', '', 'APP_A # x'.slice(0, 5))), { maxLength: 8 });
  fc.assert(
    fc.property(
      file,
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('A', 'APP_A', 'APP_NEW', 'OTHER'),
      fc.constantFrom(...hostileValues(200, 13)),
      (lines, lineBreak, key, value) => {
        const text = lines.join(lineBreak);
        const before = readEnv(text);
        const after = readEnv(set(text, key, value));
        expect(after.problems).toEqual([]);
        expect(after.get(key)?.value).toBe(value);
        for (const other of ['A', 'APP_A', 'APP_B', 'B']) {
          if (other !== key) expect(after.get(other)?.value).toBe(before.get(other)?.value);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
