// Services of logs, findings, limits and scaffolds that answer from memory, for the tests of the commands of the Security view.
import { vi } from 'vitest';
import type { Finding } from '../../../src/core/security/findings/finding';
import type { Mute } from '../../../src/core/security/findings/mute';
import type { LimitedRoute } from '../../../src/core/security/limits/limitedRoute';
import type { LimitProof } from '../../../src/core/security/limits/proof';
import type { ProofQuestions } from '../../../src/services/security/limitProof';
import type { PlannedChange, ScaffoldChoices } from '../../../src/services/security/scaffolding';
import type { LoadServices, Services } from '../../../src/vscode/services';

/** Calls are looked at by their arguments. */
type Remembering<T = unknown> = (...given: unknown[]) => Promise<T>;

export const finding: Finding = {
  id: 'bruteForce ip 203.0.113.9',
  detector: 'bruteForce',
  severity: 'critical',
  title: 'Brute force on one account from 3 addresses',
  summary: '214 failed logins in 5 minutes.',
  why: 'More than 20 in 5 minutes.',
  first: 1_000,
  last: 2_000,
  events: 214,
  ips: { total: 0, top: [] },
  users: { total: 0, top: [] },
  routes: { total: 0, top: [] },
  filter: 'ip:203.0.113.9',
  evidence: [],
  advice: 'Block it.',
};

export const route: LimitedRoute = {
  id: 'GET api/orders/{order}',
  methods: ['GET'],
  uri: 'api/orders/{order}',
  action: 'a closure',
  limiters: [],
  store: { sharing: 'unknown', why: '' },
  proxy: { state: 'notUsed', why: '' },
  group: 'covered',
  why: '',
  takesCredentials: false,
  api: true,
  csrf: false,
  login: [],
  source: 'code',
};

export const proof: LimitProof = {
  route: route.id,
  title: 'GET /api/orders/{order}',
  origin: 'http://127.0.0.1:8000',
  startedAt: 0,
  sent: 61,
  took: 900,
  outcome: 'limited',
  summary: '60 requests passed, then 429.',
  expected: [60],
  agreement: 'asWritten',
  counter: 'ip',
  counterWhy: 'Another address had a counter of its own.',
  findings: [],
  remarks: [],
  usedUp: 'This machine is locked out for 42 s.',
  bursts: [],
};

export const change: PlannedChange = {
  fix: {
    title: 'Record security events',
    preferred: false,
    edits: [{ file: '/shop/config/logging.php', edits: [{ range: { start: 0, end: 0 }, newText: 'x' }] }],
  },
  textOf: () => '',
  plan: { edits: [], creates: [], adds: [], remarks: [], refused: [], already: [] },
};

export function securityServices(options: { readonly noApp?: boolean } = {}) {
  const shop = { root: '/shop', name: 'shop' };
  const blog = { root: '/blog', name: 'blog' };
  const apps = [shop, blog];
  const workspace = {
    active: options.noApp === true ? undefined : shop,
    apps,
    appAt: (root: string) => apps.find((each) => each.root === root),
    host: { memory: new Map<string, string>() },
  };
  const security = {
    knownFinding: vi.fn<(...given: unknown[]) => Finding>(() => finding),
    mute: vi.fn<(...given: unknown[]) => void>(),
    mutesOf: vi.fn<(...given: unknown[]) => readonly Mute[]>(() => []),
    unmute: vi.fn<(...given: unknown[]) => void>(),
    fail2banText: vi.fn<Remembering<string>>(async () => '[Definition]\nfailregex = x\n'),
    scaffoldChoices: vi.fn<Remembering<ScaffoldChoices>>(async () => ({
      retentionDays: 90,
      models: ['App\\Models\\Order', 'App\\Models\\User'],
      routes: [
        { id: 'POST login', file: 'routes/web.php' },
        { id: 'GET export', file: 'routes/web.php' },
      ],
    })),
    planScaffolds: vi.fn<Remembering<PlannedChange>>(async () => change),
    provableRoutes: vi.fn<Remembering<readonly LimitedRoute[]>>(async () => [route]),
    proofQuestions: vi.fn<Remembering<ProofQuestions>>(async () => ({ route, parameters: [] })),
    proveLimit: vi.fn<Remembering<LimitProof>>(async () => proof),
    readRoutes: vi.fn<Remembering<{ readonly routes: readonly unknown[] }>>(async () => ({ routes: [route, route] })),
    exportedLimits: vi.fn<Remembering<string>>(async () => 'method,uri\nGET,é\n'),
  };
  const module = { loadSecurityServices: async () => security };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  const surfaces = {
    refresh: vi.fn<() => void>(),
    openStream: vi.fn<(root: string) => Promise<void>>(async () => undefined),
    showStream: vi.fn<(what: object) => Promise<void>>(async () => undefined),
    askMute: vi.fn<(title: string) => Promise<number | undefined>>(async () => 3_600_000),
    applyFix: vi.fn<(...given: unknown[]) => Promise<boolean>>(async () => true),
  };
  return { shop, blog, workspace, security, load, surfaces };
}
