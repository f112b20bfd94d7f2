// Labelled traces of a seed: ten days of a shop, and attacks in its last days.
import { attacks } from './attacks.mjs';
import { lookAlikes } from './lookAlikes.mjs';
import { numbers } from './random.mjs';
import { begin, day, days, hour, minute, ordinary, people } from './shop.mjs';

/**
 * @typedef {import('./attacks.mjs').Label} Label
 * @typedef {import('./shop.mjs').Event} Event
 */

/** Groups into which a seed's attacks are divided, so that kinds of many addresses do not hide in each other. */
const groups = 6;

/**
 * A quiet trace first, then one for each group of attacks, all over the same ten days of the same people.
 * @param {number} seed
 * @returns {Generator<{ events: Event[], labels: Label[] }>}
 */
export function* traces(seed) {
  const n = numbers(seed);
  const persons = people(n);
  const benign = [...ordinary(n, persons), ...lookAlikes(n, persons)];
  const made = attacks(n, persons);
  // Deployments: everything is silent for a few minutes, every day.
  const pauses = Array.from({ length: days }, (_, index) => {
    const from = begin + index * day + n.between(9, 17) * hour;
    return { from, to: from + n.between(2, 7) * minute };
  });
  const kept = benign
    .filter(({ time }) => !pauses.some(({ from, to }) => time >= from && time < to))
    .sort((a, b) => a.time - b.time);
  yield trace(kept, []);
  for (let group = 0; group < groups; group++)
    yield trace(
      kept,
      made.filter((_, index) => index % groups === group),
    );
}

/** @param {readonly import('./shop.mjs').Draft[]} benign @param {readonly import('./attacks.mjs').Attack[]} made */
function trace(benign, made) {
  const holes = made.flatMap(({ hole }) => (hole === undefined ? [] : [hole]));
  const inHole = (/** @type {import('./shop.mjs').Draft} */ { source, time }) =>
    holes.some((hole) => hole.source === source && time >= hole.from && time < hole.to);
  const placeOf = (/** @type {import('./shop.mjs').Draft} */ draft) => draft.placed ?? draft.time;
  const own = made.flatMap(({ events }) => events).filter((draft) => !inHole(draft));
  own.push(...made.flatMap(({ late }) => late ?? []));
  own.sort((a, b) => placeOf(a) - placeOf(b));
  /** @type {import('./shop.mjs').Draft[]} */
  const drafts = [];
  let next = 0;
  for (const draft of benign) {
    while (next < own.length && placeOf(own[next]) < draft.time) drafts.push(own[next++]);
    if (!inHole(draft)) drafts.push(draft);
  }
  drafts.push(...own.slice(next));
  /** @type {Map<string, number>} */
  const positions = new Map();
  const events = drafts.map((draft) => {
    const position = positions.get(draft.source) ?? 0;
    positions.set(draft.source, position + 150);
    const event = { ...draft, position };
    delete event.placed;
    return event;
  });
  // What a hole swallowed did not happen, as far as the log says; what is left of it may still be named.
  const labels = made.map(({ label, events: all }) => ({ ...label, swallowed: all.some(inHole) }));
  return { events, labels };
}
