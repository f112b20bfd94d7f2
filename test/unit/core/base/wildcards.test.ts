import { expect, test } from 'vitest';
import { matchesGlob, matchesParts } from '../../../../src/core/base/wildcards';

test.each([
  ['/shop/routes/api.php', ['/shop/routes/', undefined, '.php'], true],
  ['/shop/routes/v1/api.php', ['/shop/routes/', undefined, '/', undefined, '.php'], true],
  ['/shop/routes/api.php', ['/shop/routes/', undefined, '/', undefined, '.php'], false],
  ['/shop/routes/api.php', [undefined], true],
  ['/shop/routes/api.php', ['/shop/routes/', 'api', '.php'], true],
  ['/shop/routes/api.php.bak', ['/shop/routes/', undefined, '.php'], false],
  ['/shop/a', ['/shop/a', undefined, 'a'], false],
  ['/shop/aa', ['/shop/a', undefined, 'a'], true],
  ['/shop/a', ['/shop/a', undefined], true],
  ['/shop/a', ['/shop'], false],
  ['/shop/a', [], false],
])('%s is made of %j: %s', (text, parts, expected) => {
  expect(matchesParts(text, parts)).toBe(expected);
});

test.each([
  ['/shop/routes/api.php', '/shop/routes/*.php', true],
  ['/shop/routes/v1/api.php', '/shop/routes/*.php', false],
  ['/shop/routes/v1/api.php', '/shop/routes/*/*.php', true],
  ['/shop/routes/a1.php', '/shop/routes/a?.php', true],
  ['/shop/routes/a.php', '/shop/routes/a?.php', false],
  ['/shop/routes/a+b.php', '/shop/routes/a+b.php', true],
  ['/shop/routes/abab.php', '/shop/routes/*ab.php', true],
  ['/shop/routes/', '/shop/routes/*', true],
])('%s and the pattern %s: %s', (path, pattern, expected) => {
  expect(matchesGlob(path, pattern)).toBe(expected);
});

test('patterns that a regular expression would try in every way are answered', () => {
  const name = 'a'.repeat(5000);
  expect(matchesGlob(`/shop/${name}.php`, `/shop/${'*a'.repeat(500)}*b.php`)).toBe(false);
  expect(
    matchesParts(`/shop/${name}.php`, ['/shop/', ...Array.from({ length: 500 }, () => ['a', undefined]).flat(), 'b']),
  ).toBe(false);
});
