import { expect, test } from 'vitest';
import { trimmedStatement, withoutLockingClause } from '../../../../../src/core/queries/explain/statementEnd';

test('semicolons and white space behind a statement are taken off', () => {
  expect(trimmedStatement(' \n SELECT 1 ; \n;; ')).toBe('SELECT 1');
  expect(trimmedStatement(';;')).toBe('');
  expect(trimmedStatement(`SELECT 1${'; '.repeat(200_000)}x`)).toMatch(/x$/);
});

test.each([
  ['SELECT * FROM t FOR UPDATE', 'SELECT * FROM t'],
  ['SELECT * FROM t WHERE a = 1 for update skip locked', 'SELECT * FROM t WHERE a = 1'],
  ['SELECT * FROM t FOR UPDATE WAIT 5', 'SELECT * FROM t'],
  ['SELECT * FROM t FOR SHARE OF `t`, u NOWAIT', 'SELECT * FROM t'],
  ['SELECT * FROM t LIMIT 5 LOCK IN SHARE MODE', 'SELECT * FROM t LIMIT 5'],
  ["SELECT 'for update' FROM t -- FOR UPDATE\n FOR UPDATE", "SELECT 'for update' FROM t -- FOR UPDATE"],
])('%s', (sql, left) => {
  expect(withoutLockingClause(sql)).toBe(left);
});

test.each([
  'SELECT * FROM t',
  "SELECT * FROM t WHERE a = 'x FOR UPDATE'",
  'SELECT * FROM t /*! FOR UPDATE */',
  'SELECT * FROM (SELECT 1 FOR UPDATE) x',
  'SELECT `for` FROM t `update`',
  'FOR UPDATE',
])('nothing to take off: %s', (sql) => {
  expect(withoutLockingClause(sql)).toBeUndefined();
});
