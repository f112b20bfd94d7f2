// Numbers that are the same on every machine for the same seed.

/** @typedef {ReturnType<typeof numbers>} Numbers */

/** mulberry32. @param {number} seed */
export function numbers(seed) {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  const between = (/** @type {number} */ least, /** @type {number} */ most) => least + next() * (most - least);
  return {
    next,
    below,
    between,
    whole: (/** @type {number} */ least, /** @type {number} */ most) => least + below(most - least + 1),
    chance: (/** @type {number} */ share) => next() < share,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[below(list.length)],
    /** Waits of a Poisson process. @param {number} mean */
    wait: (mean) => -Math.log(1 - next()) * mean,
    /** An address on the internet. */
    address: () => `${pickOctet(below)}.${below(256)}.${below(256)}.${1 + below(254)}`,
  };
}

const octets = [23, 31, 45, 62, 77, 81, 89, 91, 103, 109, 134, 141, 154, 167, 178, 185, 193, 194, 212, 217];
const pickOctet = (/** @type {(n: number) => number} */ below) => octets[below(octets.length)];
