import type { DigestSnapshot, StatementDigest, StatementLocation } from '../digest';
import { breather } from '../advisor/breathe';
import { fingerprintOfLogged } from '../sql/unknownDialect';

/** One call of a statement as a log or a table of calls kept it. */
export interface SeenCall {
  /** With its values: only ever handed to `digestsOf`, or to a person who asked for this statement. */
  readonly sql: string;
  readonly schema?: string;
  readonly ms: number;
  readonly at: Date;
  readonly rowsExamined?: number;
  readonly rowsSent?: number;
  readonly location?: Omit<StatementLocation, 'calls'>;
}

/** Places in the code that are kept of one statement. */
const mostLocations = 5;

/** Calls between two looks at the clock. */
const batch = 50;

/** Calls from which on a percentile says something. */
const fewestForPercentile = 20;

interface Gathered {
  readonly id: string;
  readonly text: string;
  readonly schema?: string;
  readonly times: number[];
  totalMs: number;
  examined: number | undefined;
  sent: number | undefined;
  first: number;
  last: number;
  readonly locations: Map<string, { readonly location: Omit<StatementLocation, 'calls'>; calls: number }>;
}

/** What of a snapshot follows from calls alone. */
export type CallDigests = Pick<DigestSnapshot, 'digests' | 'totalCalls' | 'totalMs' | 'statements' | 'since'>;

/**
 * Groups calls by kind of statement and schema: what a server's digests would have been. Values are gone after it. Others get
 * their turn meanwhile: 20,000 different texts take most of a second. Rejects with `cancelled` on `signal`.
 */
export async function digestsOf(
  calls: Iterable<SeenCall>,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<CallDigests> {
  const breathe = breather(signal);
  const kinds = new Map<string, { readonly id: string; readonly text: string }>();
  const groups = new Map<string, Gathered>();
  let totalMs = 0;
  let totalCalls = 0;
  let since = Infinity;
  for (const call of calls) {
    if (totalCalls % batch === 0) await breathe();
    let kind = kinds.get(call.sql);
    // An application sends the same text again and again; one that does not must not fill the memory.
    if (kind === undefined) {
      kind = fingerprintOfLogged(call.sql);
      if (kinds.size < 10_000) kinds.set(call.sql, kind);
    }
    const key = `${kind.id} ${call.schema ?? ''}`;
    const group = groups.get(key) ?? emptyGroup(kind, call);
    groups.set(key, group);
    add(group, call);
    totalMs += call.ms;
    totalCalls++;
    since = Math.min(since, call.at.getTime());
  }
  const statements = [...groups.values()]
    .toSorted((a, b) => b.totalMs - a.totalMs)
    .slice(0, Math.max(1, Math.floor(limit)))
    .map((group) => digestOf(group, totalMs));
  return {
    digests: groups.size,
    totalCalls,
    totalMs,
    statements,
    ...(totalCalls === 0 ? {} : { since: new Date(since) }),
  };
}

function emptyGroup(kind: { readonly id: string; readonly text: string }, { schema, at }: SeenCall): Gathered {
  return {
    ...kind,
    ...(schema === undefined ? {} : { schema }),
    times: [],
    totalMs: 0,
    examined: undefined,
    sent: undefined,
    first: at.getTime(),
    last: at.getTime(),
    locations: new Map(),
  };
}

function add(group: Gathered, call: SeenCall): void {
  group.times.push(call.ms);
  group.totalMs += call.ms;
  if (call.rowsExamined !== undefined) group.examined = (group.examined ?? 0) + call.rowsExamined;
  if (call.rowsSent !== undefined) group.sent = (group.sent ?? 0) + call.rowsSent;
  group.first = Math.min(group.first, call.at.getTime());
  group.last = Math.max(group.last, call.at.getTime());
  const { location } = call;
  if (location === undefined) return;
  const place = `${location.file}:${location.line}`;
  const known = group.locations.get(place);
  if (known === undefined) group.locations.set(place, { location, calls: 1 });
  else known.calls++;
}

function digestOf(group: Gathered, allMs: number): StatementDigest {
  const calls = group.times.length;
  const times = group.times.toSorted((a, b) => a - b);
  const locations = [...group.locations.values()]
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, mostLocations)
    .map(({ location, calls: seen }) => ({ ...location, calls: seen }));
  return {
    digest: group.id,
    text: group.text,
    ...(group.schema === undefined ? {} : { schema: group.schema }),
    calls,
    totalMs: group.totalMs,
    averageMs: group.totalMs / calls,
    ...(calls < fewestForPercentile ? {} : { p95Ms: percentile(times, 0.95), p99Ms: percentile(times, 0.99) }),
    maxMs: times.at(-1) ?? 0,
    ...(group.examined === undefined
      ? {}
      : { rowsExamined: group.examined, rowsExaminedPerCall: group.examined / calls }),
    ...(group.sent === undefined ? {} : { rowsSent: group.sent }),
    firstSeen: new Date(group.first),
    lastSeen: new Date(group.last),
    loadShare: allMs === 0 ? 0 : Math.min(1, group.totalMs / allMs),
    prepared: false,
    ...(locations.length === 0 ? {} : { locations }),
  };
}

/** The nearest rank: the smallest time that at least this share of the calls did not exceed. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

/** The first `limit` calls of one kind of statement, in their order. */
export async function callsOf(
  calls: readonly SeenCall[],
  id: string,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<readonly SeenCall[]> {
  const breathe = breather(signal);
  const found: SeenCall[] = [];
  for (const [at, call] of calls.entries()) {
    if (found.length >= limit) break;
    if (at % batch === 0) await breathe();
    if (fingerprintOfLogged(call.sql).id === id) found.push(call);
  }
  return found;
}

/** Different texts of several kinds of statements, by id, the first `most` of each: one look through the calls for all. */
export async function textsOf(
  calls: readonly SeenCall[],
  ids: ReadonlySet<string>,
  most: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const breathe = breather(signal);
  const found = new Map<string, string[]>();
  let at = 0;
  for (const sql of new Set(calls.map((call) => call.sql))) {
    if (at++ % batch === 0) await breathe();
    const { id } = fingerprintOfLogged(sql);
    const texts = found.get(id) ?? [];
    if (!ids.has(id) || texts.length >= most) continue;
    found.set(id, [...texts, sql]);
  }
  return found;
}
