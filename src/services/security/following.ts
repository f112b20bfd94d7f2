import { DisposableStore } from '../../core/base/disposable';
import { logPathText } from '../../core/security/logPath';
import { securitySources } from '../../core/security/sources/securitySource';
import type { Banner } from '../../protocol/views/common';
import { bannerOf } from '../banner';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { extraLogsOf } from './extraLogs';
import type { Feed, FeedSource } from './feed';
import type { Feeds } from './feeds';

/** Id of the choice that shows several logs together. */
export const everySource = '*';

/** Logs that are merged at most: each is read on its own when one goes back. */
const mostMerged = 6;

/** The logs of one application, and those of them that are looked at. */
export interface Following {
  readonly app: App;
  readonly banner: Banner;
  readonly sources: readonly FeedSource[];
  /** Id of the choice; empty when there is no log. */
  readonly chosen: string;
  readonly feeds: readonly Feed[];
  /** Releases the feeds. */
  readonly held: DisposableStore;
}

/**
 * The logs of an application as its configuration and the settings name them, with the chosen one (else the first: security
 * channels come first). Nothing is held or read yet.
 *
 * @param wanted id or title of a source, or `everySource`
 */
export async function followingOf(
  workspace: Workspace,
  app: App,
  wanted: string | undefined,
  feeds: Feeds,
  signal: AbortSignal,
): Promise<Following> {
  const read = await app.current(signal);
  const sources = securitySources(read.project, extraLogsOf(workspace, app)).flatMap((source): FeedSource[] => {
    if (source.kind === 'table' || source.path === undefined) return [];
    const { id, title, what, path, zone } = source;
    return [{ id, title, what, path, ...(zone === undefined ? {} : { zone }) }];
  });
  const merged = wanted === everySource && sources.length > 1;
  const chosen = sources.find(({ id, title }) => id === wanted || title === wanted) ?? sources[0];
  const looked = merged ? sources.slice(0, mostMerged) : chosen === undefined ? [] : [chosen];
  return {
    app,
    banner: bannerOf(workspace, app, read),
    sources,
    chosen: merged ? everySource : (chosen?.id ?? ''),
    feeds: looked.map((source) => feeds.of(app.root, source)),
    held: new DisposableStore(),
  };
}

/** The same logs in the same places. */
export function sameLogs(one: Following, other: Following): boolean {
  const text = ({ app, feeds }: Following): string =>
    JSON.stringify([app.root, feeds.map(({ source }) => [source.id, logPathText(source.path)])]);
  return text(one) === text(other);
}
