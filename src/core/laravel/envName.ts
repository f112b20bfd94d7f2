import type { TextRange } from '../base/text';
import { type EnvBlock, type EnvDialect, trimEnd, trimStart } from './envLines';

export type EnvName =
  /** `equals` is the offset of "=", undefined for a key that stands alone. */
  | { readonly kind: 'name'; readonly key: string; readonly keyRange: TextRange; readonly equals: number | undefined }
  /** "=value": nothing before the equals sign. */
  | { readonly kind: 'missing'; readonly range: TextRange }
  | { readonly kind: 'invalid'; readonly range: TextRange };

const validName = {
  '5.4': /^[a-zA-Z0-9_.]+$/,
  '5.6': /^[\p{Ll}\p{Lu}\p{M}\p{N}_.]+$/u,
} as const;

/**
 * phpdotenv's `EntryParser::splitStringIntoParts` and `parseName`: what stands before the first "=", without "export"
 * and one pair of quotes. A line without "=" is not trimmed, so "FOO " is no valid name.
 */
export function parseEnvName(text: string, block: EnvBlock, dialect: EnvDialect): EnvName {
  const found = text.slice(block.start, block.end).indexOf('=');
  const equals = found < 0 ? undefined : block.start + found;
  const start = equals === undefined ? block.start : trimStart(text, block.start, equals);
  const end = equals === undefined ? block.end : trimEnd(text, start, equals);
  if (equals !== undefined && start === end) return { kind: 'missing', range: { start: equals, end: equals + 1 } };

  let keyStart = start + exportLength(text.slice(start, end));
  let keyEnd = end;
  const first = text[keyStart];
  if (keyEnd - keyStart > 2 && (first === '"' || first === "'") && text[keyEnd - 1] === first) {
    keyStart++;
    keyEnd--;
  }
  const key = text.slice(keyStart, keyEnd);
  if (!validName[dialect].test(key)) {
    const from = trimStart(text, start, end);
    return { kind: 'invalid', range: { start: from, end: trimEnd(text, from, end) } };
  }
  return { kind: 'name', key, keyRange: { start: keyStart, end: keyEnd }, equals };
}

/** Length of a leading "export" with the white space after it. phpdotenv wants more than eight characters in all. */
function exportLength(name: string): number {
  // A surrogate pair counts two here and one there; a name that holds one is invalid either way, unless it is a digit
  // or letter outside the basic plane, so code points are counted.
  if (!/^export[ \t\n\v\f\r]/.test(name) || Array.from(name).length <= 8) return 0;
  return trimStart(name, 'export'.length, name.length);
}
