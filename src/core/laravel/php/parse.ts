import { Engine } from 'php-parser';
import { lower } from './lower';
import { isNode } from './raw';
import type { Program } from './syntax';

/** Longest file, in UTF-16 units, that is parsed: configuration files have a few thousand. */
const maximumLength = 512 * 1024;

export type ParseResult =
  | { readonly ok: true; readonly program: Program }
  | {
      readonly ok: false;
      /** `syntax`: PHP itself would refuse it, most likely half-typed · `unreadable`: too long or nested too deeply. */
      readonly reason: 'syntax' | 'unreadable';
      /** For people, one sentence. */
      readonly message: string;
      /** Where the parser stopped. */
      readonly offset?: number;
    };

/**
 * Parses one PHP file. Never throws.
 *
 * Strict mode alone: the parser's error-tolerant mode does not return on some inputs (`<?php function d{''namespace`).
 *
 * @param limit longest text accepted, in UTF-16 units
 */
export function parsePhp(text: string, limit: number = maximumLength): ParseResult {
  if (text.length > limit) {
    return { ok: false, reason: 'unreadable', message: `The file is longer than ${Math.round(limit / 1024)} KB.` };
  }
  try {
    const engine = new Engine({ parser: { extractDoc: false, version: '8.5' }, ast: { withPositions: true } });
    const tree: unknown = engine.parseCode(text, 'file.php');
    if (!isNode(tree)) return { ok: false, reason: 'syntax', message: 'The file holds no PHP.' };
    return { ok: true, program: lower(tree, text) };
  } catch (error) {
    if (error instanceof RangeError) {
      return { ok: false, reason: 'unreadable', message: 'The file is nested too deeply.' };
    }
    return failure(text, error);
  }
}

function failure(text: string, error: unknown): ParseResult {
  const said = error instanceof Error ? error.message : String(error);
  const message = /syntax error, (.*?)(?: on line \d+)?$/.exec(said)?.[1] ?? said.replace(/^Parse Error\s*:\s*/, '');
  const offset = offsetOfError(text, error);
  return {
    ok: false,
    reason: 'syntax',
    message: `PHP syntax error: ${message}.`.replace(/\.\.$/, '.'),
    ...(offset === undefined ? {} : { offset }),
  };
}

/** The parser says line (from 1) and column (from 0). */
function offsetOfError(text: string, error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('lineNumber' in error)) return undefined;
  if (typeof error.lineNumber !== 'number') return undefined;
  const column = 'columnNumber' in error && typeof error.columnNumber === 'number' ? error.columnNumber : 0;
  let start = 0;
  for (let line = 1; line < error.lineNumber; line++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  return Math.min(text.length, start + column);
}
