import { OpsError } from '../../core/base/errors';
import { joinPath } from '../../core/base/path';
import type { SqlClient } from '../../core/connections/sql';
import type { DigestSnapshot } from '../../core/queries/digest';
import { createLogDigests, type LogDigests } from '../../core/queries/slowLog/digests';
import { momentIn } from '../../core/queries/slowLog/queryLog';
import { readSlowLogSettings } from '../../core/queries/sources/describeSlowLog';
import { describeSources } from '../../core/queries/sources/describeSources';
import { readDigests } from '../../core/queries/sources/performanceSchema';
import { readPulse } from '../../core/queries/sources/pulse';
import { sampleProcesslist } from '../../core/queries/sources/sampling';
import { readSlowLogTable } from '../../core/queries/sources/slowLogTable';
import { chooseSource, type SourceState, titles } from '../../core/queries/sources/sourceState';
import { readTelescope } from '../../core/queries/sources/telescope';
import { isReadableFile } from '../../node/files';
import { readSlowLogFile } from '../../node/slowLogFile';
import { readQueryLogFile } from '../../node/slowLogOfApplication';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { packageTables, telescopeOptions, timeZoneOf } from './packageSources';
import { fresh, isLoopback } from './facts';

/** Seconds back from now that recordings of packages and logs are read for. */
const recentSeconds = 24 * 3600;
/** Between two looks at what runs, and for how long, where a person chose that. Milliseconds. */
const sampling = { intervalMs: 100, forMs: 3_000 };

/** Statements by load, from the source in use. */
export interface StatementList {
  readonly snapshot: DigestSnapshot;
  /** "Slow log file": for people. */
  readonly title: string;
  /** Every source of this server, and why it is not the one in use. */
  readonly states: readonly SourceState[];
  /** True when a person chose it in the settings. */
  readonly chosen: boolean;
  /** Logs keep calls beside their sums: values of the application, in memory only. */
  readonly log?: LogDigests;
}

/** A log is read again after so long at the earliest: a table or file without an index is walked from end to end. */
const logKeptMs = 5 * 60_000;
const logs: ReadonlySet<string> = new Set(['slowLogTable', 'slowLogFile', 'queryLog', 'telescope']);

/** The list of a log that was read lately, so that a view that polls does not walk it every half minute. */
export async function readListForView(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  limit: number,
  signal: AbortSignal,
): Promise<StatementList> {
  const known = await workspace.queries.of(app, signal);
  const before = fresh(known.list, logKeptMs);
  if (before !== undefined && logs.has(before.snapshot.source)) return before;
  const value = await readStatementList(workspace, app, client, used, limit, signal);
  known.list = { at: new Date(), value };
  return value;
}

/**
 * The statements that cost most, from the source of the settings, else from the best there is.
 *
 * @throws OpsError `noSource` when nothing can say what runs, what the source throws
 */
export async function readStatementList(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  limit: number,
  signal: AbortSignal,
): Promise<StatementList> {
  const states = await readSources(workspace, app, client, used, signal);
  const wanted = workspace.host.settings(app.root).queries.source;
  // Samples are for those who ask for them: they take seconds, and say little of what is fast and frequent.
  const automatic = chooseSource(states.filter(({ id }) => id !== 'processlist'));
  // Where nothing can be used, why statistics cannot be read is what has to be said.
  const state = wanted === 'auto' ? (automatic ?? states[0]) : states.find(({ id }) => id === wanted);
  if (state === undefined || (!state.usable && state.id !== 'performance_schema')) throw noSource(state);
  const read = await readFrom(state.id, { workspace, app, client, used, limit, signal });
  return { ...read, title: titles[state.id], states, chosen: wanted !== 'auto' };
}

/** Every source with its state. What the server refuses is a state and no exception. */
export async function readSources(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  signal: AbortSignal,
): Promise<readonly SourceState[]> {
  const { profile, project } = used;
  const { logPath } = workspace.host.settings(app.root).queries;
  const tables = packageTables(used);
  const states = await describeSources(
    client,
    {
      ...(profile.database === undefined ? {} : { schema: profile.database }),
      ...(tables !== undefined && project.packages.has('laravel/pulse') ? { pulse: tables } : {}),
      ...(tables !== undefined && project.packages.has('laravel/telescope') ? { telescope: tables } : {}),
      ...(profile.address.kind === 'socket' || isLoopback(profile.address.host) || logPath !== ''
        ? { isReadable: (path: string) => isReadableFile(logPath === '' ? path : logPath) }
        : {}),
    },
    signal,
  );
  const queryLog = await queryLogState(app, signal);
  return queryLog === undefined ? states : [...states, queryLog];
}

interface Reading {
  readonly workspace: Workspace;
  readonly app: App;
  readonly client: SqlClient;
  readonly used: SqlSession;
  readonly limit: number;
  readonly signal: AbortSignal;
}

type Read = Pick<StatementList, 'snapshot' | 'log'>;

async function readFrom(source: SourceState['id'], reading: Reading): Promise<Read> {
  const { workspace, app, client, used, limit, signal } = reading;
  const { database } = used.profile;
  const options = { ...(database === undefined ? {} : { schema: database }), limit, signal };
  const tables = packageTables(used) ?? { schema: '', prefix: '' };
  switch (source) {
    case 'performance_schema':
      return { snapshot: await readDigests(client, options) };
    case 'slowLogTable':
      return {
        snapshot: await readSlowLogTable(client, { ...options, since: new Date(Date.now() - recentSeconds * 1000) }),
      };
    case 'slowLogFile': {
      const { logPath } = workspace.host.settings(app.root).queries;
      const path = logPath === '' ? (await readSlowLogSettings(client, signal)).file : logPath;
      return fromLogFile(path, reading);
    }
    case 'pulse':
      return { snapshot: await readPulse(client, { tables, ...options, seconds: recentSeconds }) };
    case 'telescope':
      return {
        snapshot: await readTelescope(client, { ...telescopeOptions(used, app.root), limit, signal }),
      };
    case 'queryLog':
      return fromQueryLog(reading);
    default:
      return { snapshot: await sampleProcesslist(client, { ...sampling, ...options }, signal) };
  }
}

async function fromLogFile(path: string | undefined, { used, limit, signal }: Reading): Promise<Read> {
  if (path === undefined || path === '')
    throw new OpsError('noSource', 'The server names no slow query log file.', {
      next: 'Name it in laravelOps.slowQueries.logPath.',
    });
  const { database } = used.profile;
  const sinceMs = Date.now() - recentSeconds * 1000;
  const log = createLogDigests('slowLogFile', { ...(database === undefined ? {} : { schema: database }), sinceMs });
  const part = await readSlowLogFile(path, (entries) => entries.forEach((entry) => log.add(entry)), {
    sinceMs,
    signal,
  });
  const { snapshot } = log.summary(limit);
  const remarks = part.complete
    ? []
    : [`Only the end of ${path} was read: its last ${Math.round(part.bytes / 1e6)} MB.`];
  return { snapshot: { ...snapshot, remarks: [...(snapshot.remarks ?? []), ...remarks] }, log };
}

async function fromQueryLog({ app, used, limit, signal }: Reading): Promise<Read> {
  const log = createLogDigests('queryLog');
  const { timeZone } = timeZoneOf(used);
  await readQueryLogFile(queryLogPath(app), (call) => log.add(call), { moment: momentIn(timeZone ?? 'UTC'), signal });
  return { snapshot: log.summary(limit).snapshot, log };
}

/** Laravel's own log, as it is by default: where statements are written when nobody says otherwise. */
function queryLogPath({ root }: App): string {
  return joinPath(root, 'storage/logs/laravel.log');
}

/** Looked for only where it is likely: a package that writes it, or a listener that logs what it hears. */
async function queryLogState(app: App, signal: AbortSignal): Promise<SourceState | undefined> {
  const about = { id: 'queryLog', title: titles.queryLog, live: true } as const;
  if (!(await isReadableFile(queryLogPath(app)))) return undefined;
  let found = 0;
  await readQueryLogFile(queryLogPath(app), () => found++, { moment: () => undefined, maxBytes: 1_000_000, signal });
  return found === 0
    ? { ...about, usable: false, why: 'The newest part of storage/logs/laravel.log holds no statement with its time.' }
    : { ...about, usable: true, detail: `${found} statements in the newest part of storage/logs/laravel.log.` };
}

function noSource(state: SourceState | undefined): OpsError {
  return new OpsError('noSource', state?.why ?? 'Nothing on this server says which statements are slow.', {
    safe: 'Nothing was changed.',
    next: [state?.next, ...(state?.sql ?? []), ...(state?.config ?? [])].filter((each) => each !== undefined).join(' '),
  });
}
