import { expect, test } from 'vitest';
import {
  judgePreflight,
  preflightChecks,
  standingAgainst,
} from '../../../../../src/core/backups/restore/preflightChecks';
import type { PreflightFacts, PreflightInput } from '../../../../../src/core/backups/restore/preflightFacts';
import { parseGrants } from '../../../../../src/core/backups/restore/preflightGrants';
import type { DatabaseContents, TableContents } from '../../../../../src/core/backups/schema';
import type { VerifiedDump, VerifyReport } from '../../../../../src/core/backups/verify/report';
import { mariadbServer, mysqlServer } from '../../../../fakes/sqlClient';

const table = (name: string, change: Partial<TableContents> = {}): TableContents => ({
  name,
  engine: 'InnoDB',
  create: 'CREATE TABLE …(\n  PRIMARY KEY (`id`)\n)',
  estimatedRows: 10,
  bytes: 500_000_000,
  foreignKeys: [],
  ...change,
});

const live: DatabaseContents = {
  database: 'shop',
  charset: 'utf8mb4',
  collation: 'utf8mb4_unicode_ci',
  tables: [table('orders'), table('migrations', { bytes: 1_000 })],
  views: [],
  triggers: [],
  routines: [],
  events: [],
  sequences: [],
  incomingForeignKeys: [],
};

const dump: VerifiedDump = {
  entry: 'db-dumps/mariadb-shop.sql',
  server: 'MariaDB 10.6.18',
  bytes: 400_000_000,
  statements: 90,
  tables: [
    { name: 'orders', rows: 1_000, sha256: '' },
    { name: 'migrations', rows: 2, sha256: '' },
  ],
  views: 0,
  triggers: 0,
  routines: 0,
  events: 0,
  rewritings: [],
  problems: [],
};

const report: VerifyReport = {
  path: '/b/x.zip',
  level: 'dump',
  whole: true,
  sha256: 'ab'.repeat(32),
  sizeBytes: 100,
  at: '2026-11-23T03:00:00Z',
  milliseconds: 10,
  entries: 3,
  encrypted: false,
  problems: [],
  dumps: [dump],
};

const variables = (change: Record<string, string> = {}) => ({
  value: new Map(
    Object.entries({
      read_only: 'OFF',
      log_bin: 'ON',
      local_infile: 'ON',
      max_allowed_packet: '16777216',
      event_scheduler: 'ON',
      ...change,
    }),
  ),
});

const facts: PreflightFacts = {
  server: mariadbServer,
  variables: variables(),
  grants: { value: parseGrants(['GRANT ALL PRIVILEGES ON *.* TO `shop_app`@`localhost`'], null) },
  taken: { value: [] },
  collations: { value: new Set(['utf8mb4_unicode_ci']) },
  freeBytes: { value: 10_000_000_000 },
  sessions: { value: { inLive: 3, all: true, replicas: 0 } },
  transactions: { value: [] },
  replica: { value: undefined },
  ranMigrations: { value: ['2024_a', '2024_b'] },
  foreignKeysInto: { value: [] },
};

const under = {
  definer: 'shop_app@localhost',
  sqlMode: '',
  charset: '',
  collation: '',
  databaseCollation: '',
  create: '',
};
const trigger = { ...under, name: 'bi', table: 'orders', definer: 'root@localhost' };

const good: PreflightInput = {
  source: { fileName: 'x.zip', sizeBytes: 100, encrypted: false, passwordKnown: false },
  report,
  fitted: true,
  entry: dump.entry,
  traits: { largestStatementBytes: 1_000, collations: ['utf8mb4_unicode_ci'] },
  live: { value: live },
  facts,
  target: { database: 'shop_restore_20261123_0307', live: 'shop', before: 'shop_before_20261123_0307' },
};

const withFacts = (change: Partial<PreflightFacts>): PreflightInput => ({ ...good, facts: { ...facts, ...change } });
const withDump = (change: Partial<VerifiedDump>): PreflightInput => ({
  ...good,
  report: { ...report, dumps: [{ ...dump, ...change }] },
});
const withLive = (change: Partial<DatabaseContents>): PreflightInput => ({
  ...good,
  live: { value: { ...live, ...change } },
});
const check = (input: PreflightInput, id: string) => judgePreflight(input).find((each) => each.id === id);
const poor = { value: parseGrants(['GRANT ALL PRIVILEGES ON `shop`.* TO `shop_app`@`localhost`'], null) };

test('ids are unique, and a good restore has nothing against it', () => {
  expect(new Set(preflightChecks.map(({ id }) => id)).size).toBe(preflightChecks.length);
  const checks = judgePreflight(good);
  expect(checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  expect(standingAgainst(checks, new Set())).toEqual([]);
});

test('knowing nothing blocks nothing but the archive’s warning, and claims nothing', () => {
  const why = { unknown: 'The server took too long to answer.' };
  const nothing: PreflightInput = {
    source: good.source,
    report: undefined,
    entry: good.entry,
    live: why,
    facts: {
      server: mariadbServer,
      variables: why,
      grants: why,
      taken: why,
      collations: why,
      freeBytes: why,
      sessions: why,
      transactions: why,
      replica: why,
      ranMigrations: why,
      foreignKeysInto: why,
    },
    target: good.target,
  };
  const checks = judgePreflight(nothing);
  expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(checks.filter(({ outcome }) => outcome === 'warn').map(({ id }) => id)).toEqual(['archive']);
  // What the restore itself does holds without knowing anything.
  expect(checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)).toEqual([
    'sandbox',
    'replicationLines',
  ]);
});

test('a warning stands until it is accepted, a failure until it is mended, an unknown never', () => {
  const checks = [
    { id: 'a', title: 'A', outcome: 'fail', found: '' },
    { id: 'b', title: 'B', outcome: 'warn', found: '' },
    { id: 'c', title: 'C', outcome: 'unknown', found: '' },
  ] as const;
  expect(standingAgainst(checks, new Set()).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(standingAgainst(checks, new Set(['a', 'b'])).map(({ id }) => id)).toEqual(['a']);
});

test.each<[string, string, string, PreflightInput]>([
  [
    'archive',
    'fail',
    'an archive that cannot be read',
    { ...good, source: { ...good.source, problem: 'The file is empty.' } },
  ],
  ['archive', 'fail', 'an unknown password', { ...good, source: { ...good.source, encrypted: true } }],
  ['archive', 'fail', 'a file that changed since', { ...good, source: { ...good.source, sizeBytes: 99 } }],
  [
    'archive',
    'fail',
    'a damaged container',
    { ...good, report: { ...report, whole: false, problems: ['Entry 3 is damaged.'] } },
  ],
  ['archive', 'warn', 'nobody verified it', { ...good, report: undefined }],
  ['wholeDump', 'fail', 'a dump that ends too early', withDump({ problems: ['ends inside table orders'] })],
  ['wholeDump', 'unknown', 'only the container was read', { ...good, report: { ...report, level: 'container' } }],
  ['chosenTables', 'fail', 'no table', { ...good, tables: [] }],
  ['chosenTables', 'fail', 'a table that is not in the dump', { ...good, tables: ['carts'] }],
  ['chosenTables', 'pass', 'a table of the dump', { ...good, tables: ['orders'] }],
  ['serverVersion', 'warn', 'a dump of the other kind of server', withFacts({ server: mysqlServer })],
  ['serverVersion', 'warn', 'an older server', withDump({ server: 'MariaDB 11.4.2' })],
  [
    'serverVersion',
    'unknown',
    'a dump that does not say',
    { ...good, report: { ...report, dumps: [{ ...dump, server: 'dumper 3' }] } },
  ],
  [
    'collations',
    'warn',
    'a collation that is unknown here',
    { ...good, fitted: false, traits: { collations: ['utf8mb4_0900_ai_ci'] } },
  ],
  [
    'collations',
    'warn',
    'collations that are rewritten',
    withDump({
      rewritings: [
        { kind: 'collation', count: 3, original: 'utf8mb4_0900_ai_ci', written: 'utf8mb4_unicode_ci', why: 'x' },
      ],
    }),
  ],
  ['packet', 'fail', 'a row that is too large', { ...good, traits: { largestStatementBytes: 17_000_000 } }],
  ['packet', 'unknown', 'nobody measured rows', { ...good, traits: {} }],
  ['freeName', 'fail', 'a name that is taken', withFacts({ taken: { value: ['shop_restore_20261123_0307'] } })],
  ['writable', 'fail', 'super_read_only', withFacts({ variables: variables({ super_read_only: 'ON' }) })],
  ['writable', 'fail', 'a replica', withFacts({ replica: { value: { from: '10.0.0.4', running: true } } })],
  [
    'writable',
    'fail',
    'read_only for this account',
    withFacts({ variables: variables({ read_only: 'ON' }), grants: poor }),
  ],
  [
    'writable',
    'fail',
    'read_only as MariaDB 12 says it',
    withFacts({ variables: variables({ read_only: 'NO_LOCK' }), grants: poor }),
  ],
  [
    'writable',
    'warn',
    'read_only that this account may pass',
    withFacts({ variables: variables({ read_only: 'ON' }) }),
  ],
  [
    'writable',
    'unknown',
    'nobody may say whether it is a replica',
    withFacts({ replica: { unknown: 'This account may not ask.' } }),
  ],
  ['freeDisk', 'fail', 'too little room', withFacts({ freeBytes: { value: 900_000_000 } })],
  ['freeDisk', 'warn', 'little room', withFacts({ freeBytes: { value: 1_400_000_000 } })],
  ['mayCreate', 'fail', 'an account of one database', withFacts({ grants: poor })],
  ['maySwitch', 'warn', 'an account of one database', withFacts({ grants: poor })],
  ['missingTables', 'warn', 'a table that the backup lacks', withLive({ tables: [...live.tables, table('carts')] })],
  [
    'migrations',
    'warn',
    'a backup from before a migration',
    withDump({ tables: [{ name: 'migrations', rows: 1, sha256: '' }] }),
  ],
  [
    'migrations',
    'warn',
    'a backup from after a migration',
    withDump({ tables: [{ name: 'migrations', rows: 3, sha256: '' }] }),
  ],
  [
    'migrations',
    'warn',
    'code that is ahead',
    { ...good, application: { migrations: ['2024_a', '2024_b', '2024_c'] } },
  ],
  ['migrations', 'unknown', 'a dump that nobody read', { ...good, report: undefined }],
  [
    'openSessions',
    'warn',
    'a long transaction',
    withFacts({ transactions: { value: [{ connectionId: 7, user: 'report', seconds: 300 }] } }),
  ],
  [
    'openSessions',
    'pass',
    'a short transaction',
    withFacts({ transactions: { value: [{ connectionId: 7, user: 'web', seconds: 2 }] } }),
  ],
  [
    'openSessions',
    'unknown',
    'an account without PROCESS',
    withFacts({ sessions: { value: { inLive: 1, all: false, replicas: 0 } }, transactions: { unknown: 'no' } }),
  ],
  ['foreignKeys', 'warn', 'a foreign key from elsewhere', withFacts({ foreignKeysInto: { value: ['reports.lines'] } })],
  [
    'foreignKeys',
    'warn',
    'a choice that cuts a foreign key',
    {
      ...withLive({
        tables: [
          table('orders', {
            foreignKeys: [
              {
                name: 'f',
                columns: ['user_id'],
                referencedDatabase: 'shop',
                referencedTable: 'users',
                referencedColumns: ['id'],
              },
            ],
          }),
        ],
      }),
      tables: ['orders'],
    },
  ],
  [
    'binlogTrust',
    'warn',
    'a binary log that trusts nobody',
    {
      ...withFacts({ variables: variables({ log_bin_trust_function_creators: 'OFF' }), grants: poor }),
      report: { ...report, dumps: [{ ...dump, triggers: 2 }] },
    },
  ],
  [
    'primaryKeys',
    'warn',
    'a server that wants primary keys',
    {
      ...withFacts({ variables: variables({ sql_require_primary_key: 'ON' }) }),
      live: { value: { ...live, tables: [table('cache', { create: 'CREATE TABLE x (a int)' })] } },
    },
  ],
  [
    'appKey',
    'unknown',
    'encrypted columns and no fingerprint',
    { ...good, application: { encryptedAttributes: ['User.secret'] } },
  ],
  [
    'appKey',
    'warn',
    'another key',
    { ...good, application: { encryptedAttributes: ['User.secret'], keyNow: 'a', keyThen: 'b' } },
  ],
])('%s: %s for %s', (id, outcome, _, input) => {
  const found = check(input, id);
  expect(found?.outcome).toBe(outcome);
  expect(found?.found).toMatch(/\.$|…$|\.\s*First:/);
  if (outcome === 'fail' || outcome === 'warn') expect(found?.next).toBeTruthy();
});

test('an application that encrypts no column hears nothing of APP_KEY', () => {
  expect(check(good, 'appKey')).toBeUndefined();
});

test('routines and events that a dump left out are named, with the options that bring them along', () => {
  const input = withLive({
    routines: [{ ...under, name: 'close_day', kind: 'procedure' }],
    events: [{ ...under, name: 'purge', status: 'enabled', timeZone: 'SYSTEM' }],
  });
  expect(check(input, 'missingObjects')).toMatchObject({
    outcome: 'warn',
    found: 'The backup has 0 routines, shop has 1: close_day. The backup has 0 events, shop has 1: purge.',
  });
  expect(check(input, 'missingObjects')?.next).toContain('--routines --events');
  expect(check({ ...input, tables: ['orders'] }, 'missingObjects')).toBeUndefined();
});

test('objects of other accounts forbid the switch to those who may not name an owner', () => {
  const input = withLive({ triggers: [trigger] });
  expect(check(input, 'definer')?.outcome).toBe('pass');
  expect(check({ ...input, facts: { ...facts, grants: poor } }, 'definer')).toMatchObject({
    outcome: 'warn',
    sql: "GRANT SET USER ON *.* TO 'shop_app'@'localhost';",
  });
});

test('the GRANT names everything that a copy needs and the kinds that there are', () => {
  const plain = check(withFacts({ grants: poor }), 'mayCreate')?.sql;
  expect(plain).toBe(
    "GRANT CREATE, DROP, SELECT, INSERT, ALTER, INDEX, REFERENCES, LOCK TABLES ON `shop\\_restore\\_%`.* TO 'shop_app'@'localhost';",
  );
  const input = { ...withFacts({ grants: poor }), live: { value: { ...live, triggers: [trigger] } } };
  expect(check(input, 'mayCreate')?.sql).toContain('LOCK TABLES, TRIGGER ON');
});

test('figures stand in what is found', () => {
  // 2.2 times 500 MB, and the binary log once more.
  expect(check(good, 'freeDisk')?.found).toContain('about 1.6 GB with its binary log');
  expect(check(withFacts({ variables: variables({ log_bin: 'OFF' }) }), 'freeDisk')?.found).toContain('about 1.1 GB (');
  expect(check({ ...good, traits: { largestStatementBytes: 17_000_000 } }, 'packet')?.sql).toBe(
    'SET GLOBAL max_allowed_packet = 33554432;',
  );
});

test('nothing is claimed of rewritings that nobody worked out', () => {
  const input = { ...good, fitted: false, traits: {} };
  expect(check(input, 'sandbox')?.found).toMatch(/^If /);
  expect(check(input, 'replicationLines')?.found).toMatch(/^If /);
  expect(check(input, 'collations')?.outcome).toBe('unknown');
  expect(check({ ...input, facts: { ...facts, grants: poor } }, 'definer')?.outcome).toBe('unknown');
});
