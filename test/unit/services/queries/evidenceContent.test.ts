import { expect, test } from 'vitest';
import { mysqlServer } from '../../../fakes/sqlClient';
import { contentOf } from '../../../../src/services/queries/evidenceContent';
import type { EvidenceFacts, EvidenceState } from '../../../../src/services/queries/evidenceState';

const index = { table: 'orders', columns: [{ column: 'user_id' }] };
const plan = { nodes: [], warnings: [], raw: { columns: [], rows: [] } } as never;
const measured = (rowsRead: number, ms: number) => ({
  rowsRead,
  ms,
  rowsSorted: 0,
  tmpRows: 0,
  tmpDiskTables: 0,
  runs: 3,
});

const facts = (more: Partial<EvidenceFacts> = {}): EvidenceFacts =>
  ({
    at: new Date(2026, 10, 22, 14, 0),
    banner: { role: 'local', app: 'shop', target: 'shop@127.0.0.1:3306', access: 'read-only' },
    subject: {
      kind: 'add',
      suggestion: {
        id: 'orders(user_id)',
        index,
        gains: [
          { statement: 'd1', before: 9, after: 1, rowsBefore: 400_000, rowsAfter: 12, uses: ['lookup'] },
          { statement: 'd2', before: 9, after: 1, rowsBefore: 100, rowsAfter: 1, uses: ['lookup'] },
        ],
        saves: 0.62,
        bytes: 12_000_000,
        makesRedundant: [],
        reasons: ['user_id first: compared with =.'],
      },
    },
    table: { schema: 'shop', name: 'orders', rows: 400_000, dataBytes: 60_000_000, indexes: [] },
    server: mysqlServer,
    production: false,
    ddl: {
      statements: ['ALTER TABLE `orders` ADD INDEX `i` (`user_id`)'],
      undo: [],
      class: 'inPlace',
      lock: 'none',
      costs: ['Takes about 12 MB.'],
      tools: [
        {
          tool: 'gh-ost',
          command: 'gh-ost …',
          conditions: ['Needs the binary log.'],
          impossible: 'There is a trigger.',
        },
      ],
    },
    migration: { file: '/shop/database/migrations/m.php', relative: 'database/migrations/m.php', text: '<?php' },
    statements: [
      { id: 'd1', text: 'SELECT * FROM orders WHERE user_id = ?', callsPerHour: 214, averageMs: 1, calls: [] },
    ],
    dismissed: false,
    ...more,
  }) as never;
const drop = (more: object = {}): EvidenceFacts =>
  facts({
    subject: {
      kind: 'drop',
      unneeded: {
        table: 'orders',
        index: 'old',
        columns: 'user_id',
        kind: 'unused',
        since: '2026-11-20T08:00:00Z',
        caution: ['Counted for two days.'],
        ...more,
      },
    } as never,
  });
const proof = (more: object = {}): NonNullable<EvidenceState['proof']> =>
  ({
    way: 'scratch',
    index,
    statements: [
      {
        statement: 'd1',
        used: true,
        saved: 0.99,
        before: { plan, measured: measured(400_000, 412) },
        after: { plan, measured: measured(12, 0.4) },
      },
    ],
    verdict: 'proven',
    at: '2026-11-22T14:00:00.000Z',
    server: '9.7.4',
    fraction: 0.1,
    tookMs: 900,
    remarks: ['One statement was not run.'],
    ...more,
  }) as never;
const content = (more: Partial<EvidenceState> = {}) => {
  const made = contentOf({ id: 'orders(user_id)', facts: facts(), timeline: [], busy: false, ...more });
  if (made === undefined) throw new Error('nothing was made');
  return made;
};

test('before anything was read there is no page', () => {
  expect(contentOf({ id: 'x', timeline: [], busy: false })).toBeUndefined();
});

test('a suggestion says that nobody measured it, and all its figures are estimates', () => {
  const { verdict, headline, statements, proof: none, facts: shown } = content();
  expect(verdict).toBe('suggested');
  expect(headline).toMatch(/about 62 %.*Nobody has measured it yet/);
  expect(statements[0]).toMatchObject({
    before: 'about 400,000 rows',
    after: 'about 12 rows',
    calls: '214 calls an hour',
  });
  expect(statements[0]).not.toHaveProperty('timeBefore');
  expect(none).toEqual([]);
  expect(shown).toContainEqual({ label: 'Size (estimate)', value: '12.0 MB' });
});

test('a proof says on what it was measured; what it did not measure stays an estimate', () => {
  const { verdict, headline, statements, proofRemarks } = content({ proof: proof() });
  expect(verdict).toBe('proven');
  expect(headline).toBe('Measured on a copy of 10 % of the rows: 400,000 → 12 rows read.');
  expect(statements).toMatchObject([
    {
      before: '400,000 rows',
      after: '12 rows',
      timeBefore: '412 ms',
      timeAfter: '0.4 ms',
      verdict: 'uses it',
      tone: 'good',
    },
    { before: 'about 100 rows', verdict: expect.stringContaining('not measured'), tone: 'plain' },
  ]);
  expect(proofRemarks).toEqual(['One statement was not run.']);
});

test.each([
  ['notUsed', /left it aside on a copy/],
  ['noGain', /saves under 10 %/],
] as const)('%s is not called proven', (verdict, headline) => {
  const made = content({ proof: proof({ verdict }) });
  expect([made.verdict, made.headline]).toEqual([verdict, expect.stringMatching(headline)]);
});

test('an index that may go: hidden and used is needed, hidden and missed by nobody is not', () => {
  expect(content({ facts: drop() }).verdict).toBe('suggested');
  expect(content({ facts: drop(), proof: proof({ way: 'invisible' }) }).verdict).toBe('needed');
  expect(
    content({ facts: drop(), proof: proof({ way: 'invisible', verdict: 'notUsed', statements: [] }) }).verdict,
  ).toBe('notNeeded');
  const { headline, cautions, kind } = content({ facts: drop() });
  expect(headline).toBe('The server counted no read of it since 2026-11-20.');
  expect(cautions).toEqual(['Counted for two days.']);
  expect(kind).toBe('drop');
});

test('on production nothing is tried, and it says why', () => {
  const { can, cannot } = content({ facts: facts({ production: true }) });
  expect(can).not.toContain('prove');
  expect(can).not.toContain('proveInvisible');
  expect(cannot[0]).toMatch(/Nothing is built on production/);
  expect(content({ facts: { ...drop(), production: true } }).can).not.toContain('proveInvisible');
});

test('what can be done: no scratch copy for an index that may go, no migration where none can say it', () => {
  expect(content().can).toEqual(expect.arrayContaining(['prove', 'proveInvisible', 'createMigration', 'dismiss']));
  expect(content({ facts: drop() }).can).not.toContain('prove');
  const { migration: _without, ...rest } = facts();
  const made = content({ facts: { ...rest, notWritten: 'The index is of an expression.' } });
  expect(made).not.toHaveProperty('migration');
  expect(made.can).not.toContain('createMigration');
  expect(made.cannot).toEqual(['The index is of an expression.']);
});

test('while it works, it can be stopped and nothing else that changes anything', () => {
  expect(content({ busy: true }).can).toEqual(['stop', 'copyDdl', 'copyReport']);
});

test('what is dismissed can be brought back', () => {
  const { can } = content({ facts: facts({ dismissed: true }) });
  expect(can).toContain('restore');
  expect(can).not.toContain('dismiss');
});

test.each([
  ['instant', /at once/],
  ['inPlace', /while the application reads and writes/],
  ['locked', /writes wait/],
  ['copy', /table is copied while writes wait/],
] as const)('DDL of class %s in words, on which server', (of, words) => {
  const { ddl } = content({ facts: facts({ ddl: { ...facts().ddl, class: of } }) });
  expect(ddl.words[0]).toMatch(words);
  expect(ddl.words[0]).toMatch(/^MySQL 9\.7\.4: /);
});

test('a tool that cannot be used says so first', () => {
  expect(content().ddl.tools).toEqual([
    { title: 'gh-ost', command: 'gh-ost …', note: 'There is a trigger. Needs the binary log.' },
  ]);
});

test('plans of a scratch copy show neither its names for indexes nor values of the application', () => {
  const node = {
    id: '0',
    selectType: 'SIMPLE',
    table: 'orders',
    access: 'Lookup',
    possibleKeys: ['laravel_ops_1', 'orders_pk'],
    key: 'laravel_ops_1',
    condition: "orders.email = 'ann@example.test'",
    extra: [],
    children: [],
  };
  const used = { nodes: [node], warnings: ['Reads much of laravel_ops_1'], raw: { columns: [], rows: [] } };
  const statements = [{ statement: 'd1', used: true, before: { plan }, after: { plan: used } }];
  const { plans } = content({ proof: proof({ statements }) });
  expect(plans[0]?.after.nodes[0]?.key).toBe('the new index');
  expect(plans[0]?.after.nodes[0]?.facts).toContainEqual({ label: 'Possible keys', value: 'the new index, orders_pk' });
  expect(JSON.stringify([plans[0]?.before, plans[0]?.after])).not.toMatch(/laravel_ops_|ann@example/);
});
