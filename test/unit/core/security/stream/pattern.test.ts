import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from '../../../../../src/core/security/stream/pattern';

const finds = (pattern: string, text: string) => compilePattern(pattern).test(text);

test.each([
  ['failed.*admin', 'Failed login of ADMIN', true],
  ['^b', 'a\nb', true],
  ['a$', 'a\nb', true],
  ['^$', '', true],
  ['\\bcat\\b', 'a cat.', true],
  ['\\bcat\\b', 'concatenate', false],
  ['[^\\d\\s]{3}', '1a2b3c', false],
  ['(?:ab|cd){2,3}e', 'xabcde', true],
  ['(?<who>root)', 'ROOT', true],
  ['[\\w-.]+@', 'a-b.c@x', true],
  ['\\u0041\\x42', 'ab', true],
  ['a{,3}', 'a{,3}', true],
  ['', 'anything', true],
  ['a||b', 'z', true],
])('/%s/ on %j is %s', (pattern, text, expected) => {
  expect(finds(pattern, text)).toBe(expected);
  expect(new RegExp(pattern, 'im').test(text)).toBe(expected);
});

test.each([
  '(a)\\1',
  '(?=a)',
  '(?<!a)b',
  '(',
  'a**',
  '[b-a]',
  '\\p{L}',
  '\\k<a>',
  '\\cA',
  '(a{1,900}){1,900}',
  'a{99999}',
])('/%s/ is refused in words', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(/cannot be used/);
});

test('groups in each other are refused before the stack ends', () => {
  expect(() => compilePattern('('.repeat(5000) + ')'.repeat(5000))).toThrow(/cannot be used/);
});

test('patterns that cost an engine that goes back exponential time are read once', () => {
  const text = `${'a'.repeat(50_000)}!`;
  for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*a){12}b', '(\\w*)*\\d', '.*.*.*=.*', '(x+x+)+y'])
    expect(finds(pattern, text)).toBe(false);
});

const letter = fc.constantFrom('a', 'b', 'A', '1', ' ', '\n', '_', 'é', 'É', 'ſ', 'K');
const atom = fc.constantFrom(
  'a',
  'B',
  '.',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '[ab]',
  '[^a1]',
  '[^\\W_]',
  'é',
  'k',
  's',
  '\\b',
  '\\B',
  '^',
  '$',
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?');
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(atom, quantifier).map(([a, q]) => (/^(?:\\[bB]|\^|\$)$/.test(a) ? a : a + q)),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `${a}|${b}`),
    fc.tuple(tie('node'), quantifier).map(([a, q]) => `(${a})${q}`),
  ),
})).node;

test('it finds what the engine finds', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.array(letter, { maxLength: 8 }).map((all) => all.join('')),
      (written, text) => {
        expect([written, text, finds(written, text)]).toEqual([written, text, new RegExp(written, 'im').test(text)]);
      },
    ),
    { numRuns: 3000, seed: 6 },
  );
});
