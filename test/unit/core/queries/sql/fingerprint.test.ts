import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../../src/core/queries/sql/fingerprint';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';
import { common } from './corpus';

const text = (sql: string): string => fingerprint(sql).text;

test.each([
  ['SELECT * FROM `users` WHERE `id` = 5  LIMIT 1;', 'select * from users where id = ? limit ?'],
  ['select * from users where id in (1, 2, 3)', 'select * from users where id in (...)'],
  ['select * from users where id in (1)', 'select * from users where id in (...)'],
  ['SELECT * FROM `users` WHERE `id` IN (...)', 'select * from users where id in (...)'],
  ["insert into t (a, b) values (1, 'x'), (2, null), (-3, 0x41)", 'insert into t(a, b) values (...)'],
  ['INSERT INTO `t` ( `a` , `b` ) VALUES (...) /* , ... */', 'insert into t(a, b) values (...)'],
  ['insert into t values (1, now()), (2, now())', 'insert into t values (?, now()), (?, now())'],
  [
    'select a-1, -1, a*-1 from t where b is null and c = null',
    'select a - ?, ..., a * ? from t where b is null and c = ?',
  ],
  ["select 'a' 'b', f(1), g(1, 2, x, 3, 4) from t", 'select ?, f(?), g(?, ..., x, ?, ...) from t'],
  ['select a from t where (a, b) in ((1, 2), (3, 4))', 'select a from t where (a, b) in ((...))'],
  ['select a /* app/X.php:1 */ from t -- end', 'select a from t'],
  ['select a from t order by a asc, b desc', 'select a from t order by a, b desc'],
  ['select a from t limit 5, 10', 'select a from t limit ?, ...'],
  ["select * from users where email = 'cut in the mid", 'select * from users where email = ?'],
  ['select `order`.`id` from `order` where `a b` = :name', 'select `order`.id from `order` where `a b` = ?'],
  ['select count(*), u.* from Users u', 'select count(*), u.* from Users u'],
  [
    'select 1 from t where d > now() - interval 7 day and e <> 2',
    'select ? from t where d > now() - interval ? day and e != ?',
  ],
])('%s', (sql, expected) => {
  expect(text(sql)).toBe(expected);
});

test('what differs in case, spaces, comments and values has one id', () => {
  const ids = [
    'SELECT * FROM `users` WHERE `id` = 1 AND `x` IN (1, 2)',
    'select  *\nfrom users /* 7 */ where ID = ? and x in (?)',
    'SELECT * FROM `users` WHERE ID = ? AND `x` IN (...) ',
  ].map((sql) => fingerprint(sql).id);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[\da-f]{14}$/);
  expect(fingerprint('SELECT * FROM users WHERE id = 1 OR x IN (1)').id).not.toBe(ids[0]);
});

test('an id stays what it is from version to version', () => {
  expect(fingerprint('select * from users where id = 1').id).toBe('12bdd1565a12fb');
});

describe('over the corpus', () => {
  test.each(common)('made of itself it is the same: %s', (sql) => {
    expect(text(text(sql))).toBe(text(sql));
  });
  test('it can be parsed, like the statement', () => {
    const server = { flavour: 'mysql', version: 80_036 } as const;
    const unread = common.filter((sql) => parseStatement(fingerprint(sql, { server }).text).kind === 'unread');
    // "? LIKE ?, ... IN": lists of literals reach over what stands between, in the server's digests as well.
    expect(unread).toEqual(["SELECT 'a' LIKE 'b', 1 IN (1), 1 BETWEEN 0 AND 2, 1 IS NULL, NOT 1, 1 = 1 FROM users"]);
  });
});

describe('hostile text', () => {
  test('no value comes out', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("'", '"'), (value, quote) => {
        const quoted = quote + value.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote) + quote;
        expect(text(`SELECT a FROM t WHERE b = ${quoted} AND c IN (${quoted}, 5)`)).toBe(
          'select a from t where b = ? and c in (...)',
        );
      }),
    );
  });
  test('any text has a fingerprint', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (sql) => void fingerprint(sql)));
  });
  test('megabytes come back', () => {
    for (const piece of ['(', '1,', "('a', 1),", '(1)', '-', '/*', '?, ...', 'a '])
      expect(text(`insert into t values ${piece.repeat(100_000)}`)).toMatch(/^insert into t values/);
  });
});
