import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksOf } from '../../../../../src/core/queries/blocks/blocksOf';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';
import { common, mariadbOnly, mysqlOnly } from '../sql/corpus';
import { blocks, shop, shown } from './shop';

describe('tables and joins', () => {
  test('inner joins are edges, whichever way they are written', () => {
    const expected = ['  join u.id = o.user_id'];
    expect(shown('SELECT 1 FROM users u JOIN orders o ON u.id = o.user_id')).toEqual([
      '#0 top: u, inner o',
      ...expected,
    ]);
    expect(shown('SELECT 1 FROM users u, orders o WHERE u.id = o.user_id')).toEqual([
      '#0 top: u, inner o',
      ...expected,
    ]);
  });
  test('conditions of an outer join name it', () => {
    expect(
      shown("SELECT 1 FROM users u LEFT JOIN orders o ON o.user_id = u.id AND o.status = 'paid' WHERE u.id = 1"),
    ).toEqual(['#0 top: u, left o', "  o.status = 'paid' ON o", '  u.id = 1', '  join o.user_id = u.id ON o']);
  });
  test('a LEFT JOIN whose table WHERE asks for is an inner one', () => {
    expect(shown('SELECT 1 FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.total > 5')).toEqual([
      '#0 top: u, inner o',
      '  5 < o.total',
      '  join o.user_id = u.id',
    ]);
    expect(shown('SELECT 1 FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.id IS NULL')[0]).toBe(
      '#0 top: u, left o',
    );
    expect(shown('SELECT 1 FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.total > 5 OR u.id = 1')[0]).toBe(
      '#0 top: u, left o',
    );
  });
  test('tables in parentheses that are outer-joined together stay so', () => {
    expect(
      shown(
        'SELECT 1 FROM users u LEFT JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.user_id = u.id WHERE i.quantity > 1',
      ),
    ).toEqual([
      '#0 top: u, left o, left i',
      '  1 < i.quantity',
      '  join i.order_id = o.id ON o',
      '  join o.user_id = u.id ON o',
    ]);
  });
  test('RIGHT JOIN, USING and NATURAL', () => {
    expect(shown('SELECT 1 FROM users u RIGHT JOIN orders o ON o.user_id = u.id')).toEqual([
      '#0 top: u, right o',
      '  join o.user_id = u.id ON o',
    ]);
    expect(shown('SELECT 1 FROM users JOIN orders USING (id, created_at)')).toEqual([
      '#0 top: users, inner orders',
      '  join users.id = orders.id',
      '  join users.created_at = orders.created_at',
    ]);
    expect(shown('SELECT 1 FROM tags NATURAL JOIN users')).toEqual([
      '#0 top: tags, inner users',
      '  join tags.id = users.id',
      '  join tags.name = users.name',
    ]);
  });
  test('names: tables by exact name, then without case; aliases; other schemas; hints', () => {
    expect(blocks('SELECT VALUE FROM mixed WHERE iD = 1').blocks[0]).toMatchObject({
      tables: [{ name: 'mixed', table: 'Mixed' }],
      predicates: [{ column: { column: 'Id' } }],
      columns: [{ column: 'Id' }, { column: 'Value' }],
    });
    expect(blocks('SELECT 1 FROM shop.users AS `u 1` WHERE `u 1`.id = 1').blocks[0]?.predicates).toHaveLength(1);
    expect(shown('SELECT x FROM elsewhere.users WHERE y = 1')).toEqual([
      '#0 top: users?',
      '  users.y = 1',
      'remark the table is not known: elsewhere.users',
    ]);
    expect(shown('SELECT id FROM users FORCE INDEX (users_email, PRIMARY)')).toEqual([
      '#0 top: users hint users_email, PRIMARY',
    ]);
  });
  test('views and unknown tables are remarks, and take no column that another table has', () => {
    expect(shown('SELECT v.x FROM active_users v JOIN users ON v.id = users.id WHERE email = 1.5 AND z = 2')).toEqual([
      '#0 top: v?, inner users',
      '  other email = ? of users.email',
      '  v.z = 2',
      '  join v.id = users.id',
      'remark what the view reads is not known: active_users',
      'remark the text column email is compared with a number: no index serves that',
    ]);
    expect(shown('SELECT 1 FROM nope a, nope2 b WHERE z = 2')).toContain('  other z = ?');
  });
  test('functions, LATERAL and partitions are said', () => {
    expect(shown("SELECT j.a FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$')) j WHERE a > 1")).toEqual([
      '#0 top: j?',
      '  1 < j.a',
      'remark a table of the function JSON_TABLE',
    ]);
    expect(
      shown('SELECT 1 FROM users u, LATERAL (SELECT total FROM orders o WHERE o.user_id = u.id LIMIT 1) x'),
    ).toEqual([
      '#0 top: u, inner x=#1',
      '#1 derived in 0: o',
      '  outer o.user_id = #0 u.id',
      '  limit 1',
      'remark LATERAL: x is read anew for each row',
    ]);
  });
});

describe('subqueries', () => {
  test('EXISTS is correlated, and reads nothing of its list', () => {
    expect(
      shown("SELECT id FROM users u WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.user_id = u.id AND status = 'x')"),
    ).toEqual([
      '#0 top: u',
      '  other NOT EXISTS (SELECT …) of u.id with #1',
      '#1 not exists in 0: o',
      "  o.status = 'x'",
      '  outer o.user_id = #0 u.id',
    ]);
    expect(
      blocks('SELECT 1 FROM users u WHERE EXISTS (SELECT * FROM orders o WHERE o.user_id = u.id)').blocks[1],
    ).toMatchObject({
      allColumnsOf: [],
      columns: [{ column: 'user_id' }],
    });
  });
  test('IN is an equality with what stands around it', () => {
    expect(shown('SELECT id FROM users WHERE id IN (SELECT user_id FROM orders WHERE total > 5)')).toEqual([
      '#0 top: users',
      '  other id IN (SELECT …) of users.id with #1',
      '#1 in in 0: orders',
      '  5 < orders.total',
      '  outer orders.user_id = #0 users.id',
    ]);
    expect(
      shown(
        'SELECT 1 FROM users WHERE (id, team_id) NOT IN (SELECT user_id, total FROM orders UNION SELECT 1, 2)',
      ).slice(2),
    ).toEqual([
      '#1 not in in 0: orders',
      '  outer orders.user_id = #0 users.id',
      '  outer orders.total = #0 users.team_id',
      '#2 not union in 1: ',
    ]);
    expect(shown('SELECT 1 FROM users WHERE id = ANY (SELECT user_id FROM orders)')).toContain(
      '  outer orders.user_id = #0 users.id',
    );
  });
  test('a scalar one that depends on nothing is a value, another is not', () => {
    expect(shown('SELECT 1 FROM orders WHERE total > (SELECT AVG(total) FROM orders)').slice(0, 2)).toEqual([
      '#0 top: orders',
      '  {(SELECT AVG(total) FROM orders)} < orders.total',
    ]);
    expect(
      shown('SELECT 1 FROM orders o WHERE total > (SELECT AVG(total) FROM orders i WHERE i.user_id = o.user_id)'),
    ).toEqual([
      '#0 top: o',
      '  other total > (SELECT AVG(total) FROM orders i WHERE user_id = user_id) of o.total, o.user_id with #1',
      '#1 scalar in 0: i',
      '  outer i.user_id = #0 o.user_id',
      '  aggregate AVG i.total',
    ]);
  });
  test('two levels up', () => {
    expect(
      shown(
        'SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.product_id = u.id))',
      ).slice(1),
    ).toEqual([
      '  other EXISTS (SELECT …) of u.id with #1',
      '#1 exists in 0: o',
      '  other EXISTS (SELECT …) of o.id with #2',
      '#2 exists in 1: i',
      '  outer i.order_id = #1 o.id',
      '  outer i.product_id = #0 u.id',
    ]);
  });
  test('under OR they stand in their branch', () => {
    expect(shown('SELECT 1 FROM users u WHERE id = 1 OR EXISTS (SELECT 1 FROM orders WHERE user_id = u.id)')[1]).toBe(
      '  or [u.id = 1 | other EXISTS (SELECT …) of u.id with #1]',
    );
  });
  test('derived tables and common tables give columns by name', () => {
    expect(
      shown(
        'SELECT d.n FROM (SELECT user_id, COUNT(*) AS n FROM orders GROUP BY user_id) d JOIN users ON users.id = d.user_id WHERE n > 5',
      ),
    ).toEqual([
      '#0 top: d=#1, inner users',
      '  5 < d.n',
      '  join users.id = d.user_id',
      '#1 derived in 0: orders',
      '  aggregate COUNT',
      '  group orders.user_id',
    ]);
    expect(
      shown('WITH a (x) AS (SELECT id FROM users), b AS (SELECT x FROM a WHERE x = 1) SELECT * FROM b, a'),
    ).toEqual(['#0 top: b=#2, inner a=#1', '#1 cte in 0: users', '#2 cte in 0: a=#1', '  a.x = 1']);
  });
  test('a recursive one reads itself', () => {
    expect(
      shown(
        'WITH RECURSIVE t AS (SELECT id, team_id FROM users WHERE id = 1 UNION ALL SELECT u.id, u.team_id FROM users u JOIN t ON u.team_id = t.id) SELECT * FROM t',
      ),
    ).toEqual([
      '#0 top: t=#1',
      '#1 cte in 0: users',
      '  users.id = 1',
      '#2 union in 1: u, inner t=#1',
      '  join u.team_id = t.id',
    ]);
  });
  test('a derived table does not see the tables beside it', () => {
    expect(shown('SELECT 1 FROM users u, (SELECT 1 FROM orders WHERE orders.user_id = u.id) d')).toContain(
      'remark the column u.id is not known',
    );
  });
});

describe('order, group, limit', () => {
  test('names and positions of the list are what stands there', () => {
    expect(
      shown(
        'SELECT name AS n, YEAR(created_at) y, COUNT(*) c FROM users GROUP BY n, 2 ORDER BY c DESC, 1, y LIMIT 10, 20',
      ),
    ).toEqual([
      '#0 top: users',
      '  aggregate COUNT',
      '  group users.name, {YEAR(created_at)}',
      '  order {COUNT(*)} desc, users.name, {YEAR(created_at)}',
      '  limit 20 offset 10',
    ]);
  });
  test('ORDER BY means the alias, GROUP BY the column of that name', () => {
    const [block] = blocks('SELECT UPPER(name) AS name FROM users GROUP BY name ORDER BY name').blocks;
    expect(block?.group[0]?.column?.column).toBe('name');
    expect(block?.order[0]?.expression).toBe('UPPER(name)');
  });
  test('ORDER BY NULL is none, expressions are expressions, placeholders are no limit', () => {
    expect(shown('SELECT id FROM users ORDER BY NULL')).toEqual(['#0 top: users']);
    expect(shown('SELECT id FROM users ORDER BY RAND(), FIELD(id, 3, 1) LIMIT ? OFFSET ?').slice(1)).toEqual([
      '  order {RAND()}, {FIELD(id, ?, ?)}',
      '  limit ?',
    ]);
    expect(blocks('SELECT `id` FROM `users` LIMIT ?, ...').blocks[0]?.limit).toEqual({});
  });
  test('each part of a UNION is a block; what stands around it is a remark', () => {
    expect(
      shown(
        '(SELECT id FROM users ORDER BY id LIMIT 1) UNION ALL SELECT id FROM orders WHERE id = 2 ORDER BY 1 LIMIT 3',
      ),
    ).toEqual([
      '#0 top: users',
      '  order users.id',
      '  limit 1',
      '#1 union in 0: orders',
      '  orders.id = 2',
      'remark ORDER BY of a UNION',
      'remark LIMIT of a UNION',
    ]);
  });
  test('DISTINCT, HAVING, MIN and MAX, windows, ROLLUP, locks, hints', () => {
    expect(shown('SELECT DISTINCT MIN(id), MAX(users.score) m FROM users HAVING m > 1 FOR UPDATE').slice(1)).toEqual([
      '  distinct',
      '  aggregate MIN users.id',
      '  aggregate MAX users.score',
      '  having',
      '  locking',
    ]);
    expect(
      shown('SELECT /*+ BKA(users) */ team_id, SUM(score) OVER (ORDER BY id) FROM users GROUP BY team_id WITH ROLLUP'),
    ).toEqual([
      '#0 top: users',
      '  group users.team_id',
      'remark an optimizer hint (/*+ … */)',
      'remark a window function',
      'remark WITH ROLLUP',
    ]);
  });
});

test('every column that is read is named once', () => {
  const [block] = blocks(
    'SELECT u.name, UPPER(name), o.* FROM users u JOIN orders o ON o.user_id = u.ID WHERE email = 1 ORDER BY score + 1',
  ).blocks;
  expect(block?.columns.map(({ column }) => column)).toEqual(['user_id', 'id', 'email', 'name', 'score']);
  expect(block?.allColumnsOf).toEqual([1]);
});

describe('changes', () => {
  test('UPDATE: what it reads, and which columns it sets', () => {
    expect(shown('UPDATE users SET score = score + 1, name = ? WHERE email = ? ORDER BY id LIMIT 5')).toEqual([
      'writes users(score, name)',
      '#0 top: users',
      '  users.email = ?',
      '  order users.id',
      '  limit 5',
      '  locking',
    ]);
    expect(blocks('UPDATE users SET name = ? WHERE email = ?').blocks[0]).toMatchObject({
      columns: [{ column: 'email' }],
      allColumnsOf: [0],
    });
  });
  test('UPDATE and DELETE of several tables', () => {
    expect(
      shown('UPDATE users u JOIN orders o ON o.user_id = u.id SET o.status = u.name, u.score = 1 WHERE o.total > 5'),
    ).toEqual([
      'writes orders(status)',
      '#0 top: u, inner o',
      '  5 < o.total',
      '  join o.user_id = u.id',
      '  locking',
      'remark it also writes users',
    ]);
    expect(shown('DELETE o, users FROM users JOIN orders o ON o.user_id = users.id')).toEqual([
      'writes orders',
      '#0 top: users, inner o',
      '  join o.user_id = users.id',
      '  locking',
      'remark it also writes users',
    ]);
    expect(shown('DELETE FROM users WHERE id = 1')[0]).toBe('writes users');
  });
  test('INSERT: its SELECT', () => {
    expect(
      shown(
        'INSERT INTO orders (user_id) SELECT id FROM users WHERE active = 1 ON DUPLICATE KEY UPDATE total = VALUES(total)',
      ),
    ).toEqual(['writes orders', '#0 top: users', '  users.active = 1', 'remark ON DUPLICATE KEY UPDATE']);
    expect(shown("INSERT INTO orders (user_id, status) VALUES ((SELECT MAX(id) FROM users), 'x')")).toEqual([
      'writes orders',
      '#0 top: ',
      '#1 scalar in 0: users',
      '  aggregate MAX users.id',
    ]);
    expect(shown('REPLACE INTO nowhere VALUES (1)')).toEqual([
      'writes nowhere',
      'remark the table is not known: nowhere',
    ]);
  });
});

test('whatever can be parsed has blocks, and they point at each other', () => {
  const statements = [...common, ...mysqlOnly, ...mariadbOnly];
  const check = (sql: string): void => {
    const parsed = parseStatement(sql);
    if (parsed.kind === 'unread') return;
    const { blocks: all } = blocksOf(parsed, shop);
    for (const [index, block] of all.entries()) {
      expect(block.id).toBe(index);
      expect(block.parent ?? -1).toBeLessThan(index);
      for (const { derived } of block.tables) if (derived !== undefined) expect(all[derived]).toBeDefined();
      for (const { use } of block.columns) expect(block.tables[use]).toBeDefined();
      for (const { block: around, outer } of block.outer) expect(all[around]?.tables[outer.use]).toBeDefined();
    }
  };
  for (const sql of statements) check(sql);
  const words = statements.flatMap((sql) => sql.split(/(?<=\W)|(?=\W)/));
  fc.assert(
    fc.property(
      fc.constantFrom(...statements),
      fc.nat(),
      fc.array(fc.constantFrom(...words), { maxLength: 4 }),
      (sql, at, insert) => {
        const place = at % sql.length;
        check(sql.slice(0, place) + insert.join(' ') + sql.slice(place));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('tens of thousands of conditions come back', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `id = ${index} OR score = ${index}`).join(' OR ');
  expect(blocks(`SELECT 1 FROM users WHERE ${many}`).blocks[0]?.predicates).toHaveLength(1);
  expect(blocks(`SELECT 1 FROM users WHERE ${many.replaceAll('OR', 'AND')}`).blocks[0]?.predicates).toHaveLength(
    40_000,
  );
});
