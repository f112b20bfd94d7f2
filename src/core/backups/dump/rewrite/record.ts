import type { Rewriting } from '../rewriting';
import { decodeText, fromBinaryText } from '../sqlText';

/** What is written differently, one entry a kind and reason. */
export interface RewritingRecord {
  /** @param original one character a byte */
  add(kind: Rewriting['kind'], why: string, original: string, written?: string): void;
  readonly all: readonly Rewriting[];
}

/** Characters of a statement that are kept to be shown. */
const shown = 400;

export function createRewritingRecord(): RewritingRecord {
  const entries = new Map<string, Rewriting>();
  return {
    add(kind, why, original, written) {
      const key = `${kind} ${why}`;
      const known = entries.get(key);
      if (known !== undefined) {
        entries.set(key, { ...known, count: known.count + 1 });
        return;
      }
      const first = { kind, count: 1, original: readable(original), why };
      entries.set(key, written === undefined ? first : { ...first, written: readable(written) });
    },
    get all() {
      return [...entries.values()];
    },
  };
}

/** @param text one character a byte */
export function readable(text: string): string {
  // A few more bytes than characters, so that no character is cut.
  const whole = text.length > 4 * shown ? text.slice(0, 4 * shown) : text;
  for (let less = 0; less < 4; less++) {
    const decoded = decodeText(fromBinaryText(whole.slice(0, whole.length - less)));
    if (decoded !== undefined) return decoded.slice(0, shown);
  }
  return whole.slice(0, shown);
}
