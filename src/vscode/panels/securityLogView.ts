import type * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { createHostSide } from '../../protocol/hostSide';
import { securityLogGuards, type SecurityLogView } from '../../protocol/views/securityLog';
import type { WebviewContext } from './panel';
import { pageHtml, webviewOptions } from './panelHtml';
import { gathered, securityLogHandlers, type SecurityLogSource } from './securityLogSource';
import { failureText, webviewPort } from './webviewPort';

/** The view's id in the manifest. */
export const securityLogViewId = 'laravelOps.securityLog';

/** Provides the panel view `laravelOps.securityLog`. VS Code resolves it anew each time its container is rebuilt. */
export function createSecurityLogView(context: WebviewContext, source: SecurityLogSource): vscode.WebviewViewProvider {
  return {
    resolveWebviewView(view) {
      const store = new DisposableStore();
      view.webview.options = webviewOptions(context.extensionUri);
      const side = store.add(
        createHostSide<SecurityLogView>(
          webviewPort(view.webview, context.logger),
          securityLogHandlers(source),
          securityLogGuards,
          {
            initialState: source.current(),
            explain: (error, method) => failureText(context.logger, `Security log ${method}`)(error),
          },
        ),
      );
      // Hidden, the page is deaf: what is sent then is not made either.
      const show = (): void => {
        if (view.visible) side.setState(source.current());
      };
      store.add(gathered(source.onDidChange, show));
      store.add(
        view.onDidChangeVisibility(() => {
          source.setVisible(view.visible);
          show();
          side.setVisible(view.visible);
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
