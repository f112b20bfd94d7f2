import { clockTimeWithSeconds, momentText } from '../core/base/clock';
import { isAbort, isOpsError, messageOf } from '../core/base/errors';
import { formatAge, formatBytes, formatCount, formatDuration } from '../core/base/format';
import { readRedisOverview } from '../core/redis/overview';
import { asString } from '../core/laravel/value';
import { loadDrivers } from '../node/loadDrivers';
import type { Action, BlockState, Fact } from '../protocol/views/common';
import type {
  BackupsBlock,
  DashboardContent,
  RedisBlock,
  SecurityBlock,
  StatementsBlock,
} from '../protocol/views/dashboard';
import type { App } from './app';
import { readBackups } from './backupsView';
import { bannerOf } from './banner';
import { readSlowStatements } from './databaseView';
import { assessApp } from './overviewView';
import { readSecurityBlock } from './securityBlock';
import { shareText, statementLine } from './statement';
import type { Workspace } from './workspace';

/** What the editor does for the dashboard. */
export interface DashboardActions {
  runCommand(command: string): Promise<void>;
  openStatement(digest: string): Promise<void>;
}

const redisTimeoutMs = 5_000;

const showBackups: Action = { title: 'Show Backups', command: 'laravelOps.backups.focus' };

/** The dashboard of the app at `root`; undefined when it is not in the window. */
export function createDashboardSource(workspace: Workspace, root: string, actions: DashboardActions) {
  const app = workspace.apps.find((candidate) => candidate.root === root);
  if (app === undefined) return undefined;
  return {
    title: `Dashboard — ${app.name}`,
    onDidChange: workspace.onDidChange,
    load: async (signal: AbortSignal) => loadDashboard(workspace, workspace.appAt(root), signal),
    ...actions,
  };
}

/** Every block on its own: one that fails says so in its place and the others go on. */
async function loadDashboard(workspace: Workspace, app: App, signal: AbortSignal): Promise<DashboardContent> {
  const read = await app.current(signal);
  const [areas, backups, statements, redis, security] = await Promise.all([
    assessApp(workspace, app, signal),
    block<BackupsBlock>(
      workspace,
      (state) => ({ state, count: 0, sizes: [] }),
      () => backupsBlock(app, signal),
    ),
    block<StatementsBlock>(
      workspace,
      (state) => ({ state, source: '', rows: [] }),
      () => statementsBlock(app, signal),
    ),
    block<RedisBlock>(
      workspace,
      (state) => ({ state, facts: [], queues: [] }),
      () => redisBlock(app, signal),
    ),
    block<SecurityBlock>(
      workspace,
      (state) => ({ state, histogram: [], last: [] }),
      () => readSecurityBlock(workspace, app, signal),
    ),
  ]);
  return {
    banner: bannerOf(workspace, app, read),
    asOf: clockTimeWithSeconds(new Date()),
    areas: areas.map(({ area, grade, summary }) => ({
      id: area.id,
      title: area.title,
      grade,
      reason: summary,
      ...(area.id === 'automatedBackups' ? { action: showBackups } : {}),
    })),
    backups,
    statements,
    redis,
    security,
    next: [],
  };
}

/** Reasons that are a state and no failure. */
const off = new Set(['performanceSchemaOff', 'digestsOff', 'notConfigured']);

async function block<T>(workspace: Workspace, instead: (state: BlockState) => T, read: () => Promise<T>): Promise<T> {
  if (!workspace.host.trusted())
    return instead({ kind: 'untrusted', message: 'Restricted Mode: file checks only. Trust this folder to connect.' });
  try {
    return await read();
  } catch (error) {
    if (isAbort(error)) throw error;
    if (!isOpsError(error)) {
      workspace.host.logger.error('A block of the dashboard could not be loaded', error);
      return instead({ kind: 'error', message: 'An error of Laravel Ops itself. The log has the details.' });
    }
    const kind = error.reason === 'noPrivilege' ? 'noPrivilege' : off.has(error.reason) ? 'off' : 'error';
    return instead({ kind, message: messageOf(error) });
  }
}

async function backupsBlock(app: App, signal: AbortSignal): Promise<BackupsBlock> {
  const { backups, problems } = await readBackups(app, signal);
  const now = new Date();
  const newest = backups[0];
  const facts: Fact[] = problems.map(({ destination, message }) => ({ label: destination.label, value: message }));
  if (newest === undefined)
    return {
      state: {
        kind: 'empty',
        message: 'No backups found where this app keeps them.',
        action: showBackups,
      },
      count: 0,
      sizes: [],
      facts,
    };
  return {
    state: { kind: 'ready' },
    newest: `${formatAge(newest.createdAt, now)} ago · ${formatBytes(newest.sizeBytes)} · not verified`,
    count: backups.length,
    sizes: backups
      .filter(({ destination }) => destination.id === newest.destination.id)
      .slice(0, 30)
      .reverse()
      .map(({ createdAt, sizeBytes }) => ({
        at: momentText(createdAt, now),
        bytes: sizeBytes,
        size: formatBytes(sizeBytes),
      })),
    facts,
  };
}

async function statementsBlock(app: App, signal: AbortSignal): Promise<StatementsBlock> {
  const digests = await readSlowStatements(app, signal);
  const since = digests.since === undefined ? '' : ` since ${momentText(digests.since, new Date())}`;
  const source = `${digests.source}${since}`;
  if (digests.statements.length === 0)
    return { state: { kind: 'empty', message: `No statement was counted (${source}).` }, source, rows: [] };
  return {
    state: { kind: 'ready' },
    source,
    rows: digests.statements.slice(0, 5).map((statement) => ({
      digest: statement.digest,
      text: statementLine(statement),
      share: shareText(statement.loadShare),
      weight: statement.loadShare,
      calls: formatCount(statement.calls),
      average: formatDuration(statement.averageMs),
      ...(statement.p95Ms === undefined ? {} : { p95: formatDuration(statement.p95Ms) }),
    })),
  };
}

async function redisBlock(app: App, signal: AbortSignal): Promise<RedisBlock> {
  const { environment, project } = await app.current(signal);
  const profile = environment.redis.find(({ connection }) => connection === 'default') ?? environment.redis[0];
  if (profile === undefined)
    return {
      state: { kind: 'off', message: 'This environment has no Redis connection that can be used from here.' },
      facts: [],
      queues: [],
    };
  // The queue this app works through by name; others are not looked for, because that would mean reading every key.
  const queue = asString(project.config.get('queue.connections.redis.queue'));
  const drivers = await loadDrivers();
  const client = await drivers
    .createRedisConnector()
    .connect(profile, await app.password(profile, project), { timeoutMs: redisTimeoutMs, signal });
  try {
    const major = project.version.major;
    const overview = await readRedisOverview(
      client,
      profile,
      { names: queue === undefined ? [] : [queue], ...(major === undefined ? {} : { major }) },
      signal,
    );
    const { version, usedMemoryBytes, maxMemoryBytes, policy, hitRatio, keys, queues } = overview;
    return {
      state: { kind: 'ready' },
      facts: [
        { label: 'Server', value: version === undefined ? 'Redis, version not told' : `Redis ${version}` },
        ...(usedMemoryBytes === undefined
          ? []
          : [
              {
                label: 'Memory',
                value: `${formatBytes(usedMemoryBytes)}${maxMemoryBytes === undefined ? ', no limit' : ` of ${formatBytes(maxMemoryBytes)}`}`,
              },
            ]),
        ...(policy === undefined ? [] : [{ label: 'When full', value: policy }]),
        ...(hitRatio === undefined ? [] : [{ label: 'Hits since start', value: `${(hitRatio * 100).toFixed(1)} %` }]),
        { label: `Keys in database ${profile.database}`, value: formatCount(keys) },
      ],
      queues: queues.map((lengths) =>
        'unknown' in lengths
          ? { name: lengths.name, waiting: lengths.unknown, delayed: '', reserved: '' }
          : {
              name: lengths.name,
              waiting: formatCount(lengths.waiting),
              delayed: formatCount(lengths.delayed),
              reserved: formatCount(lengths.reserved),
            },
      ),
    };
  } finally {
    await client.close();
  }
}
