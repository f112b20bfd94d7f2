import { blocksOf } from '../blocks/blocksOf';
import type { Block } from '../blocks/block';
import type { Catalog } from '../catalog/table';
import type { StatementDigest } from '../digest';
import { parseStatement } from '../sql/parse';

/** A statement that seems to be sent once for each row of another: N+1. Likely, never certain: counters know no request. */
export interface Repeat {
  /** Digest of the statement that is repeated. */
  readonly child: string;
  /** Digest of the one whose rows it follows. */
  readonly parent: string;
  readonly calls: number;
  /** Rows that the parent sent in the same time. */
  readonly parentRows: number;
}

/** Fewer calls are chance. */
const fewestCalls = 50;
/** Rows of the parent a call, on average: below it there is no "N". */
const fewestRows = 3;
/** How far calls and rows may be apart: share of the larger. */
const apart = 0.15;

interface Read {
  readonly statement: StatementDigest;
  readonly table: string;
  /** The one column that finds its rows, when there is one alone. */
  readonly key?: string;
}

/**
 * Statements that look like N+1: one row or one parent's rows by a key, called about as often as a statement of the table that
 * the key names has sent rows. Only sources that count rows can tell.
 */
export function findRepeats(statements: readonly StatementDigest[], catalog: Catalog): readonly Repeat[] {
  const reads = statements.flatMap((statement) => readOf(statement, catalog) ?? []);
  return reads.flatMap((child) => {
    const { key } = child;
    if (key === undefined || child.statement.calls < fewestCalls) return [];
    const parents = reads.filter(
      (parent) => parent !== child && pointsAt(parent.table, child.table, key, catalog) && follows(child, parent),
    );
    const [closest] = parents.toSorted((a, b) => distance(child, a) - distance(child, b));
    if (closest === undefined) return [];
    return [
      {
        child: child.statement.digest,
        parent: closest.statement.digest,
        calls: child.statement.calls,
        parentRows: closest.statement.rowsSent ?? 0,
      },
    ];
  });
}

function readOf(statement: StatementDigest, catalog: Catalog): Read | undefined {
  const parsed = parseStatement(statement.text);
  if (parsed.kind === 'unread' || parsed.kind !== 'select') return undefined;
  const { blocks } = blocksOf(parsed, catalog);
  const [block] = blocks;
  const table = block?.tables[0]?.table;
  if (block === undefined || table === undefined) return undefined;
  const key = blocks.length === 1 && block.tables.length === 1 ? keyOf(block) : undefined;
  return { statement, table, ...(key === undefined ? {} : { key }) };
}

/** The column of the only equality; `is not null` of the same column, as relations write it, counts for nothing. */
function keyOf({ predicates, group, distinct, aggregates }: Block): string | undefined {
  if (group.length > 0 || distinct || aggregates.length > 0) return undefined;
  const telling = predicates.filter((predicate) => predicate.kind !== 'null');
  const [only] = telling;
  return telling.length === 1 && only?.kind === 'equal' ? only.column.column : undefined;
}

/** The key of the child names a row of the parent: `orders.user_id` of `users`, or `users.id` that `orders.user_id` holds. */
function pointsAt(parent: string, child: string, key: string, { tables }: Catalog): boolean {
  if (parent === child) return false;
  if (key.toLowerCase() === `${singular(parent)}_id`) return true;
  const columns = tables.find(({ name }) => name === parent)?.columns ?? [];
  return key.toLowerCase() === 'id' && columns.some(({ name }) => name.toLowerCase() === `${singular(child)}_id`);
}

function singular(table: string): string {
  const name = table.toLowerCase();
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.endsWith('s') ? name.slice(0, -1) : name;
}

function follows(child: Read, { statement }: Read): boolean {
  const { rowsSent, calls } = statement;
  return (
    rowsSent !== undefined &&
    calls > 0 &&
    rowsSent / calls >= fewestRows &&
    Math.abs(rowsSent - child.statement.calls) <= apart * Math.max(rowsSent, child.statement.calls)
  );
}

function distance(child: Read, { statement }: Read): number {
  return Math.abs((statement.rowsSent ?? 0) - child.statement.calls);
}
