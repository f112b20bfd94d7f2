import { describe, expect, it } from 'vitest';
import { createRewriter, type RewriteContext } from '../../../../../src/core/backups/dump/rewrite';
import { nearestCollation } from '../../../../../src/core/backups/dump/rewrite/collations';
import { fixtureDump, readDump, spatieDump, textOf } from './readDump';

const server = { version: '', currentUser: 'shop_app@localhost', connectionId: 1, performanceSchema: false };
const mariadb: RewriteContext = {
  server: { ...server, flavour: 'mariadb', major: 10, minor: 11 },
  currentUser: 'shop_app@localhost',
  maySetDefiner: false,
  collations: new Set([
    'utf8mb4_general_ci',
    'utf8mb4_unicode_ci',
    'utf8mb4_unicode_520_ci',
    'utf8mb4_bin',
    'utf8mb4_nopad_bin',
    'utf8mb3_general_ci',
    'utf8mb4_uca1400_ai_ci',
    'utf8mb4_uca1400_as_cs',
    'latin1_swedish_ci',
  ]),
  database: 'shop_new',
};
const mysql: RewriteContext = {
  ...mariadb,
  server: { ...server, flavour: 'mysql', major: 9, minor: 7 },
  collations: new Set([
    'utf8mb4_general_ci',
    'utf8mb4_unicode_ci',
    'utf8mb4_0900_ai_ci',
    'utf8mb4_0900_as_cs',
    'utf8mb4_0900_bin',
    'utf8mb4_bin',
    'utf8mb3_general_ci',
    'latin1_swedish_ci',
  ]),
};

/** What is sent, what is left out and what is refused of a dump. */
function rewritten(dump: string | Uint8Array, context = mysql) {
  const rewriter = createRewriter(context);
  const sent: string[] = [];
  const refused: string[] = [];
  for (const statement of readDump(dump).statements) {
    const answer = rewriter.rewrite(statement);
    if (answer.action === 'run') sent.push(textOf(answer.statement));
    if (answer.action === 'refuse') refused.push(`${answer.reason}: ${answer.problem}`);
  }
  return { sent, refused, rewritings: rewriter.rewritings, problems: rewriter.problems, remarks: rewriter.remarks };
}

const kinds = (dump: string, context = mysql): string[] =>
  rewritten(dump, context).rewritings.map(({ kind, count }) => `${kind} ${count}`);

describe('what is left out', () => {
  it.each([
    ['/*M!999999\\- enable the sandbox mode */ \n', 'sandbox 1'],
    ["SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'bc2bc855:1-25';", 'gtidPurged 1'],
    [
      'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;SET @@SESSION.SQL_LOG_BIN= 0;SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;',
      'sqlLogBin 3',
    ],
    ['CREATE DATABASE `shop`;USE `shop`;', 'database 2'],
    ['LOCK TABLES `a` WRITE;/*!40000 ALTER TABLE `a` DISABLE KEYS */;UNLOCK TABLES;', 'locks 3'],
    ['DROP TABLE IF EXISTS `a`;/*!50001 DROP VIEW IF EXISTS `v`*/;', 'drop 2'],
    ["/*!40101 SET NAMES utf8 */;/*!40101 SET SQL_MODE='' */;START TRANSACTION;COMMIT;", 'session 4'],
    ["CHANGE MASTER TO MASTER_LOG_FILE='x';", 'privilege 1'],
  ])('%s', (dump, expected) => {
    expect(kinds(dump)).toEqual([expected]);
    expect(rewritten(dump)).toMatchObject({ sent: [], refused: [] });
  });

  it('keeps the first one of each, cut to 400 characters, to be shown', () => {
    const [first] = rewritten(`SET @x = '${'é'.repeat(900)}';SET @y = 1;`).rewritings;
    expect(first).toMatchObject({ kind: 'session', count: 2, original: `SET @x = '${'é'.repeat(390)}` });
  });

  it("does not create what stands in a view's place", () => {
    expect(rewritten('/*!50001 CREATE VIEW `v` AS SELECT 1 AS `a`*/;')).toMatchObject({ sent: [], refused: [] });
  });
});

describe('definers', () => {
  const view =
    "/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n/*!50001 VIEW `v` AS select `DEFINER` from `x` where `y` = 'DEFINER=`a`@`b`' */";

  it('become the account that restores', () => {
    const result = rewritten(`${view};`);
    expect(result.sent).toEqual([view.replace('`root`@`localhost`', 'CURRENT_USER')]);
    expect(result.rewritings).toMatchObject([
      { kind: 'definer', count: 1, original: 'DEFINER=`root`@`localhost`', written: 'DEFINER=CURRENT_USER' },
    ]);
  });

  it('stay where the account may set them, or is the definer', () => {
    expect(rewritten(`${view};`, { ...mysql, maySetDefiner: true }).sent).toEqual([view]);
    expect(rewritten(`${view};`, { ...mysql, currentUser: 'root@localhost' }).sent).toEqual([view]);
  });

  it.each([
    'CREATE DEFINER=`a`@`%` PROCEDURE `p`() SQL SECURITY INVOKER SELECT 1',
    '/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER `t` AFTER INSERT ON `o` FOR EACH ROW SET @x = 1 */',
    'CREATE DEFINER="a"@"%" FUNCTION f() RETURNS int RETURN 1',
    'CREATE DEFINER=a@localhost EVENT `e` ON SCHEDULE EVERY 1 DAY DO SELECT 1',
  ])('%s', (text) => {
    expect(rewritten(`${text};`).sent[0]).toBe(text.replace(/DEFINER=\S+?@[`"%\w]+/, 'DEFINER=CURRENT_USER'));
  });
});

describe('collations', () => {
  it.each([
    ['utf8mb4_0900_ai_ci', mariadb, 'utf8mb4_uca1400_ai_ci'],
    ['utf8mb4_0900_as_cs', mariadb, 'utf8mb4_uca1400_as_cs'],
    ['utf8mb4_0900_bin', mariadb, 'utf8mb4_nopad_bin'],
    ['utf8mb4_de_pb_0900_ai_ci', mariadb, 'utf8mb4_uca1400_ai_ci'],
    ['utf8mb4_uca1400_ai_ci', mysql, 'utf8mb4_0900_ai_ci'],
    ['utf8mb4_uca1400_nopad_as_cs', mysql, 'utf8mb4_0900_as_cs'],
    ['utf8_general_ci', mysql, 'utf8mb3_general_ci'],
    ['utf8mb4_general_ci', mysql, 'utf8mb4_general_ci'],
    ['klingon_ci', mysql, undefined],
  ])('%s', (name, { collations }, expected) => {
    expect(nearestCollation(name, collations)).toBe(expected);
  });

  it('are replaced in columns, tables and bodies, not in texts, and counted', () => {
    const table =
      "CREATE TABLE `t` (`a` varchar(9) COLLATE utf8mb4_0900_ai_ci DEFAULT 'COLLATE utf8mb4_0900_ai_ci') ENGINE=InnoDB COLLATE=utf8mb4_0900_ai_ci";
    const result = rewritten(`${table};`, mariadb);
    expect(result.sent).toEqual([
      "CREATE TABLE `t` (`a` varchar(9) COLLATE utf8mb4_uca1400_ai_ci DEFAULT 'COLLATE utf8mb4_0900_ai_ci') ENGINE=InnoDB COLLATE=utf8mb4_uca1400_ai_ci",
    ]);
    expect(result.rewritings).toMatchObject([
      { kind: 'collation', count: 2, original: 'utf8mb4_0900_ai_ci', written: 'utf8mb4_uca1400_ai_ci' },
    ]);
  });

  it('are a problem where nothing near is known', () => {
    expect(rewritten('CREATE TABLE `t` (`a` int) COLLATE=klingon_ci;').refused).toEqual([
      'unsupported: the table t uses the collation klingon_ci, which the server does not know',
    ]);
  });

  it('of the session under which a view was made are replaced too', () => {
    const dump = 'SET collation_connection = utf8mb4_0900_ai_ci;CREATE VIEW v AS SELECT 1;';
    const [, view] = readDump(dump).statements;
    if (view === undefined) throw new Error('no view');
    expect(createRewriter(mariadb).rewrite(view)).toMatchObject({
      statement: { session: { collationConnection: 'utf8mb4_uca1400_ai_ci' } },
    });
  });
});

describe('the other server', () => {
  it.each([
    ['CREATE TABLE `t` (`a` uuid DEFAULT NULL)', mysql, "MariaDB's type uuid"],
    ['CREATE TABLE `t` (`a` inet6)', mysql, "MariaDB's type inet6"],
    ['CREATE TABLE `t` (`a` int) WITH SYSTEM VERSIONING', mysql, "MariaDB's system versioning"],
    ['CREATE TABLE `t` (`a` int) ENGINE=Aria', mysql, 'the engine ARIA'],
    ['CREATE SEQUENCE `s` start with 1', mysql, 'MySQL has no sequences'],
    ['CREATE TABLE `t` (`a` int, KEY `k` ((`a` + 1)))', mariadb, 'an index over an expression'],
    ['CREATE TABLE `t` (`a` vector(3))', mariadb, 'MariaDB 11.7'],
  ])('refuses %s', (text, context, expected) => {
    expect(rewritten(`${text};`, context).refused).toEqual([expect.stringMatching(`^unsupported: .*${expected}`)]);
  });

  it.each([
    ["CREATE TABLE `uuid` (`uuid` char(36) COMMENT 'uuid', KEY `inet6` (`uuid`))", mysql],
    ['CREATE TABLE `t` (`a` uuid)', mariadb],
    ['CREATE TABLE `t` (`a` int, KEY `k` ((`a` + 1)))', mysql],
  ])('takes %s', (text, context) => {
    expect(rewritten(`${text};`, context)).toMatchObject({ sent: [text], refused: [] });
  });

  it('leaves options out that change nothing', () => {
    expect(rewritten("CREATE TABLE `t` (`a` int) ENGINE=InnoDB ENCRYPTION='N' COMMENT='x';", mariadb).sent).toEqual([
      "CREATE TABLE `t` (`a` int) ENGINE=InnoDB  COMMENT='x'",
    ]);
    expect(rewritten('CREATE TABLE `t` (`a` int) ENGINE=InnoDB PAGE_CHECKSUM=1;').sent).toEqual([
      'CREATE TABLE `t` (`a` int) ENGINE=InnoDB ',
    ]);
    expect(rewritten("CREATE TABLE `t` (`a` int) DATA DIRECTORY='/tmp/x/' ENGINE=InnoDB;").sent).toEqual([
      'CREATE TABLE `t` (`a` int)  ENGINE=InnoDB',
    ]);
  });

  it('says what MariaDB passes over in comments of MySQL', () => {
    const text =
      'CREATE TABLE `t` (`a` int /*!80023 INVISIBLE */, CONSTRAINT `c` CHECK (`a` > 0) /*!80016 NOT ENFORCED */)';
    expect(rewritten(`${text};`, mariadb)).toMatchObject({
      sent: [text],
      remarks: [expect.stringContaining('invisible'), expect.stringContaining('not enforced')],
    });
    expect(rewritten(`${text};`, mysql).remarks).toEqual([]);
  });

  it('leaves SQL modes out that MySQL does not know', () => {
    const [, routine] = readDump(
      "SET sql_mode='STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER';CREATE PROCEDURE p() SELECT 1;",
    ).statements;
    if (routine === undefined) throw new Error('no routine');
    expect(createRewriter(mysql).rewrite(routine)).toMatchObject({
      statement: { session: { sqlMode: 'STRICT_TRANS_TABLES' } },
    });
    expect(createRewriter(mariadb).rewrite(routine)).toMatchObject({
      statement: { session: { sqlMode: 'STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER' } },
    });
  });

  it('refuses values for generated columns before MySQL does', () => {
    const table = 'CREATE TABLE `t` (`a` int, `g` int GENERATED ALWAYS AS (`a` + 1) VIRTUAL);';
    expect(rewritten(`${table}INSERT INTO \`t\` VALUES (1,2);`).refused).toEqual([
      expect.stringContaining('generated column g'),
    ]);
    expect(rewritten(`${table}INSERT INTO \`t\` (\`a\`) VALUES (1);`).refused).toEqual([]);
    expect(rewritten(`${table}INSERT INTO \`t\` VALUES (1,2);`, mariadb).refused).toEqual([]);
  });

  it("leaves out the database before MariaDB's sequences", () => {
    expect(
      rewritten('CREATE TABLE `t` (`a` int DEFAULT nextval(`shop`.`s`));DO SETVAL(`s`, 1005, 0);', mariadb).sent,
    ).toEqual(['CREATE TABLE `t` (`a` int DEFAULT nextval(`s`))', 'DO SETVAL(`s`, 1005, 0)']);
  });
});

describe('what is not a dump is refused', () => {
  it.each([
    'INSERT INTO `mysql`.`user` VALUES (1)',
    'INSERT INTO t SELECT * FROM other.t',
    'INSERT INTO t VALUES ((SELECT password FROM other.users))',
    "INSERT INTO t VALUES (LOAD_FILE('/etc/passwd'))",
    'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a=SLEEP(9)',
    'INSERT INTO t VALUES (@@datadir)',
    'INSERT INTO t VALUES (/*!50000 (SELECT 1) */)',
    'INSERT INTO t VALUES (CONVERT((SELECT a FROM other.t) USING utf8))',
    'CREATE TABLE `other`.`t` (`a` int)',
    'CREATE TABLE `t` (`a` int) SELECT * FROM `other`.`t`',
    'CREATE TABLE `t` LIKE `other`.`t`',
    'CREATE TABLE `t` (`a` int, CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `other`.`t` (`a`))',
    "CREATE TABLE `t` (`a` int) ENGINE=FEDERATED CONNECTION='mysql://evil'",
    'CREATE TABLE `t` (`a` int) ENGINE=MERGE UNION=(`other`.`t`)',
    'CREATE VIEW `other`.`v` AS SELECT 1',
    'CREATE PROCEDURE other.p() SELECT 1',
    'CREATE FUNCTION f RETURNS STRING SONAME "evil.so"',
    'CREATE USER x',
    'GRANT ALL ON *.* TO x',
    'SET GLOBAL general_log_file = "/tmp/x"',
    'SET PERSIST read_only = 0',
    "SET PASSWORD = 'x'",
    'SHUTDOWN',
    "INSTALL PLUGIN x SONAME 'evil.so'",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
    "SELECT * FROM t INTO OUTFILE '/tmp/x'",
    'SELECT SETVAL(`other`.`s`, 1, 0)',
    'DO SETVAL(`s`, (SELECT 1), 0)',
    'DO SLEEP(1000)',
    'ALTER TABLE `t` RENAME TO `other`.`t`',
    'ALTER TABLE `other`.`t` ADD KEY `k` (`a`)',
    'ALTER TABLE `t` ADD KEY `k` (`a`), DROP COLUMN `b`',
    'DELETE FROM t',
    'UPDATE t SET a=1',
    'TRUNCATE t',
    'RENAME TABLE t TO u',
    'CALL p()',
    'source /etc/passwd',
    '\\! rm -rf /',
    'system rm -rf /',
    'PREPARE x FROM @y',
    '/*!50000 GRANT ALL ON *.* TO x */',
    'XA START 1',
  ])('%s', (text) => {
    for (const context of [mysql, mariadb]) {
      const { sent, refused, problems } = rewritten(`${text};`, context);
      expect(sent).toEqual([]);
      expect(refused).toEqual([expect.stringMatching(/^(?:outside|unsupported): /)]);
      expect(problems).toHaveLength(1);
    }
  });

  it('but not what dumping programs write', () => {
    const statements = [
      'INSERT INTO `t` VALUES (CONVERT("{\\"a\\": 1}" USING UTF8MB4),0xFF,_binary \'x\',b\'1\')',
      "INSERT INTO `t` VALUES (ST_GeomFromText('POINT(1 1)', 4326),-(1))",
      'ALTER TABLE `t` ADD PRIMARY KEY (`id`), ADD KEY `k` (`a`)',
      'ALTER TABLE `t` MODIFY `id` bigint UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=12',
      'ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `u` (`id`) ON DELETE CASCADE',
      'INSERT INTO `shop_new`.`t` VALUES (1)',
    ];
    expect(rewritten(`${statements.join(';')};`)).toMatchObject({ sent: statements, refused: [] });
  });

  it('refuses to mix several databases into one', () => {
    expect(rewritten('USE `a`;USE `b`;').refused).toEqual([expect.stringContaining('several databases: a and b')]);
  });

  it('says which databases bodies name', () => {
    const body = 'CREATE TRIGGER t AFTER INSERT ON o FOR EACH ROW INSERT INTO `shop`.`audit` VALUES (1)';
    expect(rewritten(`${body};`)).toMatchObject({
      sent: [body],
      remarks: [expect.stringContaining('trigger t names the database shop')],
    });
  });
});

describe('real dumps', () => {
  it.each(['default', 'hex-blob', 'skip-comments', 'skip-extended-insert', 'databases'])(
    '%s fit the server they are from',
    (option) => {
      expect(rewritten(fixtureDump(`mysql9.7-${option}.sql`), mysql).problems).toEqual([]);
      expect(rewritten(fixtureDump(`mariadb10.11-${option}.sql`), mariadb).problems).toEqual([]);
    },
  );

  it("spatie's fit both servers", async () => {
    const dump = await spatieDump('mysql9.7-plain.zip');
    expect(rewritten(dump, mysql).rewritings.map(({ kind, count }) => [kind, count])).toMatchSnapshot();
    expect(rewritten(dump, mariadb)).toMatchObject({ problems: [], remarks: [] });
  });
});
