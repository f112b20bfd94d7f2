import { isRecord } from '../src/protocol/guards';
import type { ViewContract } from '../src/protocol/view';
import { createViewSide, type ViewSide } from '../src/protocol/viewSide';

/** What VS Code gives a webview, once. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

/** Small things of a page that survive it being hidden, such as its tab; kept beside the key that reopens the page. */
export interface Memory {
  read(name: string, fallback: string): string;
  write(name: string, value: string): void;
}

/** The page's end of the wire over `window` messages. */
export function connect<V extends ViewContract>(api: VsCodeApi): ViewSide<V> {
  return createViewSide<V>({
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      const heard = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', heard);
      return { dispose: () => window.removeEventListener('message', heard) };
    },
  });
}

/** Memory over getState/setState. @param key names the panel to VS Code's serializer when a window is reloaded */
export function remember(api: VsCodeApi, key: string): Memory {
  const saved = api.getState();
  const known = isRecord(saved) && saved['key'] === key && isRecord(saved['page']) ? saved['page'] : {};
  const page: Record<string, unknown> = { ...known };
  api.setState({ key, page });
  return {
    read(name, fallback) {
      const value = page[name];
      return typeof value === 'string' ? value : fallback;
    },
    write(name, value) {
      page[name] = value;
      api.setState({ key, page });
    },
  };
}
