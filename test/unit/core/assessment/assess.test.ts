import { expect, test } from 'vitest';
import { allChecks, assess, coverage } from '../../../../src/core/assessment/assess';
import { areas } from '../../../../src/core/assessment/area';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';

const now = new Date('2026-11-22T12:00:00Z');
const destination = {
  id: 'spatie/local',
  source: 'spatie' as const,
  label: 'local',
  folder: '/b',
  prefix: '',
  origins: [],
};

function backup(hours: number, error?: string): Backup {
  const createdAt = new Date(now.getTime() - hours * 3_600_000);
  const file = {
    path: '/b/shop.zip',
    fileName: 'shop.zip',
    destination,
    createdAt,
    modifiedAt: createdAt,
    sizeBytes: 1_900_000_000,
  };
  return { ...file, createdSource: 'fileName', ...(error === undefined ? {} : { error }) };
}

const catalog = (...backups: readonly Backup[]): BackupCatalog => ({
  backups,
  problems: [],
  destinations: [destination],
});
const words = (backups?: BackupCatalog): string => {
  const [first] = assess({ now, ...(backups === undefined ? {} : { backups }) });
  return `${first?.grade}: ${first?.summary}`;
};

test('ten areas in their order; what nobody looked at is unknown and says so', () => {
  const assessed = assess({ now });
  expect(assessed.map(({ area }) => area.id)).toEqual(areas.map(({ id }) => id));
  expect(assessed).toHaveLength(10);
  expect(new Set(assessed.map(({ grade, summary, evaluated }) => `${grade} ${summary} ${evaluated}`))).toEqual(
    new Set(['unknown not evaluated yet false']),
  );
});

test.each([
  ['not listed', undefined, 'unknown: not evaluated yet'],
  ['none', catalog(), 'unknown: no backup found on this machine'],
  ['one that cannot be read', catalog(backup(1, 'The file is empty.')), 'unknown: no readable backup on this machine'],
  ['a recent one', catalog(backup(9)), 'partial: newest 9 h; 8 not evaluated'],
  ['one made a day and a half ago', catalog(backup(36)), 'partial: newest 36 h; 8 not evaluated'],
  ['an old one', catalog(backup(24 * 12)), 'unknown: newest here 12 days old'],
  [
    'a damaged one before a recent one',
    catalog(backup(1, 'cut off'), backup(2)),
    'partial: newest 2 h; 8 not evaluated',
  ],
])('backups: %s', (_, backups, expected) => {
  expect(words(backups)).toBe(expected);
});

test('the newest backup and destinations that were not listed are the evidence', () => {
  const elsewhere = { ...destination, id: 'spatie/s3', label: 's3' };
  const problems = [{ destination: elsewhere, message: 'on S3 bucket acme: not listed by this version' }];
  const [area] = assess({ now, backups: { ...catalog(backup(9)), problems } });
  expect(area?.evidence).toEqual([
    { fact: 'The newest backup is shop.zip, 1.9 GB, made 9 h ago.', source: '/b/shop.zip' },
    { fact: 'Destination s3 was not listed: on S3 bucket acme: not listed by this version', source: 'spatie/s3' },
  ]);
});

test('every check has an id of its own that begins with its area', () => {
  const ids = allChecks().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(areas.map((area) => area.id)).toContain(id.split('.')[0]);
  for (const { weight } of allChecks()) expect([1, 2, 3, 4, 5]).toContain(weight);
});

test('coverage never tells how many are covered without how many were looked at', () => {
  expect(coverage(assess({ now }))).toBe('not evaluated yet');
  expect(coverage(assess({ now, backups: catalog(backup(9)) }))).toBe('0 of 10 covered, 1 evaluated');
});
