import { describe, expect, test } from 'vitest';
import { archiveFileName, dumpEntryName } from '../../../../../src/core/backups/dumper/archiveName';
import { dateOfFileName } from '../../../../../src/core/backups/fileName';
import { parseDumpEntry } from '../../../../../src/core/backups/archive';
import { dumpEnd, dumpHead } from '../../../../../src/core/backups/dumper/frame';
import {
  delimited,
  finalView,
  insertInto,
  rowsFrame,
  viewStandIn,
} from '../../../../../src/core/backups/dumper/objects';
import type { Piece } from '../../../../../src/core/backups/dumper/objects';
import { viewOrder } from '../../../../../src/core/backups/dumper/order';
import { sequencesOf, withoutDatabase } from '../../../../../src/core/backups/dumper/sequences';

const text = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : new TextDecoder().decode(piece))).join('');
const bytes = (sql: string): Uint8Array => new TextEncoder().encode(sql);

describe('names of archives', () => {
  const moment = new Date('2026-03-29T00:30:05Z');
  test('are spatie’s, in the application’s time zone, and the catalog reads them back', () => {
    expect(archiveFileName(moment, 'Europe/Berlin')).toBe('2026-03-29-01-30-05.zip');
    expect(archiveFileName(moment, 'America/New_York', 'shop_')).toBe('shop_2026-03-28-20-30-05.zip');
    expect(dateOfFileName(archiveFileName(moment, 'Asia/Kolkata', 'p-'), 'p-', 'Asia/Kolkata')).toEqual(moment);
  });
  test('are UTC where the zone is unknown', () => {
    expect(archiveFileName(moment, 'Mars/Phobos')).toBe('2026-03-29-00-30-05.zip');
    expect(archiveFileName(moment, undefined)).toBe('2026-03-29-00-30-05.zip');
  });
  test('entries name driver and database, and no folder', () => {
    expect(dumpEntryName('mariadb', 'shop')).toBe('db-dumps/mariadb-shop.sql');
    expect(dumpEntryName('mysql', '../a\\b:c')).toBe('db-dumps/mysql-.._a_b_c.sql');
    expect(parseDumpEntry(dumpEntryName('mysql', 'my-shop'), 1)).toMatchObject({
      driver: 'mysql',
      database: 'my-shop',
    });
  });
});

describe('the frame', () => {
  const head = dumpHead({
    flavour: 'mysql',
    host: 'db\n; DROP TABLE x',
    database: 'a\r\nb',
    serverVersion: '8.0',
    charset: 'utf8mb4',
    collation: 'utf8mb4_bin',
  });
  test('a name cannot end a comment', () => {
    expect(
      head
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('--'))
        .every((line) => /^\/\*!\d{5} SET .* \*\/;$/.test(line)),
    ).toBe(true);
  });
  test('whatever the head sets, the end puts back', () => {
    const remembered = Array.from(head.matchAll(/@(OLD_\w+)=/g), ([, name = '']) => name).toSorted();
    const end = dumpEnd(new Date('2026-11-22T01:02:03Z'));
    expect(Array.from(end.matchAll(/=@(OLD_\w+)/g), ([, name = '']) => name).toSorted()).toEqual(remembered);
    expect(end.endsWith('-- Dump completed on 2026-11-22 01:02:03\n')).toBe(true);
  });
});

describe('objects', () => {
  test('a body stands between its delimiters, under its own settings', () => {
    const made = text(
      delimited('DROP FUNCTION IF EXISTS `f`', bytes("CREATE FUNCTION f() RETURN ';' /* */"), {
        charset: 'latin1',
        collation: 'latin1_swedish_ci',
        sqlMode: "ANSI_QUOTES,it's",
      }),
    );
    expect(made).toContain("DELIMITER ;;\nCREATE FUNCTION f() RETURN ';' /* */ ;;\nDELIMITER ;\n");
    expect(made).toContain("SET sql_mode              = 'ANSI_QUOTES,it''s'");
    expect(made).toContain('SET character_set_client  = latin1');
    expect(made).not.toContain('time_zone');
  });
  test('an event keeps its time zone', () => {
    const made = text(
      delimited(undefined, bytes('CREATE EVENT e'), {
        charset: 'utf8mb4',
        collation: 'utf8mb4_bin',
        sqlMode: '',
        timeZone: 'SYSTEM',
      }),
    );
    expect(made.indexOf("SET time_zone             = 'SYSTEM'")).toBeLessThan(made.indexOf('CREATE EVENT e'));
    expect(made.indexOf('= @saved_time_zone')).toBeGreaterThan(made.indexOf('CREATE EVENT e'));
  });
  test('a view has a stand-in with its columns, and then takes its place', () => {
    expect(text(viewStandIn('v`', ['a', 'b`c']))).toContain(
      'CREATE VIEW `v``` AS SELECT\n 1 AS `a`,\n 1 AS `b``c` */;',
    );
    expect(text(finalView('v', bytes('CREATE VIEW `v` AS select 1'), { charset: 'utf8mb4', collation: 'x' }))).toMatch(
      /DROP VIEW IF EXISTS `v`[^]*CREATE VIEW `v` AS select 1;\n/,
    );
  });
  test('views come after those that they use, whatever their names', () => {
    const view = (name: string, ...uses: readonly string[]) => ({
      name,
      create: `CREATE VIEW \`${name}\` AS select ${uses.map((used) => `\`${used}\`.\`id\``).join()} from \`t\``,
    });
    expect(viewOrder([view('a', 'c'), view('b'), view('c', 'd'), view('d')])).toEqual(['d', 'c', 'a', 'b']);
    expect(viewOrder([view('a', 'b'), view('b', 'a')])).toHaveLength(2);
  });
  test('an INSERT names its columns only where it has to', () => {
    expect(insertInto('t', undefined)).toBe('INSERT INTO `t` VALUES');
    expect(insertInto('t', ['a', 'b`'])).toBe('INSERT INTO `t` (`a`, `b```) VALUES');
  });
});

describe('sequences in defaults', () => {
  const create =
    "CREATE TABLE `t` (\n  `id` int DEFAULT nextval(`sh``op`.`num``bers`),\n  `b` int DEFAULT nextval(`other`.`x`) COMMENT 'nextval(`sh``op`.`y`)'\n)";
  test('are found, locked with their table, and lose their own database’s name', () => {
    expect(sequencesOf(create, 'sh`op')).toEqual(['num`bers']);
    expect(withoutDatabase(create, 'sh`op')).toContain('DEFAULT nextval(`num``bers`),');
    expect(withoutDatabase(create, 'sh`op')).toContain("nextval(`other`.`x`) COMMENT 'nextval(`sh``op`.`y`)'");
    expect(rowsFrame('t', ['num`bers']).before).toContain('LOCK TABLES `t` WRITE, `num``bers` WRITE;');
  });
});
