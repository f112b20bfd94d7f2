import { OpsError } from '../../core/base/errors';
import type { BulkSession } from '../../core/connections/bulk';
import type { SqlClient, SqlValue } from '../../core/connections/sql';
import { quoteName } from '../../core/connections/sqlNames';
import type { WorkloadStatement } from '../../core/queries/advisor/workload';
import { explainStatement } from '../../core/queries/explain/explain';
import type { Plan } from '../../core/queries/explain/plan';
import type { UnneededIndex } from '../../core/queries/indexes/unneeded';
import { toText } from '../../core/queries/numbers';
import { hideIndex, showIndex } from '../../core/queries/proof/invisible';
import type { Proof, StatementProof } from '../../core/queries/proof/proof';
import { serverErrorNumber } from '../../core/queries/serverErrors';
import { beginTrial, endTrial, type IndexTrial } from '../../node/indexTrials';
import type { App, SqlSession } from '../app';
import { operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';
import { sessionOpener } from './prove';
import { type OpenSession, takeBackElsewhere, undoMs } from './takeBackTrials';

/** What an index is tried with. */
export interface Trial {
  readonly used: SqlSession;
  readonly client: SqlClient;
  readonly statements: readonly WorkloadStatement[];
  readonly schema: string;
  readonly signal: AbortSignal;
}

/** Hides an index that exists, asks for the plans of the statements of its table, and shows it again. */
export async function tryWithout(
  workspace: Workspace,
  app: App,
  { used, client, unneeded, statements, schema, signal }: Trial & { readonly unneeded: UnneededIndex },
): Promise<Proof> {
  const { table, index } = unneeded;
  if (readersOf(table, statements).length === 0)
    throw new OpsError(
      'unmeasured',
      `No statement with known values reads ${table}: there is nothing to try it with.`,
      {
        safe: 'Nothing was changed.',
        next: 'Run “Find Missing Indexes”, which reads the statements.',
      },
    );
  await checkSeen(client, schema, unneeded, signal);
  const hide = hideIndex(client.server, schema, table, index);
  const show = showIndex(client.server, schema, table, index);
  const operation = operationOn(workspace, app, used, {
    id: 'database.hideIndex',
    tier: 2,
    title: `Hide ${table}.${index} for a moment`,
    preview: [hide, '-- EXPLAIN of the statements of its table', show],
    verb: 'Hide, Explain and Show',
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const started = performance.now();
      const before = await plansOf(client, table, statements, schema, signal);
      const open = sessionOpener(app, permit, used);
      const session = await open(signal);
      try {
        const trial = await beginTrial(app.root, { profile: used.profile.id, undo: show }, workspace.queries.atWork);
        const after = await whileHidden(workspace, app, { open, session, trial, hide }, signal, () =>
          plansOf(client, table, statements, schema, signal),
        );
        return proofWithout({ unneeded, before, after, client, ms: performance.now() - started });
      } finally {
        await session.close();
      }
    },
    signal,
  );
}

interface Hiding {
  readonly open: OpenSession;
  readonly session: BulkSession;
  readonly trial: IndexTrial;
  readonly hide: string;
}

/** Shows the index again whatever happens, through another session where its own is gone. */
async function whileHidden<T>(
  workspace: Workspace,
  app: App,
  { open, session, trial, hide }: Hiding,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  let failed: unknown;
  try {
    await session.run(hide, signal);
    return await work();
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    // Not with the caller's signal: whatever was cancelled, the index has to be seen again.
    const shown = await session.run(trial.undo, AbortSignal.timeout(undoMs)).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (shown === undefined) await endTrial(app.root, trial, workspace.queries.atWork);
    else await takeBackElsewhere(workspace, app, { open, trial, failed: failed ?? shown.error });
  }
}

/** @throws OpsError `gone`, or `hidden`: it would be shown at the end, which it was not before */
async function checkSeen(
  client: SqlClient,
  schema: string,
  { table, index }: UnneededIndex,
  signal: AbortSignal,
): Promise<void> {
  const rows = await client.query<Readonly<Record<string, SqlValue>>>(
    `SHOW INDEX FROM ${quoteName(table)} FROM ${quoteName(schema)}`,
    [],
    { signal },
  );
  const found = rows.find((row) => toText(row['Key_name']) === index);
  if (found === undefined) throw new OpsError('gone', `The index ${table}.${index} is not there any more.`);
  if (toText(found['Visible']) === 'NO' || toText(found['Ignored']) === 'YES')
    throw new OpsError('hidden', `${table}.${index} is hidden already: no statement uses it.`, {
      safe: 'Nothing was changed.',
    });
}

type Plans = Map<string, Plan | 'needsIt' | 'refused'>;

/** Statements that are explained for one table. */
const mostStatements = 50;

async function plansOf(
  client: SqlClient,
  table: string,
  statements: readonly WorkloadStatement[],
  schema: string,
  signal: AbortSignal,
): Promise<Plans> {
  const plans: Plans = new Map();
  for (const { id, sql } of readersOf(table, statements)) {
    try {
      plans.set(id, await explainStatement(client, { sql, schema, signal }));
    } catch (error) {
      const number = serverErrorNumber(error);
      if (signal.aborted || number === undefined) throw error;
      // 1176: it names the index in a hint, and fails without it. Any other: the server will not explain this one.
      plans.set(id, number === 1176 ? 'needsIt' : 'refused');
    }
  }
  return plans;
}

/** Calls of the statements that read a table. */
function readersOf(
  table: string,
  statements: readonly WorkloadStatement[],
): readonly { readonly id: string; readonly sql: string }[] {
  return statements
    .flatMap(({ id, calls }) => {
      const call = calls.find(({ runnable }) => runnable);
      const reads = call?.blocks.blocks.some(({ tables }) => tables.some((use) => use.table === table)) === true;
      return call === undefined || !reads ? [] : [{ id, sql: call.sql }];
    })
    .slice(0, mostStatements);
}

function proofWithout(given: {
  readonly unneeded: UnneededIndex;
  readonly before: Plans;
  readonly after: Plans;
  readonly client: SqlClient;
  readonly ms: number;
}): Proof {
  const { unneeded, before, after, client, ms } = given;
  const statements = [...before].flatMap(([statement, plan]): readonly StatementProof[] => {
    const other = after.get(statement);
    if (typeof plan === 'string' || other === undefined || other === 'refused') return [];
    const used = other === 'needsIt' || keysOf(plan).has(unneeded.index);
    return [{ statement, used, before: { plan }, after: { plan: other === 'needsIt' ? plan : other } }];
  });
  const needed = statements.filter(({ used }) => used);
  const hinted = [...after.values()].filter((plan) => plan === 'needsIt').length;
  return {
    way: 'invisible',
    index: { table: unneeded.table, columns: [] },
    statements: needed,
    // "proven" of an index that may go: statements do use it.
    verdict: needed.length > 0 ? 'proven' : 'notUsed',
    at: new Date().toISOString(),
    server: client.server.version,
    fraction: 1,
    tookMs: Math.round(ms),
    remarks: [
      `${statements.length === 1 ? '1 statement' : `${statements.length} statements`} of its table were explained with it and without it; only those with a known call can be.`,
      ...(hinted === 0
        ? []
        : [
            `${hinted === 1 ? '1 statement names' : `${hinted} statements name`} it in an index hint and would fail without it.`,
          ]),
    ],
  };
}

/** Names of the indexes that a plan uses. One cell may hold several: "a,b" of an index merge, "a|b" of a rowid filter. */
function keysOf({ raw: { columns, rows } }: Plan): ReadonlySet<string> {
  const at = columns.indexOf('key');
  return new Set(rows.flatMap((row) => [row[at] ?? '', ...(row[at] ?? '').split(/[,|]/)]));
}
