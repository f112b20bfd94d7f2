import { expect, test } from 'vitest';
import { auditTables } from '../../../../../src/core/security/tables/auditTables';
import { configured, unknown } from '../sources/configured';

const all = {
  'rappasoft/laravel-authentication-log': { version: '6.1.1', dev: false },
  'owen-it/laravel-auditing': { version: '14.0.6', dev: false },
  'spatie/laravel-activitylog': { version: '4.12.3', dev: false },
};
const database = { default: 'mysql', connections: { mysql: {}, audits: { prefix: 'a_', timezone: '+00:00' } } };
const shown = (project: Parameters<typeof auditTables>[0]) =>
  auditTables(project).map(({ connection, table, sessionZone }) => [connection, table, sessionZone]);

test('tables are called as the packages call them', () => {
  expect(shown(configured({ database }, all))).toEqual([
    ['mysql', 'authentication_log', undefined],
    ['mysql', 'audits', undefined],
    ['mysql', 'activity_log', undefined],
  ]);
});

test('configuration names another table and connection', () => {
  const project = configured(
    {
      database,
      'authentication-log': { table_name: 'logins', db_connection: null },
      audit: { user: { morph_prefix: 'actor' }, drivers: { database: { table: 'trail', connection: 'audits' } } },
      activitylog: { table_name: 'acts', database_connection: 'audits' },
    },
    all,
  );
  expect(shown(project)).toEqual([
    ['mysql', 'logins', undefined],
    ['audits', 'a_trail', '+00:00'],
    ['audits', 'a_acts', '+00:00'],
  ]);
  expect(auditTables(project)[1]?.kind.fields.map(({ column }) => column)).toContain('actor_id');
});

test('a name that cannot be known gives no table, a connection that cannot none of its own', () => {
  const audit = { drivers: { database: { table: unknown('calls tenant()') } } };
  expect(shown(configured({ database, audit }, all))).toHaveLength(2);
  const activitylog = { database_connection: unknown('calls tenant()') };
  expect(shown(configured({ database, activitylog }, all))[2]).toEqual([undefined, 'activity_log', undefined]);
});

test('packages that are not there, or for development only, have no table', () => {
  expect(shown(configured({ database }, { 'owen-it/laravel-auditing': { version: '14.0.6', dev: true } }))).toEqual([]);
});
