import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyStatement } from '../../../../../src/core/connections/statement';
import { runnableOn } from '../../../../../src/core/queries/proof/runnable';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';

const target = { live: 'shop', scale: 1 };
const run = (sql: string, scale = 1) => {
  const result = runnableOn(sql, { ...target, scale });
  return result.kind === 'runnable' ? result.sql : `refused: ${result.reason}`;
};

describe('what is run on a copy', () => {
  test.each([
    ['SELECT * FROM orders WHERE id = 1;', 'SELECT * FROM orders WHERE id = 1'],
    [
      'select `shop`.`orders`.`id`, shop.o.*, o.total from shop.orders as o',
      'select `orders`.`id`, `o`.*, o.total from `orders` as o',
    ],
    ['SELECT * FROM SHOP . `we``ird`', 'SELECT * FROM `we``ird`'],
    [
      'select * from jobs where queue = 1 order by id limit 1 for update skip locked',
      'select * from jobs where queue = 1 order by id limit 1',
    ],
    [
      'UPDATE shop.orders SET total = total + 1, note = (SELECT 1) WHERE shop.orders.id IN (1, 2) ORDER BY id DESC LIMIT 5',
      'SELECT * FROM `orders` WHERE `orders`.`id` IN (1, 2) ORDER BY id DESC LIMIT 5',
    ],
    ['DELETE FROM orders WHERE a = 1', 'SELECT * FROM orders WHERE a = 1'],
    ['INSERT INTO other (a) SELECT id FROM shop.orders WHERE a = 2', 'SELECT id FROM `orders` WHERE a = 2'],
    ['WITH r AS (SELECT id FROM shop.a) SELECT * FROM r', 'WITH r AS (SELECT id FROM `a`) SELECT * FROM r'],
  ])('%s', (sql, expected) => expect(run(sql)).toBe(expected));

  test('LIMIT and OFFSET ask for as many as the sample has, and for one at least', () => {
    expect(run('SELECT * FROM a ORDER BY b LIMIT 200 OFFSET 1000', 0.05)).toBe(
      'SELECT * FROM a ORDER BY b LIMIT 10 OFFSET 50',
    );
    expect(run('SELECT * FROM a LIMIT 40, 10', 0.05)).toBe('SELECT * FROM a LIMIT 2, 1');
    expect(run('SELECT * FROM a WHERE b IN (SELECT c FROM (SELECT c FROM d LIMIT 100) x) LIMIT 3', 0.1)).toBe(
      'SELECT * FROM a WHERE b IN (SELECT c FROM (SELECT c FROM d LIMIT 10) x) LIMIT 1',
    );
  });

  test.each([
    ['SELECT * FROM other.orders', 'it reads the schema other'],
    ['SELECT other.orders.id FROM orders', 'it reads the schema other'],
    ['SELECT @a FROM orders', 'it uses a variable'],
    ['SELECT @@version FROM orders', 'it uses a variable'],
    ['SELECT SLEEP(1)', 'SLEEP'],
    ['SELECT my_function(id) FROM a', 'MY_FUNCTION'],
    ['SELECT shop.my_function(id) FROM a', ''],
    ['SELECT `sleep`(1)', ''],
    ['SELECT LOAD_FILE("/etc/passwd")', 'LOAD_FILE'],
    ['SELECT NEXT VALUE FOR numbers', ''],
    ['SELECT NEXTVAL(numbers)', 'NEXTVAL'],
    ['SELECT * FROM a WHERE b = ?', 'not all of its values are known'],
    ['SELECT * FROM a WHERE b IN (...)', 'not all of its values are known'],
    ['SELECT /*!80000 SLEEP(1), */ 1 FROM a', 'comment'],
    ['SELECT /*+ SET_VAR(sort_buffer_size = 1) */ * FROM a', 'hint'],
    ["SELECT * FROM a INTO OUTFILE '/tmp/a'", 'could not be read'],
    ['SELECT 1; DROP TABLE a', 'could not be read'],
    ['SELECT * FROM (SELECT * FROM a FOR UPDATE) x', 'it locks rows'],
    ['INSERT INTO a VALUES (1)', 'it reads nothing'],
    ['UPDATE a JOIN b ON a.id = b.id SET a.x = 1 WHERE b.y = 2', 'it reads nothing'],
    ['DROP TABLE a', 'could not be read'],
    ['', 'could not be read'],
  ])('refused: %s', (sql, reason) => {
    const result = runnableOn(sql, target);
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  test('whatever comes in, what goes out reads, and names no schema', () => {
    const piece = constantFrom(
      'SELECT',
      'FROM',
      'a',
      'shop.a',
      'other.a',
      '`x``y`',
      "'s;'",
      '"',
      '/*!',
      '*/',
      '--',
      ';',
      '(',
      ')',
      ',',
      'WHERE',
      '=',
      '1',
      'FOR UPDATE',
      'INTO',
      '@v',
      ':=',
      'DELETE',
      'UPDATE',
      'SET',
      'SLEEP(9)',
      'LIMIT',
      'UNION',
      'WITH',
      'AS',
      '*',
      '\\',
      '\0',
    );
    assert(
      property(array(piece, { maxLength: 14 }), (pieces) => {
        const result = runnableOn(pieces.join(' '), { live: 'shop', scale: 0.05 });
        if (result.kind !== 'runnable') return;
        expect(classifyStatement(result.sql)).toBe('read');
        expect(JSON.stringify(parseStatement(result.sql))).not.toMatch(/"schema"|"variable"|"SLEEP"|"unread"/);
      }),
      { seed: 20261123, numRuns: 3_000 },
    );
  });
});
