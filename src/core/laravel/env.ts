import type { TextRange } from '../base/text';

/** One assignment of an environment file. */
export interface EnvEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  /** The value as phpdotenv gives it, interpolated; null for a key without "=". */
  readonly value: string | null;
  /** The value as written, quotes included; empty range after "=" when there is none. */
  readonly valueRange: TextRange;
  readonly quote: 'none' | 'single' | 'double';
}

/** A place where phpdotenv stops with an exception: the application does not boot. */
export interface EnvProblem {
  readonly range: TextRange;
  readonly message: string;
}

export interface EnvFile {
  /** In file order, duplicates included. */
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly EnvProblem[];
  /** The entry that counts: the last one of that key. */
  get(key: string): EnvEntry | undefined;
}
