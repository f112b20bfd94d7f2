/** `compute`, done once for each object for as long as that object lives. */
export function once<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const kept = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const before = kept.get(key);
    if (before !== undefined) return before.value;
    const value = compute(key);
    kept.set(key, { value });
    return value;
  };
}
