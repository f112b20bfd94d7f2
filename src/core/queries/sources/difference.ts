import type { DigestSnapshot, StatementDigest } from '../digest';

/** What one statement did between two readings. */
export interface StatementRate {
  readonly digest: string;
  readonly text: string;
  readonly schema?: string;
  readonly calls: number;
  readonly callsPerHour: number;
  readonly totalMs: number;
  readonly averageMs: number;
  readonly rowsExamined?: number;
  readonly rowsExaminedPerCall?: number;
  /** Share of all statements' time between the two readings, 0 to 1. */
  readonly loadShare: number;
  /** It was first seen between them. */
  readonly isNew: boolean;
}

/** What happened between two readings of one source. */
export type DigestDifference =
  | {
      readonly kind: 'counted';
      readonly seconds: number;
      readonly totalCalls: number;
      readonly totalMs: number;
      /** Statements that were called between the readings, most time first. */
      readonly statements: readonly StatementRate[];
      /** Listed statements of which the first reading says nothing: too cheap then to be listed. */
      readonly unknown: number;
    }
  /** Counting began anew between them (a restart, or somebody emptied the table): there is no difference to tell. */
  | { readonly kind: 'reset' }
  /** The readings are of different sources or schemas, or of one that keeps a list of calls instead of counters. */
  | { readonly kind: 'notComparable' };

/** MariaDB keeps first moments to the second, rounded down. Milliseconds. */
const second = 1000;

/**
 * The difference of two readings of counters. Only performance_schema counts; other sources say when each call was, and are
 * read for the time that is asked for.
 *
 * @param before the earlier reading; its list may be shorter than the selection
 */
export function differenceOf(before: DigestSnapshot, after: DigestSnapshot): DigestDifference {
  if (before.source !== 'performance_schema' || after.source !== before.source || after.schema !== before.schema)
    return { kind: 'notComparable' };
  const seconds = (after.readAt.getTime() - before.readAt.getTime()) / 1000;
  if (seconds <= 0) return { kind: 'notComparable' };
  const known = new Map(before.statements.map((one) => [keyOf(one), one] as const));
  if (isReset(before, after, known)) return { kind: 'reset' };
  const complete = before.statements.length >= before.digests;
  const totalMs = after.totalMs - before.totalMs;
  const statements: StatementRate[] = [];
  let unknown = 0;
  for (const one of after.statements) {
    const earlier = known.get(keyOf(one));
    const isNew = earlier === undefined && (complete || one.firstSeen.getTime() > before.readAt.getTime() - second);
    if (earlier === undefined && !isNew) unknown++;
    else {
      const rate = rateOf(one, earlier, seconds, totalMs);
      if (rate.calls > 0) statements.push({ ...rate, isNew });
    }
  }
  return {
    kind: 'counted',
    seconds,
    totalCalls: after.totalCalls - before.totalCalls,
    totalMs,
    statements: statements.toSorted((a, b) => b.totalMs - a.totalMs),
    unknown,
  };
}

/** Counters only grow, and first moments only stay: anything else is another counting. */
function isReset(before: DigestSnapshot, after: DigestSnapshot, known: ReadonlyMap<string, StatementDigest>): boolean {
  if (after.totalCalls < before.totalCalls || after.digests < before.digests) return true;
  if (before.since !== undefined && (after.since === undefined || after.since > before.since)) return true;
  return after.statements.some((one) => one.calls < (known.get(keyOf(one))?.calls ?? 0));
}

function rateOf(
  after: StatementDigest,
  before: StatementDigest | undefined,
  seconds: number,
  allMs: number,
): Omit<StatementRate, 'isNew'> {
  const calls = after.calls - (before?.calls ?? 0);
  const totalMs = Math.max(0, after.totalMs - (before?.totalMs ?? 0));
  const examined =
    after.rowsExamined === undefined ? undefined : Math.max(0, after.rowsExamined - (before?.rowsExamined ?? 0));
  return {
    digest: after.digest,
    text: after.text,
    ...(after.schema === undefined ? {} : { schema: after.schema }),
    calls,
    callsPerHour: (calls / seconds) * 3600,
    totalMs,
    averageMs: calls === 0 ? 0 : totalMs / calls,
    ...(examined === undefined
      ? {}
      : { rowsExamined: examined, rowsExaminedPerCall: calls === 0 ? 0 : examined / calls }),
    loadShare: allMs <= 0 ? 0 : Math.min(1, totalMs / allMs),
  };
}

const keyOf = ({ digest, schema }: StatementDigest): string => `${digest} ${schema ?? ''}`;
