import { day, hour, minute } from './words';

/** How much a source usually writes, hour by hour of the day, over the last two weeks. */
export interface Rhythm {
  add(time: number): void;
  /** What its own past says about a hole from `from` to `to`; undefined while there is too little past. */
  hole(from: number, to: number): Hole | undefined;
}

export interface Hole {
  /** Events that the quietest of the last seven days had in these hours. */
  readonly expected: number;
  /** Variance over mean of those hours' counts by minute, at least 1: how much more than Poisson's they come in clumps. */
  readonly dispersion: number;
  /** The longest silence in these hours in the last seven days but one day, in milliseconds: an outage is not a habit. */
  readonly longest: number;
}

interface Day {
  readonly counts: Uint32Array;
  /** Squares of the counts of the hour's minutes, added up. */
  readonly squares: Float64Array;
  readonly longest: Float64Array;
}

/** Days that are compared, so that every weekday is among them; all must have been written in. */
const compared = 7;
const kept = 8;

export function createRhythm(): Rhythm {
  const days = new Map<number, Day>();
  let last: number | undefined;
  let inMinute = 0;

  const dayOf = (time: number): Day => {
    const index = Math.floor(time / day);
    let found = days.get(index);
    if (found === undefined) {
      found = { counts: new Uint32Array(24), squares: new Float64Array(24), longest: new Float64Array(24) };
      days.set(index, found);
      // A clock that was set back far begins anew.
      for (const old of days.keys()) if (Math.abs(old - index) > kept) days.delete(old);
    }
    return found;
  };
  const hourOf = (time: number): number => Math.floor((time - Math.floor(time / day) * day) / hour);

  return {
    add(time) {
      const today = dayOf(time);
      const at = hourOf(time);
      today.counts[at] = (today.counts[at] ?? 0) + 1;
      // n² is the sum of the odd numbers up to 2n - 1.
      inMinute = last !== undefined && Math.floor(last / minute) === Math.floor(time / minute) ? inMinute + 1 : 1;
      today.squares[at] = (today.squares[at] ?? 0) + 2 * inMinute - 1;
      const silence = last === undefined ? 0 : time - last;
      if (silence > minute && last !== undefined) {
        for (const { index, from } of hoursBetween(Math.max(last, time - day), time)) {
          const longest = dayOf(from).longest;
          longest[index] = Math.max(longest[index] ?? 0, silence);
        }
      }
      last = time;
    },
    hole(from, to) {
      const today = Math.floor(from / day);
      const past: Day[] = [];
      for (let index = today - compared; index < today; index++) {
        const one = days.get(index);
        if (one === undefined) return undefined;
        past.push(one);
      }
      let expected = 0;
      let dispersion = 1;
      const silences = new Float64Array(compared);
      for (const { index, share } of hoursBetween(from, Math.min(to, from + day))) {
        expected += Math.min(...past.map((one) => one.counts[index] ?? 0)) * share;
        const clumps = past
          .map((one) => clumping(one.counts[index] ?? 0, one.squares[index] ?? 0))
          .sort((x, y) => x - y);
        // The median: one attack in the week before does not make a log unsteady.
        dispersion = Math.max(dispersion, clumps[compared >> 1] ?? 1);
        past.forEach((one, at) => (silences[at] = Math.max(silences[at] ?? 0, one.longest[index] ?? 0)));
      }
      return { expected, dispersion, longest: silences.sort()[compared - 2] ?? 0 };
    },
  };
}

/** Each hour that a span touches: its hour of the day, how much of it, and a moment in it. */
function* hoursBetween(from: number, to: number): Generator<{ index: number; share: number; from: number }> {
  for (let start = Math.floor(from / hour) * hour; start < to; start += hour) {
    const share = (Math.min(to, start + hour) - Math.max(from, start)) / hour;
    yield { index: ((Math.floor(start / hour) % 24) + 24) % 24, share, from: Math.max(from, start) };
  }
}

/** Variance over mean of an hour's counts by minute. */
function clumping(count: number, squares: number): number {
  const mean = count / 60;
  return mean === 0 ? 1 : (squares / 60 - mean ** 2) / mean;
}
