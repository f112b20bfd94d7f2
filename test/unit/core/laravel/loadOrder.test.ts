import { expect, test } from 'vitest';
import { naturalOrder } from '../../../../src/core/laravel/loadOrder';

test('digits count as numbers, everything else by character', () => {
  const names = ['img12', 'img10', 'img2', 'img1', 'app', 'App', 'prologue.alerts', 'prologue', 'zz'];
  expect(names.toSorted(naturalOrder)).toEqual([
    'App',
    'app',
    'img1',
    'img2',
    'img10',
    'img12',
    'prologue',
    'prologue.alerts',
    'zz',
  ]);
});
