import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateProgram } from '../../../../../src/core/laravel/php/evaluate';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { laravel8, rootVariable } from '../../../../fixtures/laravel/apps';
import { certain } from '../../../../fixtures/laravel/expressions';
import { file, surroundings } from './evaluating';

const around = surroundings();
const kinds = ['known', 'array', 'unknown'];

/** Reads a text as the project reader would; the answer is a value or a reason. */
function read(text: string): string {
  const parsed = parsePhp(text);
  if (!parsed.ok) return 'unknown';
  return evaluateProgram(parsed.program, { file, source: 'config', surroundings: around }).kind;
}

const files = [laravel8['config/database.php'], rootVariable['config/filesystems.php']].map((text) => text ?? '');

test('random text never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => kinds.includes(read(text)) && kinds.includes(read(`<?php ${text}`)),
    ),
    { numRuns: 300 },
  );
});

test('a config file cut off anywhere never throws', () => {
  for (const text of files) {
    for (let end = 0; end <= text.length; end += 3) expect(kinds).toContain(read(text.slice(0, end)));
  }
});

test('a config file with pieces removed, doubled or replaced never throws', () => {
  const piece = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    insert: fc.constantFrom(
      '',
      '[',
      ']',
      "'",
      '"',
      '$',
      '=>',
      '{',
      '}',
      ';',
      '...',
      '->',
      '?',
      '(',
      ')',
      '${',
      '<<<X\n',
      '&',
      'fn',
      'while(1);',
    ),
  });
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(piece, { minLength: 1, maxLength: 4 }), (original, pieces) => {
      let text = original;
      for (const { at, length, insert } of pieces) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + insert + text.slice(start + length);
      }
      return kinds.includes(read(text));
    }),
    { numRuns: 400 },
  );
});

test('expressions of the table in any combination give a value', () => {
  const operators = ['.', '+', '==', '===', '<=>', '&&', '??', '?:', '|', '%', '**', 'xor', '<<', '-', '/'];
  const expression = fc.constantFrom(...certain.map(([text]) => text).filter((text) => !text.includes('<<<')));
  fc.assert(
    fc.property(expression, fc.constantFrom(...operators), expression, (left, operator, right) =>
      kinds.includes(read(`<?php use Illuminate\\Support\\{Str, Arr}; return (${left}) ${operator} (${right});`)),
    ),
    { numRuns: 600 },
  );
});

test.each([
  ['a long chain of concatenation', `return ${Array.from({ length: 3000 }, () => "'a'").join('.')};`],
  ['deep parentheses', `return ${'('.repeat(2000)}1${')'.repeat(2000)};`],
  ['nested loops', 'for ($i = 0; $i < 9999; $i++) for ($j = 0; $j < 9999; $j++) $a[] = $i; return $a;'],
  ['a huge range', 'return array_map(fn ($n) => range(0, 9000), range(0, 9000));'],
  ['a huge repetition', "return str_repeat(str_repeat('x', 100000), 100000);"],
  ['mutual recursion', 'function a($n) { return b($n).b($n); } function b($n) { return a($n).a($n); } return a(1);'],
  ['a growing array', '$a = [1]; while (true) { $a = array_merge($a, $a); } return $a;'],
  ['a padded number', "return sprintf('%0999999999d', 1);"],
])('bounded: %s', (_, body) => {
  expect(kinds).toContain(read(`<?php ${body}`));
});
