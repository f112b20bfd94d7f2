import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlComments } from '../../../../../src/core/queries/sql/comments';

const locationOf = (sql: string): string | undefined => {
  const found = sqlComments(sql).find(({ location }) => location !== undefined)?.location;
  return found && `${found.file} ${found.line}`;
};

test.each([
  ['select 1 /* app/Http/OrderController.php:12 */', 'app/Http/OrderController.php 12'],
  ['/* file: app/Models/Order.php:7, user 5 */ select 1', 'app/Models/Order.php 7'],
  ["select 1 /*controller='OrderController',file='app%2FJobs%2FSend.php',line='44'*/", 'app/Jobs/Send.php 44'],
  ["select 1 /*application:shop,line:/var/www/app/Models/Order.php:23:in `x'*/", '/var/www/app/Models/Order.php 23'],
  [String.raw`select 1 -- C:\shop\app\X.php:3`, String.raw`C:\shop\app\X.php 3`],
  ['select 1 # app/X.php(9)', 'app/X.php 9'],
  ["select '/* app/No.php:1 */', `-- app/No.php:2`, 1--1 /* none */", undefined],
  ['select /*+ app/No.php:1 */ 1 /*! app/No.php:1 */', undefined],
  ['select 1 /* app/No.php:0 .php:5 */', undefined],
])('%s', (sql, expected) => {
  expect(locationOf(sql)).toBe(expected);
});

test('tags are decoded, and what is not encoded stays', () => {
  const [comment] = sqlComments(String.raw`SELECT 1 /*action='%2Fparam*d',route='it\'s 100%'*/`);
  expect([...(comment?.tags ?? [])]).toEqual([
    ['action', '/param*d'],
    ['route', "it's 100%"],
  ]);
  expect([...(sqlComments('select 1 /*application:shop,job:SendMail*/')[0]?.tags.keys() ?? [])]).toEqual([
    'application',
    'job',
  ]);
});

test('comments come with their places', () => {
  const sql = 'select 1 -- one\n/* two */ , 2 # three';
  expect(sqlComments(sql).map(({ text, start }) => [text, sql.slice(start, start + 2)])).toEqual([
    ['one', '--'],
    ['two', '/*'],
    ['three', '# '],
  ]);
});

test('hostile comments: any text comes back, and soon', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (sql) => void sqlComments(`/*${sql}*/ -- ${sql}`)));
  for (const piece of ["a='", "a='b',", '/*', '.php:', 'a:b,', "\\'", '%', '--  \n'])
    expect(sqlComments(`/*${piece.repeat(200_000)}*/ select 1`).length).toBeGreaterThan(0);
});
