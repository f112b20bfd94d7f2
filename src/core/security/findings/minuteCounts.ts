/** How often something happened, minute by minute, for the last two hours. */
export interface MinuteCounts {
  /** @param at minutes since 1970 */
  add(at: number, by: number): void;
  /** Of the minutes up to `at`, that one included. */
  sum(at: number, minutes: number): number;
}

/** Minutes that are kept. */
export const minutesKept = 120;

/** Counts in a ring of minutes; a minute that is met again two hours later begins at zero. */
export function createMinuteCounts(): MinuteCounts {
  const counts = new Int32Array(minutesKept);
  const minutes = new Float64Array(minutesKept).fill(-1);
  const slot = (at: number): number => ((at % minutesKept) + minutesKept) % minutesKept;
  return {
    add(at, by) {
      const index = slot(at);
      if (minutes[index] !== at) {
        if (by < 0) return;
        minutes[index] = at;
        counts[index] = 0;
      }
      counts[index] = (counts[index] ?? 0) + by;
    },
    sum(at, count) {
      let sum = 0;
      for (let one = at - Math.min(count, minutesKept) + 1; one <= at; one++) {
        const index = slot(one);
        if (minutes[index] === one) sum += counts[index] ?? 0;
      }
      return sum;
    },
  };
}
