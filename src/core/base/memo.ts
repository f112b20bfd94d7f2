/** `compute`, done once for each object for as long as that object lives; see `Succession` for objects that follow others. */
export function once<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const kept = new WeakMap<object, Kept<T>>();
  const latest = new WeakMap<object, Kept<T>>();
  return (key) => {
    const watching = views.get(key);
    watching?.used();
    const base = watching?.base() ?? key;
    // What stands behind a view, and a view of a succession, have everything that the caller's key has.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const found = kept.get(base) ?? find(base, (of) => compute(of as K), latest);
    kept.set(base, found);
    watching?.also(found);
    return found.value;
  };
}

/**
 * Tells `once` that an object takes the place of an earlier one, such as the code after a keystroke: what was computed
 * from the earlier one is used again when everything that was asked of it then has the same answer now. For that,
 * `compute` is given a view that notes its questions.
 */
export interface Succession {
  /** One object for all that follow each other. */
  readonly lineage: object;
  /** Makes a view of the object that `base` gives, and calls `note` for each question asked of the view. */
  view(base: () => object, note: (question: Question) => void): object;
}

/** A question to an object and its successors. Answers are the same when `===`. */
export interface Question {
  /** Equal for equal questions. */
  readonly id: unknown;
  ask(of: object): unknown;
}

/** Registers an object as one of a succession. */
export function succeeds(key: object, succession: Succession): void {
  successions.set(key, succession);
}

/** For a view inside a view: `used` is called when `once` computes from the object behind it as a whole. */
export function partOfView(view: object, base: () => object, used: () => void): void {
  views.set(view, { base, used, also: () => undefined });
}

interface Kept<T> {
  readonly value: T;
  readonly questions: ReadonlyMap<unknown, { readonly question: Question; readonly answer: unknown }>;
  /** What else was computed on the way. */
  readonly parts: ReadonlySet<Kept<unknown>>;
  /** Lets views that are asked later, from within the value, answer for the newest object. */
  move(base: object): void;
}

interface Watching {
  base(): object;
  used(): void;
  also(part: Kept<unknown>): void;
}

const successions = new WeakMap<object, Succession>();
const views = new WeakMap<object, Watching>();

function find<T>(base: object, compute: (key: object) => T, latest: WeakMap<object, Kept<T>>): Kept<T> {
  const succession = successions.get(base);
  if (succession === undefined) {
    return { value: compute(base), questions: new Map(), parts: new Set(), move: () => undefined };
  }
  const before = latest.get(succession.lineage);
  if (before !== undefined && holds(before, base)) {
    before.move(base);
    return before;
  }
  let current = base;
  const questions = new Map<unknown, { question: Question; answer: unknown }>();
  const parts = new Set<Kept<unknown>>();
  const view = succession.view(
    () => current,
    (question) => {
      if (!questions.has(question.id)) questions.set(question.id, { question, answer: question.ask(current) });
    },
  );
  views.set(view, { base: () => current, used: () => undefined, also: (part) => parts.add(part) });
  const move = (next: object): void => {
    if (current === next) return;
    current = next;
    for (const part of parts) part.move(next);
  };
  const found: Kept<T> = { value: compute(view), questions, parts, move };
  latest.set(succession.lineage, found);
  return found;
}

function holds({ questions, parts }: Kept<unknown>, base: object): boolean {
  for (const { question, answer } of questions.values()) if (question.ask(base) !== answer) return false;
  for (const part of parts) if (!holds(part, base)) return false;
  return true;
}
