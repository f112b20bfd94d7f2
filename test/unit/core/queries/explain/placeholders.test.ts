import { describe, expect, test } from 'vitest';
import { literalOf } from '../../../../../src/core/queries/explain/columnValues';
import { fillPlaceholders } from '../../../../../src/core/queries/explain/placeholders';
import { placeholdersOf } from '../../../../../src/core/queries/explain/placeholderUses';
import { literalsOf } from '../../../../../src/core/queries/explain/sampleValues';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';
import { fakeSqlClient, mysqlServer, serverError, type Answers } from '../../../../fakes/sqlClient';

const columns: Answers = [
  [
    /information_schema\.COLUMNS/,
    [{ table_schema: 'shop', table_name: 'orders', column_name: 'user_id', data_type: 'bigint' }],
  ],
  [/LIMIT 1000/, [3, 7, 9].map((value, index) => ({ value: String(value), times: [10, 80, 10][index] }))],
];
const uses = (sql: string): unknown[] => {
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread') throw new Error(parsed.reason);
  return placeholdersOf(parsed).map(({ use }) =>
    'column' in use ? [use.kind, use.tables.map(({ name }) => name).join('|'), use.column, use.nth] : use.kind,
  );
};

describe('what a placeholder is compared with', () => {
  test.each([
    ['SELECT * FROM orders WHERE user_id = ? LIMIT ? OFFSET ?', [['equal', 'orders', 'user_id', 0], 'limit', 'offset']],
    ['SELECT * FROM orders LIMIT ?, ?', ['offset', 'limit']],
    [
      'SELECT * FROM orders o JOIN users u ON u.id = o.user_id AND u.email = ? WHERE o.a IN (?, ?)',
      [
        ['equal', 'users', 'email', 0],
        ['in', 'orders', 'a', 0],
        ['in', 'orders', 'a', 1],
      ],
    ],
    [
      'SELECT * FROM orders WHERE a BETWEEN ? AND ? AND b < ? AND ? < c',
      [
        ['low', 'orders', 'a', 0],
        ['high', 'orders', 'a', 0],
        ['high', 'orders', 'b', 0],
        ['low', 'orders', 'c', 0],
      ],
    ],
    ['SELECT * FROM orders, users WHERE name LIKE ?', [['like', 'orders|users', 'name', 0]]],
    [
      'SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.a = ? AND u.b = ?)',
      [
        ['equal', 'orders', 'a', 0],
        ['equal', 'users', 'b', 0],
      ],
    ],
    ['SELECT * FROM (SELECT 1 AS x) d WHERE d.x = ? AND y = ?', ['other', 'other']],
    [
      'SELECT ?, COALESCE(a, ?) FROM t WHERE (a, b) = (?, ?)',
      ['other', 'other', ['equal', 't', 'a', 0], ['equal', 't', 'b', 0]],
    ],
    ['UPDATE orders SET a = ? WHERE b = ?', ['other', ['equal', 'orders', 'b', 0]]],
    ["SELECT '?' FROM t -- ?", []],
  ])('%s', (sql, expected) => {
    expect(uses(sql)).toEqual(expected);
  });
});

describe('values of a real call', () => {
  test.each([
    [
      'SELECT * FROM `t` WHERE `a` = ? AND b IN (?, ?)',
      "select * from t where a = 'x\\'?' and B in (-1, NULL);",
      ["'x\\'?'", '-1', 'NULL'],
    ],
    ['SELECT ?', 'SELECT 0x41', ['0x41']],
    ['SELECT 1', 'SELECT 1', []],
    ['SELECT * FROM t WHERE a = ?', 'SELECT * FROM t WHERE b = 1', undefined],
    ['SELECT * FROM t WHERE a = ?', 'SELECT * FROM t WHERE a = b', undefined],
    ['SELECT * FROM t WHERE a = ?', "SELECT * FROM t WHERE a = 'cut", undefined],
    ['SELECT * FROM t WHERE a = ?', 'SELECT * FROM t WHERE a = 1 OR 1', undefined],
  ])('%s', (statement, sample, literals) => {
    expect(literalsOf(statement, sample)).toEqual(literals);
  });
});

describe('filling', () => {
  const sql = 'SELECT * FROM orders WHERE user_id = ? LIMIT ?';

  test('the best that is known of each is used, and said', async () => {
    const client = fakeSqlClient(mysqlServer, columns);
    const filled = await fillPlaceholders(client, sql, { schema: 'shop' });
    expect(filled).toMatchObject({
      sql: 'SELECT * FROM orders WHERE user_id = 7 LIMIT 15',
      complete: true,
      placeholders: [
        {
          column: 'orders.user_id',
          provenance: 'statistics',
          text: 'The most frequent value of orders.user_id among its first 1,000 rows.',
        },
        { provenance: 'assumed', text: 'Assumed: 15, Laravel’s default page.' },
      ],
      source: {
        kind: 'filled',
        text: '2 values filled in: 1 typical of their columns, 1 assumed. The plan may differ from that of real calls.',
      },
    });
    expect(
      client.sent.every(
        ({ sql: sent, options }) => sent.startsWith('SELECT 1 AS laravel_ops') && options.timeoutMs === 1000,
      ),
    ).toBe(true);
  });

  test('a real call needs no look at the data', async () => {
    const client = fakeSqlClient(mysqlServer, columns);
    const samples = [
      { sql: 'SELECT * FROM users', from: 'another' },
      { bindings: ["it's", 5n], from: 'Telescope' },
    ];
    const filled = await fillPlaceholders(client, sql, { samples });
    expect(filled.sql).toBe("SELECT * FROM orders WHERE user_id = 'it''s' LIMIT 5");
    expect(filled.placeholders.map(({ text }) => text)).toEqual([
      'From a real call: Telescope.',
      'From a real call: Telescope.',
    ]);
    expect(client.sent).toEqual([]);
  });

  test('what the person gives comes before everything', async () => {
    const filled = await fillPlaceholders(fakeSqlClient(mysqlServer, []), sql, {
      samples: [{ sql: 'SELECT * FROM orders WHERE user_id = 1 LIMIT 2', from: 'the slow log' }],
      given: new Map([[0, 'x']]),
    });
    expect(filled.sql).toBe("SELECT * FROM orders WHERE user_id = 'x' LIMIT 2");
  });

  test.each<[string, string, Answers]>([
    ['no schema', sql, columns],
    ['a column of two tables', 'SELECT * FROM orders, users WHERE user_id = ?', [[/COLUMNS/, [{}, {}]]]],
    ['a pattern', 'SELECT * FROM orders WHERE user_id LIKE ?', columns],
    [
      'a type without plain literals',
      sql,
      [[/COLUMNS/, [{ table_name: 'orders', column_name: 'user_id', data_type: 'blob' }]]],
    ],
    ['a table that may not be read', sql, [columns[0] ?? [/x/, []], [/LIMIT 1000/, serverError(1142, 'denied')]]],
    ['an empty table', sql, [columns[0] ?? [/x/, []]]],
    ['no column', 'SELECT * FROM orders WHERE user_id = ABS(?)', columns],
    ['a list that the digest does not keep', 'SELECT * FROM orders WHERE user_id IN (...)', columns],
  ])('nothing is made up for %s', async (what, statement, answers) => {
    const filled = await fillPlaceholders(
      fakeSqlClient(mysqlServer, answers),
      statement,
      what === 'no schema' ? {} : { schema: 'shop' },
    );
    expect(filled.complete).toBe(false);
    expect(filled.placeholders.filter(({ provenance }) => provenance === 'statistics')).toEqual([]);
  });

  test('ends of a range lie inside the values, lists take several', async () => {
    const client = fakeSqlClient(mysqlServer, columns);
    const range = 'SELECT * FROM orders WHERE user_id BETWEEN ? AND ? AND user_id IN (?, ?)';
    expect((await fillPlaceholders(client, range, { schema: 'shop' })).sql).toBe(
      'SELECT * FROM orders WHERE user_id BETWEEN 7 AND 7 AND user_id IN (7, 3)',
    );
    expect(client.sent).toHaveLength(2);
  });

  test('a statement that is not understood is not guessed at', async () => {
    await expect(fillPlaceholders(fakeSqlClient(mysqlServer, []), 'SELEKT ?')).rejects.toMatchObject({
      reason: 'unreadable',
    });
  });
});

test('literals hold any text, and no number that is none', () => {
  expect(literalOf("a'b\\c\0", false)).toBe("'a''b\\\\c\\0'");
  expect(literalOf('-1.5e3', true)).toBe('-1.5e3');
  expect(literalOf('1 OR 1', true)).toBeUndefined();
});
