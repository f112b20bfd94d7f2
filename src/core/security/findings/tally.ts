import type { Subjects } from './finding';

/** Counts the values of a field: exact while there are few, the busiest and an estimate of how many beyond that. */
export interface Tally {
  add(value: string): void;
  /** A living view. */
  readonly subjects: Subjects;
}

/** Values that are counted by name; a tenth of them is kept when there are more. */
const named = 1_000;
const shown = 10;
/** Registers of the estimate: its standard error is 1.04 / √1024 = 3 %. */
const registers = 1_024;

/**
 * Beyond 1,000 values the least busy are dropped now and then (lossy counting: Manku and Motwani, VLDB 2002), and
 * the total becomes HyperLogLog's estimate (Flajolet, Fusy, Gandouet, Meunier, 2007), within about 3 %.
 */
export function createTally(): Tally {
  let counts = new Map<string, number>();
  let sketch: Uint8Array | undefined;

  const overflow = (): void => {
    if (sketch === undefined) {
      sketch = new Uint8Array(registers);
      for (const value of counts.keys()) note(sketch, value);
    }
    const busiest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, named / 10);
    counts = new Map(busiest);
  };

  return {
    add(value) {
      const count = counts.get(value);
      if (count === undefined && counts.size >= named) overflow();
      counts.set(value, (count ?? 0) + 1);
      if (sketch !== undefined && count === undefined) note(sketch, value);
    },
    subjects: {
      get total() {
        return sketch === undefined ? counts.size : Math.max(counts.size, estimate(sketch));
      },
      get top() {
        return [...counts]
          .sort((a, b) => b[1] - a[1])
          .slice(0, shown)
          .map(([value, events]) => ({ value, events }));
      },
    },
  };
}

function note(sketch: Uint8Array, value: string): void {
  const hash = hashOf(value);
  const register = hash & (registers - 1);
  const rank = Math.clz32(hash >>> 10) - 9;
  if (rank > (sketch[register] ?? 0)) sketch[register] = rank;
}

function estimate(sketch: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of sketch) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const raw = ((0.7213 / (1 + 1.079 / registers)) * registers * registers) / sum;
  return Math.round(raw <= 2.5 * registers && empty > 0 ? registers * Math.log(registers / empty) : raw);
}

/** FNV-1a over UTF-16 units, mixed as MurmurHash3 ends, so that every bit depends on every unit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
