import type { Logger } from '../../core/base/log';
import { logPathText } from '../../core/security/logPath';
import { createFeed, type Feed, type FeedSource } from './feed';
import type { StreamParts } from './parts';

/** The logs of a window that somebody looks at, each followed once. */
export interface Feeds {
  /** The feed of an application's source; the same for everybody while anybody holds it. */
  of(root: string, source: FeedSource): Feed;
}

/** Makes the feeds of one window. */
export function createFeeds(parts: StreamParts, logger: Logger): Feeds {
  const open = new Map<string, Feed>();
  let made = 0;
  return {
    of(root, source) {
      const key = JSON.stringify([root, source.id, logPathText(source.path), source.zone]);
      const known = open.get(key);
      if (known !== undefined) return known;
      const feed = createFeed({
        source,
        parts,
        logger,
        number: ++made,
        onReleased() {
          if (open.get(key) === feed) open.delete(key);
        },
      });
      open.set(key, feed);
      return feed;
    },
  };
}
