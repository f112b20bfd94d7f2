/** Classes of the first 128 UTF-16 units; all above belong to names (MySQL 9.0 reference manual, 11.2). */
export const space = 1;
export const digit = 2;
export const letter = 3;
const classes = new Uint8Array(128);
for (const code of [9, 10, 11, 12, 13, 32]) classes[code] = space;
for (let code = 48; code < 58; code++) classes[code] = digit;
for (let code = 65; code < 91; code++) classes[code] = classes[code + 32] = letter;
classes[0x24] = classes[0x5f] = letter;

/** `space`, `digit`, `letter` (of names: also $, _ and everything that is not ASCII) or 0. */
export const classOf = (code: number): number => (code < 128 ? (classes[code] ?? 0) : letter);

/** True for what a name without quotes is made of. */
export const inName = (code: number): boolean => code >= 128 || (classes[code] ?? 0) >= digit;

const escaped: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** Position behind the closing quote of the text that is opened at `at`; -1: it is left open. */
export function quotedEnd(text: string, at: number, backslash: boolean): number {
  const quote = text.charCodeAt(at);
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5c && backslash) index++;
    else if (code === quote) {
      if (text.charCodeAt(index + 1) !== quote) return index + 1;
      index++;
    }
  }
  return -1;
}

/**
 * What stands between quotes, as the server understands it. `\%` and `\_` keep their backslash: LIKE reads them
 * (MySQL 9.0 reference manual, 11.1.1).
 */
export function unquoted(inside: string, quote: string, backslash: boolean): string {
  const plain = inside.includes(quote) ? inside.replaceAll(quote + quote, quote) : inside;
  if (!backslash || !inside.includes('\\')) return plain;
  let result = '';
  for (let at = 0; at < inside.length; at++) {
    const character = inside.charAt(at);
    if (character === '\\' && at + 1 < inside.length) {
      const next = inside.charAt(++at);
      result += next === '%' || next === '_' ? `\\${next}` : (escaped[next] ?? next);
    } else {
      result += character;
      if (character === quote) at++;
    }
  }
  return result;
}
