import { createDetection } from '../core/security/findings/detection';
import { toSecurityEvent } from '../core/security/toEvent';
import { openLog } from '../node/logs/openLog';
import type { SecurityLogActions } from './security/actions';
import { createFeeds, type Feeds } from './security/feeds';
import type { StreamParts } from './security/parts';
import { createViewer } from './security/viewer';
import type { Workspace } from './workspace';

const parts: StreamParts = {
  toEvent: toSecurityEvent,
  openLog: (target, options) => openLog(target, options),
  createDetection,
};

/** Window → its logs. Only this output file has streams, so that nobody else needs them. */
const feedsByWindow = new WeakMap<Workspace, Feeds>();

function feedsOf(workspace: Workspace): Feeds {
  const feeds = feedsByWindow.get(workspace) ?? createFeeds(parts, workspace.host.logger);
  feedsByWindow.set(workspace, feeds);
  return feeds;
}

/** The stream behind the Security Log view: the logs of whichever application is active. */
export function createSecurityLogSource(workspace: Workspace, actions: SecurityLogActions) {
  return createViewer({ workspace, feeds: feedsOf(workspace), actions, app: () => workspace.active });
}

/**
 * The stream of one application for a page of its own; it shares with others what is read. Dispose it with its page.
 *
 * @returns undefined when the window has no application there
 */
export function createSecurityLogPage(workspace: Workspace, root: string, actions: SecurityLogActions) {
  const found = workspace.apps.find((each) => each.root === root);
  if (found === undefined) return undefined;
  const viewer = createViewer({
    workspace,
    feeds: feedsOf(workspace),
    // It is in the editor already.
    actions: withoutPanel(actions),
    app: () => workspace.apps.find((each) => each.root === root),
  });
  const subscription = workspace.onDidChange(() => viewer.appChanged());
  return {
    ...viewer,
    title: `Security Log — ${found.name}`,
    dispose() {
      subscription.dispose();
      viewer.setVisible(false);
    },
  };
}

function withoutPanel({ runCommand, askMute, askExport }: SecurityLogActions): SecurityLogActions {
  return {
    runCommand,
    ...(askMute === undefined ? {} : { askMute }),
    ...(askExport === undefined ? {} : { askExport }),
  };
}
