import type { ReadinessReport } from '../../../../src/core/assessment/report';
import { areas } from '../../../../src/core/assessment/area';

const place = { file: 'routes/web.php', line: 12, column: 1 };

/** A report with one of everything, and texts that try to be markup. */
export function sampleReport(): ReadinessReport {
  return {
    schemaVersion: 1,
    product: { name: 'Laravel Ops', version: '9.9.9' },
    generatedAt: '2026-11-22T12:00:00.000Z',
    notice: "This is a snapshot made on a developer's machine, not an attestation.",
    application: {
      name: 'shop',
      laravel: { version: '12.67.0', source: 'composer.lock' },
      commit: { hash: '1a2b3c4d5e6f'.padEnd(40, '0'), at: '2026-11-22T10:00:00.000Z', subject: 'Fixes | totals <b>' },
    },
    environment: { name: '.env', role: 'production', file: '.env' },
    redacted: { hosts: true, users: false, ips: true },
    areas: areas.map(({ id, title }) => {
      if (id === 'rateLimiting')
        return {
          id,
          title,
          grade: 'gap' as const,
          evaluated: true,
          summary: 'one route takes unlimited attempts',
          checks: [
            {
              id: 'rateLimiting.auth',
              title: 'Login and registration are limited',
              outcome: 'gap' as const,
              summary: 'one route takes unlimited attempts',
              weight: 5,
              evidence: [
                {
                  fact: 'POST /login accepts `unlimited` attempts. <script>alert(1)</script>',
                  source: 'routes/web.php',
                  place,
                },
              ],
              remedies: [{ title: "Add ->middleware('throttle:6,1')", copies: null, place }],
            },
            {
              id: 'rateLimiting.store',
              title: 'Where attempts are counted',
              outcome: 'covered' as const,
              summary: 'redis store',
              weight: 4,
              evidence: [
                { fact: 'cache.default is "redis".', source: '.env', place: { file: '.env', line: 9, column: 13 } },
              ],
              remedies: [],
            },
          ],
        };
      if (id === 'automatedBackups')
        return {
          id,
          title,
          grade: 'partial' as const,
          evaluated: true,
          summary: 'newest 9 h',
          checks: [
            {
              id: 'automatedBackups.recent',
              title: 'Newest backup',
              outcome: 'covered' as const,
              summary: 'newest 9 h',
              weight: 5,
              evidence: [],
              remedies: [],
            },
            {
              id: 'automatedBackups.offSite',
              title: 'Off-site copy',
              outcome: 'accepted' as const,
              summary: 'accepted by Dana until 2026-12-01',
              weight: 4,
              evidence: [],
              remedies: [],
            },
            {
              id: 'automatedBackups.verified',
              title: 'A backup was restored as a test',
              outcome: 'unknown' as const,
              summary: 'not measured yet: comes with restore drills',
              weight: 3,
              evidence: [],
              remedies: [],
            },
          ],
        };
      return { id, title, grade: 'unknown' as const, evaluated: false, summary: 'not evaluated yet', checks: [] };
    }),
    findings: [
      {
        rule: 'RLM001',
        severity: 'warning',
        message: 'POST /login accepts unlimited attempts.',
        ...place,
        endLine: 12,
        endColumn: 40,
        related: [{ file: '.env', line: 2, column: 9, message: '.env names the environment production here.' }],
        fix: "Add ->middleware('throttle:6,1')",
        reportOnly: false,
        acceptedBy: null,
      },
      {
        rule: 'BKP002',
        severity: 'information',
        message: "All archives stay on this server's disk.",
        file: 'config/my backup#1.php',
        line: 3,
        column: 5,
        endLine: 3,
        endColumn: 9,
        related: [],
        fix: null,
        reportOnly: false,
        acceptedBy: { owner: 'Dana', reason: 'The NAS copies the disk', expires: '2026-12-01' },
      },
    ],
    accepted: [
      {
        id: 'BKP002',
        title: 'Backups on this server alone',
        file: null,
        owner: 'Dana',
        reason: 'The NAS copies the disk',
        accepted: '2026-11-01',
        expires: '2026-12-01',
        expired: false,
      },
      {
        id: 'SEC002',
        title: 'Short retention',
        file: 'config/logging.php',
        owner: 'Kim',
        reason: 'Old policy',
        accepted: '2025-11-01',
        expires: '2026-01-01',
        expired: true,
      },
    ],
    notEvaluated: [
      {
        area: 'automatedBackups',
        title: 'A backup was restored as a test',
        why: 'not measured yet: comes with restore drills',
      },
    ],
    appendix: {
      routes: {
        complete: false,
        gaps: ['routes/extra.php registers routes in a loop.'],
        list: [
          {
            ...place,
            methods: 'POST',
            uri: '/login',
            name: 'login',
            auth: '',
            limit: 'unlimited',
            limiter: '',
            store: null,
          },
          {
            ...place,
            line: 14,
            methods: 'GET',
            uri: '/api/orders',
            name: '=HYPERLINK("http://x")',
            auth: 'auth:sanctum',
            limit: 'limited',
            limiter: 'api: 60 in 60 s by user',
            store: 'redis',
          },
          {
            ...place,
            line: 15,
            methods: 'GET',
            uri: null,
            name: null,
            auth: '',
            limit: 'unknown',
            limiter: '',
            store: null,
          },
        ],
      },
      backups: [
        {
          file: 'storage/app/shop/2026-11-22.zip',
          destination: 'local',
          createdAt: '2026-11-22T03:00:00.000Z',
          sizeBytes: 12_400_000,
          encrypted: false,
          error: null,
        },
      ],
      schedule: {
        complete: true,
        gaps: [],
        list: [
          {
            file: 'routes/console.php',
            line: 5,
            column: 1,
            kind: 'command',
            what: 'backup:run',
            cron: '30 1 * * *',
            conditional: false,
          },
        ],
      },
      authEvents: [
        { event: 'Login', recorded: 'yes', by: ['app/Listeners/Audit.php'] },
        { event: 'Failed', recorded: 'no', by: [] },
      ],
      rules: [
        {
          code: 'BKP002',
          slug: 'local-only-destination',
          title: 'Backups on this server alone',
          area: 'automatedBackups',
          severity: 'information',
          docs: 'https://example.test/BKP002.md',
          findings: 1,
        },
        {
          code: 'RLM001',
          slug: 'auth-route-unlimited',
          title: 'Unlimited attempts',
          area: 'rateLimiting',
          severity: 'warning',
          docs: 'https://example.test/RLM001.md',
          findings: 1,
        },
      ],
    },
  };
}
