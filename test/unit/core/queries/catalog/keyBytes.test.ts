import { expect, test } from 'vitest';
import { keyBytes } from '../../../../../src/core/queries/catalog/keyBytes';

test.each([
  ['bigint', 'bigint(20) unsigned', undefined, 8],
  ['decimal', 'decimal(10,2)', undefined, 5],
  ['decimal', 'decimal(65,30) unsigned', undefined, 30],
  ['datetime', 'datetime', undefined, 5],
  ['datetime', 'datetime(6)', undefined, 8],
  ['timestamp', 'timestamp(3)', undefined, 6],
  ['varchar', 'varchar(191)', 764, 764],
  ['enum', "enum('a','it''s, (b)')", 44, 1],
  ['enum', `enum(${Array.from({ length: 256 }, (_, at) => `'${at}'`).join(',')})`, 12, 2],
  ['set', `set(${Array.from({ length: 33 }, (_, at) => `'${at}'`).join(',')})`, 12, 8],
  ['bit', 'bit(9)', undefined, 2],
  ['uuid', 'uuid', undefined, 16],
  ['text', 'text', 65_535, undefined],
  ['json', 'json', undefined, undefined],
  ['point', 'point', undefined, undefined],
])('%s as %s', (type, columnType, octets, bytes) => {
  expect(keyBytes({ type, columnType, ...(octets === undefined ? {} : { octets }) })).toBe(bytes);
});
