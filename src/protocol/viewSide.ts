import type { Disposable } from '../core/base/disposable';
import type { Method, Params, RequestArguments, Result, ViewClient, ViewContract } from './view';
import { type Port, readToView, type ToHost } from './wire';

/** Why a request was not answered with a result. `message` is for people. */
export class RequestError extends Error {
  readonly reason: 'failed' | 'cancelled' | 'closed';

  constructor(reason: RequestError['reason'], message: string) {
    super(message);
    this.name = 'RequestError';
    this.reason = reason;
  }
}

/** The webview's end. */
export interface ViewSide<V extends ViewContract> extends ViewClient<V>, Disposable {
  /** Hears every snapshot, and the last one at once. */
  onState(listener: (state: V['state']) => void): Disposable;
  /** Opens the conversation; the host answers with its snapshot. */
  start(): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: RequestError): void;
}

/** Sends requests and keeps the latest snapshot. A snapshot older than the one shown is dropped. */
export function createViewSide<V extends ViewContract>(port: Port<ToHost>): ViewSide<V> {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(state: V['state']) => void>();
  let latest: { readonly revision: number; readonly state: V['state'] } | undefined;
  let lastId = 0;
  let disposed = false;

  function settle(id: number, act: (waiting: Pending) => void): void {
    const waiting = pending.get(id);
    if (waiting === undefined) return;
    pending.delete(id);
    act(waiting);
  }

  const subscription = port.onMessage((value) => {
    const message = readToView(value);
    if (message === undefined || disposed) return;
    if (message.type === 'state') {
      if (latest !== undefined && message.revision <= latest.revision) return;
      latest = { revision: message.revision, state: message.state };
      for (const listener of listeners) listener(message.state);
    } else if (message.type === 'result') {
      settle(message.id, (waiting) => waiting.resolve(message.result));
    } else {
      const reason = message.cancelled === true ? 'cancelled' : 'failed';
      settle(message.id, (waiting) => waiting.reject(new RequestError(reason, message.message)));
    }
  });

  function request<M extends Method<V>>(
    method: M,
    ...rest: RequestArguments<Params<V, M>>
  ): Promise<Awaited<Result<V, M>>>;
  function request(method: string, params?: unknown, signal?: AbortSignal): Promise<unknown> {
    if (disposed) return Promise.reject(new RequestError('closed', 'This page is closed.'));
    if (signal?.aborted === true) return Promise.reject(new RequestError('cancelled', 'Cancelled.'));
    const id = ++lastId;
    return new Promise<unknown>((resolve, reject) => {
      const cancel = (): void => {
        port.post({ type: 'cancel', id });
        settle(id, (waiting) => waiting.reject(new RequestError('cancelled', 'Cancelled.')));
      };
      const done = (): void => signal?.removeEventListener('abort', cancel);
      pending.set(id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
      });
      signal?.addEventListener('abort', cancel, { once: true });
      port.post({ type: 'request', id, method, ...(params === undefined ? {} : { params }) });
    });
  }

  return {
    request,
    onState(listener) {
      listeners.add(listener);
      if (latest !== undefined) listener(latest.state);
      return { dispose: () => listeners.delete(listener) };
    },
    start() {
      port.post({ type: 'ready' });
    },
    dispose() {
      disposed = true;
      subscription.dispose();
      listeners.clear();
      for (const waiting of pending.values()) waiting.reject(new RequestError('closed', 'This page is closed.'));
      pending.clear();
    },
  };
}
