import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonEnd } from '../../../../src/core/security/embeddedJson';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

/** Character by character, as JSON is defined. */
function endOf(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString && char === '\\') at++;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return -1;
}

test('where an object ends, whatever quotes, backslashes and brackets its strings hold', () => {
  const pieces = fc.constantFrom('"', '\\', '\\\\', '\\"', '{', '}', '[', ']', 'a', '\n', '":"', '"}');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = `{${parts.join('')}`;
      expect(jsonEnd(text, 0)).toBe(endOf(text));
    }),
    { numRuns: 5000, seed },
  );
});

test('a string of a million backslashes or quotes', () => {
  expect(jsonEnd(`{"${'\\'.repeat(1_000_000)}"}`, 0)).toBe(1_000_005 - 1);
  expect(jsonEnd(`{"${'\\"'.repeat(500_000)}`, 0)).toBe(-1);
});
