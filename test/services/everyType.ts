// A database with every type of column and table that a restore has to bring back, in the words of each server.
import type { Flavour } from './restoring';

/** Values that a reader of rows trips over. */
const texts = [
  "'plain'",
  "'it''s \\\\ back\\\\\\\\slash \"quoted\"'",
  "'line\\nend\\r\\n\\ttab\\0nul\\Zsub'",
  "'a),(b'",
  "'\\\\N'",
  "'NULL'",
  "''",
  'NULL',
  "'\u{1F600} Größe 日本語'",
  "'100%_\\\\%'",
  "'-- no comment /* nor this */ DELIMITER ;;'",
];

const common = `
  id INT UNSIGNED NOT NULL AUTO_INCREMENT, tiny TINYINT, small SMALLINT UNSIGNED, medium MEDIUMINT, big BIGINT, filled INT(6) ZEROFILL,
  exact DECIMAL(30,10), near FLOAT, precise DOUBLE, yes BOOLEAN, y YEAR, d DATE, t TIME(3), dt DATETIME(6), ts TIMESTAMP NULL DEFAULT NULL,
  c CHAR(20), v VARCHAR(191), tt TINYTEXT, tx TEXT, mt MEDIUMTEXT, lt LONGTEXT, e ENUM('1','zero','two''s'), s SET('a','b','c'), j JSON,
  vl VARCHAR(60) CHARACTER SET latin1, PRIMARY KEY (id)`;

const numbers = [
  [
    '-128',
    '0',
    '-8388608',
    '-9223372036854775808',
    '0',
    '12345678901234567890.0123456789',
    '1.17549e-38',
    '1.7976931348623157e308',
  ],
  ['127', '65535', '8388607', '9223372036854775807', '42', '-0.0000000001', '3.40282e38', '-2.2250738585072014e-308'],
  ['NULL', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
];

function textRows(): string[] {
  return texts.map((text, index) => {
    const [tiny, small, medium, big, filled, exact, near, precise] = numbers[index % numbers.length]!;
    const y = ['0000', '1901', '2155', 'NULL'][index % 4];
    const e = ["'1'", "'zero'", "'two''s'", 'NULL'][index % 4];
    const s = ["''", "'a,c'", 'NULL'][index % 3];
    return `(NULL,${tiny},${small},${medium},${big},${filled},${exact},${near},${precise},${index % 2},${y},'0000-00-00','-838:59:59.000',
      '1000-01-01 00:00:00.123456','2026-03-29 01:30:0${index % 10}',${text},${text},${text},${text},${text},${text},${e},${s},'{"k": [1, "\\\\u00e9", null]}',
      'na\u00efve')`;
  });
}

/** Statements that fill a database; each is run on its own. */
export function everyType(flavour: Flavour): string[] {
  const mariadb = flavour === 'mariadb';
  const sorted = mariadb ? 'utf8mb4_unicode_520_ci' : 'utf8mb4_0900_ai_ci';
  return [
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    "SET time_zone = '+00:00'",
    `CREATE TABLE texts (${common}, UNIQUE KEY v_small (v(40), small, id), KEY e_key (e), KEY descending (big DESC, d), FULLTEXT KEY words (tx), FULLTEXT KEY more_words (v, tx)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${sorted} AUTO_INCREMENT=1000 COMMENT='it''s; a (comment)'`,
    `INSERT INTO texts VALUES ${textRows().join(',')}`,
    'ALTER TABLE texts AUTO_INCREMENT = 5000',
    `CREATE TABLE bytes (id INT NOT NULL PRIMARY KEY, b BINARY(8), vb VARBINARY(300), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB, bi BIT(10), g GEOMETRY, p POINT NOT NULL${mariadb ? ', u UUID, i4 INET4, i6 INET6' : ', ve VECTOR(3)'}, SPATIAL KEY place (p), KEY vb_key (vb(20))) ENGINE=InnoDB`,
    ...[0, 1, 2].map(
      (n) =>
        `INSERT INTO bytes VALUES (${n}, X'00FF27225C0A0D1A', UNHEX(REPEAT('00275C22FF8029281A', ${n * 30})), X'275C27', X'', NULL, UNHEX(REPEAT('E929', 5000)), b'1010101010', ST_GeomFromText('LINESTRING(0 0, 1 1)'), ST_GeomFromText('POINT(${n} 2.5)')${mariadb ? ", '123e4567-e89b-12d3-a456-426655440000', '10.0.0.1', '::1'" : `, ${n === 0 ? 'NULL' : "STRING_TO_VECTOR('[1,2.5,-3]')"}`})`,
    ),
    'CREATE TABLE no_key (a INT, b VARCHAR(20), KEY a_key (a)) ENGINE=InnoDB',
    "INSERT INTO no_key VALUES (1, 'x'), (1, 'x'), (NULL, NULL)",
    'CREATE TABLE unique_only (a INT NOT NULL, b VARCHAR(20), UNIQUE KEY b_key (b), UNIQUE KEY a_key (a)) ENGINE=InnoDB',
    "INSERT INTO unique_only VALUES (1, 'x'), (2, NULL), (0, NULL)",
    'CREATE TABLE counted_second (a INT NOT NULL, n INT NOT NULL AUTO_INCREMENT, b VARCHAR(20), PRIMARY KEY (a, n), KEY n_key (n), KEY b_key (b)) ENGINE=InnoDB',
    "INSERT INTO counted_second VALUES (1, 7, 'x'), (2, 3, 'y')",
    'CREATE TABLE myisam (a INT NOT NULL, n INT NOT NULL AUTO_INCREMENT, b TEXT, PRIMARY KEY (a, n), FULLTEXT KEY words (b)) ENGINE=MyISAM',
    "INSERT INTO myisam (a, b) VALUES (1, 'one'), (1, 'it''s two'), (2, 'three')",
    `CREATE TABLE computed (id INT NOT NULL PRIMARY KEY, price DECIMAL(10,2) NOT NULL, tax DECIMAL(10,2) GENERATED ALWAYS AS (price * 0.19) STORED, label VARCHAR(80) GENERATED ALWAYS AS (CONCAT('#', id)) VIRTUAL, name VARCHAR(20) NOT NULL DEFAULT 'a,b', KEY tax_key (tax), KEY label_key (label)) ENGINE=InnoDB`,
    "INSERT INTO computed (id, price, name) VALUES (1, 10, 'x'), (2, 20.55, 'y')",
    `CREATE TABLE parts (id INT NOT NULL, at DATE NOT NULL, v VARCHAR(20), PRIMARY KEY (id, at), KEY v_key (v)) ENGINE=InnoDB PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)`,
    "INSERT INTO parts VALUES (1, '2019-01-01', 'a'), (2, '2026-01-01', 'b')",
    'CREATE TABLE `weird ``name` (`a``b` INT NOT NULL PRIMARY KEY, `ключ` VARCHAR(10), KEY `k ``1` (`ключ`)) ENGINE=InnoDB',
    "INSERT INTO `weird ``name` VALUES (0, 'нет'), (1, NULL)",
    'CREATE TABLE nothing (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v INT, KEY v_key (v)) ENGINE=InnoDB AUTO_INCREMENT=77',
    'CREATE TABLE parent (id INT NOT NULL PRIMARY KEY, child_id INT, code CHAR(4) NOT NULL, UNIQUE KEY code_key (code), KEY child_key (child_id)) ENGINE=InnoDB',
    'CREATE TABLE child (id INT NOT NULL PRIMARY KEY, parent_id INT, code CHAR(4), KEY parent_key (parent_id), KEY code_key (code), CONSTRAINT to_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE, CONSTRAINT to_code FOREIGN KEY (code) REFERENCES parent (code) ON UPDATE CASCADE) ENGINE=InnoDB',
    'ALTER TABLE parent ADD CONSTRAINT to_child FOREIGN KEY (child_id) REFERENCES child (id)',
    'SET foreign_key_checks = 0',
    "INSERT INTO parent VALUES (1, 1, 'AAAA'), (2, NULL, 'BBBB')",
    "INSERT INTO child VALUES (1, 1, 'AAAA'), (2, 2, 'BBBB'), (3, NULL, NULL)",
    'SET foreign_key_checks = 1',
    'CREATE TABLE audit (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, what TEXT) ENGINE=InnoDB',
    "CREATE TRIGGER child_audit AFTER INSERT ON child FOR EACH ROW BEGIN INSERT INTO audit (what) VALUES (CONCAT('child; ', NEW.id)); END",
    'CREATE FUNCTION doubled(n INT) RETURNS INT DETERMINISTIC RETURN n * 2',
    "CREATE PROCEDURE touch() BEGIN UPDATE audit SET what = 'x;y' WHERE id = 0; SELECT 1; END",
    // The first by name stands on the last.
    'CREATE VIEW z_base AS SELECT id, doubled(id) AS twice FROM child',
    'CREATE VIEW a_top AS SELECT id FROM z_base WHERE twice > 0',
    "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' COMMENT 'enable; or disable' DO DELETE FROM audit",
    "CREATE EVENT resting ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM audit",
    ...(mariadb ? ['CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 5', 'SELECT NEXTVAL(numbers)'] : []),
  ];
}
