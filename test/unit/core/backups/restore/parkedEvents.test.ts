import { describe, expect, test } from 'vitest';
import { isParked, parkEvent, unparkEvent } from '../../../../../src/core/backups/restore/parkedEvents';

const mariadb = { flavour: 'mariadb', major: 10 } as const;
const mysql9 = { flavour: 'mysql', major: 9 } as const;
const dumped =
  "/*!50106 CREATE*/ /*!50117 DEFINER=`disable`@`%`*/ /*!50106 EVENT `enable` ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE COMMENT 'disable on slave' DO DELETE FROM t WHERE enable = 'DISABLE' */";

describe('parkEvent', () => {
  test('switches an event off that was on, and nothing else of it', () => {
    expect(parkEvent(dumped, mariadb)).toEqual({ sql: dumped.replace('ENABLE', 'DISABLE ON SLAVE'), was: 'ENABLE' });
    expect(parkEvent(dumped, mysql9)).toEqual({ sql: dumped.replace('ENABLE', 'DISABLE ON REPLICA'), was: 'ENABLE' });
    expect(parkEvent(dumped, { flavour: 'mysql', major: 8 })?.sql).toContain('PRESERVE DISABLE ON SLAVE COMMENT');
  });

  test('one that was off stays off', () => {
    const off = dumped.replace('ENABLE', 'DISABLE');
    expect(parkEvent(off, mariadb)).toEqual({ sql: off, was: 'DISABLE' });
  });

  test('one of a replica must not begin to act when it is switched', () => {
    for (const written of ['DISABLE ON SLAVE', 'disable  on\nreplica']) {
      const parked = parkEvent(dumped.replace('ENABLE', written), mysql9);
      expect(parked).toEqual({ sql: dumped.replace('ENABLE', 'DISABLE'), was: 'DISABLE ON SLAVE' });
      expect(unparkEvent(parked?.sql ?? '')?.sql).toContain(' DISABLE COMMENT');
    }
  });

  test('a status that is not written is on', () => {
    expect(parkEvent('CREATE EVENT e ON SCHEDULE AT NOW() DO SELECT 1', mariadb)).toEqual({
      sql: 'CREATE EVENT e ON SCHEDULE AT NOW() DISABLE ON SLAVE DO SELECT 1',
      was: 'ENABLE',
    });
    expect(parkEvent("CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO SELECT 1", mariadb)?.sql).toBe(
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE ON SLAVE COMMENT 'x' DO SELECT 1",
    );
  });

  test('comments, strings and names are no status', () => {
    const sql =
      "CREATE EVENT `do` /* ENABLE */ ON SCHEDULE EVERY 1 DAY # DISABLE\n STARTS 'ENABLE' DISABLE DO SELECT 'ENABLE'";
    expect(parkEvent(sql, mariadb)).toEqual({ sql, was: 'DISABLE' });
  });

  test('what is no event has no status', () => {
    expect(parkEvent('CREATE TABLE t (a INT)', mariadb)).toBeUndefined();
  });
});

test('unparkEvent gives back what parkEvent took', () => {
  for (const server of [mariadb, mysql9]) {
    for (const sql of [dumped, dumped.replace('ENABLE', 'DISABLE')]) {
      const parked = parkEvent(sql, server)?.sql ?? '';
      expect(unparkEvent(parked)?.sql).toBe(sql);
    }
  }
});

test('isParked knows the words of both servers', () => {
  expect(['SLAVESIDE_DISABLED', 'REPLICA_SIDE_DISABLED', 'ENABLED', 'DISABLED'].map(isParked)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
