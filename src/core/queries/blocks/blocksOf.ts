import type { Catalog } from '../catalog/table';
import type { Assignment, Expression, ParsedStatement, TableReference } from '../sql/ast';
import type { Dialect } from '../sql/dialect';
import type { StatementBlocks } from './block';
import { indexOf } from './catalogIndex';
import { findUse, readExpression, resolve } from './columns';
import { readCondition } from './conditions';
import { finish, newDraft, type Analysis, type Draft } from './draft';
import { simplifyOuterJoins } from './outerJoins';
import { derivedReader, readCommonTables, readQuery } from './queries';
import { readEnd } from './selects';
import { readTables } from './tables';

type Writes = NonNullable<StatementBlocks['writes']>;

/**
 * The blocks of a statement, its names resolved against a catalog as the servers do it: columns without case, tables by their
 * exact name and else without case. What cannot be resolved is a remark or a predicate of kind `other`; nothing is guessed.
 *
 * @param dialect the one that the statement was parsed with
 */
export function blocksOf(statement: ParsedStatement, catalog: Catalog, dialect: Dialect = {}): StatementBlocks {
  const remarks = new Set<string>();
  const drafts: Draft[] = [];
  const analysis: Analysis = {
    statement,
    dialect,
    catalog: indexOf(catalog),
    drafts,
    remarks,
    subquery: (query, role, around, negated) =>
      readQuery(analysis, query, { role, parent: around, scope: around, negated }, around.common),
  };
  if (statement.versioned)
    remarks.add('a comment that only some servers run (/*! … */), read as part of the statement');
  if (statement.hints.length > 0) remarks.add('an optimizer hint (/*+ … */)');
  const writes = readStatement(analysis);
  for (const draft of drafts) simplifyOuterJoins(draft);
  return { kind: statement.kind, blocks: drafts.map(finish), ...(writes && { writes }), remarks: [...remarks] };
}

function readStatement(analysis: Analysis): Writes | undefined {
  const { statement } = analysis;
  switch (statement.kind) {
    case 'insert':
    case 'replace':
      return readInsert(analysis, statement);
    case 'update':
      return readUpdate(analysis, statement);
    case 'delete':
      return readDelete(analysis, statement);
    default:
      readQuery(analysis, statement.query, top, none);
      return undefined;
  }
}

const top = { role: 'top', parent: undefined, scope: undefined } as const;
const none: Draft['common'] = new Map();

/** The name as the catalog writes it, else as the statement does. */
function written(analysis: Analysis, name: string, schema: string | undefined): Pick<Writes, 'table' | 'schema'> {
  const found = analysis.catalog.table(schema, name);
  if (found !== undefined) return { table: found.name, schema: found.schema };
  analysis.remarks.add(`the table is not known: ${name}`);
  return { table: name, ...(schema === undefined ? {} : { schema }) };
}

function readInsert(
  analysis: Analysis,
  { table, query, values, onDuplicate }: Extract<ParsedStatement, { kind: 'insert' | 'replace' }>,
): Writes {
  if (query !== undefined) readQuery(analysis, query, top, none);
  else if (values.some(holdsQuery)) {
    const draft = newDraft(analysis, { ...top, common: none });
    for (const value of values) if (holdsQuery(value)) readExpression(analysis, draft, value);
  }
  if (onDuplicate !== undefined) analysis.remarks.add('ON DUPLICATE KEY UPDATE');
  return written(analysis, table.name, table.schema);
}

/** VALUES may hold subqueries; names in it otherwise mean columns that are being written. */
const holdsQuery = ({ kind }: Expression): boolean => kind === 'subquery' || kind === 'exists';

type Change = Extract<ParsedStatement, { kind: 'update' | 'delete' }>;

function readChange(analysis: Analysis, change: Change, tables: readonly TableReference[]): Draft {
  const draft = newDraft(analysis, { ...top, common: none });
  draft.common = readCommonTables(analysis, change, draft, undefined);
  draft.locking = true;
  readTables({ analysis, draft, derived: derivedReader(analysis) }, tables);
  if (change.where !== undefined)
    draft.predicates.push(...readCondition({ analysis, draft, always: true }, change.where));
  readEnd(analysis, draft, change);
  return draft;
}

function readUpdate(analysis: Analysis, update: Extract<ParsedStatement, { kind: 'update' }>): Writes | undefined {
  const draft = readChange(analysis, update, update.tables);
  for (const { value } of update.set) readExpression(analysis, draft, value);
  const columns = new Map<number, string[]>();
  for (const { column } of update.set) {
    const found = columnSet(analysis, draft, column);
    if (found !== undefined) columns.set(found.use, [...(columns.get(found.use) ?? []), found.column]);
  }
  for (const use of columns.keys()) draft.all.add(use);
  return writesOf(analysis, draft, columns);
}

/** The column that an assignment sets; it is not read for that. */
function columnSet(
  analysis: Analysis,
  draft: Draft,
  column: Assignment['column'],
): { use: number; column: string } | undefined {
  if (column.kind !== 'column') return undefined;
  const before = new Map(draft.columns);
  const found = resolve(analysis, draft, column);
  draft.columns.clear();
  for (const [key, use] of before) draft.columns.set(key, use);
  return found?.draft === draft ? found.column : undefined;
}

function readDelete(analysis: Analysis, change: Extract<ParsedStatement, { kind: 'delete' }>): Writes | undefined {
  const draft = readChange(analysis, change, change.tables);
  const uses = change.targets.map(({ name, schema }) => findUse(draft, name, schema)).filter((use) => use >= 0);
  const targets = change.targets.length === 0 ? [0] : uses;
  for (const use of targets) draft.all.add(use);
  return writesOf(analysis, draft, new Map(targets.map((use) => [use, undefined])));
}

/** The first table that is written; a remark names the others. */
function writesOf(
  analysis: Analysis,
  draft: Draft,
  columns: ReadonlyMap<number, readonly string[] | undefined>,
): Writes | undefined {
  const [first, ...others] = [...columns].flatMap(([use, set]): Writes[] => {
    const found = draft.tables[use];
    if (found === undefined || found.derived !== undefined) return [];
    const schema = found.schema === undefined ? {} : { schema: found.schema };
    return [{ table: found.table ?? found.name, ...schema, ...(set && { columns: set }) }];
  });
  for (const { table } of others) analysis.remarks.add(`it also writes ${table}`);
  return first;
}
