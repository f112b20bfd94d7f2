import { expect, test } from 'vitest';
import { findRepeats } from '../../../../../src/core/queries/callSites/repeats';
import type { StatementDigest } from '../../../../../src/core/queries/digest';
import { shop } from '../blocks/shop';

const moment = new Date('2030-01-01T00:00:00Z');
const statement = (digest: string, text: string, calls: number, rowsSent?: number): StatementDigest => ({
  digest,
  text,
  schema: 'shop',
  calls,
  totalMs: 1,
  averageMs: 1,
  maxMs: 1,
  firstSeen: moment,
  lastSeen: moment,
  loadShare: 0.1,
  prepared: false,
  ...(rowsSent === undefined ? {} : { rowsSent }),
});
const list = statement('list', 'select * from `orders` where `status` = ? limit ?', 40, 600);
const found = (...statements: readonly StatementDigest[]): readonly string[] =>
  findRepeats(statements, shop).map(({ child, parent }) => `${child} after ${parent}`);

test('a row by its key, once for each row that a list sent, is a likely N+1', () => {
  expect(found(list, statement('user', 'select * from `users` where `users`.`id` = ? limit ?', 610))).toEqual([
    'user after list',
  ]);
});

test('the rows of one parent, once for each parent, are as well', () => {
  const items =
    'select * from `order_items` where `order_items`.`order_id` = ? and `order_items`.`order_id` is not null';
  expect(found(list, statement('items', items, 590))).toEqual(['items after list']);
});

test.each([
  ['it is called much less often than rows were sent', statement('user', 'select * from `users` where `id` = ?', 300)],
  ['it is called a few times only', statement('user', 'select * from `users` where `id` = ?', 12)],
  ['nothing of the list names its table', statement('tag', 'select * from `tags` where `id` = ?', 600)],
  ['it is eager loading', statement('user', 'select * from `users` where `id` in (...)', 600)],
  ['it counts', statement('count', 'select count(*) from `users` where `id` = ?', 600)],
  ['it cannot be read', statement('odd', 'select * from `users` where ((', 600)],
])('nothing is said where %s', (_, other) => {
  expect(found(list, other)).toEqual([]);
});

test('nothing is said where the source counts no rows, or a list sends one row at a time', () => {
  const user = statement('user', 'select * from `users` where `id` = ?', 600);
  expect(found(statement('list', list.text, 40), user)).toEqual([]);
  expect(found(statement('list', list.text, 600, 600), user)).toEqual([]);
});
