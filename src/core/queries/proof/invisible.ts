import { OpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import type { SqlServer } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import type { IndexDefinition } from '../advisor/advice';
import type { WorkloadStatement } from '../advisor/workload';
import { explainStatement } from '../explain/explain';
import { hidesIndexes } from '../indexes/indexDdl';
import { measurer, type MeasureLimits } from './measure';
import type { Proof, StatementProof } from './proof';
import { proofOf, statementProof } from './proofOf';
import { runnableOn } from './runnable';
import { readingClient } from './scratchClient';
import { addIndexClause, quoteTable } from './sqlText';

/** The statement that hides an index from the optimizer. It is kept up to date, so showing it again takes no time. */
export function hideIndex(server: Pick<SqlServer, 'flavour'>, schema: string, table: string, index: string): string {
  return alterIndex(schema, table, index, server.flavour === 'mysql' ? 'INVISIBLE' : 'IGNORED');
}

/** The statement that takes `hideIndex` back. */
export function showIndex(server: Pick<SqlServer, 'flavour'>, schema: string, table: string, index: string): string {
  return alterIndex(schema, table, index, server.flavour === 'mysql' ? 'VISIBLE' : 'NOT IGNORED');
}

function alterIndex(schema: string, table: string, index: string, how: string): string {
  return `ALTER TABLE ${quoteTable(schema, table)} ALTER INDEX ${quoteName(index)} ${how}`;
}

/** What is tried, and where. */
export interface InvisibleTrial {
  readonly schema: string;
  readonly index: IndexDefinition;
  /** Name that the index gets. */
  readonly name: string;
  readonly statements: readonly WorkloadStatement[];
  /** Whoever calls has asked: nothing is tried on production. */
  readonly production: boolean;
  readonly limits?: Partial<MeasureLimits>;
  /**
   * Told before each statement that changes something, with the one that takes it back: for the caller's journal. It has to
   * have written when it resolves.
   */
  readonly onChange: (change: { readonly run: string; readonly undo: string }) => Promise<void>;
  /** Told when the index is certainly gone again, however the trial ended. Not told: the caller has to see to it. */
  readonly onUndone?: () => Promise<void>;
}

/** What makes the index of a trial, what lets the optimizer see it, and what takes it back; in this order. */
export function trialStatements(
  server: Pick<SqlServer, 'flavour'>,
  { schema, index, name }: Pick<InvisibleTrial, 'schema' | 'index' | 'name'>,
): { readonly make: string; readonly see: string; readonly undo: string } {
  const table = quoteTable(schema, index.table);
  const isMysql = server.flavour === 'mysql';
  return {
    make: `ALTER TABLE ${table} ${addIndexClause(name, index)} ${isMysql ? 'INVISIBLE' : 'IGNORED'}`,
    see: isMysql
      ? "SET SESSION optimizer_switch = 'use_invisible_indexes=on'"
      : showIndex(server, schema, index.table, name),
    undo: `ALTER TABLE ${table} DROP INDEX ${quoteName(name)}`,
  };
}

/**
 * Makes an index on the real table where only this session's optimizer sees it, measures with it and without, and drops it.
 *
 * MySQL: made INVISIBLE, seen through `use_invisible_indexes`. MariaDB 10.6 has IGNORED and no such switch (10.11: FORCE
 * INDEX says that the key does not exist): the index is ignored until it is measured, and during the measurement every session
 * may use it. The proof says so.
 *
 * Rejects with OpsError `production`, `unsupported`, `unmeasured`, or what the server said; the index is dropped in any case.
 */
export async function tryInvisible(session: BulkSession, trial: InvisibleTrial, signal: AbortSignal): Promise<Proof> {
  const { index, name } = trial;
  if (trial.production)
    throw new OpsError('production', 'An index is not tried on a production server.', { safe: 'Nothing was changed.' });
  if (!hidesIndexes(session.server))
    throw new OpsError('unsupported', `${session.server.version} has no invisible indexes.`, {
      safe: 'Nothing was changed.',
    });
  const from = performance.now();
  const statements = await ready(trial);
  const { make: run, undo } = trialStatements(session.server, trial);
  const before = await look(session, trial, statements, signal);
  await trial.onChange({ run, undo });
  let after;
  try {
    await session.run(run, signal);
    after = await whileSeen(session, trial, signal, () => look(session, trial, statements, signal));
  } finally {
    await dropIfThere(session, trial, undo);
    await trial.onUndone?.();
  }
  const proofs = statements.flatMap(({ statement: { id } }): readonly StatementProof[] => {
    const [one, other] = [before.get(id), after.get(id)];
    if (one === undefined || other === undefined) return [];
    return [statementProof({ statement: id, used: other.keys.has(name), before: one.ran, after: other.ran })];
  });
  return proofOf(
    {
      way: 'invisible',
      index,
      fraction: 1,
      remarks:
        session.server.flavour === 'mysql'
          ? []
          : ['MariaDB shows an index to all sessions or to none: while this one was measured, others could use it.'],
      version: session.server.version,
      from,
    },
    proofs,
    trial.statements,
  );
}

const usualLimits: MeasureLimits = { statementMs: 10_000, repeatMs: 1_000, runs: 3 };

interface Ready {
  readonly statement: WorkloadStatement;
  readonly sql: string;
}

async function ready({ statements, schema }: InvisibleTrial): Promise<readonly Ready[]> {
  const result = statements.flatMap((statement): readonly Ready[] => {
    const call = statement.calls.find(({ runnable }) => runnable);
    const found = call === undefined ? undefined : runnableOn(call.sql, { live: schema, scale: 1 });
    return found?.kind === 'runnable' ? [{ statement, sql: found.sql }] : [];
  });
  if (result.length === 0)
    throw new OpsError('unmeasured', 'None of the statements could be run.', { safe: 'Nothing was changed.' });
  return result;
}

interface Look {
  readonly ran: StatementProof['before'];
  /** Indexes that the plan uses. */
  readonly keys: ReadonlySet<string>;
}

/** Plan and figures of each statement as it runs now. */
async function look(
  session: BulkSession,
  { schema, limits }: InvisibleTrial,
  statements: readonly Ready[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Look>> {
  const measure = await measurer(session, schema, signal);
  const client = readingClient(session, schema);
  const looks = new Map<string, Look>();
  for (const { statement, sql } of statements) {
    const accesses = await measure.explain(sql, signal);
    const measured = await measure.run(sql, accesses, { ...usualLimits, ...limits }, signal);
    const plan = await explainStatement(client, { sql, schema, signal });
    looks.set(statement.id, { ran: { plan, measured }, keys: new Set(accesses.flatMap(({ keys }) => keys)) });
  }
  return looks;
}

/** Lets this session's optimizer see the index (MariaDB: every session's). */
async function whileSeen<T>(
  session: BulkSession,
  { schema, index, name, onChange }: InvisibleTrial,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (session.server.flavour === 'mysql') {
    const seen = (on: boolean): string => `SET SESSION optimizer_switch = 'use_invisible_indexes=${on ? 'on' : 'off'}'`;
    await session.run(seen(true), signal);
    try {
      return await work();
    } finally {
      // When this fails the session is gone, and the setting with it.
      await session.run(seen(false), AbortSignal.timeout(10_000)).catch(() => undefined);
    }
  }
  const run = showIndex(session.server, schema, index.table, name);
  await onChange({ run, undo: hideIndex(session.server, schema, index.table, name) });
  await session.run(run, signal);
  return work();
}

/** An ALTER that was stopped has left nothing; one that was done is taken back, whatever the signal says. */
async function dropIfThere(session: BulkSession, { schema, index, name }: InvisibleTrial, undo: string): Promise<void> {
  const limit = AbortSignal.timeout(60_000);
  const ask = `SHOW INDEX FROM ${quoteTable(schema, index.table)}`;
  // The KILL QUERY of a cancelled statement may arrive late and hit this one.
  const rows = await session.rows(ask, limit).catch(() => session.rows(ask, limit));
  if (rows.some((row) => row['Key_name']?.toLowerCase() === name.toLowerCase())) await session.run(undo, limit);
}
