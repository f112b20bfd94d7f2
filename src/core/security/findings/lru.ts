/** A map that forgets what was used longest ago, so that no stream of new keys can make it grow. */
export interface Lru<Value> {
  /** Counts as use. */
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Of the half that was not used lately, the one that is there longest. */
  oldest(): readonly [string, Value] | undefined;
  values(): Iterable<Value>;
  readonly size: number;
}

/**
 * Two generations: what is used moves to the young one, and when that holds half of the limit the old one is forgotten. A use of
 * a young key costs one look-up, where moving it to the end of one map would cost a deletion each time.
 *
 * @param limit the most that is kept; at least half of it always is
 * @param onForget is told what had to go to keep the limit, not what was deleted
 */
export function createLru<Value>(limit: number, onForget?: (value: Value) => void): Lru<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  const put = (key: string, value: Value): void => {
    young.set(key, value);
    if (young.size < limit / 2) return;
    if (onForget !== undefined) for (const forgotten of old.values()) onForget(forgotten);
    old = young;
    young = new Map();
  };

  return {
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const value = old.get(key);
      if (value === undefined) return undefined;
      old.delete(key);
      put(key, value);
      return value;
    },
    set(key, value) {
      old.delete(key);
      put(key, value);
    },
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    oldest() {
      for (const entry of old) return entry;
      for (const entry of young) return entry;
      return undefined;
    },
    *values() {
      yield* old.values();
      yield* young.values();
    },
    get size() {
      return young.size + old.size;
    },
  };
}
