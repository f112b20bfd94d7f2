import type { PlacedRecord } from '../../core/security/logs/logReader';
import type { StreamEntry } from '../../core/security/stream/entry';
import type { StreamFilter } from '../../core/security/stream/filter';
import { createHistory, type History } from '../../core/security/stream/history';
import type { Feed } from './feed';

/**
 * Opens the way back through the files of some logs. It begins where the rows begin that were shown last; of those, entries
 * whose file was renamed or written anew since are left out and read again where they stand now.
 */
export async function openHistory(
  feeds: readonly Feed[],
  shown: readonly StreamEntry[],
  { from, to }: StreamFilter,
  matches: (entry: StreamEntry) => boolean,
  signal: AbortSignal,
): Promise<History> {
  const inPlace = shown.filter((entry) =>
    feeds.some((feed) => feed.source.id === entry.event.source && feed.isInPlace(entry)),
  );
  const sources = await Promise.all(
    feeds.map(async (feed) => {
      const own = inPlace.filter(({ event }) => event.source === feed.source.id);
      const after = own.at(-1)?.position;
      const reader = await feed.reader();
      // Nothing is shown of it: a range that is over is looked for at its end.
      const before = own[0]?.position ?? (to === undefined ? ('end' as const) : await reader.seek(to, signal));
      return {
        id: feed.source.id,
        reader,
        toEntry: (placed: PlacedRecord) => feed.toEntry(placed),
        before,
        ...(after === undefined ? {} : { after }),
      };
    }),
  );
  return createHistory({ sources, shown: inPlace, matches, ...(from === undefined ? {} : { from }) });
}
