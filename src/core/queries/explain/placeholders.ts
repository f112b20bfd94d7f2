import { OpsError } from '../../base/errors';
import { throwIfAborted } from '../../base/abort';
import type { SqlClient, SqlValue } from '../../connections/sql';
import { formatCount } from '../../base/format';
import { Lexer, tokensOf } from '../sql/lexer';
import { parseStatement } from '../sql/parse';
import {
  findColumn,
  literalOf,
  rowsLookedAt,
  typicalValues,
  type TypicalValues,
  type ValueColumn,
} from './columnValues';
import type { StatementSource } from './plan';
import { placeholdersOf, type ComparedUse, type PlaceholderUse } from './placeholderUses';
import { literalsOf } from './sampleValues';

/** A real call of the statement: its text with values, or the values that were bound. */
export type StatementSample =
  | { readonly sql: string; readonly from: string }
  | { readonly bindings: readonly SqlValue[]; readonly from: string };

export interface FillOptions {
  /** Real calls, the best first. `from` is for people: "the slow log", "Telescope". */
  readonly samples?: readonly StatementSample[];
  /** Values that the person gave, by the placeholder's number from 0. */
  readonly given?: ReadonlyMap<number, SqlValue>;
  /** The schema of unqualified names. */
  readonly schema?: string;
}

/** Where the value of a placeholder comes from. `assumed`: not from this application at all. */
export type Provenance = 'sample' | 'statistics' | 'user' | 'assumed';

export interface FilledPlaceholder {
  /** From 0, in the order of the text. */
  readonly index: number;
  /** "orders.user_id", where it is compared with a column of a table. */
  readonly column?: string;
  readonly provenance?: Provenance;
  /** A literal of SQL; a value of the application: for the panel only. Undefined: nobody knows one, the person is asked. */
  readonly literal?: string;
  /** For people, one sentence. */
  readonly text: string;
}

export interface FilledStatement {
  /** With values in place; placeholders without one still stand in it. */
  readonly sql: string;
  readonly placeholders: readonly FilledPlaceholder[];
  /** No placeholder is left, nor a list that a digest does not keep ("(...)"): it can be explained. */
  readonly complete: boolean;
  /** What was filled from what, for the plan. */
  readonly source: StatementSource;
}

/** Laravel's page length (Illuminate\Database\Eloquent\Model::$perPage, 15 in versions 5 to 13). */
const laravelPage = 15;

/** So many columns are looked at before a person is asked for the rest. */
const mostColumns = 12;

/**
 * Puts values in the place of a statement's placeholders, and says of each where it came from: what the person gave, a real call,
 * typical values of the column that it is compared with, or, for LIMIT and OFFSET, Laravel's own first page. A LIKE pattern is
 * never made up: the plan hangs on where its wildcards are.
 *
 * Rejects with OpsError `unreadable` when the statement is not understood.
 */
export async function fillPlaceholders(
  client: SqlClient,
  sql: string,
  { samples = [], given = new Map(), schema }: FillOptions = {},
  signal?: AbortSignal,
): Promise<FilledStatement> {
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread')
    throw new OpsError('unreadable', `The statement's placeholders were not found: ${parsed.reason}.`, {
      safe: 'Nothing was executed.',
    });
  const places = placeholdersOf(parsed);
  const real = realCall(sql, places.length, samples);
  const columns = columnReader(client, schema, signal);
  const filled: FilledPlaceholder[] = [];
  for (const [index, { use }] of places.entries()) {
    throwIfAborted(signal);
    const value = given.get(index);
    const fromUser = value === undefined ? undefined : literalOfValue(value);
    const sample = real?.literals[index];
    if (fromUser !== undefined) filled.push({ index, provenance: 'user', literal: fromUser, text: 'Given by you.' });
    else if (sample !== undefined)
      filled.push({ index, provenance: 'sample', literal: sample, text: `From a real call: ${real?.from ?? ''}.` });
    else filled.push({ index, ...(await guess(use, columns)) });
  }
  let text = sql;
  for (const [index, { start, end }] of [...places.entries()].reverse()) {
    const literal = filled[index]?.literal;
    if (literal !== undefined) text = text.slice(0, start) + literal + text.slice(end);
  }
  return {
    sql: text,
    placeholders: filled,
    complete: tokensOf(new Lexer(text)).every(({ kind }) => kind !== 'placeholder' && kind !== 'more'),
    source: { kind: 'filled', text: sourceText(filled) },
  };
}

/** The first sample that has a value for every placeholder. */
function realCall(
  sql: string,
  count: number,
  samples: readonly StatementSample[],
): { readonly literals: readonly string[]; readonly from: string } | undefined {
  for (const sample of samples) {
    const literals =
      'sql' in sample ? literalsOf(sql, sample.sql) : sample.bindings.flatMap((value) => literalOfValue(value) ?? []);
    if (literals?.length === count) return { literals, from: sample.from };
  }
  return undefined;
}

/** A value as a literal; undefined for a text that no literal can hold safely. */
function literalOfValue(value: SqlValue): string | undefined {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return literalOf(value.toISOString().slice(0, 19).replace('T', ' '), false);
  return typeof value === 'string' ? literalOf(value, false) : literalOf(String(value), true);
}

type Guess = Omit<FilledPlaceholder, 'index'>;

interface SeenColumn {
  readonly column: ValueColumn;
  readonly values: TypicalValues | undefined;
}

type ColumnReader = (use: ComparedUse) => Promise<SeenColumn | undefined>;

/** Looks at each column once. */
function columnReader(client: SqlClient, schema: string | undefined, signal: AbortSignal | undefined): ColumnReader {
  const seen = new Map<string, Promise<SeenColumn | undefined>>();
  return (use) => {
    const key = JSON.stringify([use.column, use.tables.map(({ schema: own, name }) => [own, name])]);
    const known = seen.get(key);
    if (known !== undefined) return known;
    const where = { ...(schema === undefined ? {} : { schema }), ...(signal === undefined ? {} : { signal }) };
    const look = async (): Promise<SeenColumn | undefined> => {
      const column = await findColumn(client, use.tables, use.column, where);
      return column === undefined ? undefined : { column, values: await typicalValues(client, column, signal) };
    };
    const asked = seen.size < mostColumns ? look() : Promise.resolve(undefined);
    seen.set(key, asked);
    return asked;
  };
}

async function guess(use: PlaceholderUse, columns: ColumnReader): Promise<Guess> {
  if (use.kind === 'limit')
    return {
      provenance: 'assumed',
      literal: String(laravelPage),
      text: `Assumed: ${laravelPage}, Laravel’s default page.`,
    };
  if (use.kind === 'offset') return { provenance: 'assumed', literal: '0', text: 'Assumed: 0, the first page.' };
  if (!('column' in use)) return { text: 'It is not compared with a column: give a value.' };
  const seen = await columns(use);
  if (seen === undefined) return { text: `It is not certain which column ${use.column} is: give a value.` };
  const column = `${seen.column.table}.${seen.column.column}`;
  if (use.kind === 'like')
    return { column, text: `A pattern for ${column}: give one, the plan hangs on its wildcards.` };
  const { values } = seen;
  const picked = values === undefined ? undefined : pick(use, values);
  if (picked === undefined) return { column, text: `No typical value of ${column} was found: give one.` };
  const among = `of ${column} among its first ${formatCount(rowsLookedAt)} rows`;
  return { column, provenance: 'statistics', literal: picked.literal, text: `${picked.what} ${among}.` };
}

/** A frequent value for "=", the ends of the middle half for a range. */
function pick(
  use: ComparedUse,
  { frequent, sorted }: TypicalValues,
): { readonly literal: string; readonly what: string } | undefined {
  const at = (share: number, what: string): { literal: string; what: string } | undefined => {
    const literal = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return literal === undefined ? undefined : { literal, what };
  };
  if (use.kind === 'low') return at(0.25, 'Typical: a quarter of the values is below it,');
  if (use.kind === 'high') return at(0.75, 'Typical: a quarter of the values is above it,');
  const literal = frequent[use.nth % frequent.length];
  const what = use.nth === 0 ? 'The most frequent value' : 'One of the most frequent values';
  return literal === undefined ? undefined : { literal, what };
}

const names: Readonly<Record<Provenance, string>> = {
  sample: 'from a real call',
  statistics: 'typical of their columns',
  user: 'given by you',
  assumed: 'assumed',
};

function sourceText(filled: readonly FilledPlaceholder[]): string {
  if (filled.length === 0) return 'The statement has no placeholders.';
  const parts = (['user', 'sample', 'statistics', 'assumed'] as const).flatMap((provenance) => {
    const count = filled.filter((one) => one.provenance === provenance).length;
    return count === 0 ? [] : [`${count} ${names[provenance]}`];
  });
  const open = filled.filter(({ literal }) => literal === undefined).length;
  if (open > 0) parts.push(`${open} without a value`);
  const noun = filled.length === 1 ? 'value' : 'values';
  const certain = filled.every(({ provenance }) => provenance === 'sample' || provenance === 'user');
  return `${filled.length} ${noun} filled in: ${parts.join(', ')}.${certain ? '' : ' The plan may differ from that of real calls.'}`;
}
