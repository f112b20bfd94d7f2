import { isAbort, isOpsError } from '../../core/base/errors';
import { joinPath } from '../../core/base/path';
import type { SqlClient } from '../../core/connections/sql';
import type { CostlyRead } from '../../core/lint/liveFacts';
import type { Catalog } from '../../core/queries/catalog/table';
import type { DigestSnapshot, StatementDigest } from '../../core/queries/digest';
import { explainStatement } from '../../core/queries/explain/explain';
import type { PlanNode } from '../../core/queries/explain/plan';
import { allNodes } from '../../core/queries/explain/warnings';
import type { App, SqlSession } from '../app';
import { callSitesOf } from './findInCode';

/** Statements that are explained for the editor: those that cost most and whose place is certain. */
const most = 10;

/**
 * Tells the rules of reads that cost much and whose place in the code is certain (DBO002), as far as a real call of them is
 * known. What cannot be explained is left out: a diagnostic acts on certainty.
 *
 * @param calls a call with its values, by digest
 */
export async function tellCostlyReads(
  app: App,
  given: {
    readonly client: SqlClient;
    readonly used: SqlSession;
    readonly snapshot: DigestSnapshot;
    readonly catalog: Catalog;
    readonly calls: ReadonlyMap<string, string>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { client, used, snapshot, catalog, calls } = given;
  const live = await app.liveFacts(signal);
  if (live === undefined) return;
  const hours = hoursOf(snapshot);
  const reads: CostlyRead[] = [];
  let explained = 0;
  for (const statement of snapshot.statements) {
    const sql = calls.get(statement.digest);
    if (sql === undefined || explained >= most) continue;
    const { places } = await callSitesOf(app, statement, catalog, signal);
    const [place] = places.filter(({ confidence }) => confidence === 'certain');
    if (place === undefined) continue;
    explained++;
    const worst = await worstRead(client, sql, statement, signal);
    if (worst === undefined) continue;
    reads.push({
      file: joinPath(app.root, place.file),
      line: place.line - 1,
      callsPerHour: statement.calls / hours,
      ...worst,
    });
  }
  app.tell(used.environment.id, { ...live, costlyReads: reads });
}

function hoursOf({ since, readAt }: DigestSnapshot): number {
  return since === undefined ? 1 : Math.max(1 / 60, (readAt.getTime() - since.getTime()) / 3_600_000);
}

/** The table of which most rows are read, where the source counted rows: what was counted, not what the optimizer guesses. */
async function worstRead(
  client: SqlClient,
  sql: string,
  { rowsExaminedPerCall, rowsSent, calls, schema }: StatementDigest,
  signal: AbortSignal,
): Promise<Pick<CostlyRead, 'table' | 'rowsExamined' | 'rowsSent' | 'access'> | undefined> {
  if (rowsExaminedPerCall === undefined || rowsSent === undefined || calls === 0) return undefined;
  try {
    const plan = await explainStatement(client, { sql, ...(schema === undefined ? {} : { schema }), signal });
    const read = allNodes(plan.nodes)
      .filter(isRead)
      .toSorted((a, b) => (b.rows ?? 0) - (a.rows ?? 0))[0];
    if (read === undefined) return undefined;
    return {
      table: read.tableName ?? read.table,
      access: read.accessType,
      rowsExamined: Math.round(rowsExaminedPerCall),
      rowsSent: Math.round(rowsSent / calls),
    };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    return undefined; // Not explained: nothing certain can be said of it.
  }
}

type Read = PlanNode & { readonly table: string; readonly accessType: string };

function isRead(node: PlanNode): node is Read {
  return node.table !== undefined && node.result !== true && node.accessType !== undefined;
}
