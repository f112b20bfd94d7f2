import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNeedle } from '../../../../../src/core/security/logs/needle';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const found = (text: string, hay: string, from = 0): number | undefined => {
  const bytes = bytesOf(hay);
  return createNeedle(text)?.find(bytes, from, bytes.length);
};

test('in any case of ASCII letters, and of no others', () => {
  expect(found('Login_Failed', 'a LOGIN_failed b')).toBe(2);
  expect(found('müller', 'x MüLLER')).toBe(2);
  expect(found('MÜLLER', 'x müller')).toBe(-1);
  expect(found('[', 'a{[')).toBe(2);
  expect(found('ab', 'abab', 1)).toBe(2);
});

test('nothing outside of the bytes it was given', () => {
  const bytes = bytesOf('needle needle');
  const needle = createNeedle('needle');
  expect(needle?.find(bytes, 1, 12)).toBe(-1);
  expect(needle?.find(bytes, 1, 13)).toBe(7);
  expect(needle?.find(bytes, 13, 13)).toBe(-1);
});

test('of a text with line breaks or undecodable bytes its longest part', () => {
  expect(found('ab\r\nlonger', 'x longer')).toBe(2);
  expect(found('a\uFFFDlonger', 'x longer')).toBe(2);
  expect(createNeedle('\n')).toBeUndefined();
  expect(createNeedle('')).toBeUndefined();
});

test('what a search by text finds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '[', '{', '@', '`', 'z'), maxLength: 60 });
  fc.assert(
    fc.property(letters, letters, fc.nat(20), (hay, text, from) => {
      fc.pre(text.length > 0);
      expect(found(text.slice(0, 4), hay, from)).toBe(
        hay.toLowerCase().indexOf(text.slice(0, 4).toLowerCase(), Math.min(from, hay.length)),
      );
    }),
    { numRuns: 2000, seed },
  );
});
