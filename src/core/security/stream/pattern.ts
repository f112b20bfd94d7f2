import { type CharSet, lineBreaks, parsePattern, type PatternNode, refused, wordRanges } from './patternSyntax';

/** A regular expression that reads each character once, whatever the text. */
export interface Pattern {
  test(text: string): boolean;
}

/** Places of the automaton: "(a{1,500}){1,500}" must not fill the memory. */
const mostPlaces = 2000;
/** Sets of places that are remembered; forgotten together when there are more. */
const mostStates = 1000;

type Assertion = Extract<PatternNode, { kind: 'assert' }>['what'];

type Place =
  | { readonly kind: 'set'; readonly set: number; next: number }
  | { readonly kind: 'assert'; readonly what: Assertion; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'found' };

/** What stands beside a place between two characters. */
type Beside = 'break' | 'word' | 'other';

interface State {
  /** Places before what needs no character was followed. */
  readonly places: readonly number[];
  readonly before: Beside;
  /** By kind of the next character; `true`: found. */
  readonly next: (State | true | undefined)[];
}

/**
 * Compiles a JavaScript regular expression, case-insensitive, "^" and "$" at every line, to an automaton that is run
 * without going back (Thompson, "Regular Expression Search Algorithm", CACM 1968; its states are made as they are
 * needed, as in RE2). The engine's own matcher needs exponential time for some patterns on a text that an attacker wrote.
 *
 * @throws OpsError `badPattern` for patterns with back references, with looking ahead or behind, or too large
 */
export function compilePattern(pattern: string): Pattern {
  const { places, sets, start } = build(parsePattern(pattern));
  const kinds = createKinds(sets);
  let states = new Map<string, State>();

  const stateOf = (from: readonly number[], before: Beside): State => {
    const key = `${before} ${from.join(' ')}`;
    const known = states.get(key);
    if (known !== undefined) return known;
    if (states.size >= mostStates) states = new Map();
    const state = { places: from, before, next: [] };
    states.set(key, state);
    return state;
  };

  /** Where a state leads over a character; `true` when the pattern ends before it. */
  const step = (state: State, kind: Kind): State | true => {
    const reached = new Set<number>();
    const open = [...state.places];
    const after = new Set<number>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const place = places[at];
      if (place === undefined || reached.has(at)) continue;
      reached.add(at);
      if (place.kind === 'found') return true;
      if (place.kind === 'split') open.push(place.other, place.next);
      else if (place.kind === 'assert') {
        if (holds(place.what, state.before, kind.beside)) open.push(place.next);
      } else if (kind.members.has(place.set)) after.add(place.next);
    }
    after.add(start); // it may begin at every character
    return stateOf(
      Array.from(after).sort((a, b) => a - b),
      kind.beside,
    );
  };

  return {
    test(text) {
      let state = stateOf([start], 'break');
      for (let at = 0; at <= text.length; at++) {
        const kind = at === text.length ? kinds.end : kinds.of(text.charCodeAt(at));
        const next = (state.next[kind.id] ??= step(state, kind));
        if (next === true) return true;
        state = next;
      }
      return false;
    },
  };
}

function holds(what: Assertion, before: Beside, after: Beside): boolean {
  if (what === 'lineStart') return before === 'break';
  if (what === 'lineEnd') return after === 'break';
  return (what === 'wordEdge') === ((before === 'word') !== (after === 'word'));
}

function build(root: PatternNode) {
  const places: Place[] = [];
  const sets: CharSet[] = [];
  const add = (place: Place): number => {
    if (places.length >= mostPlaces) throw refused('it is too large');
    return places.push(place) - 1;
  };
  /** Adds a node that goes on at `next`, and gives where it begins. */
  const put = (node: PatternNode, next: number): number => {
    switch (node.kind) {
      case 'set':
        return add({ kind: 'set', set: sets.push(node.set) - 1, next });
      case 'assert':
        return add({ kind: 'assert', what: node.what, next });
      case 'sequence':
        return node.items.reduceRight((after, item) => put(item, after), next);
      case 'choice':
        return node.items
          .map((item) => put(item, next))
          .reduce((other, first) => add({ kind: 'split', next: first, other }));
      default:
        return repeat(node, next);
    }
  };
  const repeat = ({ item, least, most }: Extract<PatternNode, { kind: 'repeat' }>, next: number): number => {
    if (least > mostPlaces || (most !== Infinity && most > mostPlaces)) throw refused('it repeats too often');
    let at = next;
    if (most === Infinity) {
      const loop = { kind: 'split', next: -1, other: next } as const satisfies Place;
      const again: Place = { ...loop };
      at = add(again);
      again.next = put(item, at);
    } else
      for (let more = most - least; more > 0; more--) at = add({ kind: 'split', next: put(item, at), other: next });
    for (let count = 0; count < least; count++) at = put(item, at);
    return at;
  };
  const found = add({ kind: 'found' });
  return { places, sets, start: put(root, found) };
}

/** Characters that no set of the pattern tells apart. */
interface Kind {
  readonly id: number;
  readonly beside: Beside;
  readonly members: ReadonlySet<number>;
}

function createKinds(sets: readonly CharSet[]): { of(code: number): Kind; readonly end: Kind } {
  const end: Kind = { id: 0, beside: 'break', members: new Set() };
  const byMembers = new Map<string, Kind>();
  const byCode: (Kind | undefined)[] = [];
  const find = (code: number): Kind => {
    const members = sets.flatMap((set, index) => (contains(set, code) ? [index] : []));
    const beside = inRanges(lineBreaks, code) ? 'break' : inRanges(wordRanges, code) ? 'word' : 'other';
    const key = `${beside} ${members.join(' ')}`;
    const known = byMembers.get(key) ?? { id: byMembers.size + 1, beside, members: new Set(members) };
    byMembers.set(key, known);
    return known;
  };
  return { end, of: (code) => (byCode[code] ??= find(code)) };
}

/** ECMA-262 Canonicalize without the flag `u`: by upper case, where that is one code unit and does not become ASCII. */
function canonical(code: number): number {
  const upper = String.fromCharCode(code).toUpperCase();
  if (upper.length !== 1) return code;
  const to = upper.charCodeAt(0);
  return code >= 128 && to < 128 ? code : to;
}

/** In the set when a member of it has the same canonical form; classes are compared whole (negation comes after). */
function contains({ ranges, negated }: CharSet, code: number): boolean {
  const wanted = canonical(code);
  const cases = [code, wanted, String.fromCharCode(wanted).toLowerCase().charCodeAt(0)];
  return cases.some((each) => canonical(each) === wanted && inRanges(ranges, each)) !== negated;
}

function inRanges(ranges: CharSet['ranges'], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
