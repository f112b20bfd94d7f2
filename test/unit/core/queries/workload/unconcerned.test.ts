import { expect, test } from 'vitest';
import { concernsNoIndex } from '../../../../../src/core/queries/workload/unconcerned';

test.each([
  'START TRANSACTION',
  '  commit',
  'SET SESSION sql_mode = ?',
  'ALTER TABLE `orders` DISABLE KEYS',
  'CREATE TABLE `selected` (`id` INT8)',
  'SHOW TABLES',
])('%s concerns no index', (sql) => expect(concernsNoIndex(sql)).toBe(true));

test.each([
  'SELECT 1',
  'WITH a AS (SELECT 1) SELECT * FROM a',
  'CREATE TABLE `copy` AS SELECT * FROM `orders` WHERE `status` = ?',
  'CALL `report` (?)',
  'EXECUTE `s`',
  'DELETE FROM `orders` WHERE `id` = ?',
  '(SELECT 1) UNION (SELECT 2)',
  '/* a comment */ SELECT 1',
  '',
])('%s may', (sql) => expect(concernsNoIndex(sql)).toBe(false));
