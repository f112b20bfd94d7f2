import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParsedStatement } from '../../../../../src/core/queries/sql/ast';
import type { Dialect } from '../../../../../src/core/queries/sql/dialect';
import { longestStatement, parseStatement, type Unread } from '../../../../../src/core/queries/sql/parse';
import { broken, common, laravel, mariadbOnly, mysqlOnly } from './corpus';

const mysql: Dialect = { server: { flavour: 'mysql', version: 90_704 } };
const mariadb: Dialect = { server: { flavour: 'mariadb', version: 101_119 } };

const obstacle = (sql: string, dialect?: Dialect): string => {
  const parsed = parseStatement(sql, dialect);
  return parsed.kind === 'unread' ? parsed.obstacle : parsed.kind;
};

function where(sql: string, dialect?: Dialect) {
  const parsed = parseStatement(`SELECT 1 FROM t WHERE ${sql}`, dialect);
  if (parsed.kind !== 'select') throw new Error(JSON.stringify(parsed));
  const [part] = parsed.query.parts;
  return part !== undefined && 'where' in part ? part.where : undefined;
}

describe('what the servers run is read', () => {
  test.each([...common, ...laravel])('%s', (sql) => {
    expect(obstacle(sql, mysql)).toMatch(/^(?:select|insert|replace|update|delete)$/);
    expect(obstacle(sql, mariadb)).toMatch(/^(?:select|insert|replace|update|delete)$/);
  });
  test.each(mysqlOnly)('MySQL: %s', (sql) => {
    expect(obstacle(sql, mysql)).toMatch(/^(?:select|insert|replace|update|delete)$/);
  });
  test.each(mariadbOnly)('MariaDB: %s', (sql) => {
    expect(obstacle(sql, mariadb)).toMatch(/^(?:select|insert|replace|update|delete)$/);
  });
});

test.each(broken)('what they refuse is not: %s', (sql) => {
  expect(obstacle(sql)).toMatch(/^(?:syntax|cut|kind|several)$/);
});

// As performance_schema of MySQL 9.7 and MariaDB 10.11 keeps them.
test.each([
  'SELECT ?, ... FROM `t` WHERE `a` IN (?) ',
  'SELECT `a` FROM `t` WHERE `a` IN (...) AND `b` = ? AND `c` IS NOT NULL LIMIT ?, ... ',
  'SELECT `a` FROM `t` WHERE ( `a` , `b` ) IN ( (...) /* , ... */ ) LIMIT ? OFFSET ?',
  'SELECT `a` FROM `t` WHERE `a` IN ( (?) /* , ... */ ) ',
  'INSERT INTO `t` ( `a` , `b` ) VALUES (...) /* , ... */ ',
  'INSERT INTO `t` ( `a` ) VALUES (?) /* , ... */',
  'INSERT INTO `t` ( `a` , `b` ) VALUES ( ? , NOW ( ) ) , ( ? , NOW ( ) )',
  'SELECT COUNT ( * ) , IF ( `a` , ?, ... ) , `CONCAT` ( `a` , ?, ... ) , `CONCAT` (...) FROM `t` WHERE `d` > NOW ( ) - INTERVAL ? SQL_TSI_DAY AND `e` = - ? ',
  'SELECT CAST ( `a` AS CHARACTER (?) ) , CAST ( `a` AS DECIMAL (...) ) , `b` -> ? , (_charset) ?, ... , DATE ? FROM `t` WHERE MATCH ( `c` ) AGAINST ( ? IN BOOLEAN MODE )',
  'SELECT @? , @@SESSION . `sql_mode` , `a` . `b` FROM `test` . `t` AS `a` WHERE `x` <=> ? && `y` != ? || `z` != ?',
  'SELECT `score` AS ? , ID ? , NAME FROM `users` `u`',
  'SELECT * FROM JSON_TABLE ( ?, ... FIELDS ( `a` INTEGER PATH ? DEFAULT ? ON EMPTY ? ON ERROR ) ) AS `jt`',
  'SELECT COALESCE (...) , `a` FROM `t` GROUP BY `a` WITH ROLLUP HAVING COUNT ( DISTINCTROW `b` ) > ? ORDER BY `a` ASC , `b` DESC',
  'SELECT `a` FROM `t` WHERE `a` = ? ? AND `b` = ? COLLATE `utf8mb4_bin` ',
  'VALUES ROW (...) , ROW (...)',
  'SELECT TIMESTAMPDIFF ( SQL_TSI_SECOND , `a` , `b` ) , TRIM ( LEADING ? FROM `a` ) , ? MEMBER OF ( `a` ) FROM `t`',
])('a digest is read: %s', (sql) => {
  expect(obstacle(sql)).toMatch(/^(?:select|insert)$/);
});

describe('what is not read says why', () => {
  test.each([
    ['', 'empty'],
    [' -- nothing', 'empty'],
    ['SHOW TABLES', 'kind'],
    ['SET @a = 1', 'kind'],
    ['EXPLAIN SELECT 1', 'kind'],
    ['SELECT 1; DROP TABLE t', 'several'],
    ['SELECT a INTO @x FROM t', 'into'],
    ["SELECT a FROM t INTO OUTFILE '/tmp/x'", 'into'],
    ['SELECT `a` , `b` , ...', 'cut'],
    ['SELECT a FROM t WHERE b = ', 'cut'],
    ["SELECT a FROM t WHERE b = 'beginning of a te", 'cut'],
    ['SELECT a FROM t WHERE b IN (1, 2', 'cut'],
    ['SELECT a FROM t /* the comment goes on', 'cut'],
    ['SELECT a FROM t WHERE b = 1 AND ...', 'cut'],
    ['SELECT a FROM t WHERE WHERE', 'syntax'],
    ['\0', 'syntax'],
    [`SELECT ${'('.repeat(300)}1${')'.repeat(300)}`, 'deep'],
    [`SELECT ${'NOT '.repeat(300)}1`, 'deep'],
    [`SELECT ${'- '.repeat(300)}a`, 'deep'],
    [`SELECT ${'CASE WHEN 1 THEN '.repeat(300)}`, 'deep'],
    [`SELECT 1 FROM ${'(SELECT 1 FROM '.repeat(300)}`, 'deep'],
    [`SELECT ${'1 = '.repeat(300)}1`, 'deep'],
  ])('%s', (sql, expected) => {
    expect(obstacle(sql)).toBe(expected);
  });

  test('the reason holds nothing of the statement', () => {
    const unread = parseStatement("SELECT a FROM t WHERE 'secret' 'more' FROM secret") as Unread;
    expect(unread).toMatchObject({ kind: 'unread', obstacle: 'syntax', at: 38 });
    expect(unread.reason).toBe('not understood from character 39 on');
  });
});

describe('the tree', () => {
  test('AND and OR are one node each, parentheses leave no trace', () => {
    expect(where('a AND (b AND c) AND (d OR e OR f)')).toMatchObject({
      kind: 'logical',
      operator: 'and',
      operands: [{ name: 'a' }, { operator: 'and' }, { operator: 'or', operands: [{}, {}, {}] }],
    });
  });
  test('NOT binds weaker than comparisons, "!" stronger', () => {
    expect(where('NOT a = 1')).toMatchObject({ kind: 'not', operand: { kind: 'compare' } });
    expect(where('!a = 1')).toMatchObject({ kind: 'compare', left: { kind: 'not' } });
  });
  test('BETWEEN takes its AND', () => {
    expect(where('a BETWEEN 1 AND 2 AND b')).toMatchObject({ operands: [{ kind: 'between' }, { name: 'b' }] });
  });
  test('names keep their parts, quotes and escapes are understood', () => {
    expect(where("`s`.t.`we``ird` = 'it''s \\'so\\' \\\\ \\%'")).toMatchObject({
      left: { schema: 's', table: 't', name: 'we`ird' },
      right: { kind: 'literal', type: 'string', text: "it's 'so' \\ \\%" },
    });
  });
  test('offsets point into the text', () => {
    const sql = 'SELECT 1 FROM t WHERE /* x */ (a + 1) = "b"';
    const parsed = parseStatement(sql) as ParsedStatement & { kind: 'select' };
    const [select] = parsed.query.parts;
    const condition = select !== undefined && 'where' in select ? select.where : undefined;
    expect(sql.slice(condition?.start, condition?.end)).toContain('= "b"');
  });
  test('a join condition that comes late belongs to the join further back', () => {
    const parsed = parseStatement('SELECT 1 FROM a LEFT JOIN b JOIN c ON c.x = b.x ON a.x = b.x');
    expect(parsed).toMatchObject({
      query: {
        parts: [
          { from: [{ join: 'first' }, { join: 'left', source: { kind: 'nest', tables: [{}, { join: 'inner' }] } }] },
        ],
      },
    });
  });
  test('hints are kept, and that something stands in a versioned comment', () => {
    expect(parseStatement('SELECT /*+ NO_INDEX(t) */ 1 /*!50000 + 1 */')).toMatchObject({
      hints: ['NO_INDEX(t)'],
      versioned: true,
    });
  });
});

describe('foreign SQL modes', () => {
  test('ANSI_QUOTES makes names of double quotes', () => {
    expect(where('"a" = 1')).toMatchObject({ left: { kind: 'literal' } });
    expect(where('"a" = 1', { ansiQuotes: true })).toMatchObject({ left: { kind: 'column', name: 'a' } });
  });
  test('NO_BACKSLASH_ESCAPES leaves the backslash', () => {
    expect(where(String.raw`a = 'x\'`, { noBackslashEscapes: true })).toMatchObject({ right: { text: 'x\\' } });
    expect(obstacle(String.raw`SELECT 'x\'`)).toBe('cut');
  });
  test('PIPES_AS_CONCAT joins texts', () => {
    expect(where('a || b')).toMatchObject({ kind: 'logical', operator: 'or' });
    expect(where('a || b', { pipesAsConcat: true })).toMatchObject({ kind: 'operation', operators: ['||'] });
  });
  test('a versioned comment is read where the server runs it', () => {
    const sql = 'SELECT 1 /*!80013 + 1 */ /*M!100100 + 2 */ /*!99999 broken ( */';
    expect(obstacle(sql)).toBe('syntax');
    expect(obstacle(sql, { server: { flavour: 'mysql', version: 80_036 } })).toBe('select');
    expect(obstacle(sql, mariadb)).toBe('select');
    const items = (dialect: Dialect): unknown => {
      const parsed = parseStatement(sql, dialect);
      return parsed.kind === 'select' && 'items' in parsed.query.parts[0]!
        ? parsed.query.parts[0].items[0]?.expression
        : 0;
    };
    expect(items({ server: { flavour: 'mysql', version: 80_036 } })).toMatchObject({
      operands: [{ text: '1' }, { text: '1' }],
    });
    expect(items(mariadb)).toMatchObject({ operands: [{ text: '1' }, { text: '2' }] });
  });
});

describe('hostile text', () => {
  const pieces = fc.constantFrom(
    ...'SELECT FROM WHERE ( ) , . * = AND OR NOT IN LIKE BETWEEN CASE WHEN THEN END JOIN LEFT ON USING UNION GROUP BY ORDER LIMIT INSERT INTO VALUES UPDATE SET DELETE WITH AS EXISTS INTERVAL DAY MATCH AGAINST OVER ... ? ? @ @@ :x ; /*! */ /* -- # \' " ` \\ -> ->> := <=> || && 1 1.5 0x 0x1 a b t `a` \'x\' "y" 🙂 \0 \n { } JSON_TABLE CAST TRIM ROW TABLE'.split(
      ' ',
    ),
  );
  test('never throws, and says where it ended', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom(' ', ''), (parts, glue) => {
        const sql = `SELECT ${parts.join(glue)}`;
        const parsed = parseStatement(sql);
        if (parsed.kind === 'unread') expect(parsed.at).toBeLessThanOrEqual(sql.length);
      }),
      { numRuns: 1_000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (sql) => void parseStatement(sql)));
  });
  test('a beginning of a statement is the statement, its beginning, or cut', () => {
    for (const sql of [...common, ...mysqlOnly])
      for (let end = 1; end < sql.length; end += 7) {
        const parsed = parseStatement(sql.slice(0, end), mysql);
        if (parsed.kind === 'unread') expect(parsed.at).toBeLessThanOrEqual(end);
      }
  });
  // What is not linear does not come back within the time of a test.
  test.each([
    ['opening parentheses', '('],
    ['operators', '1+'],
    ['conditions', 'a=1 OR '],
    ['commas', '1,'],
    ['strings side by side', "'a'"],
    ['comments', '/**/'],
    ['openings of versioned comments', '/*!99999 '],
    ['joins', '1 FROM a JOIN b ON 1 JOIN '],
    ['queries', '1 UNION SELECT '],
    ['placeholders', '?'],
    ['open quotes', "\\'"],
    ['dashes', '--'],
    ['dots', 'a.'],
  ])('%s, as many as a statement holds', (_, piece) => {
    const sql = `SELECT ${piece.repeat(Math.floor(400_000 / piece.length))}`;
    expect(parseStatement(sql, { server: { flavour: 'mysql', version: 80_000 } })).toBeDefined();
  });
  test('what is longer than that is not looked at', () => {
    expect(obstacle('x'.repeat(longestStatement + 1))).toBe('long');
  });
});
