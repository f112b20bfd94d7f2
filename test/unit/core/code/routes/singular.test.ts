import { expect, test } from 'vitest';
import { singular } from '../../../../../src/core/code/routes/singular';

// What Laravel's Str::singular() gives for names that resources have.
test.each([
  ['photos', 'photo'],
  ['categories', 'category'],
  ['statuses', 'status'],
  ['addresses', 'address'],
  ['people', 'person'],
  ['children', 'child'],
  ['media', 'medium'],
  ['news', 'news'],
  ['series', 'series'],
  ['data', 'data'],
  ['caches', 'cache'],
  ['blog-posts', 'blog-post'],
  ['access', 'access'],
  ['indices', 'index'],
])('%s → %s', (plural, one) => expect(singular(plural)).toBe(one));
