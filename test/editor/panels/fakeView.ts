import { EventEmitter, type Uri } from '../../fakes/vscode';

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
