import { throwIfAborted } from '../../base/abort';
import type { TableWrites, UnreadStatement, Workload, WorkloadStatement } from '../advisor/workload';
import { blocksOf } from '../blocks/blocksOf';
import type { Catalog } from '../catalog/table';
import type { StatementDigest } from '../digest';
import { explainObstacle } from '../explain/explainable';
import { parseStatement } from '../sql/parse';
import { concernsNoIndex } from './unconcerned';

/** What a workload is made of. */
export interface WorkloadInput {
  readonly statements: readonly StatementDigest[];
  /** Hours that the counts are of. */
  readonly hours: number;
  /** Calls with their values, by digest. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly writes: readonly TableWrites[];
}

/** Statements between two breaths: reading one takes a fraction of a millisecond. */
const batch = 100;

/**
 * Statements as the advisor reads them. A statement of which no call is known is read from its normalised text, with
 * placeholders; one that cannot be read is kept with the reason. Statements that concern no index are left out.
 */
export async function workloadOf(input: WorkloadInput, catalog: Catalog, signal: AbortSignal): Promise<Workload> {
  const statements: WorkloadStatement[] = [];
  const unread: UnreadStatement[] = [];
  const hours = Math.max(input.hours, 1 / 60);
  for (const [at, statement] of input.statements.entries()) {
    if (at % batch === batch - 1) await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal);
    if (concernsNoIndex(statement.text)) continue;
    const callsPerHour = statement.calls / hours;
    const read = readStatement(statement, input.calls.get(statement.digest) ?? [], catalog);
    const common = { id: statement.digest, text: statement.text, callsPerHour, averageMs: statement.averageMs };
    if (typeof read === 'string') unread.push({ ...common, reason: read });
    else
      statements.push({
        ...common,
        ...(statement.schema === undefined ? {} : { schema: statement.schema }),
        ...(statement.rowsExaminedPerCall === undefined ? {} : { rowsExamined: statement.rowsExaminedPerCall }),
        calls: read,
      });
  }
  return { statements, unread, writes: input.writes };
}

/** The calls that could be read, or why none could. */
function readStatement(
  { text }: StatementDigest,
  calls: readonly string[],
  catalog: Catalog,
): WorkloadStatement['calls'] | string {
  let reason = '';
  const found: WorkloadStatement['calls'][number][] = [];
  for (const sql of calls.length === 0 ? [text] : [...calls, text]) {
    // The normalised text stands in only where no call could be read.
    if (sql === text && found.length > 0) break;
    const parsed = parseStatement(sql);
    if (parsed.kind === 'unread') reason ||= parsed.reason;
    else
      found.push({
        sql,
        runnable: explainObstacle(sql) === undefined,
        blocks: blocksOf(parsed, catalog),
      });
  }
  return found.length === 0 ? reason : found;
}
