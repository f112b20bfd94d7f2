import type * as vscode from 'vscode';
import { EventEmitter, fake, type Uri, window } from '../../fakes/vscode';

/** What the tests see of a panel that `createWebviewPanel` made. */
export interface FakePanel {
  readonly viewType: string;
  title: string;
  readonly options: { readonly retainContextWhenHidden?: boolean };
  readonly posted: {
    readonly type: string;
    readonly state?: unknown;
    readonly message?: string;
    readonly id?: number;
  }[];
  readonly webview: { readonly html: string; readonly options: { readonly localResourceRoots?: readonly Uri[] } };
  readonly reveal: () => void;
  receive(message: unknown): void;
  setVisible(visible: boolean): void;
  dispose(): void;
}

/** A webview view as VS Code hands it to a provider. */
export function fakeWebviewView() {
  const received = new EventEmitter<unknown>();
  const visibility = new EventEmitter<void>();
  const disposed = new EventEmitter<void>();
  const posted: { readonly type: string; readonly state?: unknown; readonly message?: string }[] = [];
  const view = {
    visible: true,
    webview: {
      html: '',
      options: {} as { localResourceRoots?: readonly Uri[]; enableScripts?: boolean },
      cspSource: 'https://csp.test',
      asWebviewUri: (uri: Uri) => uri,
      postMessage: async (message: { readonly type: string }) => posted.push(message) > 0,
      onDidReceiveMessage: received.event,
    },
    onDidChangeVisibility: visibility.event,
    onDidDispose: disposed.event,
  };
  return {
    view,
    posted,
    receive: (message: unknown) => received.fire(message),
    setVisible(visible: boolean) {
      view.visible = visible;
      visibility.fire();
    },
    dispose: () => disposed.fire(),
  };
}

/** Lets promises and zero timers run. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Sends requests to a panel, each under a new id. @returns the type of the reply; undefined while there is none */
export function asker(panel: FakePanel, settled: () => Promise<unknown> = settle) {
  let id = 0;
  return async (method: string, params?: unknown): Promise<string | undefined> => {
    const own = ++id;
    panel.receive({ type: 'request', id: own, method, ...(params === undefined ? {} : { params }) });
    await settled();
    return panel.posted.find((message) => message.id === own)?.type;
  };
}

/** A panel that was there before, brought back by its key; `closed` when its source was gone. */
export async function revive(viewType: string, key: string, settled: () => Promise<unknown> = settle) {
  const panel = window.createWebviewPanel(viewType, 'old', 1, {});
  let closed = false;
  panel.onDidDispose(() => (closed = true));
  const serializer = fake.serializers.get(viewType) as vscode.WebviewPanelSerializer;
  await serializer.deserializeWebviewPanel(panel as unknown as vscode.WebviewPanel, { key });
  if (!closed) panel.receive({ type: 'ready' });
  await settled();
  return { panel: panel as unknown as FakePanel, closed };
}
