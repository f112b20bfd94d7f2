import { OpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { createDumpReader } from '../dump/dumpReader';
import type { DumpBytes } from '../dump/dumpBytes';
import { createRewriter, type Rewriter } from '../dump/rewrite';
import { createSessionTracker } from '../dump/session';
import { toBinaryText } from '../dump/sqlText';
import type { DumpEnd, DumpStatement, SessionState } from '../dump/statement';
import { createCrew } from './crew';
import { createForeignKeys } from './foreignKeys';
import type { LoadOptions, LoadReport, LoadTarget } from './load';
import { loadError, loadFailure } from './loadErrors';
import { createObjects, objectOf, type DumpObject } from './loadObjects';
import { createProgress } from './loadProgress';
import { followSession, loadSetup, rowState, tuneSession, type FollowingSession } from './loadSession';
import { createTableLoader } from './loadTables';
import { readRewriteContext } from './rewriteContext';
import { createRewritingLog } from './rewritingLog';
import { planTable } from './tablePlan';

/** Groups of rows that may wait besides those that are being sent. */
const waitingGroups = 2;

/**
 * Loads a dump into a new, empty database: rows and indexes side by side in several sessions, foreign keys when every table is
 * whole, then routines, views, triggers and events. Resolves only when the dump was read to its end, nothing speaks against its
 * wholeness, and every table has the rows that the dump has.
 *
 * Rejects with OpsError otherwise, and leaves whatever is in the new database to whoever created it. Sessions that it opened are
 * closed in either case.
 */
export async function loadDump(dump: DumpBytes, target: LoadTarget, options: LoadOptions): Promise<LoadReport> {
  const from = performance.now();
  // One failure stops everything else that is under way.
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const sessions: BulkSession[] = [];
  try {
    for (let count = 0; count < Math.max(1, options.sessions ?? 2); count++) {
      const session = await target.open(loadSetup, signal);
      sessions.push(session);
      await tuneSession(session, signal);
    }
    const report = await loadWith(sessions, dump, target.database, options, signal);
    return { ...report, milliseconds: Math.round(performance.now() - from) };
  } catch (error) {
    if (options.signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
    throw loadError(error, `Loading into ${target.database}`);
  } finally {
    stopping.abort();
    await Promise.all(sessions.map((session) => session.close()));
  }
}

type UntimedReport = Omit<LoadReport, 'milliseconds'>;

async function loadWith(
  sessions: readonly BulkSession[],
  dump: DumpBytes,
  database: string,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<UntimedReport> {
  const [first] = sessions;
  if (first === undefined) throw new Error('a load needs a session');
  const followed = new Map<BulkSession, FollowingSession>(sessions.map((session) => [session, followSession(session)]));
  const following = (session: BulkSession): FollowingSession => followed.get(session) ?? followSession(session);
  const fitted = await readRewriteContext(first, database, signal);
  const rewriter = createRewriter({ ...fitted, ...(options.source === undefined ? {} : { source: options.source }) });
  const rewritings = createRewritingLog();
  const progress = createProgress(dump, options.onProgress);
  const crew = createCrew(sessions, waitingGroups);
  const tables = createTableLoader({
    crew,
    following,
    localInfile: options.localInfile ?? true,
    signal,
    onRows: (table, rows) => progress.rows(table, rows),
    onIndexes: (table) => progress.indexes(table),
    onTable: (table) => progress.table(table),
  });
  const objects = new Map<string, DumpObject>();
  const wanted = options.tables === undefined ? undefined : new Set(options.tables);
  const tracker = createSessionTracker();
  /** Kept as long as nothing changes, so that groups can tell by identity. */
  let state: SessionState = rowState({});

  /** Runs a statement in its place: after everything before it, before everything behind it. */
  const runInPlace = async (statement: DumpStatement): Promise<void> => {
    await tables.end();
    await crew.finish();
    await following(first).enter(state, signal);
    await first.run(statement.bytes, signal).catch((error: unknown) => {
      throw loadError(error, `A statement of the dump (${statement.kind} ${statement.name ?? ''})`);
    });
  };

  const take = async (statement: DumpStatement): Promise<void> => {
    const { kind, name } = statement;
    if (kind === 'set') {
      tracker.set(toBinaryText(statement.bytes));
      const next = rowState(tracker.state);
      if (JSON.stringify(next) !== JSON.stringify(state)) state = next;
    }
    if (!isWanted(statement, wanted)) return;
    const rewritten = rewrite(rewriter, statement);
    if (rewritten === undefined || rewritten.standIn === true) return;
    const object = objectOf(rewritten);
    if (object !== undefined) objects.set(`${object.kind} ${object.name}`, object);
    else if (kind === 'createTable' && name !== undefined) await tables.create(planTable(rewritten, name, state));
    else if (kind === 'insert' && name !== undefined) await tables.insert(rewritten, name, state);
    else if (kind === 'unlockTables') await tables.endOfTable();
    else if (inPlace.has(kind)) await runInPlace(rewritten);
  };

  const end = await readAll(dump, options, signal, take, (bytes) => progress.bytes(bytes));
  checkEnd(end, rewriter, wanted, tables);
  await tables.end();
  await crew.finish();
  const { tables: loaded, remarks } = tables.report();
  progress.phase('foreignKeys');
  const foreignKeysLeft = await createForeignKeys(first, following(first), tables.plans(), wanted, signal);
  progress.phase('objects');
  const { created, missing } = await createObjects(first, following(first), [...objects.values()], rewritings, signal);
  await first.run('COMMIT', signal);
  progress.end();
  return {
    database,
    tables: loaded,
    views: created.view,
    triggers: created.trigger,
    routines: created.routine,
    events: created.event,
    rewritings: [...rewriter.rewritings, ...rewritings.all()],
    remarks: [...rewriter.remarks, ...remarks],
    missing,
    foreignKeysLeft,
    dumpBytes: end.bytes,
    ...(options.hash === undefined ? {} : { dumpSha256: options.hash.digest('hex') }),
  };
}

/** Statements that are run where they stand. What else a dump holds is for the session alone, or has its own time. */
const inPlace: ReadonlySet<DumpStatement['kind']> = new Set(['alterTable', 'createSequence', 'setSequence']);

async function readAll(
  dump: DumpBytes,
  { hash }: LoadOptions,
  signal: AbortSignal,
  take: (statement: DumpStatement) => Promise<void>,
  onBytes: (bytes: number) => void,
): Promise<DumpEnd> {
  const reader = createDumpReader();
  for await (const chunk of dump.chunks) {
    if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
    hash?.update(chunk);
    for (const statement of reader.push(chunk)) await take(statement);
    onBytes(chunk.length);
  }
  const { statements, end } = reader.end();
  for (const statement of statements) await take(statement);
  return end;
}

/** With selected tables: these, their rows, and their triggers; SETs are always looked at. */
function isWanted({ kind, name, table }: DumpStatement, wanted: ReadonlySet<string> | undefined): boolean {
  if (wanted === undefined || kind === 'unlockTables') return true;
  switch (kind) {
    case 'createTable':
    case 'insert':
    case 'alterTable':
    case 'createSequence':
    case 'setSequence':
      return name !== undefined && wanted.has(name);
    case 'createTrigger':
      return table !== undefined && wanted.has(table);
    default:
      return false;
  }
}

function rewrite(rewriter: Rewriter, statement: DumpStatement): DumpStatement | undefined {
  const result = rewriter.rewrite(statement);
  if (result.action === 'refuse')
    throw loadFailure(
      'refused',
      result.problem,
      'Look at the dump: a restore runs what a dump program writes, nothing else.',
    );
  return result.action === 'run' ? result.statement : undefined;
}

function checkEnd(
  { problems }: DumpEnd,
  rewriter: Rewriter,
  wanted: ReadonlySet<string> | undefined,
  tables: { has(name: string): boolean },
): void {
  const [problem] = [...problems, ...rewriter.problems];
  if (problem !== undefined)
    throw loadFailure('incomplete', `The dump is not whole: ${problem}.`, 'Choose another backup.');
  const absent = [...(wanted ?? [])].filter((name) => !tables.has(name));
  if (absent.length > 0)
    throw loadFailure(
      'noTable',
      `The dump does not have ${absent.length === 1 ? 'table' : 'tables'} ${absent.join(', ')}.`,
    );
}
