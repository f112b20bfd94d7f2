import { expect, test } from 'vitest';
import { certain } from '../../../../fixtures/laravel/expressions';
import { evaluate, plain, prelude } from './evaluating';

test.each(certain)('%s', (expression, value) => {
  expect(plain(evaluate(`${prelude}return ${expression};`))).toEqual(value);
});
