import type { SqlValue } from '../../connections/sql';
import { toText } from '../numbers';
import { accessOf } from './access';
import { decodeExtra } from './extra';
import type { PlanNode } from './plan';

/** One row of traditional EXPLAIN: MySQL 5.7+ has `partitions` and `filtered`, MariaDB `filtered` with EXTENDED. */
export type ExplainRow = Readonly<Record<string, SqlValue>>;

/** "1000", or MariaDB's "1000 (5%)" with a rowid filter, as a number. */
function leadingNumber(cell: SqlValue | undefined): number | undefined {
  const match = /^\d+(?:\.\d+)?/.exec(toText(cell) ?? '');
  return match === null ? undefined : Number(match[0]);
}

function list(cell: SqlValue | undefined): readonly string[] {
  return (toText(cell) ?? '').split(',').filter((name) => name !== '');
}

/** Selects that a row draws from: <derived2>, <subquery3>, <union1,2>, <unionA,B,…,Z> (cut: the middle is not named). */
function drawsFrom(table: string | undefined): readonly number[] {
  const match = /^<(?:derived|subquery|union|intersect|except|unit)([\d,.]+)>$/.exec(table ?? '');
  return (match?.[1] ?? '').split(',').map(Number).filter(Number.isInteger);
}

function nodeOf(row: ExplainRow, index: number, names: ReadonlyMap<string, string>): PlanNode {
  const table = toText(row['table']);
  const type = toText(row['type']);
  const select = leadingNumber(row['id']);
  const rows = leadingNumber(row['rows']);
  const filtered = leadingNumber(row['filtered']);
  const name = table === undefined ? undefined : names.get(table.toLowerCase());
  const key = toText(row['key']);
  const keyLength = toText(row['key_len']);
  const ref = toText(row['ref']);
  const partitions = toText(row['partitions']);
  return {
    id: String(index),
    ...(select === undefined ? {} : { select }),
    selectType: toText(row['select_type']) ?? '',
    ...(table === undefined ? {} : { table }),
    ...(name === undefined || name === table ? {} : { tableName: name }),
    ...(type === undefined ? {} : { accessType: type }),
    access: accessOf(type),
    possibleKeys: list(row['possible_keys']),
    ...(key === undefined ? {} : { key }),
    ...(keyLength === undefined ? {} : { keyLength }),
    ...(ref === undefined ? {} : { ref }),
    ...(partitions === undefined ? {} : { partitions }),
    ...(rows === undefined ? {} : { rows }),
    ...(filtered === undefined ? {} : { filtered }),
    extra: decodeExtra(toText(row['Extra']) ?? ''),
    children: [],
  };
}

/**
 * The plan's rows as a tree: what fills a derived table or a UNION hangs below the row that reads it, other selects
 * (subqueries) stay beside. Every row appears exactly once, whatever the server wrote.
 *
 * @param names table names by lower-case alias
 */
export function planNodes(rows: readonly ExplainRow[], names: ReadonlyMap<string, string>): readonly PlanNode[] {
  const flat = rows.map((row, index) => nodeOf(row, index, names));
  const placed = new Set<string>();
  const build = (node: PlanNode): PlanNode => {
    placed.add(node.id);
    const sources = drawsFrom(node.table);
    const children: PlanNode[] = [];
    for (const candidate of flat)
      if (candidate.select !== undefined && sources.includes(candidate.select) && !placed.has(candidate.id))
        children.push(build(candidate));
    return children.length === 0 ? node : { ...node, children };
  };
  // Rows that nobody draws from are the top; a UNION's result row stands last and takes its parts.
  const drawn = new Set(flat.flatMap(({ table }) => drawsFrom(table)));
  const top = flat.filter(({ select }) => select === undefined || !drawn.has(select)).map(build);
  // A cycle cannot come from a server; if it does, its rows are shown flat instead of being lost.
  return [...top, ...flat.filter(({ id }) => !placed.has(id))];
}
