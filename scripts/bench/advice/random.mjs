// Numbers that are the same on every run, and the shapes in which real data is skewed.

/** @param {number} seed @returns {() => number} 0 to 1, mulberry32 */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The same number for the same row and salt, whatever was asked before: a column can be computed again instead of being kept.
 * @param {number} row
 * @param {number} salt
 * @returns {number} 0 to 1
 */
export function noise(row, salt) {
  let t = Math.imul(row ^ (row >>> 16), 0x45d9f3b) ^ Math.imul(salt + 1, 0x9e3779b1);
  t = Math.imul(t ^ (t >>> 15), 0x2c1b3c6d);
  t = Math.imul(t ^ (t >>> 12), 0x297a2d39);
  return ((t ^ (t >>> 15)) >>> 0) / 4294967296;
}

/**
 * Few are frequent, many are rare (Zipf). Who is frequent is spread over all numbers.
 * @param {number} count
 * @param {number} skew 0: all alike; 0.6: a little; 1.1: the first has a tenth of everything
 * @returns {(uniform: number) => number} 0 to count - 1 for a number from 0 to 1
 */
export function zipf(count, skew) {
  const power = 1 - skew;
  const last = (count + 1) ** power - 1;
  // Coprime to every count that is not a multiple of it: a permutation.
  const step = count % 7919 === 0 ? 7907 : 7919;
  return (uniform) => {
    const rank =
      Math.abs(power) < 1e-9 ? Math.exp(uniform * Math.log(count + 1)) - 1 : (uniform * last + 1) ** (1 / power) - 1;
    return (Math.min(count - 1, Math.floor(rank)) * step) % count;
  };
}

/**
 * @template T
 * @param {readonly (readonly [T, number])[]} shares value and weight
 * @returns {(uniform: number) => T}
 */
export function weighted(shares) {
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return (uniform) => {
    let rest = uniform * total;
    for (const [value, share] of shares) {
      rest -= share;
      if (rest < 0) return value;
    }
    return shares[shares.length - 1][0];
  };
}

/** When the data ends: 2026-11-01 00:00:00 UTC, in seconds. */
export const now = Date.UTC(2026, 10, 1) / 1000;

/** "2026-10-31 23:59:59". @param {number} seconds since 1970, UTC */
export const moment = (seconds) => new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** "2026-10-31". @param {number} seconds since 1970, UTC */
export const day = (seconds) => moment(seconds).slice(0, 10);

const syllables =
  'ba be bi bo da de di do fa fe ga go ka ke ki la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si ta te ti to va ve vi wa za'.split(
    ' ',
  );

/** A word of two or three syllables. @param {number} row @param {number} salt */
export function word(row, salt) {
  const at = (/** @type {number} */ n) => syllables[Math.floor(noise(row, salt + n) * syllables.length)];
  return `${at(0)}${at(1)}${noise(row, salt + 7) < 0.6 ? at(2) : ''}`;
}

/** @param {number} row @param {number} salt @param {number} count */
export const words = (row, salt, count) =>
  Array.from({ length: count }, (_, at) => word(row, salt + at * 11)).join(' ');

/** @param {number} row @param {number} salt @param {number} length */
export function hex(row, salt, length) {
  let text = '';
  for (let at = 0; text.length < length; at++)
    text += Math.floor(noise(row, salt + at * 13) * 0x1000000)
      .toString(16)
      .padStart(6, '0');
  return text.slice(0, length);
}
