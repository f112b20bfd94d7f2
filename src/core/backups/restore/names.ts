/** Longest name of a database: 64 characters on MySQL and MariaDB (Identifier Length Limits). */
const longestName = 64;

/** What a database of ours beside a live one is for. */
export type CopyPurpose = 'restore' | 'before' | 'drill' | 'scratch';

/** "20261123_0307" of a moment, in UTC: sorts by time and is the same on every machine. */
export function stampOf(at: Date): string {
  return at.toISOString().slice(0, 16).replaceAll('-', '').replace('T', '_').replace(':', '');
}

/**
 * Name of a database beside `live`: "shop_restore_20261123_0307" to load into, "shop_before_…" for what was live before a
 * switch, "shop_drill_…" for a drill. Cut in front so that it fits. `taken` names are avoided by a number at the end.
 */
export function copyName(live: string, purpose: CopyPurpose, at: Date, taken: ReadonlySet<string>): string {
  const ending = `_${purpose}_${stampOf(at)}`;
  for (let number = 1; ; number++) {
    const tail = number === 1 ? ending : `${ending}_${number}`;
    const name = `${Array.from(live)
      .slice(0, longestName - tail.length)
      .join('')}${tail}`;
    if (!taken.has(name)) return name;
  }
}
