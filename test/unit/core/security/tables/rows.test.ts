import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { activityLog } from '../../../../../src/core/security/tables/activityLog';
import type { AuditTable } from '../../../../../src/core/security/tables/auditTable';
import { auditing } from '../../../../../src/core/security/tables/auditing';
import { authenticationLog } from '../../../../../src/core/security/tables/authenticationLog';
import { selectRows } from '../../../../../src/core/security/tables/selectRows';

test('a logout that was stored without a login is one event', () => {
  const row = {
    authenticatable_id: '7',
    logout_at: '2026-11-22 20:42:43',
    login_successful: '0',
    cleared_by_user: '1',
  };
  expect(authenticationLog.events(row, 3, 's', 'UTC')).toEqual([
    {
      source: 's',
      position: 3,
      time: Date.parse('2026-11-22T20:42:43Z'),
      message: 'Logged out from another device',
      event: 'other_device_logout',
      level: 'info',
      user: '7',
    },
  ]);
});

test("events of an application's own keep their name; known ones get the stream's", () => {
  const named = (event: string): string | undefined => auditing('user').events({ event }, 1, 's')[0]?.event;
  expect(named('sync')).toBe('sync');
  expect(named('RoleAttached')).toBe('role_granted');
  expect(named('x'.repeat(500))).toHaveLength(64);
  expect(activityLog.events({ description: 'deleted' }, 1, 's')[0]?.event).toBe('deleted');
  expect(activityLog.events({ description: 'The order was shipped' }, 1, 's')[0]).not.toHaveProperty('event');
});

test('names are quoted, and only columns that are there are asked for', () => {
  const table: AuditTable = { id: 't', kind: auditing('we`ird'), connection: 'mysql', table: 'au`dits' };
  const columns = ['id', 'event', 'auditable_type', 'we`ird_id', 'old_values'].map((name) => ({ name, type: 'text' }));
  expect(selectRows(table, columns, 'shop', { kind: 'before', key: 5 }, 10)).toEqual({
    sql:
      'SELECT `id` AS `position`, LEFT(CAST(`we``ird_id` AS CHAR), 1000) AS `actor_id`, LEFT(CAST(`event` AS CHAR), 1000) AS `event`, ' +
      'LEFT(CAST(`auditable_type` AS CHAR), 1000) AS `auditable_type`, ' +
      "LEFT(CAST(IF(JSON_VALID(`old_values`), JSON_KEYS(`old_values`, '$'), NULL) AS CHAR), 8000) AS `old` " +
      'FROM `shop`.`au``dits` WHERE `id` < ? ORDER BY `id` DESC LIMIT ?',
    values: [5, 10],
  });
});

test('any row is read without an exception', () => {
  const kinds = [authenticationLog, auditing('user'), activityLog];
  const names = [...new Set(kinds.flatMap(({ fields }) => fields.map(({ name }) => name)))];
  const rows = fc.dictionary(fc.constantFrom(...names), fc.string({ maxLength: 50 }));
  fc.assert(
    fc.property(rows, fc.constantFrom(...kinds), (row, kind) => {
      for (const event of kind.events(row, 1, 's', 'UTC')) {
        expect(event.message.length).toBeLessThanOrEqual(300);
        expect(event.time === undefined || Number.isFinite(event.time)).toBe(true);
      }
    }),
  );
});
