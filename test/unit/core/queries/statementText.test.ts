import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksExplainable, oneLine, shortText, withoutLiterals } from '../../../../src/core/queries/statementText';

test.each([
  ["SELECT * FROM users WHERE email = 'dana@example.com'", 'SELECT * FROM users WHERE email = ?'],
  [String.raw`SELECT 'it\'s', 'it''s', "x"`, 'SELECT ?, ?, ?'],
  ['SELECT `a 1` FROM t1 WHERE id = 12 AND x = -0.5e3', 'SELECT `a 1` FROM t1 WHERE id = ? AND x = -?'],
  ["UPDATE users SET password = 'secret cut by the serv", 'UPDATE users SET password = ?'],
  ["SELECT 1 /* user 7 */ -- and 'more'", 'SELECT ?    '],
  ['SELECT 0xDEADBEEF', 'SELECT ?'],
])('no literal survives: %s', (sql, expected) => {
  expect(withoutLiterals(sql)).toBe(expected);
});

test('whatever stands in a string does not come out', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
      expect(withoutLiterals(`SELECT a FROM t WHERE b = ${quoted} AND c`)).toBe('SELECT a FROM t WHERE b = ? AND c');
    }),
  );
});

test.each([
  ['SELECT * FROM `orders` WHERE `user_id` = ? ', 'SELECT * FROM orders WHERE user_id = ?'],
  ['SELECT COUNT ( * ) FROM `shop` . `orders` `o`', 'SELECT COUNT(*) FROM shop.orders o'],
  ['SELECT `a` , `b` FROM `t` WHERE `c` IN (...)', 'SELECT a, b FROM t WHERE c IN (...)'],
  ['SELECT `weird ``name` FROM\n  `t`', 'SELECT `weird ``name` FROM t'],
])("the server's spacing is taken back: %s", (digest, expected) => {
  expect(oneLine(digest)).toBe(expected);
});

test('a long select list gives way before the table does', () => {
  const text =
    'SELECT `orders`.`id`, `orders`.`user_id`, `orders`.`status`, `orders`.`total` FROM `orders` WHERE `id` = ?';
  expect(shortText(text)).toBe('SELECT … FROM orders WHERE id = ?');
  expect(shortText(text).length).toBeLessThanOrEqual(80);
  expect(shortText('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('only queries look explainable', () => {
  expect(
    ['SELECT ?', ' (SELECT ?) UNION (SELECT ?)', 'WITH a AS (SELECT ?) SELECT * FROM a'].map(looksExplainable),
  ).toEqual([true, true, true]);
  expect(['UPDATE a SET b = ?', 'SELECTED', 'CALL p()', ''].map(looksExplainable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
