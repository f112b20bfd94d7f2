import { doNext } from '../core/assessment/doNext';
import type { DrillRecord } from '../core/backups/drill/record';
import { drillFreshDays, summariseDrills } from '../core/backups/drill/summary';
import { stateText } from '../core/backups/rows/backupRow';
import { clockTimeWithSeconds, momentText } from '../core/base/clock';
import { isAbort, isOpsError, messageOf } from '../core/base/errors';
import { formatAge, formatAgo, formatBytes, formatCount, formatDuration } from '../core/base/format';
import type { Action, BlockState, Fact } from '../protocol/views/common';
import type {
  BackupsBlock,
  DashboardContent,
  RedisBlock,
  SecurityBlock,
  StatementsBlock,
} from '../protocol/views/dashboard';
import type { App } from './app';
import { readBackups, recordsOf } from './backupsView';
import { bannerOf } from './banner';
import { readReadiness } from './readiness';
import { readRedis } from './redisFacts';
import { Offers, type RemedyActions } from './remedies';
import { readSecurityBlock } from './securityBlock';
import { shareText, statementLine } from './statementLine';
import type { Workspace } from './workspace';

/** What the editor does for the dashboard. */
export interface DashboardActions extends RemedyActions {
  openStatement(digest: string): Promise<void>;
}

const openReport: Action = { title: 'Open Readiness Report', command: 'laravelOps.readiness.openReport' };
const showBackups: Action = { title: 'Show Backups', command: 'laravelOps.backups.focus' };

/** The dashboard of the app at `root`; undefined when it is not in the window. */
export function createDashboardSource(workspace: Workspace, root: string, actions: DashboardActions) {
  const app = workspace.apps.find((candidate) => candidate.root === root);
  if (app === undefined) return undefined;
  let offers = new Offers();
  return {
    title: `Dashboard — ${app.name}`,
    onDidChange: workspace.onDidChange,
    load: async (signal: AbortSignal) => {
      const { textOf } = await workspace.appAt(root).ruleContext(signal);
      const current = new Offers(textOf);
      const content = await loadDashboard(workspace, workspace.appAt(root), current, signal);
      offers = current;
      return content;
    },
    runCommand: (command: string) =>
      Offers.isRemedy(command) ? offers.mend(command, actions) : actions.runCommand(command),
    openStatement: (digest: string) => actions.openStatement(digest),
  };
}

/** Every block on its own: one that fails says so in its place and the others go on. */
async function loadDashboard(
  workspace: Workspace,
  app: App,
  offers: Offers,
  signal: AbortSignal,
): Promise<DashboardContent> {
  const read = await app.current(signal);
  const [areas, backups, statements, redis, security] = await Promise.all([
    readReadiness(workspace, app, { connect: false }, signal).then((readiness) => readiness.areas),
    block<BackupsBlock>(
      workspace,
      (state) => ({ state, count: 0, sizes: [] }),
      () => backupsBlock(workspace, app, signal),
    ),
    block<StatementsBlock>(
      workspace,
      (state) => ({ state, source: '', rows: [] }),
      () => statementsBlock(workspace, app, signal),
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
      action: openReport,
    })),
    backups,
    statements,
    redis,
    security,
    next: doNext(areas).map(({ check, area, remedy }) => ({
      title: check.title,
      why: `${area.title}: ${check.summary}`,
      action: { title: remedy.title, command: offers.remedy(remedy) },
    })),
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

async function backupsBlock(workspace: Workspace, app: App, signal: AbortSignal): Promise<BackupsBlock> {
  const [{ backups, problems }, records] = await Promise.all([
    readBackups(app, signal),
    recordsOf(app, workspace, signal),
  ]);
  const now = new Date();
  const newest = backups[0];
  const unlisted: Fact[] = problems.map(({ destination, message }) => ({ label: destination.label, value: message }));
  const facts = [...(records.drills === undefined ? [] : drillFacts(records.drills, now)), ...unlisted];
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
    newest: `${formatAgo(newest.createdAt, now)} · ${formatBytes(newest.sizeBytes)} · ${stateText(newest, { root: app.root, now, ...records })}`,
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

/** How long a restore took and how old its data was, in the newest drill that passed; and that a newer one failed. */
function drillFacts(drills: readonly DrillRecord[], now: Date): readonly Fact[] {
  const { newest, newestPassed, daysSincePassed = 0 } = summariseDrills(drills, now);
  if (newest === undefined)
    return [{ label: 'Restore drill', value: 'none yet: whether a backup restores is not proven', tone: 'warning' }];
  const when = (at: string): string => formatAgo(new Date(at), now);
  return [
    ...(newest.outcome === 'failed'
      ? [
          {
            label: 'Last restore drill',
            value: `failed ${when(newest.at)}: ${newest.problem ?? 'the reason was not recorded'}`,
            tone: 'bad' as const,
          },
        ]
      : []),
    ...(newestPassed === undefined
      ? []
      : [
          {
            label: newest.outcome === 'failed' ? 'Last that passed' : 'Last restore drill',
            value: `passed ${when(newestPassed.at)}`,
            tone: daysSincePassed >= drillFreshDays ? ('warning' as const) : ('good' as const),
          },
          { label: 'Restored in', value: formatDuration(newestPassed.restoreMs) },
          { label: 'Its data was', value: `${dataAge(newestPassed)} old` },
        ]),
  ];
}

function dataAge({ at, dataAgeMs }: DrillRecord): string {
  const age = formatAge(new Date(Date.parse(at) - dataAgeMs), new Date(at));
  return age === 'just now' ? 'less than a minute' : age;
}

async function statementsBlock(workspace: Workspace, app: App, signal: AbortSignal): Promise<StatementsBlock> {
  const { readSlowStatements } = await import('./queryServices');
  const digests = await readSlowStatements(workspace, app, signal);
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
  const reading = await readRedis(app, 'default', signal);
  if (reading === undefined)
    return {
      state: { kind: 'off', message: 'This environment has no Redis connection that can be used from here.' },
      facts: [],
      queues: [],
    };
  const { overview, profile } = reading;
  const { version, usedMemoryBytes, maxMemoryBytes, policy, hitRatio, keys, queues } = overview;
  const limit = maxMemoryBytes === undefined ? ', no limit' : ` of ${formatBytes(maxMemoryBytes)}`;
  return {
    state: { kind: 'ready' },
    facts: [
      { label: 'Server', value: version === undefined ? 'Redis, version not told' : `Redis ${version}` },
      ...(usedMemoryBytes === undefined ? [] : [{ label: 'Memory', value: `${formatBytes(usedMemoryBytes)}${limit}` }]),
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
}
