import { expect, test } from 'vitest';
import { describeIndex, indexText } from '../../../../../src/core/queries/catalog/indexText';
import { indexOf } from './catalogs';

test('columns of an index for people', () => {
  expect(indexText(indexOf('i: user_id, created_at desc').columns)).toBe('user_id, created_at desc');
  expect(indexText(indexOf('i: title(20), (lower(`email`)) desc').columns)).toBe('title(20), (lower(`email`)) desc');
});

test.each([
  ['PRIMARY: id', 'primary key (id)'],
  ['unique u: email', 'unique u (email)'],
  ['invisible i: a, b', 'i (a, b), invisible'],
  ['fulltext words: body', 'fulltext words (body)'],
])('%s', (given, said) => {
  expect(describeIndex(indexOf(given))).toBe(said);
});
