/** One bit for each row of a sample. */
export type Bitmap = Uint32Array;

export function emptyBitmap(rows: number): Bitmap {
  return new Uint32Array((rows + 31) >>> 5);
}

export function setBit(bits: Bitmap, row: number): void {
  const word = row >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (row & 31));
}

/** Rows that are in all of them; one at least. */
export function both(maps: readonly Bitmap[]): Bitmap {
  const result = (maps[0] ?? new Uint32Array(0)).slice();
  for (const map of maps.slice(1))
    for (let word = 0; word < result.length; word++) result[word] = (result[word] ?? 0) & (map[word] ?? 0);
  return result;
}

/** Rows that are in any of them; one at least. */
export function either(maps: readonly Bitmap[]): Bitmap {
  const result = (maps[0] ?? new Uint32Array(0)).slice();
  for (const map of maps.slice(1))
    for (let word = 0; word < result.length; word++) result[word] = (result[word] ?? 0) | (map[word] ?? 0);
  return result;
}

/** How many bits are set (Warren, Hacker's Delight, figure 5-2). */
export function countBits(bits: Bitmap): number {
  let count = 0;
  for (const word of bits) {
    let v = word - ((word >>> 1) & 0x55555555);
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    count += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
