import { describe, expect, it } from 'vitest';
import { createDumpReader } from '../../../../../src/core/backups/dump/dumpReader';
import { readDump, textOf, utf8 } from './readDump';

/** Statements as "kind name" for short. */
const kinds = (dump: string): string[] =>
  readDump(dump).statements.map(({ kind, schema, name }) => [kind, schema, name].filter(Boolean).join(' '));

const texts = (dump: string): string[] => readDump(dump).statements.map(textOf);

const problems = (dump: string | Uint8Array): readonly string[] => readDump(dump).end.problems;

describe('cutting', () => {
  it('does not cut within quotes of any kind, whatever they hold', () => {
    const statements = [
      `INSERT INTO \`a;b\` VALUES (1,'x;\\';''y;\\\\','--',"q;\\"")`,
      "INSERT INTO `we``ird;` VALUES ('\\\\'),(\"'\"),('\"')",
      `SET @x = ';/*'`,
    ];
    expect(texts(`${statements.join(';\n')};`)).toEqual(statements);
  });

  it('leaves comments between statements out, and keeps those within', () => {
    const dump =
      "-- a; 'comment\n--\n# another `one;\n/* and; \"this */\nSELECT /* in; 'ner */ 1 -- to; the' end\n+ 2 # x;'\n;\n";
    expect(texts(dump)).toEqual(["SELECT /* in; 'ner */ 1 -- to; the' end\n+ 2 # x;'"]);
  });

  it('takes two dashes for a comment only before white space or the end', () => {
    expect(readDump("INSERT INTO t VALUES (1--1,'a'),(2,'b');").statements).toMatchObject([{ rows: 2 }]);
    expect(texts('SELECT 1--1;SELECT 2;')).toEqual(['SELECT 1--1', 'SELECT 2']);
    expect(texts('SELECT 1 --\n;SELECT 2;')).toEqual(['SELECT 1 --\n', 'SELECT 2'].map((text) => text.trim()));
  });

  it('takes version comments for parts of statements', () => {
    expect(
      texts(
        "/*!40101 SET NAMES utf8 */;\n/*!50001 CREATE VIEW v AS SELECT ';' */ ;\n/*M!100616 SET NOTE_VERBOSITY=0 */;",
      ),
    ).toEqual([
      '/*!40101 SET NAMES utf8 */',
      "/*!50001 CREATE VIEW v AS SELECT ';' */",
      '/*M!100616 SET NOTE_VERBOSITY=0 */',
    ]);
  });

  it.each([';;', '$$', '//', '|', 'END_OF_IT', '\u00a7'])('follows DELIMITER %s', (delimiter) => {
    const body = "CREATE TRIGGER a BEFORE INSERT ON b FOR EACH ROW BEGIN SET @x = ';'; /* ; */ SET @y = 4 / 2; END";
    const dump = `DELIMITER ${delimiter}\n${body} ${delimiter}\n${body}${delimiter}\r\ndelimiter ;\nCOMMIT;`;
    expect(texts(dump)).toEqual([body, body, 'COMMIT']);
  });

  it('reads line ends of Windows and a byte order mark', () => {
    expect(texts('\ufeffDROP TABLE a;\r\nDELIMITER $$\r\nSELECT 1$$\r\nDELIMITER ;\r\nCOMMIT;\r\n')).toEqual([
      'DROP TABLE a',
      'SELECT 1',
      'COMMIT',
    ]);
  });

  it("reads MariaDB's sandbox line, which has no delimiter", () => {
    for (const line of ['/*!999999\\- enable the sandbox mode */', '/*M!999999\\- enable the sandbox mode */'])
      expect(kinds(`${line} \n-- MariaDB dump\nCOMMIT;`)).toEqual(['sandbox', 'transaction']);
  });

  it('says where a statement begins in the dump', () => {
    const dump = '-- x\n\nDROP TABLE a;\n  COMMIT ;';
    for (const { offset, bytes } of readDump(dump, 3).statements)
      expect(dump.slice(offset, offset + bytes.length)).toBe(textOf({ bytes }));
  });

  it('reads backslashes as the SQL mode has them', () => {
    const dump = "SET sql_mode='NO_BACKSLASH_ESCAPES';SELECT '\\';SELECT '\\;';SET sql_mode='';SELECT '\\';';";
    expect(texts(dump).slice(1)).toEqual(["SELECT '\\'", "SELECT '\\;'", "SET sql_mode=''", "SELECT '\\';'"]);
  });

  it("cuts mydumper's triggers, which have no DELIMITER, where a line ends", () => {
    const body = 'CREATE TRIGGER a BEFORE INSERT ON b FOR EACH ROW BEGIN SET @x = 1; \nSET @y = 2; \nEND';
    expect(
      kinds(`${body};\nSET SESSION SQL_MODE='';\nCREATE TRIGGER c AFTER INSERT ON b FOR EACH ROW SET @z = 1;COMMIT;`),
    ).toEqual(['createTrigger a', 'set', 'createTrigger c', 'transaction']);
  });

  it('gives a statement up that is longer than any server takes, and goes on', () => {
    const reader = createDumpReader({ longestStatement: 1000 });
    const found = [...reader.push(utf8(`${'-- header\n'.repeat(60)}SELECT '`))];
    for (let index = 0; index < 30; index++) found.push(...reader.push(utf8('x'.repeat(100))));
    found.push(...reader.push(utf8("';COMMIT;")));
    const { statements, end } = reader.end();
    expect([...found, ...statements].map(textOf)).toEqual(['COMMIT']);
    expect(end.problems).toEqual([expect.stringMatching(/^a statement at byte 600 is longer/)]);
  });
});

describe('rows', () => {
  const insert = (dump: string) => readDump(dump).statements[0];

  it('are counted, wherever brackets and quotes are', () => {
    expect(insert("INSERT INTO t VALUES (1,')'),\n(2,'(,('), (NULL,_binary '\\'('),(X'0A',0xFF);")).toMatchObject({
      rows: 4,
    });
    expect(insert('REPLACE t (`values`, `a(b`) VALUES (1,2),(3,4);')).toMatchObject({
      rows: 2,
      columns: ['values', 'a(b'],
    });
    expect(insert('insert ignore into `s`.`t` value (1);')).toMatchObject({ rows: 1, schema: 's', name: 't' });
  });

  it('begin where `rowsAt` says', () => {
    for (const head of [
      'INSERT INTO `t` VALUES ',
      'INSERT INTO t(a) VALUES\n',
      'INSERT INTO t VALUES/* (x) */ ',
      'REPLACE t (`values`)values',
    ])
      expect(insert(`${head}(1),(2);`)).toMatchObject({ rowsAt: head.length });
  });

  it('have the same name and columns when the statement before had the same head', () => {
    const dump =
      'INSERT INTO `t` (`a`) VALUES (1);INSERT INTO `t` (`a`) VALUES (2),(3);INSERT INTO `u` VALUES (1);INSERT INTO `t` VALUES (1);';
    expect(readDump(dump).statements.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
      ['t', 1, ['a']],
      ['t', 2, ['a']],
      ['u', 1, undefined],
      ['t', 1, undefined],
    ]);
  });

  it.each([
    ["(1,-2.5e10,'a\\'b','',NULL),(1,2,'','',NULL)", 'plain'],
    ["(1, 'a')", 'literals'],
    ["(0xFFEE,'a')", 'literals'],
    ["(_binary 'a')", 'literals'],
    ['("a")', 'literals'],
    ['(TRUE)', 'literals'],
    ["(CONVERT('a' USING utf8mb4))", 'expressions'],
    ['((SELECT 1))', 'expressions'],
    ['(@@datadir)', 'expressions'],
    ['(/*!50000 1 */)', 'expressions'],
    ['(1) ON DUPLICATE KEY UPDATE a=VALUES(a)', 'expressions'],
    ['(1) AS n', 'expressions'],
  ])('%s are %s', (rows, rowForm) => {
    expect(insert(`INSERT INTO t VALUES ${rows};`)).toMatchObject({ rowForm });
  });

  it('are not claimed of an INSERT without VALUES', () => {
    for (const text of [
      'INSERT INTO t SELECT * FROM u',
      'INSERT INTO t SET a=1',
      "INSERT INTO t (a) SELECT 'VALUES (1)'",
    ])
      expect(insert(`${text};`)).not.toHaveProperty('rows');
  });
});

describe('kinds and names', () => {
  it.each([
    ['CREATE TABLE `a` (`id` int)', 'createTable a'],
    ['CREATE TABLE IF NOT EXISTS `s`.`a``b` (`id` int)', 'createTable s a`b'],
    [
      '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n/*!50001 VIEW `v` AS select 1 AS `x` */',
      'createView v',
    ],
    ['CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1', 'createView v'],
    ['CREATE DEFINER=CURRENT_USER() PROCEDURE p() SELECT 1', 'createRoutine p'],
    ['CREATE DEFINER=`a`@`b` AGGREGATE FUNCTION IF NOT EXISTS `f`() RETURNS int RETURN 1', 'createRoutine f'],
    [
      '/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`b`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY DO SELECT 1 */',
      'createEvent e',
    ],
    ['CREATE PACKAGE BODY pk AS END', 'createRoutine pk'],
    ['CREATE SEQUENCE `s` start with 1', 'createSequence s'],
    ['DO SETVAL(`s`, 1, 0)', 'setSequence s'],
    ['SELECT SETVAL(`s`, 1, 0)', 'setSequence s'],
    ['/*!40000 DROP DATABASE IF EXISTS `d`*/', 'dropDatabase d'],
    ['CREATE DATABASE /*!32312 IF NOT EXISTS*/ `d` /*!40100 DEFAULT CHARACTER SET utf8mb4 */', 'createDatabase d'],
    ['ALTER DATABASE `d` CHARACTER SET latin1 COLLATE latin1_swedish_ci', 'alterDatabase d'],
    ['USE `d`', 'use d'],
    ['DROP TABLE IF EXISTS `a`', 'drop a'],
    ['/*!50001 DROP VIEW IF EXISTS `v`*/', 'drop v'],
    ['/*!40000 ALTER TABLE `a` DISABLE KEYS */', 'keys a'],
    ['ALTER TABLE `a` ADD KEY `x` (`x`)', 'alterTable a'],
    ['LOCK TABLES `a` WRITE, `b` READ', 'lockTables a'],
    ['START TRANSACTION', 'transaction'],
    ['CREATE FUNCTION f RETURNS STRING SONAME "x.so"', 'other'],
    ['GRANT ALL ON *.* TO x', 'other'],
    ['CREATE TABLE `straße` (`id` int)', 'createTable straße'],
  ])('%s', (text, expected) => {
    // UNLOCK and the like would be wholeness, which is not asked here.
    expect(kinds(`${text};`)).toEqual([expected]);
  });

  it('a trigger says its table, under which modes it was made, and cannot be told by its body', () => {
    const dump = `/*!50003 SET sql_mode = 'ANSI_QUOTES' */ ;\n/*!50003 SET character_set_client = latin1 */ ;\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=\`a\`@\`b\`*/ /*!50003 TRIGGER "t 1" BEFORE INSERT ON "o""r" FOR EACH ROW SELECT 1 */;;\nDELIMITER ;`;
    expect(readDump(dump).statements.at(-1)).toMatchObject({
      kind: 'createTrigger',
      name: 't 1',
      table: 'o"r',
      session: { sqlMode: 'ANSI_QUOTES', characterSetClient: 'latin1' },
    });
  });

  it.each([
    '/*!50001 CREATE VIEW `v` AS SELECT \n 1 AS `a;`,\n 1 AS `b`*/',
    '/*!50001 CREATE VIEW `v` AS SELECT\n NULL AS `a` */',
    '/*!50001 CREATE TABLE `v` (\n  `a` tinyint NOT NULL\n) ENGINE=MyISAM */',
    'CREATE TABLE `v` (\n`a` bigint(20) unsigned\n,`b` varchar(191)\n)',
    "CREATE TABLE IF NOT EXISTS `v`(\n`a` int\n)ENGINE=MEMORY ENCRYPTION='N'",
  ])('sees a stand-in: %s', (text) => {
    expect(readDump(`${text};`).statements).toMatchObject([{ name: 'v', standIn: true }]);
  });

  it.each([
    'CREATE VIEW `v` AS select 1 AS `a`',
    '/*!50001 CREATE VIEW `v` AS select 1 AS `a` from `t` */',
    'CREATE TABLE `v` (\n  `a` int NOT NULL\n) ENGINE=MEMORY',
    'CREATE TABLE `v` (\n  `a` int NOT NULL,\n  PRIMARY KEY (`a`)\n)',
  ])('takes what is meant for what it is: %s', (text) => {
    expect(readDump(`${text};`).statements[0]).not.toHaveProperty('standIn');
  });
});

describe('the dump says of itself', () => {
  it('which server and database it is from', () => {
    const dump =
      '-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: localhost    Database: my shop\n-- ---\n-- Server version\t10.11.6-MariaDB-0+deb12u1\n\nUSE `my shop`;\n';
    for (const chunk of [1, 7, 1000])
      expect(readDump(dump, chunk).end).toMatchObject({
        server: 'MariaDB 10.11.6-MariaDB-0+deb12u1',
        database: 'my shop',
        databases: ['my shop'],
      });
    expect(readDump('-- Server version: 8.0.35\n-- Database: `a``b`\nCOMMIT;').end).toMatchObject({
      server: 'MySQL 8.0.35',
      database: 'a`b',
    });
  });

  it('which databases it names', () => {
    expect(readDump('CREATE DATABASE a;USE a;CREATE TABLE b.t (id int);USE c;').end.databases).toEqual(['a', 'b', 'c']);
  });
});

describe('wholeness', () => {
  const preamble = '/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n';
  const table =
    "CREATE TABLE `orders` (`id` int);\nLOCK TABLES `orders` WRITE;\nINSERT INTO `orders` VALUES (1,'a');\nUNLOCK TABLES;\n";
  const ending = '/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n';

  it('finds nothing wrong with a whole dump', () => {
    expect(problems(preamble + table + ending)).toEqual([]);
    expect(problems('CREATE TABLE a (id int);')).toEqual([]);
  });

  it('a dump that was cut anywhere is not whole', () => {
    const whole = preamble + table + ending;
    // Behind the last ";" only a line end is missing.
    for (let length = 0; length < whole.trimEnd().length; length++)
      expect(problems(whole.slice(0, length)), `cut at ${length}`).not.toEqual([]);
  });

  it.each([
    [`${preamble}${table}INSERT INTO \`orders\` VALUES (1,'a`, 'ends inside a string of the rows of table orders'],
    [`${preamble}${table}INSERT INTO \`orders\` VALUES (1,'a')`, 'ends inside the rows of table orders'],
    [`${table}CREATE TABLE \`x\` (/* a`, 'ends inside a comment of the definition of table x'],
    [`${table}/* a`, 'ends inside a comment'],
    [`${table}DELIMITER ;;\nSELECT 1;;\n`, 'DELIMITER was never set back'],
    [preamble + table, '@OLD_SQL_NOTES was saved at the beginning and not set back'],
    ['LOCK TABLES `orders` WRITE;', 'ends within the rows of table orders'],
    ['START TRANSACTION;INSERT INTO a VALUES (1);', 'ends before COMMIT'],
    ['/*!50001 CREATE VIEW `v` AS SELECT 1 AS `a`*/;', 'the view v: prepared at the beginning, never defined'],
    ['', 'is empty'],
    ['  \n-- nothing\n', 'holds no statement'],
  ])('%j: %s', (dump, expected) => {
    expect(problems(dump).join('\n')).toContain(expected);
  });

  it.each([
    ['\u001f\u008b', 'gzip'],
    ['PK\u0003\u0004', 'zip'],
    ['(\u00b5/\u00fd', 'zstd'],
    ['<!DOCTYPE html><html>', 'HTML'],
    ['\n<html><body>404', 'HTML'],
    ['{"message":"Unauthenticated."}', 'JSON'],
    ['SQLite format 3\0', 'SQLite'],
    ['\0'.repeat(100), 'zero bytes'],
  ])('names what is no SQL: %j', (head, expected) => {
    const bytes = Uint8Array.from(head + 'x;'.repeat(10), (character) => character.charCodeAt(0));
    const { statements, end } = readDump(bytes, 5);
    expect(statements).toEqual([]);
    expect(end.problems).toEqual([expect.stringContaining(expected)]);
  });

  it('names UTF-16, with and without byte order mark, in both orders', () => {
    const little = new Uint8Array(Buffer.from(preamble + table, 'utf16le'));
    const big = little.slice();
    for (let at = 0; at < big.length; at += 2) big.set([little[at + 1] ?? 0, little[at] ?? 0], at);
    for (const bytes of [little, big, Uint8Array.from([0xff, 0xfe, ...little]), Uint8Array.from([0xfe, 0xff, ...big])])
      expect(problems(bytes)).toEqual([expect.stringContaining('UTF-16')]);
  });

  it('repeats what a program said when it failed, and passes over what is only a warning', () => {
    const warning = 'mysqldump: [Warning] Using a password on the command line interface can be insecure.\n';
    const error = 'mysqldump: Got error: 1045: Access denied for user\n';
    expect(problems(warning + table)).toEqual([]);
    expect(readDump(warning + table).statements).toHaveLength(4);
    expect(problems(error)).toEqual([expect.stringContaining('Got error: 1045')]);
    expect(problems(table + error)).toEqual([expect.stringContaining('Got error: 1045')]);
  });
});
