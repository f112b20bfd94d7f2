/** Nesting beyond which a context is taken for text: real ones are flat, and readers of JSON recurse. */
const depthLimit = 64;

export type JsonObject = Readonly<Record<string, unknown>>;

/** True for what JSON writes as {…}. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Offset after the JSON object or array that starts at `start`, or -1 when it does not close or nests deeper than 64.
 * Only brackets and strings are looked at; raw line breaks inside strings are let through.
 */
export function jsonEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at);
      if (at < 0) return -1;
    } else if (char === '{' || char === '[') {
      if (++depth > depthLimit) return -1;
    } else if (char === '}' || char === ']') {
      if (--depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Offset of the quote that ends a string. Quotes are searched natively; backslashes are counted before one only: linear. */
function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slash = at - 1;
    while (slash > open && text[slash] === '\\') slash--;
    if ((at - slash) % 2 === 1) return at;
  }
  return -1;
}

/**
 * Parses JSON in which Monolog's LineFormatter turned "\n" and "\r" inside strings into real line breaks
 * (allowInlineLineBreaks). Monolog before 2.8 did so even after a backslash ("App\\notify" became "App\", break, "otify"):
 * a backslash before a raw break is therefore read as that backslash and the letter.
 *
 * @returns undefined when it is no JSON
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(/[\n\r\t]/.test(text) ? escapeBreaks(text) : text);
  } catch {
    return undefined; // documented: not JSON
  }
}

const quote = 0x22;
const backslash = 0x5c;
const letters: ReadonlyMap<number, string> = new Map([
  [0x0a, 'n'],
  [0x0d, 'r'],
  [0x09, 't'],
]);

function escapeBreaks(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) inString = !inString;
    // Everything that matters inside a string is below, but for the backslash.
    else if (!inString || (code > 0x0d && code !== backslash)) continue;
    else if (code === backslash) {
      const letter = letters.get(text.charCodeAt(at + 1));
      if (letter !== undefined) {
        pieces.push(text.slice(from, at), '\\\\', letter);
        from = at + 2;
      }
      at++;
    } else {
      const letter = letters.get(code);
      if (letter === undefined) continue;
      pieces.push(text.slice(from, at), '\\', letter);
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
