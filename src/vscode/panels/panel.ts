import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import type { Logger } from '../../core/base/log';
import { isRecord } from '../../protocol/guards';
import { createHostSide } from '../../protocol/hostSide';
import type { HostHandlers, ViewContract, ViewGuards } from '../../protocol/view';
import { pageHtml, type ViewName, webviewOptions } from './panelHtml';
import { failureText, webviewPort } from './webviewPort';

/** What every webview of ours is made with. */
export interface WebviewContext {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
}

/** A kind of panel, as VS Code and the page know it. */
export interface PanelKind<V extends ViewContract> {
  readonly viewType: string;
  readonly view: ViewName;
  readonly guards: ViewGuards<V>;
}

/** An open panel, seen by what drives it. */
export interface OpenPanel<V extends ViewContract> {
  readonly visible: boolean;
  readonly onDidChangeVisible: Event<boolean>;
  /** Replaces the page's snapshot. */
  setState(state: V['state']): void;
}

/** What drives one panel; made when it opens. */
export interface PanelModel<V extends ViewContract> extends Disposable {
  readonly handlers: HostHandlers<V>;
}

/** What a panel is about. */
export interface PanelSubject<V extends ViewContract> {
  /** The tab's title. */
  readonly title: string;
  start(panel: OpenPanel<V>): PanelModel<V>;
}

/** All panels of one kind: at most one for each key. */
export interface Panels extends Disposable {
  /** Shows the panel of a key, opening it if needed. Does nothing when the key stands for nothing any more. */
  open(key: string, column?: vscode.ViewColumn): Promise<void>;
}

/**
 * Opens panels of one kind and brings them back when a window is restored. Pages are not kept while hidden: they are
 * drawn again from the snapshot.
 *
 * @param subjectOf what a key stands for; undefined when it stands for nothing any more
 */
export function createPanels<V extends ViewContract>(
  context: WebviewContext,
  kind: PanelKind<V>,
  subjectOf: (key: string) => PromiseLike<PanelSubject<V> | undefined> | PanelSubject<V> | undefined,
): Panels {
  const open = new Map<string, vscode.WebviewPanel>();

  function drive(panel: vscode.WebviewPanel, key: string, subject: PanelSubject<V>): void {
    const store = new DisposableStore();
    const visibility = store.add(new Emitter<boolean>());
    open.set(key, panel);
    panel.title = subject.title;
    panel.webview.options = webviewOptions(context.extensionUri);
    let late: ((state: V['state']) => void) | undefined;
    let early: { readonly state: V['state'] } | undefined;
    const model = subject.start({
      get visible() {
        return panel.visible;
      },
      onDidChangeVisible: visibility.event,
      setState(state) {
        if (late === undefined) early = { state };
        else late(state);
      },
    });
    const side = createHostSide<V>(webviewPort(panel.webview, context.logger), model.handlers, kind.guards, {
      ...(early === undefined ? {} : { initialState: early.state }),
      explain: (error, method) => failureText(context.logger, `${kind.viewType} ${method}`)(error),
    });
    late = (state) => side.setState(state);
    store.add(model);
    store.add(side);
    let visible = panel.visible;
    store.add(
      panel.onDidChangeViewState(() => {
        if (panel.visible === visible) return;
        visible = panel.visible;
        side.setVisible(visible);
        visibility.fire(visible);
      }),
    );
    store.add(
      panel.onDidDispose(() => {
        if (open.get(key) === panel) open.delete(key);
        store.dispose();
      }),
    );
    // Last: the page speaks as soon as it is loaded.
    panel.webview.html = pageHtml(panel.webview, {
      extensionUri: context.extensionUri,
      view: kind.view,
      key,
      title: subject.title,
    });
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, {
    async deserializeWebviewPanel(panel, saved: unknown) {
      const key = isRecord(saved) && typeof saved['key'] === 'string' ? saved['key'] : undefined;
      const subject = key === undefined ? undefined : await subjectOf(key);
      // Its application has gone, or it was opened meanwhile.
      if (key === undefined || subject === undefined || open.has(key)) panel.dispose();
      else drive(panel, key, subject);
    },
  });

  return {
    async open(key, column = vscode.ViewColumn.Active) {
      const subject = open.has(key) ? undefined : await subjectOf(key);
      const known = open.get(key);
      if (known !== undefined) known.reveal();
      else if (subject !== undefined) {
        const options = { ...webviewOptions(context.extensionUri), retainContextWhenHidden: false };
        drive(vscode.window.createWebviewPanel(kind.viewType, subject.title, column, options), key, subject);
      }
    },
    dispose() {
      serializer.dispose();
      for (const panel of Array.from(open.values())) panel.dispose();
    },
  };
}
