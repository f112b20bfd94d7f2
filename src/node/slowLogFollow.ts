import { createSlowEntries, type SlowEntries } from '../core/queries/slowLog/entries';
import type { SlowEntry } from '../core/queries/slowLog/slowEntry';
import { followFile, type FollowOptions } from './tail';

/** What a follower of a slow query log hears; see `FollowOptions`. */
export type FollowSlowLogOptions = Omit<FollowOptions, 'onLines' | 'onIdle'> & {
  onEntries(entries: readonly SlowEntry[]): void;
};

/**
 * Follows a slow query log as it grows, over rotation, truncation and removal. The last entry is given once the next begins, or
 * when nothing came for a while and its statement is whole.
 *
 * @returns settles when `signal` has ended it; rejects only with what `onEntries` threw
 */
export async function followSlowLog(path: string, options: FollowSlowLogOptions): Promise<void> {
  const encoder = new TextEncoder();
  let batch: SlowEntry[] = [];
  let entries: SlowEntries | undefined;
  const deliver = (): void => {
    if (batch.length > 0) options.onEntries(batch);
    batch = [];
  };
  await followFile(path, {
    ...options,
    onLines({ lines }) {
      for (const { text, offset, cut } of lines) {
        entries ??= createSlowEntries((entry) => batch.push(entry), offset > 0);
        const bytes = encoder.encode(text);
        // Of a line that was cut the end is not known; it is longer than what is kept of a statement anyway.
        entries.line(bytes, 0, bytes.length, { offset, ends: cut === true || text.endsWith(';'), cut: cut === true });
      }
      deliver();
    },
    onIdle() {
      entries?.pause();
      deliver();
    },
    onReset(reason) {
      entries?.end();
      entries = undefined;
      deliver();
      options.onReset(reason);
    },
  });
}
