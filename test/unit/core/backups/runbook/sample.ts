import { applicationSteps, restoredBesides } from '../../../../../src/core/backups/application/steps';
import { summariseDrills } from '../../../../../src/core/backups/drill/summary';
import type { RunbookFacts } from '../../../../../src/core/backups/runbook/facts';
import type { VerifyReport } from '../../../../../src/core/backups/verify/report';
import { drillRecord } from '../drill/sample';

const now = new Date('2026-11-22T12:00:00Z');
const application = {
  version: { full: '12.67.0', major: 12, source: 'composer.lock' as const },
  horizon: true,
  queue: { connection: 'redis', driver: 'redis', name: 'default' },
  cacheDriver: 'redis',
  maintenanceDriver: 'file',
  sessionDriver: 'database',
  stubborn: { maintenance: ['reports:send'], paused: [], complete: true },
};

export const verification: VerifyReport = {
  path: 'storage/app/Shop/2026-11-22-01-30-00.zip',
  level: 'dump',
  whole: true,
  sha256: 'cd'.repeat(32),
  sizeBytes: 12_400_000,
  at: '2026-11-22T02:11:00.000Z',
  milliseconds: 900,
  entries: 120,
  encrypted: true,
  problems: [],
  dumps: [
    {
      entry: 'db-dumps/mysql-shop.sql.gz',
      bytes: 90_000_000,
      statements: 900,
      tables: [
        { name: 'users', rows: 1200, sha256: '' },
        { name: 'orders', rows: 98_000, sha256: '' },
      ],
      views: 1,
      triggers: 1,
      routines: 0,
      events: 0,
      rewritings: [],
      problems: [],
    },
  ],
};

/** Everything about the shop is known. */
export function whole(more: Partial<RunbookFacts> = {}): RunbookFacts {
  return {
    writtenAt: now,
    application: { name: 'shop', laravel: '12.67.0', environment: 'production', role: 'production' },
    database: {
      driver: 'mariadb',
      name: 'shop',
      address: { host: '10.0.0.5', port: 3306 },
      user: 'shop_app',
      server: 'MariaDB 10.11.14',
    },
    destinations: [
      { label: 'local', place: 'storage/app/Shop', certain: true },
      { label: 's3', place: 'on S3 bucket acme-backups', certain: true },
    ],
    retention: 'backup:clean keeps all of 7 days.',
    encryption: { state: 'on', variable: 'BACKUP_ARCHIVE_PASSWORD' },
    makers: {
      tasks: [{ what: 'backup:run', cron: '30 1 * * *', conditional: false, file: 'routes/console.php' }],
      complete: true,
    },
    newest: {
      file: 'storage/app/Shop/2026-11-22-01-30-00.zip',
      destination: 'local',
      createdAt: new Date('2026-11-22T01:30:00Z'),
      sizeBytes: 12_400_000,
      encrypted: true,
      dumps: [{ entry: 'db-dumps/mysql-shop.sql.gz', compression: 'gzip' }],
      files: 118,
    },
    verification,
    drills: summariseDrills([drillRecord({ at: '2026-11-20T03:00:00.000Z' })], now),
    steps: applicationSteps(application),
    besides: restoredBesides(application),
    health: { path: '/up', url: 'https://shop.example/up' },
    binaryLog: 'on',
    ...more,
  };
}

/** Nothing about the shop is known but that it is there. */
export function bare(): RunbookFacts {
  const unknown = { version: { source: 'unknown' as const }, horizon: false, queue: {} };
  return {
    writtenAt: now,
    application: { name: 'shop', environment: '.env', role: 'unknown' },
    database: {},
    destinations: [],
    encryption: { state: 'unknown' },
    steps: applicationSteps(unknown),
    besides: restoredBesides(unknown),
    binaryLog: 'unknown',
  };
}
