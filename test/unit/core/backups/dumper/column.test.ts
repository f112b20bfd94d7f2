import { quoteName } from '../../../../../src/core/connections/sqlNames';
import { describe, expect, test } from 'vitest';
import { dumpColumn, isGenerated, needsColumnList } from '../../../../../src/core/backups/dumper/column';
import type { ColumnRow } from '../../../../../src/core/backups/dumper/column';

const column = (Type: string, Collation: string | null = null, Extra = ''): ColumnRow => ({
  Field: 'a`b',
  Type,
  Collation,
  Extra,
});

describe('how a column is written', () => {
  test.each([
    ['bigint(20) unsigned', null, 'bare', '`a``b`'],
    ['int(10) unsigned zerofill', null, 'bare', '`a``b`'],
    ['decimal(65,30)', null, 'bare', '`a``b`'],
    ['year(4)', null, 'bare', '`a``b`'],
    ['float', null, 'double', '`a``b`*1e0'],
    ['double(10,2) unsigned', null, 'double', '`a``b`*1e0'],
    ['varchar(191)', 'utf8mb4_unicode_ci', 'text', '`a``b`'],
    ['longtext', 'latin1_swedish_ci', 'text', '`a``b`'],
    ['char(3)', 'cp932_japanese_ci', 'binary', 'CAST(`a``b` AS BINARY)'],
    ["enum('float','int')", 'utf8mb4_bin', 'text', '`a``b`'],
    ["set('a')", 'sjis_japanese_ci', 'text', '`a``b`'],
    ['json', null, 'text', '`a``b`'],
    ['datetime(6)', null, 'text', '`a``b`'],
    ['timestamp', null, 'text', '`a``b`'],
    ['uuid', null, 'text', '`a``b`'],
    ['inet6', null, 'text', '`a``b`'],
    ['bit(64)', null, 'binary', '`a``b`'],
    ['varbinary(16)', null, 'binary', '`a``b`'],
    ['longblob', null, 'binary', '`a``b`'],
    ['point', null, 'binary', '`a``b`'],
    ['vector(3)', null, 'binary', '`a``b`'],
  ])('%s %s', (type, collation, literal, expression) => {
    expect(dumpColumn(column(type, collation))).toEqual({ name: 'a`b', literal, expression });
  });

  test.each(['STORED GENERATED', 'VIRTUAL GENERATED', 'PERSISTENT', 'STORED GENERATED, INVISIBLE'])(
    '%s is not written',
    (extra) => {
      expect(dumpColumn(column('int', null, extra))).toBeUndefined();
    },
  );

  test('a default that is an expression is no generated column', () => {
    expect(isGenerated(column('timestamp', null, 'DEFAULT_GENERATED on update CURRENT_TIMESTAMP'))).toBe(false);
  });

  test('columns are named where some are generated or invisible', () => {
    expect(needsColumnList([column('int')])).toBe(false);
    expect(needsColumnList([column('int'), column('int', null, 'INVISIBLE')])).toBe(true);
    expect(needsColumnList([column('int', null, 'VIRTUAL GENERATED')])).toBe(true);
  });

  test('names are quoted', () => {
    expect(quoteName('we`ird')).toBe('`we``ird`');
  });
});
