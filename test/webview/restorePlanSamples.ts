import type { RestorePhase, RestorePlanContent } from '../../src/protocol/views/restorePlan';

const tables = ['orders', 'order_items', 'users', 'products', 'jobs', 'failed_jobs', 'sessions', 'telescope_entries'];

/** A restore before it begins: one check blocks, two warnings, one unknown. */
export const restorePlan: RestorePlanContent = {
  banner: { role: 'production', app: 'shop', target: 'shop_app@10.0.0.5:3306', access: 'locked' },
  phase: 'plan',
  source: [
    { label: 'Backup', value: '2026-11-22-02-00-04.zip' },
    { label: 'Made', value: '22 Nov 2026 02:00:04 (+01:00) · 01:00:04 UTC' },
    { label: 'Age', value: '67 min' },
    { label: 'Size', value: '1.9 GB' },
    { label: 'SHA-256', value: '9f2c6d0e4b7a1c3358a0de5f7712ab90c4d1e6f8a3b2975c60d4e8f1a2b3c4d5' },
    { label: 'Verified', value: 'today 02:11, whole', tone: 'good' },
  ],
  dumps: [
    { entry: 'db-dumps/mysql-shop.sql', title: 'mysql-shop.sql · 1.23 GB', chosen: true },
    { entry: 'db-dumps/mysql-reports.sql', title: 'mysql-reports.sql · 41 MB', chosen: false },
  ],
  password: 'notNeeded',
  target: { database: 'shop_restore_20261122_0307', server: 'MySQL 8.4.3 at 10.0.0.5:3306', live: 'shop' },
  tables: tables.map((name, at) => ({ name, rows: 1_204 * (at + 1) ** 3, chosen: true })),
  preflight: [
    {
      id: 'archive',
      title: 'Archive',
      outcome: 'pass',
      found: 'The sums of all 14 entries hold. SHA-256 9f2c6d0e4b7a…',
      accepted: false,
    },
    {
      id: 'wholeDump',
      title: 'Whole dump',
      outcome: 'pass',
      found: '1.2 GB decompress to the last statement: 142 tables, 1,204,311 rows.',
      accepted: false,
    },
    {
      id: 'mayCreate',
      title: 'Privileges to restore',
      outcome: 'fail',
      found: 'shop_app@10.0.0.% lacks CREATE, DROP, INDEX, TRIGGER on shop_restore_20261122_0307.',
      next: 'An administrator can allow it with the statement below.',
      sql: "GRANT CREATE, DROP, SELECT, INSERT, ALTER, INDEX, REFERENCES, LOCK TABLES, TRIGGER ON `shop\\_restore\\_%`.* TO 'shop_app'@'10.0.0.%';",
      accepted: false,
    },
    {
      id: 'missingObjects',
      title: 'Views, triggers, routines, events',
      outcome: 'warn',
      found: 'The backup has 0 routines, shop has 2: order_total, close_day.',
      next: 'After a switch these are missing; they stay in shop_before_20261122_0307. For the next backups add --routines to the dump’s options.',
      accepted: false,
    },
    {
      id: 'migrations',
      title: 'Migrations',
      outcome: 'warn',
      found: 'The backup has 120 migrations, shop has 122. The code may expect columns that the copy lacks.',
      next: 'After the switch run php artisan migrate before you let visitors in.',
      accepted: true,
    },
    {
      id: 'freeDisk',
      title: 'Free disk',
      outcome: 'unknown',
      found: 'The server runs on another machine, so its free disk is not known here. The copy needs about 2.7 GB.',
      next: 'Look at the server’s disk yourself before you start.',
      accepted: false,
    },
  ],
  checkedAt: '03:07:10',
  steps: [
    {
      title: 'Create the database shop_restore_20261122_0307.',
      statements: ['CREATE DATABASE `shop_restore_20261122_0307` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'],
    },
    { title: 'Load 142 tables into it, then their indexes and foreign keys.', statements: [] },
    { title: 'Count the rows of every table and compare them with the dump.', statements: [] },
    { title: 'Wait for you. shop is still as it was.', statements: [] },
  ],
  rewritings: [
    {
      why: 'The account may not create objects for root@localhost.',
      count: 12,
      original: 'CREATE DEFINER=`root`@`localhost` TRIGGER `orders_bi` BEFORE INSERT ON `orders` FOR EACH ROW …',
      written: 'CREATE DEFINER=CURRENT_USER TRIGGER `orders_bi` BEFORE INSERT ON `orders` FOR EACH ROW …',
    },
    {
      why: 'Only an administrator of replication may run it, and it holds no data.',
      count: 1,
      original: "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77';",
    },
  ],
  application: [
    {
      id: 'maintenance',
      title: 'Show the maintenance page while data is exchanged',
      command: 'php artisan down --secret=…',
      chosen: true,
    },
    {
      id: 'workers',
      title: 'Pause queue workers',
      command: 'php artisan horizon:pause',
      chosen: false,
      unavailable: 'PHP does not run here.',
    },
  ],
  timeline: [],
  can: ['verify', 'copyReport'],
};

/** Nothing stands against it any more. */
export const startable: RestorePlanContent = {
  ...restorePlan,
  preflight: restorePlan.preflight
    .filter(({ outcome }) => outcome !== 'fail')
    .map((row) => ({ ...row, accepted: true })),
  can: ['start', 'verify', 'copyReport'],
};

const figures = (read: string, count: string, table: string) => [
  { label: 'Read', value: read },
  { label: 'Tables', value: count },
  { label: 'Now', value: table },
  { label: 'Rate', value: '38 MB/s' },
  { label: 'Left', value: 'about 14 s' },
];

/** Under way, so far done. @param share 0 to 1 */
export const restoring = (share: number): RestorePlanContent => ({
  ...startable,
  phase: 'restoring',
  timeline: [
    { title: 'Create the database', state: 'done', detail: 'shop_restore_20261122_0307, in 0.1 s.' },
    {
      title: 'Load tables',
      state: 'running',
      share,
      figures: figures(`${Math.round(share * 840)} MB of 840 MB`, `${Math.round(share * 142)} of 142`, 'order_items'),
    },
    { title: 'Build indexes and foreign keys', state: 'waiting' },
    { title: 'Count and compare', state: 'waiting' },
  ],
  can: ['cancel'],
});

const done = ['Create the database', 'Load tables', 'Build indexes and foreign keys', 'Count and compare'].map(
  (title) => ({ title, state: 'done' as const, detail: 'in 12.4 s.' }),
);

export const restored: RestorePlanContent = {
  ...startable,
  phase: 'restored',
  timeline: done,
  comparison: {
    summary: [
      { label: 'Tables', value: '141 of 142 are in the copy', tone: 'warning' },
      { label: 'Rows', value: '1,204,311 in the copy, 1,205,002 live' },
      { label: 'Missing', value: 'what visitors did between 02:00 and 03:07 (67 min)', tone: 'warning' },
    ],
    tables: [
      { name: 'users', state: 'same', copyRows: 12_004, liveRows: 12_004 },
      {
        name: 'orders',
        state: 'different',
        copyRows: 400_120,
        liveRows: 400_811,
        remark: 'newest 22 Nov 01:58 in the copy, 22 Nov 03:05 live',
      },
      { name: 'telescope_entries', state: 'onlyLive', liveRows: 88_120 },
      { name: 'old_reports', state: 'onlyCopy', copyRows: 12 },
      { name: 'products', state: 'same', copyRows: 8_000, liveRows: 8_000 },
    ],
  },
  can: ['switch', 'dropCopy', 'copyReport'],
};

const before: Readonly<Record<RestorePhase, RestorePlanContent>> = {
  plan: restorePlan,
  restoring: restoring(0.38),
  restored,
  switching: {
    ...restored,
    phase: 'switching',
    timeline: [
      ...done,
      {
        title: 'Exchange shop and the copy',
        state: 'running',
        share: 0.5,
        figures: [{ label: 'Step', value: '3 of 6' }],
      },
    ],
    can: [],
  },
  switched: {
    ...restored,
    phase: 'switched',
    timeline: [...done, { title: 'Exchange shop and the copy', state: 'done', detail: 'Visitors waited 0.2 s.' }],
    can: ['undo', 'dropOld', 'copyReport'],
  },
  undoing: {
    ...restored,
    phase: 'undoing',
    timeline: [
      ...done,
      { title: 'Bring shop back', state: 'running', share: 0.2, figures: [{ label: 'Step', value: '2 of 6' }] },
    ],
    can: [],
  },
  undone: {
    ...restored,
    phase: 'undone',
    timeline: [...done, { title: 'Bring shop back', state: 'done', detail: 'in 0.3 s.' }],
    can: ['switch', 'dropCopy', 'copyReport'],
  },
  failed: {
    ...startable,
    phase: 'failed',
    timeline: [
      { title: 'Create the database', state: 'done', detail: 'in 0.1 s.' },
      { title: 'Load tables', state: 'failed', share: 0.61, detail: 'Stopped at table orders, 512 MB of 840 MB.' },
      { title: 'Build indexes and foreign keys', state: 'cancelled' },
    ],
    problem: {
      message: 'The restore stopped at table orders: the server’s disk is full.',
      safe: 'shop was not touched. Visitors noticed nothing.',
      next: 'Free 3.2 GB, or restore without telescope_entries. Remove the copy first.',
    },
    can: ['start', 'dropCopy', 'copyReport'],
  },
};

export const phases = Object.entries(before) as readonly (readonly [RestorePhase, RestorePlanContent])[];
