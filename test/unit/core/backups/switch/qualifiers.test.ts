import { describe, expect, test } from 'vitest';
import { qualifiedIn, requalify } from '../../../../../src/core/backups/switch/qualifiers';
import { createTriggerOn } from '../../../../../src/core/backups/switch/definitions';

describe('database names in a definition', () => {
  test.each([
    ['select `shop`.`orders`.`id` from `shop`.`orders`', 'select `old`.`orders`.`id` from `old`.`orders`'],
    ["select '`shop`.`orders`' AS `shop.x` from `shop`.`o`", "select '`shop`.`orders`' AS `shop.x` from `old`.`o`"],
    ["select 'it''s \\' `shop`.' from `shop`.`o` -- shop.o", "select 'it''s \\' `shop`.' from `old`.`o` -- shop.o"],
    ['call shop.close_day()', 'call old.close_day()'],
    ['select `my``shop`.`a` from `shopping`.`a`', 'select `my``shop`.`a` from `shopping`.`a`'],
    // A column that is called like the database.
    [
      'select `o`.`shop` AS `shop`,`shop`.`orders`.`shop` from `shop`.`orders` `o`',
      'select `o`.`shop` AS `shop`,`old`.`orders`.`shop` from `old`.`orders` `o`',
    ],
  ])('%s', (sql, expected) => {
    expect(requalify(sql, 'shop', 'old')).toBe(expected);
  });

  test.each([
    'select `shop`.`id` from `shop`.`orders` `shop`',
    'select `shop`.`shop`.`id` from `shop`.`shop`',
    'with `shop` as (select 1) select * from `shop`',
  ])('nobody can say what is meant: %s', (sql) => {
    expect(requalify(sql, 'shop', 'old')).toBeUndefined();
  });

  test('what a view reads', () => {
    expect(qualifiedIn('select `shop`.`a`.`id` from `shop`.`a` join `x`.`b`', 'shop')).toEqual(new Set(['a']));
  });

  test.each([
    'CREATE DEFINER=`root`@`localhost` TRIGGER `t` BEFORE INSERT ON `orders` FOR EACH ROW SET @a = 1',
    'CREATE DEFINER=`root`@`localhost` trigger shop.t  before insert\n on shop.orders for each row SET @a = 1',
    'CREATE DEFINER=`ro ot`@`%` TRIGGER IF NOT EXISTS `shop` . `t` BEFORE INSERT ON`orders`FOR EACH ROW SET @a = 1',
  ])('a trigger is put on another table, however it was written: %s', (create) => {
    const sql = createTriggerOn(
      {
        name: 't',
        table: 'orders',
        create,
        definer: '',
        sqlMode: '',
        charset: '',
        collation: '',
        databaseCollation: '',
      },
      'aside',
    );
    expect(sql.replaceAll(/\s+/g, ' ')).toMatch(/TRIGGER `t` BEFORE INSERT ON ?`aside` ?FOR EACH ROW SET @a = 1$/i);
  });
});
