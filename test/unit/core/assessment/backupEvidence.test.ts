import { describe, expect, test } from 'vitest';
import type { AssessmentFacts } from '../../../../src/core/assessment/facts';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import type { DrillFields } from '../../../../src/core/backups/drill/record';
import type { RunbookState } from '../../../../src/core/backups/runbook/state';
import type { VerifyReport } from '../../../../src/core/backups/verify/report';
import { drillRecord } from '../backups/drill/sample';
import { areasOf, checkOf, type Files, now, words } from './judge';

const production: Files = { '.env': 'APP_ENV=production\n' };
const local: Files = { '.env': 'APP_ENV=local\n' };
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const daysAgo = (days: number): string => hoursAgo(24 * days).toISOString();
const destination = {
  id: 'spatie/local',
  source: 'spatie' as const,
  label: 'local',
  folder: '/shop/b',
  prefix: '',
  origins: [],
};

const newest: Backup = {
  path: '/shop/b/new.zip',
  fileName: 'new.zip',
  destination,
  createdAt: hoursAgo(9),
  createdSource: 'fileName',
  modifiedAt: hoursAgo(9),
  sizeBytes: 1000,
};
const backups: BackupCatalog = { backups: [newest], problems: [], destinations: [destination] };
const intact = { intact: true, records: 1, torn: [] };

function drills(...records: readonly Partial<DrillFields>[]): NonNullable<AssessmentFacts['drills']> {
  return { records: records.map(drillRecord), chain: intact };
}
const failed = { outcome: 'failed', problem: 'No table came out of the backup.' } as const;

describe('recoveryProcedures.drill', () => {
  const id = 'recoveryProcedures.drill';
  test.each<[string, Files, AssessmentFacts['drills'] | undefined, string]>([
    ['nobody looked', production, undefined, 'unknown: nobody looked for drills'],
    ['none on record where there is something to drill with', production, drills(), 'gap: no drill on record'],
    ['none on a machine for development', local, drills(), 'unknown: no drill on record'],
    ['one that passed', production, drills({ at: daysAgo(6) }), 'covered: drill passed 6 days ago'],
    ['exactly the limit', production, drills({ at: daysAgo(30) }), 'covered: drill passed 30 days ago'],
    ['older than 30 days', production, drills({ at: daysAgo(40) }), 'partial: no drill for 40 days'],
    ['older than 90 days', production, drills({ at: daysAgo(100) }), 'gap: no drill for 100 days'],
    [
      'a newest one that failed',
      production,
      drills({ at: daysAgo(6) }, { at: daysAgo(1), ...failed }),
      'gap: the newest drill failed',
    ],
    [
      'a cancelled one is none',
      production,
      drills({ at: daysAgo(1), outcome: 'cancelled' }),
      /^gap: no drill/.source.slice(1) + ' of this environment on record',
    ],
    [
      'one of another environment',
      production,
      drills({ environment: 'staging', at: daysAgo(1) }),
      'gap: no drill of this environment on record',
    ],
  ])('%s', async (_, files, given, expected) => {
    expect(await words(id, files, { backups, ...(given === undefined ? {} : { drills: given }) })).toBe(expected);
  });

  test('a record that somebody changed proves less', async () => {
    const forged = { ...drills({ at: daysAgo(1) }), chain: { intact: false, records: 0, brokenAt: 1, torn: [] } };
    expect(await words(id, production, { backups, drills: forged })).toBe(
      'partial: the record of drills was changed at line 1',
    );
  });

  test('it can be begun from here', async () => {
    expect((await checkOf(id, production, { backups, drills: drills() })).remedies[0]?.command).toBe(
      'laravelOps.backups.drill',
    );
  });

  test('without anything to drill with it is not known', async () => {
    expect(await words(id, production, { drills: drills() })).toBe('unknown: no drill on record');
  });
});

test('objectives are what the newest passed drill measured, or not measured', async () => {
  const id = 'recoveryProcedures.objectives';
  expect(await words(id, production, { drills: drills({ at: daysAgo(2) }) })).toBe(
    'covered: back in 42.0 s, 1 h 30 min of data lost',
  );
  expect(await words(id, production, { drills: drills({ at: daysAgo(2), ...failed }) })).toBe(
    'unknown: not measured: no drill has passed',
  );
});

function report(more: Partial<VerifyReport> = {}): VerifyReport {
  const tables = [{ name: 'users', rows: 1, sha256: '' }];
  const counts = { bytes: 1, statements: 1, views: 0, triggers: 0, routines: 0, events: 0 };
  return {
    path: '/shop/b/new.zip',
    level: 'dump',
    whole: true,
    sha256: 'ab'.repeat(32),
    sizeBytes: 1000,
    at: hoursAgo(8).toISOString(),
    milliseconds: 1,
    entries: 1,
    encrypted: false,
    problems: [],
    dumps: [{ entry: 'e', ...counts, tables, rewritings: [], problems: [] }],
    ...more,
  };
}

describe.each(['recoveryProcedures.verified', 'automatedBackups.verified'])('%s', (id) => {
  test.each<[string, Partial<AssessmentFacts>, string]>([
    ['no backup', {}, 'unknown: no backup was found to verify'],
    ['nobody looked', { backups }, 'unknown: nobody looked for verifications'],
    ['never', { backups, verifications: [] }, 'unknown: the newest backup is not verified'],
    ['to the last statement', { backups, verifications: [report()] }, 'covered: verified, 1 tables'],
    [
      'seen from the application',
      { backups, verifications: [report({ path: 'b/new.zip' })] },
      'covered: verified, 1 tables',
    ],
    [
      'the archive alone',
      { backups, verifications: [report({ level: 'container', dumps: [] })] },
      'partial: the archive was checked, the dump in it was not',
    ],
    [
      'damaged',
      { backups, verifications: [report({ whole: false, problems: ['cut off'] })] },
      'gap: the newest backup is damaged',
    ],
    ['empty', { backups, verifications: [report({ dumps: [] })] }, 'gap: the newest backup holds no table'],
    [
      'the last word counts',
      { backups, verifications: [report({ whole: false, at: hoursAgo(2).toISOString() }), report()] },
      'gap: the newest backup is damaged',
    ],
    [
      'before the file changed',
      { backups, verifications: [report({ at: hoursAgo(10).toISOString() })] },
      'unknown: the newest backup is not verified',
    ],
    [
      'of another size',
      { backups, verifications: [report({ sizeBytes: 999 })] },
      'unknown: the newest backup is not verified',
    ],
    [
      'of another file',
      { backups, verifications: [report({ path: '/shop/b/old.zip' })] },
      'unknown: the newest backup is not verified',
    ],
  ])('%s', async (_, given, expected) => {
    expect(await words(id, production, given)).toBe(expected);
  });

  test('a file that has another time than the one that was verified is another file', async () => {
    const same = report({ mtimeMs: newest.modifiedAt.getTime() + 0.4 });
    expect(await words(id, production, { backups, verifications: [same] })).toMatch(/^covered/);
    const other = report({ mtimeMs: newest.modifiedAt.getTime() - 5000 });
    expect(await words(id, production, { backups, verifications: [other] })).toMatch(/^unknown/);
  });

  test('a drill with it says more', async () => {
    const backup = { ...drillRecord().backup, path: 'b/new.zip', sizeBytes: 1000 };
    expect(await words(id, production, { backups, drills: drills({ backup }) })).toBe('covered: restored in a drill');
    expect(await words(id, production, { backups, drills: drills({ backup, ...failed }), verifications: [] })).toMatch(
      /^unknown/,
    );
  });
});

const runbook = (state: RunbookState): Partial<AssessmentFacts> => ({
  runbook: { file: 'docs/runbooks/restore.md', state },
});
const outdated: RunbookState = {
  kind: 'outdated',
  changes: [{ what: 'Where backups are', written: 'local: storage', now: 's3: on S3 bucket acme' }],
};

test('a runbook is covered while it says what the configuration says', async () => {
  const id = 'recoveryProcedures.runbook';
  expect(await words(id, production, runbook({ kind: 'current' }))).toBe(
    'covered: it says what the configuration says',
  );
  expect(await words(id, production, runbook(outdated))).toBe('partial: the configuration is newer than the runbook');
  expect((await checkOf(id, production, runbook(outdated))).evidence[0]?.fact).toBe(
    'Where backups are: the runbook says local: storage, the configuration s3: on S3 bucket acme.',
  );
  expect(await words(id, production, { ...runbook({ kind: 'missing' }), runbooks: [] })).toMatch(
    /^unknown: no runbook/,
  );
  expect(
    await words(id, production, { ...runbook({ kind: 'unmarked' }), runbooks: [{ file: 'docs/runbooks/restore.md' }] }),
  ).toMatch(/^unknown: .* whether it is current is not known$/);
});

describe('the area of recovery', () => {
  const database = { flavor: 'mysql' as const, variables: { log_bin: 'ON' }, status: {} };
  const proven = {
    backups,
    verifications: [report()],
    drills: drills({ at: daysAgo(2) }),
    database,
    ...runbook({ kind: 'current' }),
  };
  const grade = async (given: Partial<AssessmentFacts>): Promise<string> => {
    const area = (await areasOf(production, given)).find((each) => each.area.id === 'recoveryProcedures');
    return `${area?.grade}: ${area?.summary}`;
  };

  test('is covered with a drill, a verified newest backup and a current runbook', async () => {
    expect(await grade(proven)).toMatch(/^covered: drill passed 2 days ago/);
  });

  test('is partial when the configuration is newer than the runbook', async () => {
    expect(await grade({ ...proven, ...runbook(outdated) })).toBe(
      'partial: the configuration is newer than the runbook',
    );
  });

  test.each<[string, Partial<AssessmentFacts>, RegExp]>([
    ['the newest backup is not verified', { verifications: [] }, /^partial/],
    ['the drill is too old', { drills: drills({ at: daysAgo(40) }) }, /^partial: no drill for 40 days/],
    ['there was no drill', { drills: drills() }, /^gap: no drill on record/],
    ['nobody looked for a runbook', { runbook: undefined as never }, /^partial/],
  ])('is not covered when %s', async (_, change, expected) => {
    expect(await grade({ ...proven, ...change })).toMatch(expected);
  });
});

describe('automatedBackups.offSite', () => {
  const config = (disks: string): Files => ({
    ...production,
    'config/backup.php': `<?php return ['backup' => ['name' => 'shop', 'destination' => ['disks' => [${disks}]]]];`,
    'config/filesystems.php': `<?php return ['disks' => ['local' => ['driver' => 'local', 'root' => storage_path('app')], 's3' => ['driver' => 's3', 'bucket' => 'acme', 'region' => 'eu-central-1']]];`,
  });
  const remote = { id: 'spatie/s3', source: 'spatie' as const, label: 's3', disk: 's3', prefix: '', origins: [] };
  const listed = (...copies: readonly Backup[]): BackupCatalog => ({
    backups: copies,
    problems: [],
    destinations: [destination, remote],
  });
  const copy = (hours: number): Backup => ({ ...newest, destination: remote, createdAt: hoursAgo(hours) });
  const id = 'automatedBackups.offSite';

  test.each<[string, BackupCatalog | undefined, string]>([
    ['not listed', undefined, 'covered: disk s3 is elsewhere'],
    ['a copy arrived', listed(copy(9)), 'covered: newest on s3 9 h'],
    ['the copies stopped', listed(newest, copy(24 * 12)), 'gap: newest on s3 12 days old'],
    ['nothing ever arrived', listed(newest), 'gap: nothing is on disk s3'],
    [
      'it could not be asked',
      { ...listed(newest), problems: [{ destination: remote, message: 'no network' }] },
      'covered: disk s3 is elsewhere',
    ],
  ])('%s', async (_, catalog, expected) => {
    expect(await words(id, config("'local', 's3'"), catalog === undefined ? {} : { backups: catalog })).toBe(expected);
  });
});

describe('automatedBackups.monitor', () => {
  const id = 'automatedBackups.monitor';
  const files = (body: string, monitor = "['name' => 'shop', 'disks' => ['local'], 'health_checks' => []]"): Files => ({
    ...production,
    'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();
`,
    'routes/console.php': `<?php\nuse Illuminate\\Support\\Facades\\Schedule;\n${body}\n`,
    'config/filesystems.php': `<?php return ['disks' => ['local' => ['driver' => 'local', 'root' => '/shop']]];`,
    'config/backup.php': `<?php return ['backup' => ['name' => 'shop', 'destination' => ['disks' => ['local']]], 'monitor_backups' => [${monitor}],
      'notifications' => ['notifications' => ['Spatie\\\\Backup\\\\Notifications\\\\Notifications\\\\UnhealthyBackupWasFoundNotification' => ['mail']], 'mail' => ['to' => 'ops@shop.example']]];`,
  });
  const scheduled = "Schedule::command('backup:monitor')->daily();";
  const disk = { ...destination, disk: 'local', folder: '/shop/shop' };
  const catalog = { backups: [{ ...newest, destination: disk }], problems: [], destinations: [disk] };

  test('nothing runs it', async () => {
    const check = await checkOf(id, files(''), { backups: catalog });
    expect(`${check.outcome}: ${check.summary}`).toBe('partial: nothing in the schedule runs backup:monitor');
    expect(check.remedies[0]?.command).toBe('laravelOps.backups.configureSchedule');
  });

  test('it watches another name', async () => {
    const other = files(scheduled, "['name' => 'blog', 'disks' => ['local'], 'health_checks' => []]");
    expect(await words(id, other, { backups: catalog })).toMatch(/^partial: .*never sees them/);
  });

  test('it runs and looks at every destination', async () => {
    expect(await words(id, files(scheduled), { backups: catalog })).toBe(
      'covered: backup:monitor looks at every destination',
    );
  });
});
