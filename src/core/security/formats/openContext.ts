import { isJsonObject, jsonEnd, parseLooseJson } from '../embeddedJson';

/** A context that began in a record and stands inside a string where that record's text ends. */
export interface OpenContext {
  /**
   * Goes on with the next record's text.
   *
   * @returns `closed` when the context ends in it, with nothing but an extra behind (two spaces would say that there is no context); `open` when it may still; `none` when
   *   the texts do not belong together
   */
  goOn(text: string): 'closed' | 'open' | 'none';
}

/** Records and characters after which a context is no longer waited for. */
const recordLimit = 20;
const characterLimit = 100_000;
const candidateLimit = 64;

/** The first context of a record's text that does not close in it; undefined when there is none. Linear. */
export function openContext(text: string): OpenContext | undefined {
  const opens = / \{"[^"\\\n]{1,80}":/g;
  for (let count = 0; count < candidateLimit; count++) {
    const match = opens.exec(text);
    if (match === null) return undefined;
    const start = match.index + 1;
    const end = jsonEnd(text, start);
    // A context that closes, or nests too deep for one, is passed over.
    if (end >= 0) opens.lastIndex = end;
    else return waiting(text.slice(start));
  }
  return undefined;
}

function waiting(first: string): OpenContext | undefined {
  const scan = { depth: 0, inString: false, escaped: false };
  if (advance(scan, first) >= 0 || !scan.inString) return undefined;
  const pieces = [first];
  let characters = first.length;
  return {
    goOn(text) {
      const end = advance(scan, `\n${text}`) - 1;
      characters += text.length + 1;
      if (end >= 0) {
        const whole = [...pieces, text.slice(0, end)].join('\n');
        return isJsonObject(parseLooseJson(whole)) && /^ ?(?:$|[{[])/.test(text.slice(end)) ? 'closed' : 'none';
      }
      pieces.push(text);
      return scan.inString && characters < characterLimit && pieces.length <= recordLimit ? 'open' : 'none';
    },
  };
}

interface Scan {
  depth: number;
  inString: boolean;
  escaped: boolean;
}

/** Offset after the bracket that closes the outermost one, or -1. */
function advance(scan: Scan, text: string): number {
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (scan.inString) {
      if (scan.escaped) scan.escaped = false;
      else if (char === '\\') scan.escaped = true;
      else if (char === '"') scan.inString = false;
    } else if (char === '"') scan.inString = true;
    else if (char === '{' || char === '[') scan.depth++;
    else if ((char === '}' || char === ']') && --scan.depth === 0) return at + 1;
  }
  return -1;
}
