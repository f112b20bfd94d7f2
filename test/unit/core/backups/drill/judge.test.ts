import { expect, test } from 'vitest';
import { type DrillExpectations, judgeDrill } from '../../../../../src/core/backups/drill/judge';
import { loaded } from './sample';

const shop = { users: 3, orders: 5, migrations: 2 };
const verified = {
  tables: Object.entries(shop).map(([name, rows]) => ({ name, rows, sha256: '' })),
  views: 1,
  triggers: 1,
  routines: 0,
  events: 0,
};
const whole = { views: ['v'], triggers: ['t'] };

test('a copy that has everything of the dump passes', () => {
  expect(judgeDrill(loaded(shop, whole), { verified })).toEqual({ outcome: 'passed', remarks: [] });
});

test('without anything to hold it against it is judged by itself', () => {
  expect(judgeDrill(loaded(shop)).outcome).toBe('passed');
  expect(judgeDrill(loaded({}))).toMatchObject({ outcome: 'failed', problem: 'No table came out of the backup.' });
});

test('rows that the server did not take fail it', () => {
  const report = loaded(shop);
  const short = {
    ...report,
    tables: report.tables.map((table) => (table.name === 'orders' ? { ...table, rows: 4 } : table)),
  };
  expect(judgeDrill(short).problem).toBe('orders has 4 rows after the restore, the dump has 5.');
});

test('a table of the dump that is not there, and one with other rows than verification counted', () => {
  const { problem } = judgeDrill(loaded({ users: 3, orders: 9 }, whole), { verified });
  expect(problem).toBe(
    '1 table of the dump did not come back: migrations. orders has 9 rows after the restore, verification counted 5.',
  );
});

test('objects that could not be made fail it', () => {
  expect(judgeDrill(loaded(shop, { views: ['v'] }), { verified }).problem).toBe(
    'The dump has 1 trigger, the restore made 0.',
  );
});

test('an object that the server refused is named with what the server said, once', () => {
  const why = 'You do not have the SUPER privilege and binary logging is enabled.';
  const missing = [{ kind: 'trigger' as const, name: 'orders_audit', sql: 'CREATE TRIGGER …', why }];
  expect(judgeDrill(loaded(shop, { views: ['v'], missing }), { verified }).problem).toBe(
    `The trigger orders_audit was not made: ${why}`,
  );
});

const live = (...names: readonly string[]): NonNullable<DrillExpectations['live']> =>
  names.map((name) => ({ name, rows: 3 }));

test('tables of the live database that the backup lacks fail it', () => {
  expect(judgeDrill(loaded(shop), { live: live('users', 'orders', 'migrations', 'invoices') })).toEqual({
    outcome: 'failed',
    problem: '1 table of the live database is not in the backup: invoices.',
    remarks: [],
    compared: { missingTables: 1, extraTables: 0, differentTables: 2 },
  });
});

test('tables that are left out on purpose, and rows that changed since, are no failure', () => {
  const judged = judgeDrill(loaded(shop), {
    live: live('users', 'orders', 'telescope_entries'),
    excluded: ['telescope_entries'],
  });
  expect(judged).toEqual({
    outcome: 'passed',
    remarks: ['1 table of the backup is not in the live database: migrations.'],
    compared: { missingTables: 0, extraTables: 1, differentTables: 1 },
  });
});

test('a newer migration explains the tables that it creates, and no others', () => {
  const migrations = { copy: ['a'], live: ['a', 'b'], newTables: ['invoices'], code: ['a', 'b', 'c'] };
  const judged = judgeDrill(loaded(shop), { live: live('invoices', 'carts'), migrations });
  expect(judged.outcome).toBe('failed');
  expect(judged.problem).toBe('1 table of the live database is not in the backup: carts.');
  expect(judged.remarks).toContain('After this restore, run migrations: 2 of the code are not in the backup.');
});

test('where it is not known what newer migrations create, missing tables are a remark', () => {
  const migrations = { copy: ['a'], live: ['a', 'b'] };
  const judged = judgeDrill(loaded(shop), { live: live('invoices'), migrations });
  expect(judged.outcome).toBe('passed');
  expect(judged.remarks[0]).toMatch(/^1 table of the live database is not in the backup, which is older/);
});

test('without newer migrations nothing explains a missing table', () => {
  const migrations = { copy: ['a', 'b'], live: ['a', 'b'], newTables: ['invoices'] };
  expect(judgeDrill(loaded(shop), { live: live('invoices'), migrations }).outcome).toBe('failed');
});
