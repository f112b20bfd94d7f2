import { expect, test } from 'vitest';
import { parseJsonc } from '../../../src/cli/jsonc';

test.each([
  ['{ "a": 1 }', { a: 1 }],
  ['// first\n{ /* x */ "a": [1, 2,], }', { a: [1, 2] }],
  ['{ "a": "// no comment", "b": "/* nor */ , ]" }', { a: '// no comment', b: '/* nor */ , ]' }],
  ['{ "a": "\\"//", }', { a: '"//' }],
  ['{ "a": 1, // last\n}', { a: 1 }],
  ['\uFEFF{}', {}],
  ['{ "a": ', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseJsonc(text)).toEqual(expected);
});
