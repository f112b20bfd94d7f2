import { expect, test } from 'vitest';
import { executionObstacle } from '../../../../../src/core/queries/explain/executable';

test.each([
  'SELECT * FROM orders WHERE id = 1',
  'SELECT COUNT(*), MAX(`a`), DATE_FORMAT(b, "%Y") FROM t GROUP BY (c) HAVING COUNT(*) > (1)',
  'SELECT CAST(a AS CHAR(10)), IF(a, b, c) FROM t WHERE a IN (1, 2) AND EXISTS (SELECT 1 FROM u)',
  'WITH a AS (SELECT 1 AS n) SELECT RANK() OVER (PARTITION BY n) FROM a',
  "SELECT * FROM t WHERE a = 'sleep(5)' -- get_lock('x')",
  'SELECT j->>"$.a", JSON_EXTRACT(j, "$.b") FROM t',
  '(SELECT 1) UNION ALL (SELECT 2) LIMIT 1',
])('may run: %s', (sql) => {
  expect(executionObstacle(sql)).toBeUndefined();
});

test.each([
  ['UPDATE t SET a = 1', 'notSelect'],
  ['DELETE FROM t', 'notSelect'],
  ['INSERT INTO t SELECT 1', 'notSelect'],
  ['WITH a AS (SELECT 1) DELETE FROM t', 'notSelect'],
  ["SELECT 1 INTO OUTFILE '/tmp/x'", 'notSelect'],
  ['SELECT 1; SELECT 2', 'multiple'],
  ['SELECT ?', 'placeholders'],
  ['SELECT * FROM t FOR UPDATE', 'locks'],
  ['SELECT * FROM t LOCK IN SHARE MODE', 'locks'],
  ['SELECT * FROM (SELECT 1 FROM t FOR SHARE) x', 'locks'],
  ['SELECT SLEEP(10)', 'function'],
  ['SELECT sleep (10)', 'function'],
  ["SELECT GET_LOCK('a', 1)", 'function'],
  ['SELECT BENCHMARK(1e9, MD5(1))', 'function'],
  ["SELECT LOAD_FILE('/etc/passwd')", 'function'],
  ['SELECT purge_orders(1)', 'function'],
  ['SELECT `count`(1)', 'function'],
  ['SELECT shop.purge(1)', 'function'],
  ['SELECT shop.`purge`(1)', 'function'],
  ["SELECT GROUP_CONCAT(a SEPARATOR 'x'), NEXTVAL(s) FROM t", 'function'],
  ['SELECT @a := a FROM t', 'assigns'],
  ['SELECT 1 /*!50000 , SLEEP(5) */', 'unreadable'],
  ['SELECT 1 /*M! , SLEEP(5) */', 'unreadable'],
  ['SELECT NEXT VALUE FOR s', 'unreadable'],
])('must not run: %s (%s)', (sql, reason) => {
  expect(executionObstacle(sql)).toMatchObject({ reason, advice: { safe: 'Nothing was executed.' } });
});
