import type { DashboardContent } from '../../src/protocol/views/dashboard';
import type { EvidenceContent } from '../../src/protocol/views/indexEvidence';
import type { ExplainContent } from '../../src/protocol/views/explain';
import type { ReadinessContent } from '../../src/protocol/views/readiness';
import type { SecurityLogDetail, SecurityLogRow, SecurityLogState } from '../../src/protocol/views/securityLog';

const banner = { role: 'local', app: 'shop', target: 'shop@127.0.0.1:3306', access: 'read-only' } as const;
const ready = { kind: 'ready' } as const;

export const dashboard: DashboardContent = {
  banner,
  asOf: '13:02:10',
  areas: [
    {
      id: 'backups',
      title: 'Automated backups',
      grade: 'partial',
      reason: 'newest 9 h',
      action: { title: 'Show Backups', command: 'area:backups' },
    },
    { id: 'limits', title: 'Rate limiting', grade: 'covered', reason: 'throttle:api' },
    { id: 'recovery', title: 'Recovery procedures', grade: 'gap', reason: 'never rehearsed' },
    { id: 'scaling', title: 'Load balancing', grade: 'unknown', reason: 'not evaluated yet' },
  ],
  backups: {
    state: ready,
    newest: '9 h ago · 1.9 GB',
    count: 2,
    sizes: [
      { at: '1 Jun 02:00', bytes: 1.8e9, size: '1.8 GB' },
      { at: '2 Jun 02:00', bytes: 1.9e9, size: '1.9 GB' },
    ],
  },
  statements: {
    state: ready,
    source: 'performance_schema',
    rows: [
      { digest: 'd1', text: 'select * from `orders`', share: '38 %', weight: 0.38, calls: '214', average: '1.2 s' },
    ],
  },
  redis: {
    state: ready,
    facts: [{ label: 'Memory', value: '412 MB' }],
    queues: [{ name: 'default', waiting: '1,204', delayed: '0', reserved: '4' }],
  },
  security: {
    state: ready,
    histogram: [{ at: '12:00', count: 4 }],
    last: [{ at: '12:01', level: 'Warning', text: 'Failed login' }],
  },
  next: [
    {
      title: 'Turn off debug',
      why: 'Error pages show the environment.',
      action: { title: 'Go to Source', command: 'next:debug' },
    },
  ],
};

export const explain: ExplainContent = {
  banner,
  asOf: '13:02:10',
  digest: 'd1',
  statement: { text: 'select * from `orders` where `id` = ?', schema: 'shop', provenance: 'performance_schema' },
  facts: [{ label: 'Load', value: '38 %', tone: 'bad' }],
  state: ready,
  plan: {
    warnings: ['Reads 300,000 rows to return 12.'],
    nodes: [
      {
        id: '1',
        title: 'Sort',
        tone: 'warning',
        facts: [],
        notes: [],
        children: [
          {
            id: '2',
            title: 'orders',
            access: 'Full scan',
            tone: 'bad',
            rows: '300,000 rows',
            cost: '84 % of plan',
            facts: [],
            notes: ['Every row is read.'],
            children: [],
          },
          { id: '3', title: 'users', access: 'Unique lookup', tone: 'good', facts: [], notes: [], children: [] },
        ],
      },
    ],
  },
  raw: { json: '{"query_block":{}}', columns: ['id', 'table'], rows: [['1', 'orders']] },
};

const fullScan = {
  warnings: [],
  nodes: [{ id: '1', title: 'orders', access: 'Full scan', tone: 'bad' as const, facts: [], notes: [], children: [] }],
};

export const evidence: EvidenceContent = {
  banner,
  asOf: '13:02:10',
  id: 'orders(user_id,created_at)',
  kind: 'add',
  index: 'orders (user_id, created_at)',
  verdict: 'proven',
  headline: 'On a sample of 10 %: 400,000 → 12 rows read.',
  facts: [{ label: 'Size', value: '12 MB (estimate)' }],
  reasons: ['user_id first: compared with =.'],
  cautions: [],
  statements: [
    {
      digest: 'd1',
      text: 'select * from orders where user_id = ?',
      calls: '214 calls an hour',
      before: '400,000 rows',
      after: '12 rows',
      timeBefore: '412 ms',
      timeAfter: '0.4 ms',
      verdict: 'uses it',
      tone: 'good',
    },
  ],
  plans: [
    {
      digest: 'd1',
      text: 'select * from orders where user_id = ?',
      headline: ['orders: full scan → lookup by the new index'],
      before: fullScan,
      after: fullScan,
    },
  ],
  proof: [{ label: 'Server', value: 'MariaDB 10.11.14' }],
  proofRemarks: [],
  ddl: {
    sql: 'alter table `orders` add index `orders_user_id_created_at_index` (`user_id`, `created_at`)',
    words: ['The application can write meanwhile.'],
    tools: [{ title: 'gh-ost', command: 'gh-ost --table=orders', note: 'Without triggers.' }],
  },
  migration: { file: 'database/migrations/2026_11_23_101500_add_index_to_orders_table.php', text: '<?php' },
  timeline: [],
  can: ['prove', 'createMigration', 'copyDdl', 'copyReport'],
  cannot: [],
};

export const logRow = (id: number, change: Partial<SecurityLogRow> = {}): SecurityLogRow => ({
  id: `r${id}`,
  at: `13:00:${String(id).padStart(2, '0')}`,
  level: id % 3 === 1 ? 'error' : 'info',
  message: `event ${id}`,
  ...change,
});

export const securityLog: SecurityLogState = {
  source: 'a',
  sources: [
    { id: 'a', title: 'security.log' },
    { id: 'b', title: 'laravel.log' },
  ],
  mode: 'live',
  rows: Array.from({ length: 9 }, (_, id) => logRow(id)),
  edges: { older: true, newer: false },
  remarks: [],
  skipped: 0,
  paused: false,
  filter: { text: '', regex: false, level: 'debug' },
  histogram: [],
  findings: [],
  muted: 0,
  can: ['export', 'openPanel'],
  state: ready,
};

export const logDetail = (row: SecurityLogRow, change: Partial<SecurityLogDetail> = {}): SecurityLogDetail => ({
  id: row.id,
  title: row.event ?? 'Event',
  message: row.message,
  facts: [{ label: 'Time', value: row.at }],
  filterBy: [],
  raw: row.message,
  related: [],
  findings: [],
  ...change,
});

export const readiness: ReadinessContent = {
  banner,
  asOf: '13:02:10',
  cover: [
    { label: 'Laravel', value: '12.67.0' },
    { label: 'Database', value: 'not asked' },
  ],
  areas: [
    {
      id: 'automatedBackups',
      title: 'Automated backups',
      grade: 'gap',
      summary: 'no backup in the schedule',
      checks: [
        {
          id: 'automatedBackups.scheduled',
          title: 'Scheduled',
          outcome: 'gap',
          summary: 'no backup in the schedule',
          evidence: [{ fact: 'The schedule has 4 tasks.', source: 'routes/console.php', open: 'place:0' }],
          remedies: [{ id: 'remedy:0', title: 'Open the schedule', does: 'open' }],
          acceptable: true,
        },
        {
          id: 'automatedBackups.verified',
          title: 'Verified',
          outcome: 'unknown',
          summary: 'not measured yet',
          evidence: [],
          remedies: [],
          acceptable: false,
        },
      ],
    },
    {
      id: 'rateLimiting',
      title: 'Rate limiting',
      grade: 'covered',
      summary: 'every login route is limited',
      checks: [
        {
          id: 'RLM002',
          title: 'Limiter not defined',
          outcome: 'accepted',
          summary: 'accepted by Ana until 2027-01-31',
          evidence: [{ fact: 'throttle:api', source: 'performance_schema' }],
          remedies: [],
          decision: 'Accepted by Ana until 2027-01-31: replica takes over',
          acceptable: false,
        },
      ],
    },
  ],
};
