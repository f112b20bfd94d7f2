import { createHash } from 'node:crypto';
import { calendarDay, clockTime } from '../../core/base/clock';
import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import { formatCount, formatDuration } from '../../core/base/format';
import { joinPath } from '../../core/base/path';
import { addressText } from '../../core/connections/profile';
import type { SqlClient } from '../../core/connections/sql';
import type { DigestSnapshot } from '../../core/queries/digest';
import type { CommitMark, HistorySnapshot, Regression } from '../../core/queries/history/history';
import { momentOf, seenMarks } from '../../core/queries/history/marks';
import { regressions } from '../../core/queries/history/regressions';
import { snapshotOf } from '../../core/queries/history/series';
import { trendOf } from '../../core/queries/history/trend';
import { readServerRun } from '../../core/queries/sources/serverVariables';
import { readCommits } from '../../node/commits';
import { queryHistory, type QueryHistory } from '../../node/queryHistory';
import type { TrendModel } from '../../protocol/views/explain';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';

/** Between two readings that are kept. Milliseconds. */
const everyMs = 5 * 60_000;
/** How far back commits are read. Milliseconds. */
const weeksMs = 28 * 86_400_000;
/** Commits and regressions are told again for so long. Milliseconds. */
const keptMs = 5 * 60_000;

interface AppHistory {
  readonly file: QueryHistory;
  lastKept: number;
  told?: { readonly at: number; readonly snapshots: readonly HistorySnapshot[]; readonly marks: readonly CommitMark[] };
  head?: { readonly at: number; readonly commit?: string };
}

const histories = new WeakMap<App, Map<string, AppHistory>>();

/** The history of one environment: a file of our own storage, named by what it is of. */
function historyOf({ host }: Workspace, app: App, environment: string): AppHistory {
  const ofApp = histories.get(app) ?? new Map<string, AppHistory>();
  histories.set(app, ofApp);
  const name = createHash('sha256')
    .update(JSON.stringify([app.root, environment]))
    .digest('hex')
    .slice(0, 24);
  const known = ofApp.get(name) ?? {
    file: queryHistory(joinPath(host.storage, `queries/${name}.jsonl`)),
    lastKept: 0,
  };
  ofApp.set(name, known);
  return known;
}

/** Keeps the counters of a reading, at most every five minutes. A history that cannot be written is logged, not thrown. */
export async function noteReading(
  workspace: Workspace,
  app: App,
  {
    client,
    used,
    snapshot,
  }: { readonly client: SqlClient; readonly used: SqlSession; readonly snapshot: DigestSnapshot },
  signal: AbortSignal,
): Promise<void> {
  // Only counters can be subtracted; logs say when each call was.
  if (snapshot.source !== 'performance_schema' || snapshot.statements.length === 0) return;
  const history = historyOf(workspace, app, used.environment.id);
  if (Date.now() - history.lastKept < everyMs) return;
  history.lastKept = Date.now();
  try {
    const { startedAt } = await readServerRun(client, signal);
    const commit = await headOf(app, history, signal);
    await history.file.append(
      snapshotOf(snapshot, {
        server: `${addressText(used.profile.address)} ${snapshot.schema ?? ''}`,
        startedAt,
        ...(commit === undefined ? {} : { commit }),
      }),
      signal,
    );
    delete history.told;
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the history of statements was not written. ${messageOf(error)}`);
  }
}

async function headOf(app: App, history: AppHistory, signal: AbortSignal): Promise<string | undefined> {
  const { head } = await readCommits(app.root, { from: new Date(Date.now() - 1000), to: new Date(), limit: 1, signal });
  history.head = { at: Date.now(), ...(head === undefined ? {} : { commit: head }) };
  return head;
}

async function toldOf(workspace: Workspace, app: App, signal: AbortSignal): Promise<NonNullable<AppHistory['told']>> {
  const { environment } = await app.current(signal);
  const history = historyOf(workspace, app, environment.id);
  if (history.told !== undefined && Date.now() - history.told.at < keptMs) return history.told;
  const { snapshots } = await history.file.read(signal);
  const to = new Date();
  const { marks } = await readCommits(app.root, { from: new Date(to.getTime() - weeksMs), to, signal });
  history.told = { at: Date.now(), snapshots, marks: seenMarks(marks, snapshots) };
  return history.told;
}

/** Statements that got slower and stayed so, by digest: a sentence each. Nothing where the history cannot be read. */
export async function slowerStatements(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    const { snapshots, marks } = await toldOf(workspace, app, signal);
    return new Map(regressions(snapshots, marks).map((found) => [found.digest, regressionText(found)]));
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the history of statements was not read. ${messageOf(error)}`);
    return new Map();
  }
}

/** "Slower since 21 Nov 14:10: 12 ms → 48 ms a call, reading more rows, since a1b2c3d Newest first". */
function regressionText({ since, beforeMs, afterMs, cause, commit }: Regression): string {
  const why = cause === 'read' ? ', reading more rows' : '';
  const at = commit === undefined ? '' : `; ${commit.short} “${commit.subject}” began to run then`;
  return `Slower since ${whenText(new Date(since))}: ${formatDuration(beforeMs)} → ${formatDuration(afterMs)} a call${why}${at}`;
}

/** The trend of one statement as the page draws it. */
export async function trendModel(
  workspace: Workspace,
  app: App,
  digest: string,
  signal: AbortSignal,
): Promise<TrendModel> {
  const { snapshots, marks } = await toldOf(workspace, app, signal);
  const { points } = trendOf(snapshots, digest, marks);
  const first = points[0];
  const from = first === undefined ? undefined : Date.parse(first.at) - first.seconds * 1000;
  const slower = regressions(snapshots, marks).find((found) => found.digest === digest);
  const shown = from === undefined ? [] : marks.filter((mark) => momentOf(mark) >= from);
  return {
    ...(slower === undefined ? {} : { regression: regressionText(slower) }),
    points: points.map(({ at, seconds, calls, averageMs }) => ({
      time: Date.parse(at),
      at: whenText(new Date(at)),
      averageMs,
      average: formatDuration(averageMs),
      calls: `${formatCount((calls * 3600) / Math.max(1, seconds))} calls an hour`,
    })),
    marks: shown.map((mark) => ({
      time: momentOf(mark),
      at: whenText(new Date(momentOf(mark))),
      title: `${mark.short} ${mark.subject}`,
      deployed: mark.deployedAt !== undefined,
    })),
    note: `${points.length === 1 ? '1 point' : `${points.length} points`} of ${snapshots.length} readings; one is kept every five minutes while the Database view is shown.`,
  };
}

function whenText(moment: Date): string {
  return `${calendarDay(moment)} ${clockTime(moment)}`;
}
