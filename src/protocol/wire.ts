import type { Event } from '../core/base/event';
import { isRecord } from './guards';

/** Carries one side's messages and brings the other's, which are not trusted to be any; ordered, at most once. */
export interface Port<Out> {
  post(message: Out): void;
  readonly onMessage: Event<unknown>;
}

/** View to host. The view speaks first, with `ready`, and again each time its page is loaded anew. */
export type ToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly params?: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** Host to view. Each request gets exactly one `result` or `error` with its id. */
export type ToView =
  | { readonly type: 'state'; readonly revision: number; readonly state: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result?: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly cancelled?: true };

/** Reads what a webview sent; undefined for anything that is no message of ours. */
export function readToHost(value: unknown): ToHost | undefined {
  if (!isRecord(value)) return undefined;
  if (value['type'] === 'ready') return { type: 'ready' };
  const id = value['id'];
  if (!isId(id)) return undefined;
  if (value['type'] === 'cancel') return { type: 'cancel', id };
  if (value['type'] !== 'request') return undefined;
  // A request with an id can be answered, so it is: its method is judged by the host side.
  const method = value['method'];
  return { type: 'request', id, method: typeof method === 'string' ? method : '', params: value['params'] };
}

/** Reads what the host sent; undefined for anything else (other scripts post to a window too). */
export function readToView(value: unknown): ToView | undefined {
  if (!isRecord(value)) return undefined;
  if (value['type'] === 'state' && isId(value['revision']))
    return { type: 'state', revision: value['revision'], state: value['state'] };
  const id = value['id'];
  if (!isId(id)) return undefined;
  if (value['type'] === 'result') return { type: 'result', id, result: value['result'] };
  if (value['type'] === 'error' && typeof value['message'] === 'string')
    return {
      type: 'error',
      id,
      message: value['message'],
      ...(value['cancelled'] === true ? { cancelled: true } : {}),
    };
  return undefined;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
