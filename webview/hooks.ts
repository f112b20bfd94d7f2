import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Method, RequestArguments, Params, ViewContract } from '../src/protocol/view';
import { RequestError, type ViewSide } from '../src/protocol/viewSide';
import type { Memory } from './client';

/** What every view is given. */
export interface PageProps<V extends ViewContract> {
  readonly side: ViewSide<V>;
  readonly memory: Memory;
}

/** The latest snapshot; undefined until the host sent one. */
export function useSnapshot<V extends ViewContract>(side: ViewSide<V>): V['state'] | undefined {
  const [state, setState] = useState<{ readonly value: V['state'] } | undefined>(undefined);
  useEffect(() => {
    const subscription = side.onState((value) => setState({ value }));
    return () => subscription.dispose();
  }, [side]);
  return state?.value;
}

/** Requests of a page: which are under way, what the last failure said, and a way to cancel. */
export interface Requests<V extends ViewContract> {
  send<M extends Method<V>>(method: M, ...params: RequestArguments<Params<V, M>>): void;
  cancel(method: Method<V>): void;
  readonly busy: ReadonlySet<string>;
  readonly failure: string | undefined;
  readonly dismiss: () => void;
}

export function useRequests<V extends ViewContract>(side: ViewSide<V>): Requests<V> {
  const running = useRef(new Map<string, AbortController>());
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string | undefined>(undefined);

  const send = useCallback(
    async (method: Method<V>, params: unknown): Promise<void> => {
      const controller = new AbortController();
      running.current.set(method, controller);
      setBusy(new Set(running.current.keys()));
      setFailure(undefined);
      try {
        // `send` has checked that the parameters are the method's; TypeScript forgets it on the way through this callback.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        await side.request(method, ...([params, controller.signal] as RequestArguments<Params<V, Method<V>>>));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        // Cancelled by the person who looks at it, or closed: nobody has to be told.
        if (error.reason === 'failed') setFailure(error.message);
      } finally {
        if (running.current.get(method) === controller) running.current.delete(method);
        setBusy(new Set(running.current.keys()));
      }
    },
    [side],
  );

  return {
    send: (method, ...[params]) => void send(method, params),
    cancel: (method) => running.current.get(method)?.abort(),
    busy,
    failure,
    dismiss: () => setFailure(undefined),
  };
}

/**
 * Keeps how far the page is scrolled while it is hidden: it is drawn anew when seen again, and only once its content has
 * come is it tall enough to be scrolled.
 */
export function useScrollPlace(memory: Memory, ready: boolean): void {
  useLayoutEffect(() => {
    if (!ready) return undefined;
    window.scrollTo(0, Number(memory.read('scroll', '0')));
    const scrolled = (): void => memory.write('scroll', String(Math.round(window.scrollY)));
    window.addEventListener('scrollend', scrolled);
    return () => window.removeEventListener('scrollend', scrolled);
  }, [memory, ready]);
}

/** A word that survives the page being hidden. */
export function useRemembered(memory: Memory, name: string, fallback: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => memory.read(name, fallback));
  const change = (next: string): void => {
    memory.write(name, next);
    setValue(next);
  };
  return [value, change];
}
