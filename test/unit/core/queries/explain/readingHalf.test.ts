import { expect, test } from 'vitest';
import { explainObstacle } from '../../../../../src/core/queries/explain/explainable';
import { readingHalf } from '../../../../../src/core/queries/explain/readingHalf';

test.each([
  ['UPDATE orders SET a = 1 WHERE id = 3 ORDER BY id LIMIT 2', 'SELECT * FROM orders WHERE id = 3 ORDER BY id LIMIT 2'],
  ['UPDATE LOW_PRIORITY IGNORE orders SET a = 1', 'SELECT * FROM orders'],
  [
    'UPDATE orders o JOIN users u ON u.id = o.user_id SET o.a = (SELECT MAX(b) FROM c WHERE d = 1) WHERE u.b = 2',
    'SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE u.b = 2',
  ],
  ['DELETE FROM `or``ders` WHERE `set` = 1', 'SELECT * FROM `or``ders` WHERE `set` = 1'],
  ['DELETE QUICK FROM orders', 'SELECT * FROM orders'],
  [
    'DELETE o FROM orders o JOIN users u USING (id) WHERE u.a = 1',
    'SELECT * FROM orders o JOIN users u USING (id) WHERE u.a = 1',
  ],
  [
    'DELETE FROM o USING orders o JOIN users u ON u.id = o.user_id WHERE 1',
    'SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE 1',
  ],
  ['DELETE FROM orders WHERE a = 1 RETURNING id', 'SELECT * FROM orders WHERE a = 1'],
  [
    "INSERT INTO a (x, y) SELECT x, 'from' FROM b WHERE c = 1 ON DUPLICATE KEY UPDATE x = 1",
    "SELECT x, 'from' FROM b WHERE c = 1",
  ],
  ['REPLACE INTO a SELECT * FROM b UNION SELECT * FROM c', 'SELECT * FROM b UNION SELECT * FROM c'],
  [
    'WITH big AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM big)',
    'WITH big AS (SELECT 1) SELECT * FROM t WHERE id IN (SELECT * FROM big)',
  ],
])('%s', (sql, half) => {
  expect(readingHalf(sql)?.sql).toBe(half);
  expect(explainObstacle(half)).toBeUndefined();
});

test.each([
  'SELECT 1',
  'INSERT INTO a VALUES (1)',
  'INSERT INTO a SET x = 1',
  'DROP TABLE a',
  'UPDATE a SET b = 1; DELETE FROM a',
  'UPDATE a /*!50000 SET */ SET b = 1',
  'CALL purge()',
  '',
])('has none: %s', (sql) => {
  expect(readingHalf(sql)).toBeUndefined();
});
