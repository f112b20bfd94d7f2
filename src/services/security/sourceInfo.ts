import { stat } from 'node:fs/promises';
import { formatAgo, formatBytes } from '../../core/base/format';
import { newestOf } from '../../node/tail';
import type { FeedSource } from './feed';

/** What a choice says of a log: its file, how large it is and when it was written last. */
export async function sourceTitle(source: FeedSource, now = new Date()): Promise<string> {
  const name = `${source.title} — ${source.what}`;
  try {
    const file = await newestOf(source.path);
    if (file === undefined) return `${name} · no file yet`;
    const { size, mtime } = await stat(file);
    return `${name} · ${formatBytes(size)} · written ${formatAgo(mtime, now)}`;
  } catch {
    // It went away, or may not be looked at: following it says so.
    return name;
  }
}
