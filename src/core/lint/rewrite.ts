import type { Fix } from '../finding';
import { type WrittenValue } from './written';

/** What stands at the origin of a value, for titles: "CACHE_STORE", or the last part of the configuration key. */
export function writtenName({ origin }: WrittenValue, path: string): string {
  return origin.envKey ?? `'${path.slice(path.lastIndexOf('.') + 1)}'`;
}

/**
 * A fix that puts a plain word (letters, digits, "-", "_") in place of a written value: bare in an environment file, as a
 * text in PHP.
 *
 * @param path the configuration key, for the title when the value is a literal
 */
export function rewritten(written: WrittenValue, path: string, word: string, preferred = false): Fix {
  const { location, origin } = written;
  const inEnv = origin.source === 'env';
  const newText = inEnv ? word : `'${word}'`;
  return {
    title: inEnv ? `Set ${writtenName(written, path)}=${word}` : `Set ${writtenName(written, path)} => ${newText}`,
    preferred,
    edits: [{ file: location.file, edits: [{ range: location.range, newText }] }],
  };
}
