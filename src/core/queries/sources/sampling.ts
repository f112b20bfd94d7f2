import { throwIfAborted } from '../../base/abort';
import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import type { DigestSnapshot, StatementDigest } from '../digest';
import { fingerprintOfLogged } from '../sql/unknownDialect';
import { readRunningSessions, type RunningSession } from './runningSessions';

export interface SampleOptions {
  /** Between the beginnings of two readings; at least 50. */
  readonly intervalMs: number;
  readonly forMs: number;
  readonly limit: number;
  /** Only statements that run in this schema. */
  readonly schema?: string;
  /** Told after each reading, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends sampling early; what was seen until then is the answer when at least one reading was made. */
  readonly stop?: AbortSignal;
}

interface Sighted {
  readonly id: string;
  readonly text: string;
  readonly schema?: string;
  calls: number;
  /** Readings in which at least one call was running. */
  samples: number;
  /** Calls running, added up over all readings. */
  sightings: number;
  maxMs: number;
  first: Date;
  last: Date;
}

/**
 * What runs, looked at again and again: for servers that keep no statistics. A statement seen running by `n` of `m`
 * readings ran for about n/m of the time, whatever it was doing; how often it was called is only known to be at least the
 * number of different calls seen. Statements much shorter than the interval are seen by chance.
 *
 * Costs the server one look at its list of sessions each time. Without the PROCESS privilege only sessions of the same
 * account are seen, which is the application's own where its login is used.
 *
 * Rejects with `cancelled` on `signal`, or what the client rejects with.
 */
export async function sampleProcesslist(
  client: SqlClient,
  options: SampleOptions,
  signal: AbortSignal,
): Promise<DigestSnapshot> {
  const intervalMs = Math.max(50, options.intervalMs);
  const kinds = new Map<string, Sighted>();
  let running = new Map<string, { readonly kind: string; readonly ms: number }>();
  const begun = performance.now();
  let samples = 0;
  let readAt = new Date();
  let firstAt: Date | undefined;
  for (;;) {
    throwIfAborted(signal);
    const seen = await readRunningSessions(client, options.schema, signal);
    samples++;
    readAt = seen.readAt;
    firstAt ??= readAt;
    running = note(kinds, running, seen.sessions, readAt);
    const elapsed = performance.now() - begun;
    options.onProgress?.(Math.min(1, elapsed / Math.max(1, options.forMs)));
    const next = samples * intervalMs;
    if (next > options.forMs || isStopped(options)) break;
    await pause(Math.max(0, next - elapsed), signal, options.stop);
    if (isStopped(options)) break;
  }
  // What really passed between two readings: a slow server makes it more than the interval.
  const elapsed = Math.max(intervalMs, performance.now() - begun);
  return snapshotOf(kinds, options, { samples, elapsed, readAt, since: firstAt ?? readAt });
}

const isStopped = ({ stop }: SampleOptions): boolean => stop?.aborted ?? false;

/** Adds one reading, and returns what runs now: the same text on the same connection for longer is the same call. */
function note(
  kinds: Map<string, Sighted>,
  before: ReadonlyMap<string, { readonly kind: string; readonly ms: number }>,
  sessions: readonly RunningSession[],
  at: Date,
): Map<string, { readonly kind: string; readonly ms: number }> {
  const now = new Map<string, { readonly kind: string; readonly ms: number }>();
  const seenNow = new Set<string>();
  for (const { connection, sql, schema, ms } of sessions) {
    const { id, text } = fingerprintOfLogged(sql);
    const kind = `${id} ${schema ?? ''}`;
    const known: Sighted = kinds.get(kind) ?? {
      id,
      text,
      ...(schema === undefined ? {} : { schema }),
      calls: 0,
      samples: 0,
      sightings: 0,
      maxMs: 0,
      first: at,
      last: at,
    };
    kinds.set(kind, known);
    const earlier = before.get(String(connection));
    if (earlier === undefined || earlier.kind !== kind || ms < earlier.ms) known.calls++;
    known.sightings++;
    if (!seenNow.has(kind)) known.samples++;
    seenNow.add(kind);
    known.maxMs = Math.max(known.maxMs, ms);
    known.last = at;
    now.set(String(connection), { kind, ms });
  }
  return now;
}

function snapshotOf(
  kinds: ReadonlyMap<string, Sighted>,
  { limit, schema }: SampleOptions,
  { samples, elapsed, readAt, since }: { samples: number; elapsed: number; readAt: Date; since: Date },
): DigestSnapshot {
  const each = elapsed / samples;
  const all = [...kinds.values()];
  const totalMs = all.reduce((sum, { sightings }) => sum + sightings * each, 0);
  const statements = all
    .toSorted((a, b) => b.sightings - a.sightings)
    .slice(0, limit)
    .map((one): StatementDigest => {
      const ms = one.sightings * each;
      return {
        digest: one.id,
        text: one.text,
        ...(one.schema === undefined ? {} : { schema: one.schema }),
        calls: one.calls,
        totalMs: ms,
        averageMs: ms / one.calls,
        maxMs: one.maxMs,
        firstSeen: one.first,
        lastSeen: one.last,
        loadShare: totalMs === 0 ? 0 : ms / totalMs,
        prepared: false,
        seenInSamples: one.samples,
      };
    });
  return {
    source: 'processlist',
    ...(schema === undefined ? {} : { schema }),
    readAt,
    since,
    digests: all.length,
    totalCalls: all.reduce((sum, { calls }) => sum + calls, 0),
    totalMs,
    uncaptured: [],
    statements,
    samples,
    remarks: [
      `Estimated from ${samples} looks at what runs, one every ${(each / 1000).toFixed(1)} s: times are approximate, calls are at least as many.`,
      'Statements much shorter than that are seen by chance only.',
    ],
  };
}

/** Waits; `signal` rejects, `stop` only ends the wait. */
async function pause(ms: number, signal: AbortSignal, stop: AbortSignal | undefined): Promise<void> {
  const either = stop === undefined ? signal : AbortSignal.any([signal, stop]);
  await new Promise<void>((resolve) => {
    if (either.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      either.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    either.addEventListener('abort', end, { once: true });
  });
  if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
}
