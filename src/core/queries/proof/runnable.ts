import { quoteName } from '../../connections/sqlNames';
import type { LimitClause, OrderItem, ParsedStatement, Place, TableReference } from '../sql/ast';
import { parseStatement } from '../sql/parse';
import { builtInFunctions } from '../explain/builtInFunctions';
import { executionObstacle } from '../explain/executable';

/** Where and how a statement is to be run. */
export interface RunTarget {
  /** The live schema: a name qualified with it is taken to the copy, one with another is refused. */
  readonly live: string;
  /** Share of the rows that a LIMIT is about, 0 to 1. */
  readonly scale: number;
}

/** A SELECT that only reads tables of the schema it is run in, or why there is none. */
export type Runnable =
  | { readonly kind: 'runnable'; readonly sql: string }
  | { readonly kind: 'refused'; readonly reason: string };

interface Edit extends Place {
  readonly text: string;
}

const refused = (reason: string): Runnable => ({ kind: 'refused', reason });

const lockingEnd =
  /\s+(?:FOR\s+(?:UPDATE|SHARE)(?:\s+(?:NOWAIT|SKIP\s+LOCKED|WAIT\s+\d{1,9}))?|LOCK\s+IN\s+SHARE\s+MODE)$/i;

/** Hints that change the session or what the server does beside the plan. */
const foreignHint = /\b(?:SET_VAR|RESOURCE_GROUP|MAX_EXECUTION_TIME)\b/i;

/**
 * What of a statement is run on a copy: a SELECT as it is, of UPDATE and DELETE the rows that they look for, of INSERT … SELECT
 * its query. Names qualified with the live schema lose it, numbers of LIMIT are scaled, locking is left out. Refused is whatever
 * is not understood completely, and what could do more than read: variables, functions that are not known to be harmless, other
 * schemas, comments that only some servers run.
 */
export function runnableOn(sql: string, target: RunTarget): Runnable {
  const text = sql
    .trim()
    .replace(/[;\s]+$/, '')
    .replace(lockingEnd, '');
  const parsed = parseStatement(text);
  if (parsed.kind === 'unread') return refused(`it could not be read: ${parsed.reason}`);
  const obstacle = obstacleIn(parsed);
  if (obstacle !== undefined) return refused(obstacle);
  const edits: Edit[] = [];
  const reason = edit(parsed, target, edits);
  if (reason !== undefined) return refused(reason);
  const half = readingHalf(parsed, (place) => edited(text, place, edits));
  if (half === undefined) return refused('it reads nothing that an index could help with');
  // Looked at once more as ANALYZE does it, which has another way of telling.
  return executionObstacle(half) === undefined
    ? { kind: 'runnable', sql: half }
    : refused('it is not certain that it only reads');
}

function obstacleIn({ hints, versioned }: ParsedStatement): string | undefined {
  if (versioned) return 'part of it stands in a comment that only some servers run';
  return hints.some((hint) => foreignHint.test(hint)) ? 'it sets variables by a hint' : undefined;
}

/** Collects the edits that take the statement to the copy; or says why that cannot be. */
function edit(parsed: ParsedStatement, { live, scale }: RunTarget, edits: Edit[]): string | undefined {
  const known = (schema: string): boolean => schema.toLowerCase() === live.toLowerCase();
  for (const node of nodesOf(parsed)) {
    switch (node['kind']) {
      case 'variable':
        return 'it uses a variable';
      case 'placeholder':
      case 'more':
        return 'not all of its values are known';
      case 'call':
      case 'function': {
        const name = String(node['name']);
        if (!builtInFunctions.has(name.toUpperCase())) return `it calls ${name}(), which is not known to only compute`;
        break;
      }
      case 'column':
      case 'star': {
        const { schema, table, name } = node;
        if (typeof schema !== 'string') break;
        if (!known(schema)) return `it reads the schema ${schema}`;
        const last = node['kind'] === 'star' ? '*' : quoteName(String(name));
        edits.push({ ...placeOf(node), text: `${quoteName(String(table))}.${last}` });
        break;
      }
      case 'table': {
        const table = node['table'];
        if (!isNode(table) || typeof table['schema'] !== 'string') break;
        if (!known(table['schema'])) return `it reads the schema ${table['schema']}`;
        edits.push({ ...placeOf(table), text: quoteName(String(table['name'])) });
        break;
      }
    }
    if (node['locking'] === true) return 'it locks rows';
    if (isNode(node['limit']) && scale < 1) limitEdits(node['limit'], scale, edits);
  }
  return undefined;
}

/** Numbers of a LIMIT, as many as the sample has of the rows. */
function limitEdits(limit: Readonly<Record<string, unknown>>, scale: number, edits: Edit[]): void {
  for (const [part, least] of [
    ['count', 1],
    ['offset', 0],
  ] as const) {
    const value = limit[part];
    if (!isNode(value) || value['type'] !== 'number') continue;
    const number = Number(value['text']);
    if (Number.isFinite(number) && number > 0)
      edits.push({ ...placeOf(value), text: String(Math.max(least, Math.round(number * scale))) });
  }
}

/** The text of a place with the edits that lie in it. */
function edited(text: string, place: Place, edits: readonly Edit[]): string {
  let result = '';
  let at = place.start;
  const inside = edits.filter(({ start, end }) => start >= place.start && end <= place.end);
  for (const each of inside.toSorted((a, b) => a.start - b.start)) {
    // The same place may have been reached twice.
    if (each.start < at) continue;
    result += text.slice(at, each.start) + each.text;
    at = each.end;
  }
  return result + text.slice(at, place.end);
}

function readingHalf(parsed: ParsedStatement, textOf: (place: Place) => string): string | undefined {
  if (parsed.kind === 'select') return textOf({ start: 0, end: parsed.sql.length });
  if (parsed.kind === 'update' || parsed.kind === 'delete')
    return parsed.with.length > 0 ? undefined : lookedFor(parsed, textOf);
  return parsed.query === undefined ? undefined : textOf(parsed.query);
}

/** The rows that an UPDATE or DELETE of one table looks for. Both read whole rows, so no index covers them. */
function lookedFor(
  {
    tables,
    where,
    order,
    limit,
  }: {
    readonly tables: readonly TableReference[];
    readonly where?: Place;
    readonly order: readonly OrderItem[];
    readonly limit?: LimitClause;
  },
  textOf: (place: Place) => string,
): string | undefined {
  const [only, ...more] = tables;
  if (only === undefined || more.length > 0 || only.source.kind !== 'table') return undefined;
  const { table, alias, hint } = only.source;
  if (hint !== undefined || where === undefined) return undefined;
  const by = order.map(({ expression, descending }) => textOf(expression) + (descending ? ' DESC' : ''));
  return [
    `SELECT * FROM ${textOf(table)}${alias === undefined ? '' : ` AS ${quoteName(alias)}`} WHERE ${textOf(where)}`,
    by.length === 0 ? '' : ` ORDER BY ${by.join(', ')}`,
    limit?.count === undefined ? '' : ` LIMIT ${textOf(limit.count)}`,
  ].join('');
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function placeOf(node: Node): Place {
  return { start: Number(node['start']), end: Number(node['end']) };
}

/** Every object of a tree, whatever its kind: what a later version of the parser adds is looked at too. */
function* nodesOf(root: object): Generator<Node> {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (!isNode(node)) continue;
    yield node;
    open.push(...Object.values(node));
  }
}
