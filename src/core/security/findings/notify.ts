import type { Finding } from './finding';
import { type Mute, muteOf } from './mute';

/** Older than this when it is read, an attack is history: people read the list for that. */
const fresh = 15 * 60_000;
/** As many attacks as are remembered. */
const toldKept = 1_000;
/** An attack that was quiet for so long is another one: an hour. */
const quiet = 60 * 60_000;

/** An attack that somebody was told of. Plain data, to be stored. */
export interface Told {
  /** What it is about, or the id of a finding. */
  readonly key: string;
  /** Milliseconds since 1970 of its last event as far as it was seen. */
  readonly last: number;
}

/** What to notify of now, and what to remember for the next time. */
export interface Notifications {
  readonly findings: readonly Finding[];
  readonly told: readonly Told[];
}

/**
 * Which findings may interrupt somebody: critical ones, not muted, of the last 15 minutes, and each attack once while it goes on.
 * An attack is known by its detector and subject, and by the ids of its findings: ids hold the time of the first event, which moves
 * with the window that is read, and change when findings are put together. A finding's time is the log's; one of the future counts
 * as now.
 *
 * @param told what the last call said to remember
 * @param now milliseconds since 1970, when the events were read
 */
export function notifications(
  findings: readonly Finding[],
  told: readonly Told[],
  mutes: readonly Mute[],
  now: number,
): Notifications {
  const known = new Map(told.map(({ key, last }) => [key, last]));
  const due: Finding[] = [];
  for (const finding of findings) {
    const { id, members = [], detector, subject, severity, closed, first, last } = finding;
    if (severity !== 'critical' || closed === true || now - last > fresh) continue;
    const keys = [id, ...members, ...(subject === undefined ? [] : [`${detector} about ${subject}`])];
    const before = keys.some((key) => (known.get(key) ?? Number.NEGATIVE_INFINITY) >= first - quiet);
    if (!before && muteOf(mutes, finding, now) !== undefined) continue;
    for (const key of keys) {
      const seen = Math.max(known.get(key) ?? 0, Math.min(last, now));
      // The newest stand last, so that the oldest are forgotten first.
      known.delete(key);
      known.set(key, seen);
    }
    if (!before) due.push(finding);
  }
  return { findings: due, told: Array.from(known, ([key, last]) => ({ key, last })).slice(-toldKept) };
}

/** Reads what was stored, by this version or another: what is nothing of the kind is left out. */
export function readTold(stored: unknown): readonly Told[] {
  return Array.isArray(stored) ? stored.flatMap((one: unknown) => toldOf(one) ?? []).slice(-toldKept) : [];
}

function toldOf(one: unknown): Told | undefined {
  if (typeof one !== 'object' || one === null || !('key' in one) || !('last' in one)) return undefined;
  const { key, last } = one;
  return typeof key === 'string' && typeof last === 'number' ? { key, last } : undefined;
}
