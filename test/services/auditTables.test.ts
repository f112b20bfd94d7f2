import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { activityLog } from '../../src/core/security/tables/activityLog';
import type { AuditTable, AuditTableKind } from '../../src/core/security/tables/auditTable';
import { auditing } from '../../src/core/security/tables/auditing';
import { authenticationLog } from '../../src/core/security/tables/authenticationLog';
import { openAuditTable } from '../../src/node/drivers/auditTables';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_audits';
const { signal } = new AbortController();
const user = String.raw`App\\Models\\User`;
const order = String.raw`App\\Models\\Order`;
const at = (text: string): number => Date.parse(`${text}Z`);

const tableOf = (kind: AuditTableKind, table: string, sessionZone?: string): AuditTable => ({
  id: `table mysql.${table}`,
  kind,
  connection: 'mysql',
  table,
  ...(sessionZone === undefined ? {} : { sessionZone }),
});

// As the migrations of the packages make them through Laravel's schema builder: laravel-authentication-log 1 and 6,
// laravel-auditing 14, laravel-activitylog 3 to 5.
const id = 'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY';
const morphs = (name: string): string => `${name}_type VARCHAR(255) NOT NULL, ${name}_id BIGINT UNSIGNED NOT NULL`;
const nullableMorphs = (name: string): string => `${name}_type VARCHAR(255), ${name}_id BIGINT UNSIGNED`;
const timestamps = 'created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL';
const logins = (
  device: string,
): string => `${id}, ${morphs('authenticatable')}, ip_address VARCHAR(45), user_agent TEXT, ${device}
  login_at TIMESTAMP NULL, login_successful TINYINT(1) NOT NULL DEFAULT 0, logout_at TIMESTAMP NULL,
  cleared_by_user TINYINT(1) NOT NULL DEFAULT 0, location JSON`;
const tables = `
CREATE TABLE logins1 (${logins('')});
CREATE TABLE authentication_log (${logins('device_id VARCHAR(255), device_name VARCHAR(255), is_trusted TINYINT(1) NOT NULL DEFAULT 0, last_activity_at TIMESTAMP NULL, is_suspicious TINYINT(1) NOT NULL DEFAULT 0, suspicious_reason VARCHAR(255),')});
CREATE TABLE audits (${id}, ${nullableMorphs('user')}, event VARCHAR(255) NOT NULL, ${morphs('auditable')}, old_values TEXT, new_values TEXT,
  url TEXT, ip_address VARCHAR(45), user_agent VARCHAR(1023), tags VARCHAR(255), ${timestamps});
CREATE TABLE activity3 (${id}, log_name VARCHAR(255), description TEXT NOT NULL, ${nullableMorphs('subject')}, ${nullableMorphs('causer')}, properties JSON, ${timestamps});
CREATE TABLE activity4 (${id}, log_name VARCHAR(255), description TEXT NOT NULL, ${nullableMorphs('subject')}, event VARCHAR(255), ${nullableMorphs('causer')}, properties JSON, batch_uuid CHAR(36), ${timestamps});
CREATE TABLE activity_log (${id}, log_name VARCHAR(255), description TEXT NOT NULL, ${nullableMorphs('subject')}, event VARCHAR(255), ${nullableMorphs('causer')}, attribute_changes JSON, properties JSON, ${timestamps});
CREATE TABLE keyless (id CHAR(36) PRIMARY KEY, event VARCHAR(255), auditable_type VARCHAR(255));
CREATE TABLE other (id INT PRIMARY KEY);
CREATE TABLE long_one (${id}, event VARCHAR(255) NOT NULL, ${morphs('auditable')})`;

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    const open = (table: AuditTable) => openAuditTable(client, table, schema, 'UTC', signal);

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(
        `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema};${tables}`,
      );
      await makeUser(admin, 'ops_audits', 'secret', [`SELECT ON ${schema}.*`]);
      client = await readingSession(server, 'ops_audits', 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('logins, failures and logouts, with device and country where the table has them', async () => {
      await admin.query(`INSERT INTO authentication_log (authenticatable_type, authenticatable_id, ip_address, user_agent, device_name, login_at, login_successful, logout_at, cleared_by_user, location, is_suspicious)
        VALUES ('${user}', 7, '203.0.113.9', 'Mozilla/5.0', 'Chrome on Windows', '2026-11-22 20:42:43', 1, '2026-11-22 21:00:00', 0, '{"country":"Germany","city":"Berlin"}', 0),
        ('App\\\\Models\\\\Admin', 1, '198.51.100.7', 'curl', NULL, '2026-11-22 20:50:00', 0, NULL, 0, NULL, 1)`);
      const shared = {
        source: 'table mysql.authentication_log',
        ip: '203.0.113.9',
        userAgent: 'Mozilla/5.0',
        user: '7',
        position: 1,
        device: 'Chrome on Windows',
        country: 'Germany',
        level: 'info',
      };
      expect(await (await open(tableOf(authenticationLog, 'authentication_log'))).latest(10, signal)).toEqual({
        events: [
          { ...shared, message: 'Login', event: 'login', time: at('2026-11-22T20:42:43') },
          { ...shared, message: 'Logout', event: 'logout', time: at('2026-11-22T21:00:00') },
          {
            source: 'table mysql.authentication_log',
            position: 2,
            message: 'Login failed, marked as suspicious',
            event: 'login_failed',
            level: 'warning',
            user: 'Admin 1',
            ip: '198.51.100.7',
            userAgent: 'curl',
            time: at('2026-11-22T20:50:00'),
          },
        ],
        first: 1,
        last: 2,
        atEnd: true,
      });
    });

    test('version 1 of the same table has fewer columns, and only those are asked for', async () => {
      await admin.query(
        `INSERT INTO logins1 (authenticatable_type, authenticatable_id, ip_address, login_at, login_successful) VALUES ('${user}', 8, '::1', '2026-11-22 20:42:43', 1)`,
      );
      const { events } = await (await open(tableOf(authenticationLog, 'logins1'))).latest(10, signal);
      expect(events).toEqual([
        {
          source: 'table mysql.logins1',
          position: 1,
          message: 'Login',
          event: 'login',
          level: 'info',
          user: '8',
          ip: '::1',
          time: at('2026-11-22T20:42:43'),
        },
      ]);
    });

    test('audits name the attributes that changed, never their values', async () => {
      await admin.query(`INSERT INTO audits (user_type, user_id, event, auditable_type, auditable_id, old_values, new_values, url, ip_address, user_agent, created_at) VALUES
        ('${user}', 7, 'updated', '${user}', 9, '{"is_admin":0,"password":"hunter1"}', '{"is_admin":1,"password":"hunter2"}', 'https://shop.test/admin/users/9?token=abc', '203.0.113.9', 'Mozilla/5.0', '2026-11-22 20:42:43'),
        (NULL, NULL, 'deleted', '${order}', 3, 'no json', '[]', 'artisan orders:prune', '127.0.0.1', 'Symfony', '2026-11-22 20:43:00')`);
      const reader = await open(tableOf(auditing('user'), 'audits'));
      const { events } = await reader.latest(10, signal);
      expect(events).toEqual([
        {
          source: 'table mysql.audits',
          position: 1,
          message: 'updated User 9: is_admin, password',
          event: 'updated',
          level: 'info',
          user: '7',
          ip: '203.0.113.9',
          userAgent: 'Mozilla/5.0',
          route: '/admin/users/9?token',
          time: at('2026-11-22T20:42:43'),
        },
        {
          source: 'table mysql.audits',
          position: 2,
          message: 'deleted Order 3',
          event: 'deleted',
          level: 'info',
          ip: '127.0.0.1',
          userAgent: 'Symfony',
          time: at('2026-11-22T20:43:00'),
        },
      ]);
      expect(JSON.stringify(events)).not.toContain('hunter');
    });

    test.each([
      [
        'activity3',
        'description, properties',
        `'updated', '{"attributes":{"name":"a"},"old":{"name":"b"},"ip":"203.0.113.9"}'`,
      ],
      [
        'activity4',
        'description, event, properties',
        `'updated', 'updated', '{"attributes":{"name":"a"},"old":{"name":"b"},"ip":"203.0.113.9"}'`,
      ],
      [
        'activity_log',
        'description, event, attribute_changes, properties',
        `'updated', 'updated', '{"attributes":{"name":"a"},"old":{"name":"b"}}', '{"ip":"203.0.113.9"}'`,
      ],
    ])('activities of %s', async (table, columns, values) => {
      await admin.query(`INSERT INTO ${table} (subject_type, subject_id, causer_type, causer_id, created_at, ${columns}) VALUES ('${order}', 3, '${user}', 7, '2026-11-22 20:42:43', ${values});
        INSERT INTO ${table} (description) VALUES ('Role admin was granted to user 9')`);
      const { events } = await (await open(tableOf(activityLog, table))).latest(10, signal);
      expect(events).toEqual([
        {
          source: `table mysql.${table}`,
          position: 1,
          message: 'updated Order 3: name',
          event: 'updated',
          level: 'info',
          user: '7',
          ip: '203.0.113.9',
          time: at('2026-11-22T20:42:43'),
        },
        {
          source: `table mysql.${table}`,
          position: 2,
          message: 'Role admin was granted to user 9',
          event: 'role_granted',
          level: 'info',
        },
      ]);
    });

    test("moments that the application wrote in another zone than the server's are read back as written", async () => {
      await admin.query(
        `SET time_zone = '+05:00'; INSERT INTO logins1 (authenticatable_type, authenticatable_id, login_at) VALUES ('${user}', 1, '2026-11-22 10:00:00'); SET time_zone = @@global.time_zone`,
      );
      const { events } = await (await open(tableOf(authenticationLog, 'logins1', '+05:00'))).latest(1, signal);
      expect(events[0]?.time).toBe(at('2026-11-22T10:00:00'));
    });

    test('pages go back and forth by key, and what arrives is given once', async () => {
      const rows = (from: number, to: number): string =>
        Array.from(
          { length: to - from + 1 },
          (_, index) => `(${from + index}, 'updated', 'X', ${from + index})`,
        ).join();
      const insert = (values: string): Promise<unknown> =>
        admin.query(`INSERT INTO long_one (id, event, auditable_type, auditable_id) VALUES ${values}`);
      const positions = ({ events }: { events: readonly { position: number }[] }): number[] =>
        events.map(({ position }) => position);
      await insert(rows(1, 50));
      const reader = await open(tableOf(auditing('user'), 'long_one'));
      expect(positions(await reader.latest(3, signal))).toEqual([48, 49, 50]);
      expect(positions(await reader.before(48, 3, signal))).toEqual([45, 46, 47]);
      expect(positions(await reader.after(45, 3, signal))).toEqual([46, 47, 48]);
      expect(await reader.after(50, 3, signal)).toEqual({ events: [], atEnd: true });
      const poll = reader.follow(50);
      expect(positions(await poll(signal))).toEqual([]);
      await insert(`(52, 'created', 'X', 1)`);
      expect(positions(await poll(signal))).toEqual([52]);
      // A transaction that took its key earlier ends later.
      await insert(`(51, 'created', 'X', 1), (53, 'created', 'X', 1)`);
      expect(positions(await poll(signal))).toEqual([51, 53]);
      expect(positions(await poll(signal))).toEqual([]);
      await insert(rows(1001, 3500));
      const arrived: number[] = [];
      for (let round = 0; round < 4; round++) arrived.push(...positions(await poll(signal)));
      expect(arrived).toEqual(Array.from({ length: 2500 }, (_, index) => 1001 + index));
    });

    test('a table that is missing, another one, or without a numeric key is refused in words', async () => {
      await expect(open(tableOf(auditing('user'), 'nothing'))).rejects.toMatchObject({ reason: 'missingTable' });
      await expect(open(tableOf(auditing('user'), 'other'))).rejects.toMatchObject({ reason: 'otherTable' });
      await expect(open(tableOf(auditing('user'), 'keyless'))).rejects.toMatchObject({ reason: 'noNumericKey' });
    });
  });
}
