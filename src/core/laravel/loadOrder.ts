/**
 * PHP's natural order (strnatcmp) for file names: digits count as numbers, everything else by character. Laravel loads
 * configuration files in this order (ksort with SORT_NATURAL), so config('app.name') works only in later files.
 */
export function naturalOrder(left: string, right: string): number {
  const a = left.match(/\d+|\D/g) ?? [];
  const b = right.match(/\d+|\D/g) ?? [];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [one = '', other = ''] = [a[index], b[index]];
    const numbers = /^\d/.test(one) && /^\d/.test(other);
    const order = numbers ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
