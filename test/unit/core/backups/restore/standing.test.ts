import { expect, test } from 'vitest';
import type { JournalRecord } from '../../../../../src/core/backups/restore/journal';
import { droppable, standingOf } from '../../../../../src/core/backups/restore/standing';

const at = '2026-11-23T03:07:00.000Z';
const begun = {
  kind: 'begun',
  at,
  restoreId: '20261123_0307',
  purpose: 'restore',
  root: '/srv/shop',
  environment: 'env',
  profile: 'env/mysql',
  server: '127.0.0.1:3306',
  live: 'shop',
  database: 'shop_restore_1',
  source: { path: '/backups/a.zip', entry: 'db-dumps/mysql-shop.sql' },
} as const satisfies JournalRecord;
const loaded: JournalRecord = { kind: 'loaded', at, tables: 3, rows: 6, milliseconds: 1 };
const plan = {
  version: 1,
  direction: 'switch',
  tables: [],
  leaving: { home: 'shop_before_1' },
  coming: { home: 'shop_restore_1' },
};
const switching: JournalRecord = { kind: 'switching', at, direction: 'switch', plan };
const switched: JournalRecord = { kind: 'switched', at, direction: 'switch' };
const dropping: JournalRecord = { kind: 'dropping', at, database: 'shop_before_1' };
const dropped: JournalRecord = { kind: 'dropped', at, database: 'shop_before_1' };

test.each<[string, JournalRecord[], string | undefined, string | undefined]>([
  ['nothing was begun', [], undefined, undefined],
  ['loading', [begun], 'loading', 'shop_restore_1'],
  ['loaded', [begun, loaded], 'copy', 'shop_restore_1'],
  ["a drill's copy is never one to switch to", [{ ...begun, purpose: 'drill' }, loaded], 'loading', 'shop_restore_1'],
  ['in the middle of a switch nothing may be dropped', [begun, loaded, switching], 'switching', undefined],
  ['switched', [begun, loaded, switching, switched], 'switched', 'shop_before_1'],
  [
    'half removed: it can be removed, and not be switched to',
    [begun, loaded, switching, switched, dropping],
    'dropping',
    'shop_before_1',
  ],
  ['removed', [begun, loaded, switching, switched, dropping, dropped], undefined, undefined],
  ['ended', [begun, { kind: 'ended', at, outcome: 'cancelled', detail: 'by hand' }], undefined, undefined],
])('%s', (_, records, kind, database) => {
  const standing = standingOf(records);
  expect(standing?.kind).toBe(kind);
  expect(standing === undefined ? undefined : droppable(standing)).toBe(database);
});
