/**
 * Whether two values are the same plain data: scalars, arrays, objects, maps and sets in the same order. JSON would call
 * any two maps the same.
 */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Map || a instanceof Set) {
    const other = b instanceof Map || b instanceof Set ? [...b] : [];
    return a.size === other.length && sameData([...a], other);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => sameData(each, b[index]));
  }
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(([key, value], index) => key === right[index]?.[0] && sameData(value, right[index]?.[1]))
  );
}
