import { expect, test } from 'vitest';
import { explainObstacle } from '../../../../../src/core/queries/explain/explainable';

test.each([
  'SELECT 1',
  'SELECT * FROM t WHERE a = \'really?\' AND b = "; DROP TABLE t"',
  '(SELECT 1) UNION (SELECT 2)',
  'WITH a AS (SELECT 1) SELECT * FROM a',
  'SELECT * FROM t WHERE id = 1 FOR UPDATE',
  '/* OrderController@index ? */ SELECT `delete?` FROM t; ',
  'WITH a AS (SELECT 1) SELECT * FROM t FOR UPDATE',
  'SELECT 1 -- what; now?\n',
])('can be explained: %s', (sql) => {
  expect(explainObstacle(sql)).toBeUndefined();
});

test.each([
  ['UPDATE t SET a = 1', 'notSelect'],
  ['DELETE FROM t', 'notSelect'],
  ['WITH a AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM a)', 'notSelect'],
  ['WITH a AS (SELECT 1) UPDATE t SET b = 1', 'notSelect'],
  ['ANALYZE SELECT 1', 'notSelect'],
  ['FOR CONNECTION 7', 'notSelect'],
  ['INTO @plan SELECT 1', 'notSelect'],
  ["SELECT 1 INTO OUTFILE '/tmp/x'", 'notSelect'],
  ['/*!80018 ANALYZE */ SELECT SLEEP(10)', 'notSelect'],
  ['/*M! ANALYZE */ SELECT 1', 'notSelect'],
  ['SELECT 1; DELETE FROM t', 'multiple'],
  ['SELECT 1 /*! ; DELETE FROM t */', 'multiple'],
  ['SELECT * FROM t WHERE a = ?', 'placeholders'],
  ['SELECT * FROM t WHERE a IN (...)', undefined],
  ["SELECT * FROM t WHERE a = 'cut here...", 'cut'],
  ["SELECT * FROM t WHERE a = 'open", 'unreadable'],
  ['', 'notSelect'],
])('%s: %s', (sql, reason) => {
  // "(...)" is a digest's own sign and no SQL: the server refuses it, nothing is executed.
  expect(explainObstacle(sql)).toBe(reason);
});
