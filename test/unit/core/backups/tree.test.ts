import { expect, test } from 'vitest';
import type { ArchiveContents } from '../../../../src/core/backups/archive';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import type { BackupDestination } from '../../../../src/core/backups/destination';
import { backupsView } from '../../../../src/core/backups/tree';
import type { TreeNode } from '../../../../src/core/tree';

const now = new Date(2026, 10, 22, 14, 0);
const context = { root: '/srv/shop', now };
const local: BackupDestination = {
  id: 'spatie/local',
  source: 'spatie',
  label: 'local',
  disk: 'local',
  folder: '/srv/shop/storage/app/Shop',
  prefix: '',
  origins: [],
};
const s3: BackupDestination = {
  id: 'spatie/s3',
  source: 'spatie',
  label: 's3',
  prefix: '',
  unlisted: 'x',
  origins: [{ source: 'config', file: '/srv/shop/config/backup.php', range: { start: 5, end: 9 } }],
};
const contents: ArchiveContents = {
  dumps: [
    {
      entry: 'db-dumps/mysql-shop.sql.gz',
      driver: 'mysql',
      database: 'shop',
      compression: 'gzip',
      sizeBytes: 1_500_000_000,
    },
  ],
  files: 1204,
  encrypted: false,
};

const backup = (day: number, hour: number, more: Partial<Backup> = {}): Backup => {
  const createdAt = new Date(2026, 10, day, hour, 0);
  const fileName = `2026-11-${day}-0${hour}-00-00.zip`;
  return {
    path: `${local.folder}/${fileName}`,
    fileName,
    destination: local,
    createdAt,
    createdSource: 'fileName',
    modifiedAt: createdAt,
    sizeBytes: 1_900_000_000,
    contents,
    ...more,
  };
};
const catalog = (backups: readonly Backup[], problems: BackupCatalog['problems'] = []): BackupCatalog => ({
  backups,
  problems,
  destinations: [local, s3],
});

const outline = (nodes: readonly TreeNode[], indent = ''): string =>
  nodes
    .map(
      ({ label, description, icon, abilities, children }) =>
        `${indent}${icon === undefined ? '' : `$(${icon.id}) `}${label} | ${description}${abilities === undefined ? '' : ` | ${abilities.join('.')}`}\n${outline(children ?? [], `${indent}  `)}`,
    )
    .join('');

test('backups are grouped by day, unlisted destinations stand last', () => {
  const view = backupsView(
    catalog(
      [
        backup(22, 2),
        backup(21, 2, { sizeAgainstMedian: 0.42 }),
        backup(20, 3, { error: 'The archive is cut off.', sizeBytes: 12_400 }),
        backup(20, 2, { contents: { ...contents, encrypted: true } }),
      ],
      [{ destination: s3, message: 'on S3 bucket acme: not listed by this version' }],
    ),
    context,
  );
  expect(outline(view.nodes)).toBe(`Today | 1 backup
  $(circle-outline) 02:00 | 1.9 GB · local · not verified | canReveal.canCopyPath
Yesterday | 1 backup
  $(warning) 02:00 | 1.9 GB · local · 58 % smaller than usual · not verified | canReveal.canCopyPath
2026-11-20 | 2 backups
  $(error) 03:00 | 12.4 KB · local · cannot be read | canReveal.canCopyPath
  $(circle-outline) 02:00 | 1.9 GB · local · encrypted · not verified | canReveal.canCopyPath
Not Listed | 1 destination
  $(question) s3 | on S3 bucket acme: not listed by this version
`);
  expect(view.badge).toEqual({ value: 1, tooltip: '1 backup cannot be read' });
  expect(view.message).toBeUndefined();
  expect(view.nodes.at(-1)?.children?.[0]?.opens).toEqual({
    kind: 'file',
    file: '/srv/shop/config/backup.php',
    range: { start: 5, end: 9 },
  });
});

test('the tooltip says what is inside, how the size compares and which code it belongs to', () => {
  const commitOf = () => ({
    hash: 'a'.repeat(40),
    shortHash: 'aaaaaaa',
    at: now,
    author: 'Dana',
    subject: 'Adds coupons',
  });
  const [day] = backupsView(catalog([backup(22, 2, { sizeAgainstMedian: 1.1, createdSource: 'mtime' })]), {
    ...context,
    commitOf,
  }).nodes;
  expect(day?.children?.[0]?.tooltip).toBe(`storage/app/Shop/2026-11-22-02-00-00.zip
Made 02:00 (12 h ago, by the file's own time)
Size 1.9 GB, 110 % of the median before it
Database shop (mysql), 1.5 GB gzip
Files: 1,204
Code at aaaaaaa Adds coupons
Not verified: it was listed, not restored`);
  expect(day?.children?.[0]?.spoken).toBe('Backup of Today 02:00, 1.9 GB, local, not verified');
});

test('no backup at all says where was looked', () => {
  expect(backupsView(catalog([]), context)).toEqual({ nodes: [], message: 'No backups found in storage/app/Shop.' });
  const view = backupsView(catalog([], [{ destination: s3, message: 'on S3' }]), context);
  expect(view.message).toBe('No backups found in storage/app/Shop. Not listed: 1, see below.');
  expect(view.nodes[0]?.expanded).toBe(true);
});

test('ids are the paths: they stay when the day turns', () => {
  const ids = (at: Date): string[] =>
    backupsView(catalog([backup(22, 2)]), { root: '/srv/shop', now: at }).nodes.flatMap(({ id, children }) => [
      id,
      ...(children ?? []).map((child) => child.id),
    ]);
  expect(ids(now)).toEqual(ids(new Date(2026, 10, 23, 1, 0)));
});
