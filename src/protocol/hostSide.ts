import type { Disposable } from '../core/base/disposable';
import type { HostHandlers, ViewContract, ViewGuards } from './view';
import { type Port, readToHost, type ToHost, type ToView } from './wire';

export interface HostSideOptions<V extends ViewContract> {
  /** Posted as soon as the view is ready; a view without state shows that it is loading. */
  readonly initialState?: V['state'];
  /** Turns what a handler threw into the words the view shows, and logs what deserves it. */
  readonly explain: (error: unknown, method: string) => string;
}

/** The host's end of one webview. */
export interface HostSide<V extends ViewContract> extends Disposable {
  /** Replaces the snapshot. Posted once the view is ready and visible; of those set in one turn, the last. */
  setState(state: V['state']): void;
  /** A hidden page is gone or deaf: states wait until it is visible again. Visible at first. */
  setVisible(visible: boolean): void;
}

/** Answers a webview's requests and keeps its snapshot current. Never throws for anything a webview sends. */
export function createHostSide<V extends ViewContract>(
  port: Port<ToView>,
  handlers: HostHandlers<V>,
  guards: ViewGuards<V>,
  options: HostSideOptions<V>,
): HostSide<V> {
  const running = new Map<number, AbortController>();
  let snapshot: { readonly state: V['state'] } | undefined =
    options.initialState === undefined ? undefined : { state: options.initialState };
  let revision = 0;
  let posted: object | undefined;
  let ready = false;
  let visible = true;
  let disposed = false;
  let scheduled = false;

  function flush(): void {
    if (disposed || !ready || !visible || snapshot === undefined || snapshot === posted) return;
    posted = snapshot;
    port.post({ type: 'state', revision: ++revision, state: snapshot.state });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      flush();
    });
  }

  function abortAll(): void {
    for (const controller of running.values()) controller.abort();
    running.clear();
  }

  function start(): void {
    // A page that says ready again was reloaded: whoever asked before is gone, and its ids begin anew.
    abortAll();
    ready = true;
    posted = undefined;
    flush();
  }

  async function answer(request: Extract<ToHost, { type: 'request' }>): Promise<void> {
    const { id, method, params } = request;
    // A second request under a running id has no answer of its own: the first one's would be taken for it.
    if (running.has(id)) return;
    const handler = own(handlers, method);
    const guard = own(guards, method);
    if (handler === undefined || guard === undefined) {
      port.post({ type: 'error', id, message: 'This page asked for something that does not exist.' });
      return;
    }
    if (guard(params) !== true) {
      port.post({ type: 'error', id, message: `This page sent parameters that "${method}" does not take.` });
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    let reply: () => void;
    try {
      const result = await handler(params, controller.signal);
      reply = () => port.post({ type: 'result', id, result });
    } catch (error) {
      const cancelled = controller.signal.aborted;
      const message = cancelled ? 'Cancelled.' : options.explain(error, method);
      reply = () => port.post({ type: 'error', id, message, ...(cancelled ? { cancelled } : {}) });
    }
    // Gone from the map: the page that asked was reloaded or closed while we worked.
    if (running.get(id) !== controller) return;
    running.delete(id);
    reply();
  }

  const subscription = port.onMessage((value) => {
    const message = disposed ? undefined : readToHost(value);
    if (message === undefined) return;
    if (message.type === 'ready') start();
    else if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message);
  });

  return {
    setState(state) {
      snapshot = { state };
      schedule();
    },
    setVisible(now) {
      visible = now;
      if (visible) schedule();
    },
    dispose() {
      disposed = true;
      subscription.dispose();
      abortAll();
    },
  };
}

/** A record's own function: "constructor" and "__proto__" are not methods. */
function own(record: object, key: string): ((...args: readonly unknown[]) => unknown) | undefined {
  const value: unknown = Object.hasOwn(record, key) ? Reflect.get(record, key) : undefined;
  return typeof value === 'function' ? (...args) => Reflect.apply(value, record, args) : undefined;
}
