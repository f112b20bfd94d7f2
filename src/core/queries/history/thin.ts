const hour = 3_600_000;
const day = 24 * hour;

/**
 * Which snapshots are kept: all of the last day, one an hour for a week, one a day for a year. Of an hour or a day the last
 * one of each group stays, because counters are sums; `group` keeps what must not be merged apart (series, commits).
 *
 * @param nowMs milliseconds since 1970; a snapshot of the future (a clock that was set back) is kept
 * @returns true for each that stays, in the given order
 */
export function thinned(
  snapshots: readonly { readonly atMs: number; readonly group: string }[],
  nowMs: number,
): readonly boolean[] {
  const seen = new Set<string>();
  const keep = snapshots.map(() => false);
  // From the newest on: the first of a slot that is met is its last.
  const order = snapshots
    .map((_, index) => index)
    .sort((a, b) => (snapshots[b]?.atMs ?? 0) - (snapshots[a]?.atMs ?? 0));
  for (const index of order) {
    const snapshot = snapshots[index];
    if (snapshot === undefined) continue;
    const slot = slotOf(snapshot.atMs, nowMs);
    if (slot === 'drop') continue;
    const key = `${slot} ${snapshot.group}`;
    if (slot !== 'all' && seen.has(key)) continue;
    seen.add(key);
    keep[index] = true;
  }
  return keep;
}

function slotOf(atMs: number, nowMs: number): string {
  const age = nowMs - atMs;
  if (age <= day) return 'all';
  if (age <= 7 * day) return `hour ${Math.floor(atMs / hour)}`;
  return age <= 365 * day ? `day ${Math.floor(atMs / day)}` : 'drop';
}
