import type * as vscode from 'vscode';
import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import type { Logger } from '../../core/base/log';
import type { Port, ToView } from '../../protocol/wire';

/** The host's end of a webview's messages. */
export function webviewPort(webview: vscode.Webview, logger: Logger): Port<ToView> {
  return {
    post(message) {
      webview.postMessage(message).then(undefined, (error: unknown) => {
        logger.error('A message did not reach its page', error);
      });
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}

/** What a page shows for something that was thrown: expected failures in their words, bugs as a pointer to the log. */
export function failureText(logger: Logger, what: string): (error: unknown) => string {
  return (error) => {
    if (isOpsError(error) || isAbort(error)) return messageOf(error);
    logger.error(`${what} failed`, error);
    return 'This did not work, and it is a fault of Laravel Ops. Details are in the log: run "Laravel Ops: Show Log".';
  };
}
