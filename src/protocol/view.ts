/**
 * What one webview and the host say to each other, in one place. `state` is a whole snapshot, host to view; `requests`
 * are methods, view to host, each always answered. Everything in it survives structured cloning.
 */
export interface ViewContract {
  readonly state: unknown;
  readonly requests: Readonly<Record<string, (params: never) => unknown>>;
}

/** Method names of a contract. */
export type Method<V extends ViewContract> = Extract<keyof V['requests'], string>;

/** What a method takes; `undefined` when it takes nothing. */
export type Params<V extends ViewContract, M extends Method<V>> = Parameters<V['requests'][M]>[0];

/** What a method answers. */
export type Result<V extends ViewContract, M extends Method<V>> = ReturnType<V['requests'][M]>;

/** The host's side of each method. The signal aborts when the view cancels, reloads or closes. */
export type HostHandlers<V extends ViewContract> = {
  readonly [M in Method<V>]: (
    params: Params<V, M>,
    signal: AbortSignal,
  ) => Result<V, M> | PromiseLike<Awaited<Result<V, M>>>;
};

/** Decides whether something a webview sent is a method's parameters. Never throws. */
export type Guard<T> = (value: unknown) => value is T;

/** One guard a method: a request whose parameters it refuses never reaches its handler. */
export type ViewGuards<V extends ViewContract> = { readonly [M in Method<V>]: Guard<Params<V, M>> };

/** Arguments of a request: methods without parameters are called without. */
export type RequestArguments<P> = [P] extends [undefined]
  ? [params?: undefined, signal?: AbortSignal]
  : [params: P, signal?: AbortSignal];

/** The view's side: asks for things. Rejects with RequestError only. */
export interface ViewClient<V extends ViewContract> {
  request<M extends Method<V>>(method: M, ...rest: RequestArguments<Params<V, M>>): Promise<Awaited<Result<V, M>>>;
}
