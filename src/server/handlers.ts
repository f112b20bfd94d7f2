import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { isAbort, messageOf } from '../core/base/errors';
import type { Logger } from '../core/base/log';

/**
 * Answers one request: cancellation becomes the protocol's own error, every other error is logged and answered with
 * `otherwise`, so that one bad file never stops the rest.
 */
export async function answer<T, E = void>(
  what: string,
  log: Logger,
  token: CancellationToken,
  otherwise: T,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | ResponseError<E>> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => abort.abort());
  if (token.isCancellationRequested) abort.abort();
  try {
    return await work(abort.signal);
  } catch (error) {
    if (isAbort(error)) return new ResponseError<E>(LSPErrorCodes.RequestCancelled, 'Cancelled.');
    log.error(`${what} failed: ${messageOf(error)}`, error);
    return otherwise;
  } finally {
    subscription.dispose();
  }
}
