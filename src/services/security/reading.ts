import { formatBytes, formatCount } from '../../core/base/format';
import type { SearchProgress } from '../../core/security/logs/logReader';
import type { StreamEntry } from '../../core/security/stream/entry';
import type { CompiledFilter } from '../../core/security/stream/filter';
import type { LogWork } from '../../protocol/views/securityLog';
import type { Feed } from './feed';

/** What is read, and who hears of it. */
export interface ReadAll {
  readonly title: string;
  readonly feeds: readonly Feed[];
  readonly filter: CompiledFilter;
  /** A promise is waited for. */
  readonly onFound: (entries: readonly StreamEntry[]) => void | Promise<void>;
  readonly onProgress: (work: LogWork) => void;
}

/** Reads all files of some logs, one log after the other, for what matches. Settles when it is done or stopped. */
export async function readAll(
  { title, feeds, filter, onFound, onProgress }: ReadAll,
  signal: AbortSignal,
): Promise<SearchProgress> {
  const readers = await Promise.all(feeds.map((feed) => feed.reader()));
  const sizes = await Promise.all(readers.map((reader) => reader.size(signal)));
  const progress = sizes.map((totalBytes): SearchProgress => ({ bytes: 0, totalBytes, matches: 0 }));
  const tell = (running: boolean): SearchProgress => {
    const sum = progress.reduce(
      (all, { bytes, totalBytes, matches }) => ({
        bytes: all.bytes + bytes,
        totalBytes: all.totalBytes + totalBytes,
        matches: all.matches + matches,
      }),
      { bytes: 0, totalBytes: 0, matches: 0 },
    );
    onProgress(workText(title, sum, running));
    return sum;
  };
  tell(true);
  for (const [index, feed] of feeds.entries()) {
    const reader = readers[index];
    if (reader === undefined || signal.aborted) break;
    progress[index] = await reader.search(
      {
        ...(filter.contains === undefined ? {} : { contains: filter.contains }),
        // Where it stands does not matter to the filter.
        matches: (record) => filter.matches(feed.toEntry({ position: { file: '', offset: record.offset }, record })),
      },
      {
        onMatches: (found) => onFound(found.map((placed) => feed.toEntry(placed))),
        onProgress(now) {
          progress[index] = now;
          tell(true);
        },
      },
      signal,
    );
  }
  return tell(false);
}

function workText(title: string, { bytes, totalBytes, matches }: SearchProgress, running: boolean): LogWork {
  const found = `${formatCount(matches)} ${matches === 1 ? 'match' : 'matches'}`;
  const all = Math.max(bytes, totalBytes);
  return running
    ? {
        title,
        text: `${found} in ${formatBytes(bytes)} of ${formatBytes(all)}`,
        running,
        share: all === 0 ? 1 : bytes / all,
      }
    : { title, text: `${found} in ${formatBytes(bytes)}`, running };
}
