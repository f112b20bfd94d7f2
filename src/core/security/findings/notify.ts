import type { Finding } from './finding';
import { type Mute, muteOf } from './mute';

/** Older than this when it is read, an attack is history: people read the list for that. */
const fresh = 15 * 60_000;
/** Ids that are remembered as told. */
const toldKept = 1_000;

/** What to notify of now, and what to remember for the next time. */
export interface Notifications {
  readonly findings: readonly Finding[];
  /** Ids told so far, oldest first; plain data to be stored. */
  readonly told: readonly string[];
}

/**
 * Which findings may interrupt somebody: critical ones, not muted, of the last 15 minutes, and each once, under whatever id it
 * goes after it was put together with others. A finding's time is the log's; one of the future counts as now.
 *
 * @param told ids from the last call
 * @param now milliseconds since 1970, when the events were read
 */
export function notifications(
  findings: readonly Finding[],
  told: readonly string[],
  mutes: readonly Mute[],
  now: number,
): Notifications {
  const known = new Set(told);
  const due: Finding[] = [];
  for (const finding of findings) {
    if (finding.severity !== 'critical' || finding.closed === true || now - finding.last > fresh) continue;
    const ids = [finding.id, ...(finding.members ?? [])];
    const before = ids.some((id) => known.has(id));
    if (!before && muteOf(mutes, finding, now) !== undefined) continue;
    // All of its ids: what joins it later, or what it joins, is the same attack.
    for (const id of ids) known.add(id);
    if (!before) due.push(finding);
  }
  return { findings: due, told: [...known].slice(-toldKept) };
}
