// A database with every column type and every kind of object that a server knows, for dumping and restoring.
import type { Connection } from 'mysql2/promise';

type Flavour = 'mysql' | 'mariadb';

/** Bytes 0 to 255 as a hexadecimal literal. */
const allBytes = `0x${Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')}`;

function tables(flavour: Flavour): readonly string[] {
  const both = [
    `CREATE TABLE numbers (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, t TINYINT, tu TINYINT UNSIGNED, s SMALLINT, m MEDIUMINT, i INT, iz INT(10) ZEROFILL,
      b BIGINT, bu BIGINT UNSIGNED, d DECIMAL(65,30), f FLOAT, f2 FLOAT(10,3), dbl DOUBLE, d2 DOUBLE(20,4), y YEAR, flag BIT(1), bits BIT(64)) AUTO_INCREMENT=18446744073709551000`,
    `INSERT INTO numbers VALUES (1,-128,255,-32768,-8388608,-2147483648,42,-9223372036854775808,18446744073709551615,-12345678901234567890123456789012345.123456789012345678901234567890,
      16777217.5,1234.567,1.7976931348623157e308,-1234567.8912,1901,b'1',18446744073709551615),
      (2,127,0,32767,8388607,2147483647,0,9223372036854775807,0,0.000000000000000000000000000001,0.1,-0.001,5e-324,0,2155,b'0',0),
      (3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
      (4,0,0,0,0,0,0,0,0,0,-0e0,-0e0,-0e0,-0e0,0,b'0',1311768467463790320),
      (5,1,1,1,1,1,1,1,1,1,3.4028234e38,9999999.999,0.1,1,2024,b'1',39),
      (6,1,1,1,1,1,1,1,1,1,1.17549435e-38,123.456,123456789012345680,1,2024,b'1',10),
      (18446744073709550000,1,1,1,1,1,1,1,1,1,1.4e-45,1,1.2345678901234567,1,2024,b'1',92)`,
    `CREATE TABLE texts (id INT PRIMARY KEY, c CHAR(10), v VARCHAR(300) COLLATE utf8mb4_unicode_ci, tt TINYTEXT, tx TEXT, mt MEDIUMTEXT, lt LONGTEXT, j JSON,
      e ENUM('small','it''s','größe',''), se SET('a','b c','ü'), l1 VARCHAR(300) CHARACTER SET latin1, u3 VARCHAR(50) CHARACTER SET utf8mb3, sj VARCHAR(50) CHARACTER SET sjis,
      cp VARCHAR(50) CHARACTER SET cp932, gb VARCHAR(50) CHARACTER SET gbk, eu VARCHAR(50) CHARACTER SET ujis, gr VARCHAR(50) CHARACTER SET greek, u16 VARCHAR(50) CHARACTER SET utf16, asc_ VARCHAR(20) CHARACTER SET ascii)`,
    `INSERT INTO texts VALUES (1,'abc','it''s "quoted" \\\\ back\\nline\\r\\0nul\\Z','tiny','-- comment','/* */','DELIMITER ;;','{"a": [1, 2.5, "x\\\\"y", null, true], "é": "😀"}','it''s','a,ü',
      ${allBytes},'äöü€',_sjis 0x835C8C72,_cp932 0x8790879AFA54,_gbk 0xD6D0B9FA815C,_ujis 0xA4A2A4A4,_greek 0xE1E2,'𝄞ä','plain'),
      (2,'','😀🎉','','','','','null','','','','','','','','','','',''),
      (3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
      (4,'_','%\\\\%','a;b','),(','\\'','\`','[]','größe','b c','a','b','c','d','e','f','g','h','i')`,
    `CREATE TABLE times (id INT PRIMARY KEY, d DATE, t TIME, t6 TIME(6), dt DATETIME, dt6 DATETIME(6), ts TIMESTAMP NULL, ts6 TIMESTAMP(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6))`,
    `INSERT INTO times VALUES (1,'2026-11-22','838:59:59','-838:59:59.000000','9999-12-31 23:59:59','2026-11-22 01:02:03.456789','2026-03-29 00:30:00','2026-10-25 01:30:00.000001'),
      (2,'0000-00-00','00:00:00','00:00:00.000001','0000-00-00 00:00:00','0000-00-00 00:00:00','0000-00-00 00:00:00',NULL),(3,'2026-00-00',NULL,NULL,NULL,NULL,NULL,NULL)`,
    `CREATE TABLE bytes (id INT PRIMARY KEY, b BINARY(16), vb VARBINARY(300), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB, g GEOMETRY, p POINT, ls LINESTRING)`,
    `INSERT INTO bytes VALUES (1,0x00,${allBytes},0x27,0x5C,0x22,${allBytes},ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))'),ST_GeomFromText('POINT(1.5 -2)'),ST_GeomFromText('LINESTRING(0 0,1 1)')),
      (2,0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF,'','','','','',NULL,NULL,NULL),(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)`,
    `CREATE TABLE computed (a INT NOT NULL, total INT GENERATED ALWAYS AS (a * 2) STORED, half INT GENERATED ALWAYS AS (a / 2) VIRTUAL, z VARCHAR(10) DEFAULT 'x', PRIMARY KEY (a), KEY (total))`,
    `INSERT INTO computed (a, z) VALUES (1,'eins'),(2,NULL),(7,'')`,
    `CREATE TABLE parents (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), changed INT DEFAULT 0, FULLTEXT KEY (name))`,
    `CREATE TABLE children (id INT PRIMARY KEY, parent_id INT, self_id INT, CONSTRAINT children_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE,
      CONSTRAINT children_self FOREIGN KEY (self_id) REFERENCES children (id), CONSTRAINT positive CHECK (id > 0))`,
    `INSERT INTO parents (id, name) VALUES (1,'one'),(5,'five')`,
    `INSERT INTO children VALUES (1,1,NULL),(2,5,1)`,
    "CREATE TABLE `weird ``name; -- */` (`col ``umn` INT, `select` VARCHAR(5)) COMMENT 'it''s */ a \"comment\"'",
    "INSERT INTO `weird ``name; -- */` VALUES (1,'a'),(1,'a'),(NULL,NULL)",
    `CREATE TABLE parted (id INT, at DATE NOT NULL) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)`,
    `INSERT INTO parted VALUES (1,'2019-01-01'),(2,'2026-01-01')`,
    `CREATE TABLE old_engine (id INT PRIMARY KEY, v VARCHAR(10), KEY (v)) ENGINE=MyISAM`,
    `INSERT INTO old_engine VALUES (1,'a'),(2,'b')`,
    `CREATE TABLE empty_one (id INT)`,
    `CREATE TABLE no_key (a INT, b VARCHAR(20), KEY (b))`,
    `INSERT INTO no_key VALUES (3,'c'),(1,'a'),(2,'b')`,
    `CREATE TABLE zero_id (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY)`,
    `SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'`,
    `INSERT INTO zero_id VALUES (0),(1)`,
    `SET SESSION sql_mode = ''`,
  ];
  const own =
    flavour === 'mariadb'
      ? [
          'CREATE TABLE hidden (id INT PRIMARY KEY, secret INT INVISIBLE DEFAULT 5, c VARCHAR(5))',
          "INSERT INTO hidden (id, secret, c) VALUES (1, 9, 'x')",
          'CREATE TABLE addresses (id UUID PRIMARY KEY DEFAULT UUID(), v4 INET4, v6 INET6)',
          "INSERT INTO addresses VALUES ('123e4567-e89b-12d3-a456-426655440000','192.168.0.1','2001:db8::ff00:42:8329'),('00000000-0000-0000-0000-000000000000',NULL,'::ffff:10.0.0.1')",
          'CREATE TABLE versioned (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING',
          'INSERT INTO versioned VALUES (1,1),(2,2)',
          'UPDATE versioned SET v = 3 WHERE id = 1',
          'CREATE TABLE periods (id INT, v INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME(s, e)) WITH SYSTEM VERSIONING',
          'INSERT INTO periods (id, v) VALUES (1,1)',
          'CREATE SEQUENCE numbers_seq START WITH 100 INCREMENT BY 10 CACHE 5',
          'SELECT NEXTVAL(numbers_seq)',
          'CREATE TABLE with_seq (id INT DEFAULT NEXTVAL(numbers_seq), v INT)',
          'INSERT INTO with_seq (v) VALUES (1),(2)',
          'CREATE TABLE packed (id INT, t TEXT COMPRESSED)',
          "INSERT INTO packed VALUES (1, REPEAT('ab', 500))",
          'CREATE TABLE aria (id INT) ENGINE=Aria',
          'INSERT INTO aria VALUES (1)',
        ]
      : [
          'CREATE TABLE hidden (id INT PRIMARY KEY, secret INT DEFAULT 5 INVISIBLE, c VARCHAR(5))',
          "INSERT INTO hidden (id, secret, c) VALUES (1, 9, 'x')",
          'CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(4))',
          "INSERT INTO vectors VALUES (1, STRING_TO_VECTOR('[1.5,-2,0.1,3e10]')),(2,NULL)",
          "CREATE TABLE expressions (id INT PRIMARY KEY, u VARCHAR(36) DEFAULT (UUID()), j JSON, KEY ((CAST(j->>'$.b' AS UNSIGNED))))",
          `INSERT INTO expressions (id, j) VALUES (1,'{"a": [1, 2]}')`,
          'CREATE TABLE srid (id INT PRIMARY KEY, p POINT NOT NULL SRID 4326, SPATIAL KEY (p))',
          "INSERT INTO srid VALUES (1, ST_GeomFromText('POINT(48.1 11.5)', 4326))",
        ];
  return [...both, ...own];
}

const objects = [
  'CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2',
  `CREATE PROCEDURE spell(IN word VARCHAR(20), OUT length INT) MODIFIES SQL DATA COMMENT 'it''s' BEGIN /* a comment; -- with */ DECLARE done INT DEFAULT 0; SET length = CHAR_LENGTH(CONCAT(word, ';', 'ü')); END`,
  `CREATE TRIGGER first BEFORE INSERT ON parents FOR EACH ROW SET NEW.changed = NEW.changed + 1`,
  `CREATE TRIGGER a_second BEFORE INSERT ON parents FOR EACH ROW FOLLOWS first BEGIN SET NEW.changed = NEW.changed * 10; SET NEW.name = CONCAT(NEW.name, ';'); END`,
  `CREATE TRIGGER a_zero BEFORE INSERT ON parents FOR EACH ROW PRECEDES first SET NEW.changed = NEW.changed + 3`,
  `CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 02:00:00' DISABLE COMMENT 'nightly' DO BEGIN UPDATE parents SET changed = 0; DELETE FROM children WHERE id = 0; END`,
  'CREATE VIEW a_total AS SELECT id, twice(id) AS double_id FROM z_base',
  "CREATE SQL SECURITY INVOKER VIEW names AS SELECT name AS `na``me`, 'ü' AS letter FROM parents WHERE name <> 'x' WITH CHECK OPTION",
];

/** Makes the database anew and fills it. */
export async function makeEverything(admin: Connection, flavour: Flavour, database: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${database}`);
  await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await admin.query(`USE ${database}`);
  await admin.query("SET NAMES utf8mb4, SESSION sql_mode = '', SESSION time_zone = '+00:00'");
  for (const statement of tables(flavour)) await admin.query(statement);
  // A view that another one names before it in the alphabet.
  await admin.query('CREATE VIEW z_base AS SELECT id FROM parents');
  for (const statement of objects) await admin.query(statement);
  await admin.query("SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'");
  await admin.query(`CREATE PROCEDURE ansi() SELECT "name" || 'x' FROM parents`);
  await admin.query("SET NAMES latin1, SESSION sql_mode = ''");
  // The driver sends UTF-8 whatever the session says: "é" is two characters of latin1 here, and has to stay so.
  await admin.query("CREATE PROCEDURE old_charset() SELECT 'é'");
  await admin.query("CREATE VIEW old_view AS SELECT 'plain' AS word");
  await admin.query('SET NAMES utf8mb4');
}
