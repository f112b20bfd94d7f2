import type { Query, TableReference, TableSource } from '../sql/ast';
import type { TableUse } from './block';
import type { KnownColumn } from './catalogIndex';
import { read, readExpression } from './columns';
import { onOf, type Place } from './comparisons';
import { readCondition } from './conditions';
import type { Analysis, CommonUse, Draft } from './draft';

/** Reads the query of a derived table, which sees what `scope` sees. */
type DerivedReader = (query: Query, around: Draft, scope: Draft | undefined) => CommonUse;

interface Seat {
  readonly analysis: Analysis;
  readonly draft: Draft;
  readonly derived: DerivedReader;
}

/** Adds the tables of a FROM clause to a block, with what their ON and USING say. */
export function readTables(seat: Seat, tables: readonly TableReference[], nestedIn?: number): void {
  const { draft } = seat;
  for (const reference of tables) {
    const first = draft.tables.length;
    const kind = nestedIn !== undefined ? 'left' : first === 0 ? 'first' : joinOf(reference);
    const outerJoined = kind === 'left' || kind === 'right' ? (nestedIn ?? first) : undefined;
    addSource(seat, reference.source, kind, outerJoined);
    const place: Place = { analysis: seat.analysis, draft, always: true, ...onOf(outerJoined) };
    if (reference.on !== undefined) draft.predicates.push(...readCondition(place, reference.on));
    if (reference.using !== undefined) joinByNames(place, first, reference.using);
    if (reference.natural) joinByNames(place, first, namesOfBoth(draft, first));
  }
}

function joinOf({ join }: TableReference): TableUse['join'] {
  return join === 'left' || join === 'right' ? join : 'inner';
}

/** `nestedIn`: the first table use of the outer-joined parentheses that it stands in. */
function addSource(seat: Seat, source: TableSource, join: TableUse['join'], nestedIn: number | undefined): void {
  const { analysis, draft } = seat;
  switch (source.kind) {
    case 'nest': {
      const [head, ...others] = source.tables;
      if (head === undefined) return;
      addSource(seat, head.source, join, nestedIn);
      readTables(seat, others, nestedIn);
      if (nestedIn !== undefined) for (let use = nestedIn; use < draft.tables.length; use++) draft.nested.add(use);
      return;
    }
    case 'derived': {
      const name = source.alias ?? '(…)';
      const { block, columns } = seat.derived(source.query, draft, source.lateral ? draft : draft.scope);
      if (source.lateral) analysis.remarks.add(`LATERAL: ${name} is read anew for each row`);
      addUse(draft, { name, derived: block, join }, source.columns === undefined ? columns : namesOf(source.columns));
      return;
    }
    case 'function':
      for (const argument of source.arguments) readExpression(analysis, draft, argument);
      analysis.remarks.add(`a table of the function ${source.name.toUpperCase()}`);
      addUse(draft, { name: source.alias ?? source.name, join }, source.columns && namesOf(source.columns));
      return;
    case 'table':
      addTable(seat, source, join);
  }
}

export const namesOf = (names: readonly string[]): ReadonlyMap<string, KnownColumn> =>
  new Map(names.map((name) => [name.toLowerCase(), { name }]));

function addTable(
  { analysis, draft }: Seat,
  source: Extract<TableSource, { kind: 'table' }>,
  join: TableUse['join'],
): void {
  const { table, hint, partitions } = source;
  const name = source.alias ?? table.name;
  const common = table.schema === undefined ? draft.common.get(table.name.toLowerCase()) : undefined;
  if (common !== undefined) {
    addUse(draft, { name, derived: common.block, join }, common.columns);
    return;
  }
  const found = analysis.catalog.table(table.schema, table.name);
  if (partitions !== undefined) analysis.remarks.add('PARTITION: only some partitions are read');
  if (found === undefined) {
    const isView = analysis.catalog.isView(table.schema, table.name);
    const what = isView ? 'what the view reads is not known' : 'the table is not known';
    analysis.remarks.add(`${what}: ${table.schema === undefined ? '' : `${table.schema}.`}${table.name}`);
  }
  addUse(
    draft,
    {
      name,
      ...(found === undefined ? {} : { table: found.name, schema: found.schema }),
      ...(found === undefined && table.schema !== undefined ? { schema: table.schema } : {}),
      join,
      ...(hint === undefined ? {} : { hint: hint.join(', ') }),
    },
    found && analysis.catalog.columns(found),
  );
}

function addUse(draft: Draft, use: TableUse, known: ReadonlyMap<string, KnownColumn> | undefined): void {
  draft.tables.push(use);
  draft.known.push(known);
}

/** USING: each name is a column of a table before and of one behind `first`. */
function joinByNames({ analysis, draft, on }: Place, first: number, names: readonly string[]): void {
  for (const name of names) {
    const left = owner(draft, name, 0, first);
    const right = owner(draft, name, first, draft.tables.length);
    if (left === undefined || right === undefined) {
      analysis.remarks.add(`the column ${name} of USING is not known`);
      continue;
    }
    read(draft, left);
    read(draft, right);
    draft.joins.push({ left, right, ...onOf(on) });
  }
}

function owner(draft: Draft, name: string, from: number, to: number): { use: number; column: string } | undefined {
  for (let use = from; use < to; use++) {
    const column = draft.known[use]?.get(name.toLowerCase());
    if (column !== undefined) return { use, column: column.name };
  }
  const unknown = draft.known.slice(from, to).flatMap((known, index) => (known === undefined ? [from + index] : []));
  const [only] = unknown;
  return only === undefined || unknown.length > 1 ? undefined : { use: only, column: name };
}

/** What NATURAL joins by. */
function namesOfBoth(draft: Draft, first: number): string[] {
  const names = new Set<string>();
  for (const known of draft.known.slice(0, first)) for (const name of known?.keys() ?? []) names.add(name);
  return [...new Set(draft.known.slice(first).flatMap((known) => [...(known?.keys() ?? [])]))].filter((name) =>
    names.has(name),
  );
}
