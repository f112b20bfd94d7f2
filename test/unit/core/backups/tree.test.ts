import { expect, test } from 'vitest';
import type { ArchiveContents } from '../../../../src/core/backups/archive';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import type { BackupDestination } from '../../../../src/core/backups/destination';
import type { DrillRecord } from '../../../../src/core/backups/drill/record';
import type { BackupTask } from '../../../../src/core/backups/schedule';
import { backupsView, type BackupsViewContext } from '../../../../src/core/backups/tree';
import type { VerifyReport } from '../../../../src/core/backups/verify/report';
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

const local1 = 'canReveal.canCopyPath.canRestore.canVerify.canInspect.canDelete';

test('backups are grouped by day; destinations that were not listed say why', () => {
  const view = backupsView(
    catalog(
      [
        backup(22, 2),
        backup(21, 2, { sizeAgainstMedian: 0.42 }),
        backup(20, 3, { error: 'The archive is cut off.', sizeBytes: 12_400 }),
        backup(20, 2, { contents: { ...contents, encrypted: true } }),
      ],
      [{ destination: s3, message: 'on S3 bucket acme: access denied' }],
    ),
    context,
  );
  expect(outline(view.nodes)).toBe(`Backups | 4
  Today | 1 backup
    $(circle-outline) 02:00 | 1.9 GB · local · not verified | ${local1}
  Yesterday | 1 backup
    $(warning) 02:00 | 1.9 GB · local · 58 % smaller than usual · not verified | ${local1}
  2026-11-20 | 2 backups
    $(error) 03:00 | 12.4 KB · local · cannot be read | canReveal.canCopyPath.canVerify.canInspect.canDelete
    $(circle-outline) 02:00 | 1.9 GB · local · encrypted · not verified | ${local1}
Destinations | 1 not listed
  $(folder) local | 4 backups · 5.7 GB
  $(question) s3 | on S3 bucket acme: access denied
`);
  expect(view.badge).toEqual({ value: 1, tooltip: '1 backup cannot be read or damaged' });
  expect(view.message).toBeUndefined();
  expect(view.nodes.at(-1)?.children?.at(-1)?.opens).toEqual({
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
  const row = firstRow(catalog([backup(22, 2, { sizeAgainstMedian: 1.1, createdSource: 'mtime' })]), { commitOf });
  expect(row?.tooltip).toBe(`storage/app/Shop/2026-11-22-02-00-00.zip
Made 02:00 (12 h ago, by the file's own time)
Size 1.9 GB, 110 % of the median before it
Database shop (mysql), 1.5 GB gzip
Files: 1,204
Code at aaaaaaa Adds coupons
Not verified: it was listed, not restored`);
  expect(row?.spoken).toBe('Backup of Today 02:00, 1.9 GB, local, not verified');
});

function firstRow(of: BackupCatalog, more: Partial<BackupsViewContext> = {}): TreeNode | undefined {
  return backupsView(of, { ...context, ...more }).nodes[0]?.children?.at(-1)?.children?.[0];
}

const report = (more: Partial<VerifyReport> = {}): VerifyReport => ({
  path: backup(22, 2).path,
  level: 'dump',
  whole: true,
  sha256: 'c0ffee',
  sizeBytes: 1_900_000_000,
  mtimeMs: 0,
  at: new Date(2026, 10, 22, 3, 0).toISOString(),
  milliseconds: 64_000,
  entries: 2,
  encrypted: false,
  problems: [],
  dumps: [
    {
      entry: 'db-dumps/mysql-shop.sql.gz',
      database: 'shop',
      server: 'MariaDB 10.11.6',
      bytes: 9,
      statements: 9,
      tables: [
        { name: 'orders', rows: 31_204, sha256: '' },
        { name: 'users', rows: 7, sha256: '' },
      ],
      views: 0,
      triggers: 0,
      routines: 0,
      events: 0,
      rewritings: [],
      problems: [],
    },
  ],
  ...more,
});

test.each<[string, Partial<VerifyReport>, Partial<Backup>, string, string]>([
  ['whole to the last statement', {}, {}, 'verified', 'verified'],
  [
    'whole, but verified before it was written to',
    { at: new Date(2026, 10, 22, 1, 0).toISOString() },
    {},
    'circle-outline',
    'not verified',
  ],
  ['of another size', { sizeBytes: 5 }, {}, 'circle-outline', 'not verified'],
  ['only the archive', { level: 'container' }, {}, 'circle-outline', 'archive whole, dump not verified'],
  ['damaged', { whole: false, problems: ['Entry 3 has a wrong CRC.'] }, {}, 'error', 'damaged'],
  ['whole, of an unusual size', {}, { sizeAgainstMedian: 0.1 }, 'warning', 'verified'],
])('a verification: %s', (_, verified, more, icon, state) => {
  const row = firstRow(catalog([backup(22, 2, more)]), { verifications: [report(verified)] });
  expect(row?.icon?.id).toBe(icon);
  expect(row?.description?.split(' · ').at(-1)).toBe(state);
  expect(row?.abilities?.includes('canRestore')).toBe(state !== 'damaged');
});

test('a verified backup says its hash, its tables, when and how long; a drill says more', () => {
  const drills = [drill(3, { at: new Date(2026, 10, 22, 9, 30).toISOString() })];
  const row = firstRow(catalog([backup(22, 2)]), { verifications: [report()], drills });
  expect(row?.tooltip?.split('\n').slice(-4)).toEqual([
    'Verified 03:00, in 1 min 4 s: every statement is whole',
    'Dump of shop from MariaDB 10.11.6: 2 tables, 31,211 rows',
    'SHA-256 c0ffee',
    'Restored in a drill 09:30: 31 tables, 1,204 rows in 3 min 12 s',
  ]);
  expect(firstRow(catalog([backup(22, 2)]), { drills })?.icon?.id).toBe('verified');
  const failed = [...drills, drill(4, { outcome: 'failed', at: new Date(2026, 10, 22, 10, 0).toISOString() })];
  const row2 = firstRow(catalog([backup(22, 2)]), { drills: failed });
  expect([row2?.icon?.id, row2?.tooltip?.includes('A drill with it failed 10:00')]).toEqual(['circle-outline', true]);
});

const drill = (seq: number, more: Partial<DrillRecord> = {}): DrillRecord => ({
  seq,
  at: new Date(2026, 10, 10 + seq, 3, 0).toISOString(),
  environment: 'env',
  backup: {
    path: 'storage/app/Shop/2026-11-22-02-00-00.zip',
    entry: 'db-dumps/mysql-shop.sql.gz',
    sha256: 'c0ffee',
    sizeBytes: 1_900_000_000,
    createdAt: new Date(2026, 10, 22, 2, 0).toISOString(),
  },
  server: { flavour: 'mariadb', version: '10.11.6', address: '127.0.0.1:3306' },
  outcome: 'passed',
  tables: 31,
  rows: 1204,
  restoreMs: 192_000,
  dataAgeMs: 9 * 3_600_000,
  scratch: { database: 'shop_drill', dropped: true },
  previous: '',
  hash: '',
  ...more,
});

test('schedule, destinations and drills stand below the backups, with what a cleanup deletes', () => {
  const task = (kind: BackupTask['kind'], command: string): BackupTask => ({
    kind,
    command,
    task: {
      kind: 'command',
      handed: [],
      location: place,
      whole: place,
      calls: [],
      cron: '0 2 * * *',
      conditional: false,
    },
    timeZone: 'UTC',
    frequency: 'daily 02:00',
    next: [new Date(2026, 10, 23, 2, 0)],
    conditions: kind === 'clean' ? ['in production only'] : [],
  });
  const place = { file: '/srv/shop/routes/console.php', range: { start: 1, end: 2 } };
  const [young, old] = [backup(22, 2), backup(3, 2)];
  const view = backupsView(
    { ...catalog([young, old]), listedAt: new Map([['spatie/s3', new Date(2026, 10, 22, 13, 2)]]) },
    {
      ...context,
      schedule: { tasks: [task('run', 'backup:run'), task('clean', 'backup:clean')], complete: false },
      life: {
        state: 'overdue',
        summary: 'backup:run daily 02:00: the last 3 runs left no archive that is found.',
        facts: [],
        missed: 3,
      },
      cleanup: {
        strategy: { kind: 'unknown', reason: '', origins: [] },
        byPath: new Map([
          [young.path, { kind: 'newest' as const }],
          [old.path, { kind: 'superseded' as const, in: 'daily' as const, by: '/b/2026-11-03-14-00-00.zip' }],
        ]),
      },
      monitor: {
        verdicts: [
          {
            name: 'Shop',
            disk: 'local',
            destination: 'spatie/local',
            outcome: 'unhealthy',
            reasons: ['It is old.'],
            origins: [],
          },
          {
            name: 'Other',
            disk: 'local',
            outcome: 'unknown',
            reasons: ['This application keeps no backups there.'],
            origins: [],
          },
        ],
        blind: ['The monitor does not look at disk s3.', 'Nothing runs it.'],
      },
      drills: [drill(1), drill(2, { outcome: 'failed', problem: 'orders has 3 rows less.' })],
      running: [{ title: 'Backing up', progress: '31 of 40 tables', startedAt: new Date(2026, 10, 22, 13, 59) }],
    },
  );
  expect(outline(view.nodes)).toBe(`Backups | 2
  $(sync~spin) Backing up | since 13:59 · 31 of 40 tables
  Today | 1 backup
    $(circle-outline) 02:00 | 1.9 GB · local · not verified | ${local1}
  2026-11-03 | 1 backup
    $(circle-outline) 02:00 | 1.9 GB · local · not verified · deleted at the next cleanup | ${local1}
Schedule | next in 12 h
  $(clock) backup:run daily 02:00 | next in 12 h
  $(clock) backup:clean daily 02:00 | next in 12 h · in production only
  $(warning) Scheduler | backup:run daily 02:00: the last 3 runs left no archive that is found.
  $(question) More tasks may exist | the schedule cannot be read completely
Destinations | 4
  $(warning) local | 2 backups · 3.8 GB · unhealthy
  $(folder) s3 | empty · as of 13:02
  $(question) Other on local | watched by backup:monitor · This application keeps no backups there.
  $(warning) backup:monitor | The monitor does not look at disk s3. (1 more)
Restore Drills | passed 11 days ago
  $(error) 2026-11-12 03:00 | failed · orders has 3 rows less.
  $(pass) 2026-11-11 03:00 | passed · restored in 3 min 12 s · data was 9 h old
`);
  expect(view.badge).toEqual({
    value: 2,
    tooltip: 'backup:run daily 02:00: the last 3 runs left no archive that is found; The last restore drill failed',
  });
});

test('a backup on S3 can be restored and verified, but neither revealed nor deleted; one in use waits', () => {
  const bucket = { disk: { bucket: 'acme', pathStyle: false, root: '' }, prefix: 'Shop/' };
  const { folder: _, ...elsewhere } = local;
  const remote = backup(22, 2, {
    path: 's3://acme/Shop/a.zip',
    destination: { ...elsewhere, id: 'spatie/s3', disk: 's3', s3: bucket },
  });
  expect(firstRow(catalog([remote]))?.abilities).toEqual(['canCopyPath', 'canRestore', 'canVerify', 'canInspect']);
  const running = [{ title: 'Verifying', startedAt: now, path: remote.path }];
  const row = firstRow(catalog([remote]), { running });
  expect([row?.icon?.id, row?.description, row?.abilities]).toEqual([
    'sync~spin',
    '1.9 GB · s3 · verifying',
    ['canCopyPath', 'canInspect'],
  ]);
});

test('nothing proven yet is said where there is something to prove', () => {
  const group = backupsView(catalog([backup(22, 2)]), { ...context, drills: [] }).nodes.at(-1);
  expect(group).toMatchObject({
    label: 'Restore Drills',
    description: 'none yet: whether a backup restores is not proven',
  });
  expect(backupsView(catalog([]), { ...context, drills: [] }).nodes).toEqual([]);
});

test('no backup at all says where was looked', () => {
  expect(backupsView(catalog([]), context)).toEqual({ nodes: [], message: 'No backups found in storage/app/Shop.' });
  const view = backupsView(catalog([], [{ destination: s3, message: 'on S3' }]), context);
  expect(view.message).toBe('No backups found in storage/app/Shop. Not listed: 1, see below.');
  expect(view.nodes[0]).toMatchObject({ label: 'Destinations', expanded: true });
});

test('ids are the paths: they stay when the day turns', () => {
  const ids = (at: Date): string[] =>
    backupsView(catalog([backup(22, 2)]), { root: '/srv/shop', now: at }).nodes.flatMap(({ id, children }) => [
      id,
      ...(children ?? []).map((child) => child.id),
    ]);
  expect(ids(now)).toEqual(ids(new Date(2026, 10, 23, 1, 0)));
});
