import { expect, test } from 'vitest';
import { sameData } from '../../../../src/core/base/sameData';

test.each([
  [1, 1],
  ['a', 'a'],
  [undefined, undefined],
  [Number.NaN, Number.NaN],
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
  [new Set(['a']), new Set(['a'])],
])('%j is the same as its copy', (a, b) => {
  expect(sameData(a, b)).toBe(true);
});

test.each([
  ['a map with another value', new Map([['a', 1]]), new Map([['a', 2]])],
  ['a map with another key', new Map([['a', 1]]), new Map([['b', 1]])],
  ['a map inside an object', { at: new Map([['a', ['x']]]) }, { at: new Map([['a', ['y']]]) }],
  ['a set', new Set(['a']), new Set(['b'])],
  ['a map and an object', new Map(), {}],
  ['an array and an object', [], {}],
  ['nothing and null', undefined, null],
  ['a missing key', { a: undefined }, {}],
  ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['one more', [1, 2], [1, 2, 3]],
])('%s is not the same', (_, a, b) => {
  expect(sameData(a, b)).toBe(false);
  expect(sameData(b, a)).toBe(false);
});
