import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyStatement, type StatementKind } from '../../../../src/core/connections/statement';

const examples: Readonly<Record<StatementKind, readonly string[]>> = {
  read: [
    'SELECT 1',
    'select * from orders where id = ?;',
    'SELECT \'INTO; DELETE\' AS "FOR UPDATE"',
    'SELECT `into` FROM `update`',
    'SELECT o.update, o.into FROM orders o',
    '(SELECT 1) UNION (SELECT 2)',
    'WITH recent AS (SELECT 1) SELECT * FROM recent',
    'WITH a AS (SELECT 1) (SELECT * FROM a)',
    'TABLE orders',
    'VALUES ROW(1, 2)',
    "SELECT REPLACE(name, 'a', 'b'), INSERT('x', 1, 1, 'y'), TRUNCATE(1.5, 0) FROM t",
    'SELECT SUBSTRING(x FROM 1 FOR 3) FROM t USE INDEX FOR JOIN (a)',
    'SELECT * FROM t FOR SYSTEM_TIME AS OF NOW()',
    '/* hello */ SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1 -- end',
    'SELECT /*!40001 SQL_NO_CACHE */ * FROM t',
    'SELECT 5--1',
    'SELECT SLEEP(1)',
    'SHOW FULL PROCESSLIST',
    'SHOW CREATE TABLE orders',
    'DESCRIBE orders',
    'DESC orders total',
    'EXPLAIN SELECT 1',
    'EXPLAIN FORMAT=JSON DELETE FROM orders',
    'EXPLAIN FORMAT = TREE SELECT 1',
    'EXPLAIN FOR CONNECTION 5',
    'EXPLAIN ANALYZE SELECT 1',
    'EXPLAIN ANALYZE FORMAT=JSON WITH a AS (SELECT 1) SELECT * FROM a',
    'ANALYZE SELECT 1',
    'ANALYZE FORMAT=JSON SELECT 1',
    'CHECKSUM TABLE orders',
    "HELP 'SELECT'",
  ],
  session: [
    'USE shop',
    'SET @x = 1, @y := (SELECT 2)',
    'SET SESSION lock_wait_timeout = 5',
    'SET @@session.optimizer_switch = "x=on", time_zone = "+00:00"',
    'SET NAMES utf8mb4',
    'SET TRANSACTION READ ONLY',
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY',
    'START TRANSACTION READ ONLY',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
    'COMMIT',
    'ROLLBACK',
  ],
  write: [
    'INSERT INTO t VALUES (1)',
    'update t set a = 1',
    'DELETE FROM t',
    'REPLACE INTO t VALUES (1)',
    "SELECT * FROM t INTO OUTFILE '/tmp/x'",
    'SELECT 1 INTO @x',
    "SELECT 1.INTO OUTFILE '/tmp/x'",
    "SELECT 1e5INTO OUTFILE '/tmp/x'",
    "SELECT .5INTO DUMPFILE '/tmp/x'",
    "SELECT 1 /* a */INTO/**/OUTFILE '/tmp/x'",
    "SELECT 1 --\u00a0\nINTO OUTFILE '/tmp/x'",
    'SELECT * FROM t FOR UPDATE',
    'SELECT * FROM t FOR SHARE',
    'SELECT * FROM t LOCK IN SHARE MODE',
    'WITH a AS (SELECT 1) DELETE FROM t',
    'WITH a AS (SELECT 1) UPDATE t SET x = 1',
    "SELECT GET_LOCK('a', 10)",
    'SELECT NEXT VALUE FOR s',
    'EXPLAIN ANALYZE DELETE FROM t',
    'EXPLAIN ANALYZE UPDATE t SET a = 1',
    'EXPLAIN FORMAT=JSON INTO @plan SELECT 1',
    'ANALYZE DELETE FROM t',
    'ANALYZE TABLE t',
    'ANALYZE LOCAL TABLE t',
    'ANALYZE FORMAT=JSON UPDATE t SET a = 1',
    'CALL refresh()',
    'DO SLEEP(1)',
    'KILL 5',
    'KILL QUERY 5',
    'SET GLOBAL slow_query_log = 1',
    'SET @@GLOBAL.slow_query_log = 1',
    'SET PERSIST max_connections = 1',
    'SET time_zone = "+00:00", GLOBAL slow_query_log = 1',
    'SET SESSION TRANSACTION READ WRITE',
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
    'SET transaction_read_only = 0',
    'SET @@session.tx_read_only = OFF',
    'SET SESSION `transaction_read_only` = 0',
    'SET sql_mode = NO_BACKSLASH_ESCAPES',
    'SET max_statement_time = 0',
    'SET NAMES gbk',
    "SET PASSWORD = 'x'",
    'SET STATEMENT max_statement_time = 1 FOR DELETE FROM t',
    'START TRANSACTION',
    'START TRANSACTION READ WRITE',
    'BEGIN',
    'DROP TABLE t',
    'TRUNCATE t',
    'FLUSH TABLES',
    'LOAD DATA INFILE "x" INTO TABLE t',
    'HANDLER t OPEN',
    "PREPARE s FROM 'DELETE FROM t'",
    'EXECUTE s',
  ],
  multiple: ['SELECT 1; SELECT 2', 'SELECT 1;; DELETE FROM t', 'SELECT 1 /*!99999 ; DROP TABLE t */'],
  unreadable: [
    '',
    ';',
    '-- nothing',
    "SELECT 'open",
    'SELECT "open',
    'SELECT `open',
    'SELECT 1 /* open',
    'SELECT 1 /*!50000 open',
    'SELECT 1\0; DROP TABLE t',
    'FROBNICATE t',
    // Writes on one server, nonsense on another.
    '/*!50000 DELETE */ FROM t',
    '/*M! DROP TABLE t */',
    '/*!50000 SELECT /* nested */ 1 */',
    '/*!99999 EXPLAIN */',
    "SELECT 1 -- '\n /*!1 a */ /*!2 b */ /*!3 c */ /*!4 d */ /*!5 e */",
  ],
};

describe.each(Object.entries(examples))('%s', (kind, statements) => {
  test.each(statements)('%j', (sql) => {
    expect(classifyStatement(sql)).toBe(kind);
  });
});

test('a prefix that only some servers run does not hide a write', () => {
  for (const marker of ['/*!99999', '/*M!', '/*!', '/*M!100100'])
    expect(classifyStatement(`${marker} EXPLAIN */ DELETE FROM t`)).toBe('write');
});

test('EXPLAIN of nothing but a comment is not a read', () => {
  expect(classifyStatement('EXPLAIN')).toBe('unreadable');
});

const noise = fc.oneof(
  fc.constantFrom(
    ' ',
    '\n',
    '\t',
    '\r\n',
    '\f',
    '\v',
    '/**/',
    '/* SELECT 1; */',
    '-- x\n',
    '--\n',
    '#\n',
    "/* ' */",
    '# "\n',
  ),
);
const gap = fc.array(noise, { minLength: 1, maxLength: 4 }).map((parts) => ` ${parts.join('')} `);

/** The words of a statement with other white space, comments and case between them. */
function disguised(sql: string): fc.Arbitrary<string> {
  // Only statements without quotes are taken apart at spaces.
  const words = sql.split(' ');
  return fc
    .tuple(
      fc.array(gap, { minLength: words.length + 1, maxLength: words.length + 1 }),
      fc.array(fc.boolean(), { minLength: words.length, maxLength: words.length }),
    )
    .map(
      ([gaps, upper]) =>
        words
          .map((word, index) => gaps[index] + (upper[index] === true ? word.toUpperCase() : word.toLowerCase()))
          .join('') + gaps.at(-1),
    );
}

const plainWrites = examples.write.filter((sql) => !/['"`]|\/\*|--/.test(sql));
const plainReads = examples.read.filter((sql) => !/['"`]|\/\*|--/.test(sql));

test('comments, white space and case never turn a write into something that may run', () => {
  const statement = fc.constantFrom(...plainWrites).chain(disguised);
  fc.assert(
    fc.property(statement, (sql) => !['read', 'session'].includes(classifyStatement(sql))),
    { numRuns: 2_000 },
  );
});

test('comments, white space and case leave a read a read', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plainReads).chain(disguised), (sql) => classifyStatement(sql) === 'read'),
    { numRuns: 1_000 },
  );
});

test('a second statement is never overlooked', () => {
  const first = fc.constantFrom(...examples.read).map((sql) => sql.replace(/;?\s*(-- end)?$/, ''));
  fc.assert(
    fc.property(first, gap, fc.constantFrom(...plainWrites), (read, space, write) =>
      ['multiple', 'unreadable'].includes(classifyStatement(`${read};${space}${write}`)),
    ),
  );
});

test('any text gets one of the five answers', () => {
  const hostile = fc.array(
    fc.constantFrom(
      '/*',
      '*/',
      '/*!',
      '!',
      "'",
      '"',
      '`',
      '\\',
      ';',
      '--',
      '#',
      '\n',
      ' ',
      'SELECT',
      'INTO',
      '0',
      '.',
      'e',
      '(',
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        hostile.map((parts) => parts.join('')),
      ),
      (sql) => classifyStatement(sql) in examples,
    ),
    { numRuns: 3_000 },
  );
});
