import { formatCount } from '../../core/base/format';
import { advisor } from '../../core/queries/advisor/advise';
import type { Workload } from '../../core/queries/advisor/workload';
import type { Catalog } from '../../core/queries/catalog/table';
import type { DigestSnapshot } from '../../core/queries/digest';
import { readSamples, type SampleRequest } from '../../core/queries/proof/samples';
import { scratchPlanFor } from '../../core/queries/proof/scratchPlan';
import { readSlowLogTexts } from '../../core/queries/sources/slowLogTable';
import { readTelescopeTexts } from '../../core/queries/sources/telescope';
import { readTableWrites } from '../../core/queries/sources/tableWrites';
import { readCalls } from '../../core/queries/workload/readCalls';
import { fillingText, steadyWrites } from '../../core/queries/workload/steadyWrites';
import { workloadOf } from '../../core/queries/workload/workloadOf';
import type { SqlClient } from '../../core/connections/sql';
import type { App, SqlSession } from '../app';
import { liveDatabaseOf } from '../backups/operation';
import type { Workspace } from '../workspace';
import { catalogOf } from './facts';
import { telescopeOptions } from './packageSources';
import { isMuted, mutedOf } from './muted';
import { tellCostlyReads } from './costlyReads';
import { readStatementList, type StatementList } from './statementList';

/** Statements that the advisor looks at, most expensive first. */
const looked = 500;

/** Says what is being done. */
export interface Shown {
  readonly show: (message: string, share?: number) => void;
}

/** What the advisor found, in a sentence. */
export interface FoundIndexes {
  readonly summary: string;
}

/**
 * Reads the statements that cost most, the indexes and a sample of rows, and works out which indexes would help. Only
 * SELECT, SHOW and EXPLAIN reach the server. What was found is kept for the view and the pages of evidence.
 *
 * @throws what the source of statements throws, `cancelled`
 */
export async function findIndexes(
  workspace: Workspace,
  app: App,
  { show }: Shown,
  signal: AbortSignal,
): Promise<FoundIndexes> {
  const known = await workspace.queries.of(app, signal);
  await app.withOwnSql(signal, async (client, used) => {
    const schema = liveDatabaseOf(used);
    show('Reading the statements', 0.1);
    const list = await readStatementList(workspace, app, client, used, looked, signal);
    const catalog = await catalogOf(known, client, schema, signal);
    const workload = await readWorkload(workspace, app, { client, used, list, catalog, signal });
    await adviseOn(workspace, app, { client, catalog, workload, show, signal });
    const calls = new Map(
      workload.statements.flatMap(({ id, calls: known }) => {
        const call = known.find(({ runnable }) => runnable);
        return call === undefined ? [] : [[id, call.sql] as const];
      }),
    );
    await tellCostlyReads(app, { client, used, snapshot: list.snapshot, catalog, calls }, signal);
  });
  return { summary: summaryOf(known.advice?.value.advice.suggestions.length ?? 0, known.advice?.value.workload) };
}

/** What a workload is read with. */
export interface WorkloadSource {
  readonly client: SqlClient;
  readonly used: SqlSession;
  readonly list: StatementList;
  readonly catalog: Catalog;
  readonly signal: AbortSignal;
}

/** The statements of a list with their calls and rates. */
async function readWorkload(
  workspace: Workspace,
  app: App,
  { client, used, list, catalog, signal }: WorkloadSource,
): Promise<Workload> {
  const { snapshot } = list;
  const schema = liveDatabaseOf(used);
  const muted = mutedOf(workspace, app);
  const statements = snapshot.statements.filter(({ digest }) => !isMuted(muted, 'statement', digest));
  const calls = await callsOf({ app, client, used, list, schema, statements, signal });
  const counted = await readTableWrites(client, schema, { signal });
  const { writes, filled } = counted === undefined ? { writes: [], filled: [] } : steadyWrites(counted, catalog);
  const workload = await workloadOf({ statements, hours: hoursOf(snapshot), calls, writes }, catalog, signal);
  const remark = fillingText(filled);
  return remark === undefined ? workload : { ...workload, remarks: [remark] };
}

/** Calls of one statement that the advisor looks at. */
const mostCalls = 8;

/** Real calls by digest, as far as the source keeps them. */
async function callsOf(given: {
  readonly app: App;
  readonly client: SqlClient;
  readonly used: SqlSession;
  readonly list: StatementList;
  readonly schema: string;
  readonly statements: DigestSnapshot['statements'];
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, readonly string[]>> {
  const { app, client, used, list, schema, statements, signal } = given;
  const ids = statements.map(({ digest }) => digest);
  switch (list.snapshot.source) {
    case 'performance_schema':
      return readCalls(client, schema, ids, signal);
    case 'slowLogTable':
      return readSlowLogTexts(client, ids, { schema, limit: mostCalls, signal });
    case 'telescope':
      return readTelescopeTexts(client, ids, schema, {
        ...telescopeOptions(used, app.root),
        limit: mostCalls,
        signal,
      });
    default:
      return new Map(
        statements.map(({ digest, schema: ran }) => [
          digest,
          (list.log?.samples(digest, ran) ?? []).map(({ text }) => text),
        ]),
      );
  }
}

/** Hours that a snapshot counts; a source that does not say counts for an hour. */
function hoursOf({ since, readAt }: DigestSnapshot): number {
  return since === undefined ? 1 : Math.max(1 / 60, (readAt.getTime() - since.getTime()) / 3_600_000);
}

/** Asks the advisor and keeps what it says. */
export async function adviseOn(
  workspace: Workspace,
  app: App,
  given: {
    readonly client: SqlClient;
    readonly catalog: Catalog;
    readonly workload: Workload;
    readonly show: Shown['show'];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { client, catalog, workload, show, signal } = given;
  const known = await workspace.queries.of(app, signal);
  const { minRows, minCalls } = workspace.host.settings(app.root).queries;
  show('Reading a sample of rows', 0.3);
  const plan = scratchPlanFor(catalog, workload.statements, workload.statements, [], '');
  const { samples, remarks } = await readSamples(
    client,
    catalog,
    sampleRequests(workload),
    { relations: plan.relations },
    signal,
  );
  show('Working out indexes', 0.7);
  const { flavour, major, minor } = client.server;
  const model = advisor(workload, catalog, samples, { minRows, minCalls, server: { flavour, major, minor } });
  const advice = await model.advise(signal);
  known.advice = {
    at: new Date(),
    value: {
      advice: { ...advice, remarks: [...(workload.remarks ?? []), ...remarks, ...advice.remarks] },
      workload,
      model,
    },
  };
  known.proofs.clear();
  workspace.queries.tell(app.root);
}

/** Every column that a statement reads anywhere, by table. */
function sampleRequests({ statements }: Workload): readonly SampleRequest[] {
  const wanted = new Map<string, Set<string>>();
  for (const { calls } of statements)
    for (const { blocks } of calls)
      for (const block of blocks.blocks)
        for (const { use, column } of block.columns) {
          const table = block.tables[use]?.table;
          if (table !== undefined) wanted.set(table, (wanted.get(table) ?? new Set()).add(column));
        }
  return [...wanted].map(([table, columns]) => ({ table, columns: [...columns] }));
}

/** "3 indexes are suggested. 42 statements were looked at." */
export function summaryOf(found: number, workload: Workload | undefined): string {
  const read = workload?.statements.length ?? 0;
  const unread = workload?.unread.length ?? 0;
  const about = `${formatCount(read)} statements were looked at${unread === 0 ? '' : `, ${formatCount(unread)} could not be read`}.`;
  return found === 0
    ? `No index would help enough. ${about}`
    : `${found === 1 ? '1 index is' : `${found} indexes are`} suggested. ${about}`;
}
