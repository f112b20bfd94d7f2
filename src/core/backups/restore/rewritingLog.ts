import type { Rewriting } from '../dump/rewriting';

/** Longest text of a statement that is shown. */
const shown = 400;

/** Collects what was not sent as written, one entry a kind and sentence. */
export interface RewritingLog {
  /** @param written what is sent in its place; undefined: nothing */
  add(kind: Rewriting['kind'], original: string, written: string | undefined, why: string): void;
  all(): readonly Rewriting[];
}

export function createRewritingLog(): RewritingLog {
  const found = new Map<string, Rewriting>();
  return {
    add(kind, original, written, why) {
      const key = `${kind} ${why}`;
      const before = found.get(key);
      if (before !== undefined) found.set(key, { ...before, count: before.count + 1 });
      else
        found.set(key, {
          kind,
          count: 1,
          original: original.slice(0, shown),
          ...(written === undefined ? {} : { written: written.slice(0, shown) }),
          why,
        });
    },
    all: () => [...found.values()],
  };
}
