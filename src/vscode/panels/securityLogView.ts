import type * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { createHostSide } from '../../protocol/hostSide';
import {
  newestRows,
  securityLogGuards,
  type SecurityLogFilter,
  type SecurityLogState,
  type SecurityLogView,
} from '../../protocol/views/securityLog';
import { assertOffered, notOffered } from './offered';
import type { WebviewContext } from './panel';
import { pageHtml, webviewOptions } from './panelHtml';
import { failureText, webviewPort } from './webviewPort';

/** The view's id in the manifest. */
export const securityLogViewId = 'laravelOps.securityLog';

/** The stream of security events, as the services provide it: it follows the file, filters, pauses and counts. */
export interface SecurityLogSource {
  /** The present state; `rows` may be of any number, the view sends the newest. */
  current(): SecurityLogState;
  readonly onDidChange: Event<void>;
  /** Hidden, the source stops following: no timer and no watcher runs for a view that nobody sees. */
  setVisible(visible: boolean): void;
  setPaused(paused: boolean): void;
  setFilter(filter: SecurityLogFilter): void;
  chooseSource(id: string, signal: AbortSignal): Promise<void>;
  clear(): void;
  /** Runs a command that the present state offers. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
}

/** Milliseconds over which changes of the stream are gathered: ten pictures a second are as many as can be read. */
const gather = 100;

/** Provides the panel view `laravelOps.securityLog`. VS Code resolves it anew each time its container is rebuilt. */
export function createSecurityLogView(context: WebviewContext, source: SecurityLogSource): vscode.WebviewViewProvider {
  return {
    resolveWebviewView(view) {
      const store = new DisposableStore();
      const state = (): SecurityLogState => {
        const current = source.current();
        return { ...current, rows: newestRows(current.rows) };
      };
      view.webview.options = webviewOptions(context.extensionUri);
      const side = store.add(
        createHostSide<SecurityLogView>(
          webviewPort(view.webview, context.logger),
          {
            setPaused: ({ paused }) => source.setPaused(paused),
            setFilter: (filter) => source.setFilter(filter),
            async chooseSource({ id }, signal) {
              if (!source.current().sources.some((known) => known.id === id)) throw notOffered();
              await source.chooseSource(id, signal);
            },
            clear: () => source.clear(),
            async run({ command }, signal) {
              assertOffered(source.current().state, command);
              await source.runCommand(command, signal);
            },
          },
          securityLogGuards,
          {
            initialState: state(),
            explain: (error, method) => failureText(context.logger, `Security log ${method}`)(error),
          },
        ),
      );
      let changed: ReturnType<typeof setTimeout> | undefined;
      const update = (): void => {
        changed = undefined;
        side.setState(state());
      };
      store.add(source.onDidChange(() => (changed ??= setTimeout(update, gather))));
      store.add({ dispose: () => clearTimeout(changed) });
      store.add(
        view.onDidChangeVisibility(() => {
          side.setVisible(view.visible);
          source.setVisible(view.visible);
        }),
      );
      store.add(
        view.onDidDispose(() => {
          source.setVisible(false);
          store.dispose();
        }),
      );
      source.setVisible(view.visible);
      view.webview.html = pageHtml(view.webview, {
        extensionUri: context.extensionUri,
        view: 'securityLog',
        key: '',
        title: 'Security Log',
      });
    },
  };
}
