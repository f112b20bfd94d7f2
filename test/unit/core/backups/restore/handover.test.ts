import { expect, test } from 'vitest';
import { handoverReport, type HandoverFacts } from '../../../../../src/core/backups/restore/handover';
import type { JournalRecord } from '../../../../../src/core/backups/restore/journal';

const begun = {
  kind: 'begun' as const,
  at: '2026-11-22T02:07:00.000Z',
  restoreId: '20261122-0207',
  purpose: 'restore' as const,
  root: '/srv/shop',
  environment: 'production',
  profile: 'production/mysql',
  server: '10.0.0.5:3306',
  live: 'shop',
  database: 'shop_restore_20261122_0207',
  source: {
    path: 'storage/app/Shop/2026-11-22-02-00-00.zip',
    entry: 'db-dumps/mysql-shop.sql',
    sha256: 'ab'.repeat(32),
  },
  actor: 'ravi',
} satisfies JournalRecord;
const loaded: JournalRecord = {
  kind: 'loaded',
  at: '2026-11-22T02:09:30.000Z',
  tables: 142,
  rows: 1_204_112,
  milliseconds: 144_000,
};
const plan = {
  version: 1,
  leaving: { home: 'shop_before_20261122_0215' },
  coming: { home: 'shop_restore_20261122_0207' },
};
const switching: JournalRecord = { kind: 'switching', at: '2026-11-22T02:15:00.000Z', direction: 'switch', plan };
const switched: JournalRecord = { kind: 'switched', at: '2026-11-22T02:15:01.000Z', direction: 'switch' };
const step: JournalRecord = { kind: 'step', at: '2026-11-22T02:15:00.500Z', index: 0, title: 'RENAME TABLE' };

const facts: HandoverFacts = {
  application: 'shop',
  now: new Date('2026-11-22T02:20:00Z'),
  timeZone: 'Europe/Berlin',
  backupAt: new Date('2026-11-22T01:00:00Z'),
  sizeBytes: 1_900_000_000,
  server: 'MariaDB 10.11.14',
  rewritings: [
    { kind: 'definer', count: 3, original: 'DEFINER=`x`@`y`', why: 'The definer does not exist on this server.' },
  ],
  remarks: ['The event cleanup was created switched off.'],
  compared: ['orders: 98,000 rows in the backup, 98,114 live.'],
  binaryLog: 'on',
  pendingMigrations: 2,
  down: true,
};

test('a restore that was switched', async () => {
  await expect(handoverReport([begun, loaded, switching, step, switched], facts)).toMatchFileSnapshot(
    '../../../../golden/runbook/handover.md',
  );
});

test('what is missing is counted from the backup to the switch, not to now', () => {
  const text = handoverReport([begun, loaded, switching, switched], {
    ...facts,
    now: new Date('2026-11-23T09:00:00Z'),
  });
  expect(text).toContain('- Data between 02:00 and 03:15 is missing.\n- That is 75 min.');
});

test('over midnight both days are named', () => {
  const text = handoverReport([begun, loaded, switching, switched], {
    ...facts,
    backupAt: new Date('2026-11-21T22:00:00Z'),
  });
  expect(text).toContain('Data between 2026-11-21 23:00 and 2026-11-22 03:15 is missing.');
});

test('before the switch nothing is missing yet', () => {
  const text = handoverReport([begun, loaded], facts);
  expect(text).toContain('`shop` is not touched.');
  expect(text).toContain('Data between 02:00 and 03:20 would be missing if you switch now.');
  expect(text).not.toContain('holds the data of before');
});

test('what is not known is said, and no figure is made up', () => {
  const { source, ...others } = begun;
  const bare: JournalRecord = { ...others, source: { path: source.path, entry: source.entry } };
  const text = handoverReport([bare, loaded, switching, switched], {
    application: 'shop',
    now: facts.now,
    timeZone: 'UTC',
  });
  expect(text).toContain('so what is missing is not known');
  expect(text).toContain('SHA-256: not computed');
  expect(text).not.toMatch(/ min\./);
});

test.each<[string, JournalRecord[], RegExp]>([
  ['being loaded', [begun], /is being loaded into `shop_restore_20261122_0207`, or it stopped/],
  ['in the middle of the exchange', [begun, loaded, switching, step], /its end is not in the journal/],
  [
    'taken back',
    [begun, loaded, switching, { kind: 'backAgain', at: switched.at, detail: 'A table is locked.' }],
    /The exchange was taken back\. `shop` has the data of before\.\n- Reason: A table is locked\./,
  ],
  [
    'undone',
    [begun, loaded, switching, switched, { ...switching, direction: 'undo' }, { ...switched, direction: 'undo' }],
    /has the data of before the switch again/,
  ],
  [
    'failed',
    [begun, { kind: 'ended', at: loaded.at, outcome: 'failed', detail: 'The disk is full at table orders.' }],
    /The restore failed\. `shop` was not touched\.\n- Reason: The disk is full at table orders\./,
  ],
  [
    'cancelled',
    [begun, { kind: 'ended', at: loaded.at, outcome: 'cancelled', detail: '' }],
    /The restore was cancelled\./,
  ],
])('%s', (_, journal, expected) => {
  expect(handoverReport(journal, facts)).toMatch(expected);
});

test('what was kept for undo and is dropped is no longer offered', () => {
  const dropped: JournalRecord = {
    kind: 'dropped',
    at: '2026-11-29T02:00:00.000Z',
    database: 'shop_before_20261122_0215',
  };
  const text = handoverReport([begun, loaded, switching, switched, dropped], facts);
  expect(text).toContain('`shop_before_20261122_0215` was dropped.');
  expect(text).not.toContain('Undo needs it');
});

test('an empty journal is no restore', () => {
  expect(handoverReport([], facts)).toContain('nothing was begun');
});
