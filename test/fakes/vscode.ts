// A small VS Code for plain Node: what src/vscode uses, with the same shapes, and handles (`fake.…`) by which a test
// plays the user. It renders nothing; the host tier proves that the real one agrees.
import { vi } from 'vitest';

type Listener<T> = (value: T) => unknown;

export class EventEmitter<T> {
  private listeners = new Set<Listener<T>>();
  event = (listener: Listener<T>, thisArg?: unknown, disposables?: { dispose(): void }[]) => {
    const bound = thisArg === undefined ? listener : listener.bind(thisArg);
    this.listeners.add(bound);
    const disposable = new Disposable(() => this.listeners.delete(bound));
    disposables?.push(disposable);
    return disposable;
  };
  fire(value: T): void {
    for (const listener of Array.from(this.listeners)) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Disposable {
  constructor(private readonly onDispose: () => unknown) {}
  static from(...items: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => items.forEach((item) => item.dispose()));
  }
  dispose(): void {
    this.onDispose();
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
    readonly query = '',
  ) {}
  static file(path: string): Uri {
    return new Uri('file', path.replaceAll('\\', '/'));
  }
  static parse(text: string): Uri {
    const match = /^([a-z][\w+.-]*):(?:\/\/[^/]*)?([^?]*)\??(.*)$/i.exec(text);
    return new Uri(match?.[1] ?? 'file', match?.[2] ?? text, match?.[3] ?? '');
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, [base.path.replace(/\/$/, ''), ...parts].join('/'));
  }
  get fsPath(): string {
    return this.path;
  }
  with(change: { scheme?: string; path?: string; query?: string }): Uri {
    return new Uri(change.scheme ?? this.scheme, change.path ?? this.path, change.query ?? this.query);
  }
  toString(): string {
    return `${this.scheme}://${this.path}${this.query === '' ? '' : `?${this.query}`}`;
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}
export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(a: Position | number, b: Position | number, c?: number, d?: number) {
    this.start = a instanceof Position ? a : new Position(a, b as number);
    this.end = b instanceof Position ? b : new Position(c ?? 0, d ?? 0);
  }
}
export class Selection extends Range {}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}
export class MarkdownString {
  isTrusted: boolean | { enabledCommands: string[] } = false;
  supportThemeIcons = false;
  supportHtml = false;
  constructor(
    public value = '',
    supportThemeIcons = false,
  ) {
    this.supportThemeIcons = supportThemeIcons;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-.!]/g, '\\$&');
    return this;
  }
}
export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}
export class TreeItem {
  id?: string;
  description?: string;
  tooltip?: unknown;
  iconPath?: ThemeIcon;
  contextValue?: string;
  command?: { command: string; title: string; arguments?: unknown[] };
  accessibilityInformation?: { label: string };
  constructor(
    public label: string,
    public collapsibleState: TreeItemCollapsibleState = TreeItemCollapsibleState.None,
  ) {}
}
export enum StatusBarAlignment {
  Left = 1,
  Right,
}
export enum ViewColumn {
  Active = -1,
  Beside = -2,
  One = 1,
}
export enum ProgressLocation {
  SourceControl = 1,
  Window = 10,
  Notification = 15,
}
export enum ConfigurationTarget {
  Global = 1,
  Workspace,
  WorkspaceFolder,
}
export enum ExtensionMode {
  Production = 1,
  Development,
  Test,
}
export enum UIKind {
  Desktop = 1,
  Web,
}
export enum TextEditorRevealType {
  Default,
  InCenter,
  InCenterIfOutsideViewport,
}
export class CancellationTokenSource {
  private emitter = new EventEmitter<void>();
  token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
  cancel(): void {
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }
  dispose(): void {
    this.emitter.dispose();
  }
}
export class WorkspaceEdit {
  readonly created: { uri: Uri; options: unknown }[] = [];
  readonly replaced: { uri: Uri; range: Range; newText: string }[] = [];
  createFile(uri: Uri, options?: unknown): void {
    this.created.push({ uri, options });
  }
  replace(uri: Uri, range: Range, newText: string): void {
    this.replaced.push({ uri, range, newText });
  }
}
/** What `workspace.fs` throws; `code` is a name without "Error". */
export class FileSystemError extends Error {
  constructor(
    message: string,
    readonly code = 'Unknown',
  ) {
    super(message);
  }
  static FileNotFound(uri: Uri): FileSystemError {
    return new FileSystemError(`${uri.toString()} does not exist`, 'FileNotFound');
  }
  static NoPermissions(uri: Uri): FileSystemError {
    return new FileSystemError(`${uri.toString()} may not be read`, 'NoPermissions');
  }
}
export class RelativePattern {
  constructor(
    readonly base: unknown,
    readonly pattern: string,
  ) {}
}

export interface FakeTreeView {
  id: string;
  provider: {
    getChildren(element?: unknown): unknown;
    getTreeItem(element: unknown): TreeItem | Promise<TreeItem>;
    onDidChangeTreeData?: unknown;
  };
  message?: string;
  description?: string;
  title?: string;
  badge?: { value: number; tooltip: string };
  visible: boolean;
  show(): void;
  hide(): void;
}
/** One `withProgress`, as a person sees it. */
export interface FakeProgress {
  title: string;
  cancellable: boolean;
  reports: { message?: string; increment?: number }[];
  /** What its Cancel button does. */
  cancel(): void;
}
export interface FakeStatusBarItem {
  text: string;
  tooltip: unknown;
  command: unknown;
  name: string;
  backgroundColor: ThemeColor | undefined;
  accessibilityInformation: unknown;
  visible: boolean;
}

const trustGranted = new EventEmitter<void>();
const configurationChanged = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
const foldersChanged = new EventEmitter<{ added: unknown[]; removed: unknown[] }>();
const activeEditorChanged = new EventEmitter<unknown>();

/** The test's side: state to set before, things to look at after. `reset()` before each test. */
export const fake = {
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  executed: [] as { id: string; args: unknown[] }[],
  context: new Map<string, unknown>(),
  treeViews: new Map<string, FakeTreeView>(),
  webviewViewProviders: new Map<string, unknown>(),
  webviewPanels: [] as Record<string, unknown>[],
  serializers: new Map<string, unknown>(),
  taskProviders: new Map<string, unknown>(),
  statusBarItems: [] as FakeStatusBarItem[],
  messages: [] as { severity: 'info' | 'warning' | 'error'; text: string; options: unknown; items: string[] }[],
  /** Answers for the next prompts, first in, first out; a function sees the prompt. */
  answers: [] as unknown[],
  settings: new Map<string, unknown>(),
  progress: [] as FakeProgress[],
  /** Untitled documents that were opened. */
  documents: [] as { content: string; language: string }[],
  edits: [] as WorkspaceEdit[],
  /** Texts of files by their paths, as documents show them. Edits change them; others are not there. */
  files: new Map<string, string>(),
  /** Paths of the files that VS Code saved of its own accord after an edit. */
  saved: [] as string[],
  /** What was opened in the editor area, each with its options. */
  shown: [] as { uri: string; options: unknown }[],
  /** Who serves the documents of a scheme. */
  contentProviders: new Map<string, { provideTextDocumentContent(uri: Uri): unknown }>(),
  tabs: [] as { label: string }[],
  /** Files written through `workspace.fs`. */
  written: new Map<string, Uint8Array>(),
  log: [] as string[],
  clipboard: '',
  opened: [] as string[],
  trustGranted,
  configurationChanged,
  foldersChanged,
  activeEditorChanged,
  reset(): void {
    for (const map of [
      fake.commands,
      fake.context,
      fake.treeViews,
      fake.webviewViewProviders,
      fake.settings,
      fake.serializers,
      fake.taskProviders,
      fake.written,
      fake.files,
      fake.contentProviders,
    ])
      map.clear();
    for (const list of [
      fake.executed,
      fake.webviewPanels,
      fake.statusBarItems,
      fake.messages,
      fake.answers,
      fake.progress,
      fake.documents,
      fake.edits,
      fake.saved,
      fake.shown,
      fake.tabs,
      fake.log,
      fake.opened,
    ])
      list.length = 0;
    fake.clipboard = '';
    workspace.isTrusted = true;
    workspace.workspaceFolders = undefined;
    window.activeTextEditor = undefined;
  },
  setFolders(...paths: string[]): void {
    workspace.workspaceFolders = paths.map((path, index) => ({
      uri: Uri.file(path),
      name: path.split('/').at(-1) ?? path,
      index,
    }));
  },
  setSetting(key: string, value: unknown): void {
    fake.settings.set(key, value);
    configurationChanged.fire({ affectsConfiguration: (section) => key === section || key.startsWith(`${section}.`) });
  },
};

function nextAnswer(prompt: unknown): unknown {
  const answer = fake.answers.shift();
  return typeof answer === 'function' ? (answer as (prompt: unknown) => unknown)(prompt) : answer;
}

function message(severity: 'info' | 'warning' | 'error') {
  return async (text: string, ...rest: unknown[]): Promise<unknown> => {
    const options = typeof rest[0] === 'object' && rest[0] !== null && !('title' in rest[0]) ? rest.shift() : {};
    const items = rest.map((item) => (typeof item === 'string' ? item : (item as { title: string }).title));
    fake.messages.push({ severity, text, options, items });
    if (items.length === 0) return undefined;
    const answer = nextAnswer({ kind: 'message', text, options, items });
    if (answer === undefined) return undefined;
    return rest.find((item) => item === answer || (item as { title?: string }).title === answer);
  };
}

export const commands = {
  registerCommand(id: string, handler: (...args: unknown[]) => unknown): Disposable {
    if (fake.commands.has(id)) throw new Error(`command '${id}' already exists`);
    fake.commands.set(id, handler);
    return new Disposable(() => fake.commands.delete(id));
  },
  async executeCommand(id: string, ...args: unknown[]): Promise<unknown> {
    if (id === 'setContext') {
      fake.context.set(args[0] as string, args[1]);
      return undefined;
    }
    fake.executed.push({ id, args });
    return fake.commands.get(id)?.(...args);
  },
};

export const window = {
  activeTextEditor: undefined as unknown,
  onDidChangeActiveTextEditor: activeEditorChanged.event,
  createTreeView(id: string, options: { treeDataProvider: FakeTreeView['provider'] }) {
    const visibility = new EventEmitter<{ visible: boolean }>();
    const view = {
      id,
      provider: options.treeDataProvider,
      visible: false,
      onDidChangeVisibility: visibility.event,
      reveal: async () => undefined,
      dispose: () => fake.treeViews.delete(id),
      show() {
        view.visible = true;
        visibility.fire({ visible: true });
      },
      hide() {
        view.visible = false;
        visibility.fire({ visible: false });
      },
    };
    fake.treeViews.set(id, view);
    return view;
  },
  registerWebviewViewProvider(id: string, provider: unknown) {
    fake.webviewViewProviders.set(id, provider);
    return new Disposable(() => fake.webviewViewProviders.delete(id));
  },
  registerWebviewPanelSerializer(id: string, serializer: unknown) {
    fake.serializers.set(id, serializer);
    return new Disposable(() => fake.serializers.delete(id));
  },
  createWebviewPanel(viewType: string, title: string, _column: unknown, options: unknown) {
    const disposed = new EventEmitter<void>();
    const received = new EventEmitter<unknown>();
    const state = new EventEmitter<unknown>();
    const panel = {
      viewType,
      title,
      options,
      visible: true,
      active: true,
      posted: [] as unknown[],
      webview: {
        html: '',
        options: {},
        cspSource: 'https://csp.test',
        asWebviewUri: (uri: Uri) => uri,
        postMessage: async (value: unknown) => panel.posted.push(value) > 0,
        onDidReceiveMessage: received.event,
      },
      receive: (value: unknown) => received.fire(value),
      setVisible(visible: boolean) {
        panel.visible = visible;
        state.fire(undefined);
      },
      onDidDispose: disposed.event,
      onDidChangeViewState: state.event,
      reveal: vi.fn(),
      dispose: () => disposed.fire(),
    };
    fake.webviewPanels.push(panel);
    return panel;
  },
  createStatusBarItem(): FakeStatusBarItem & { show(): void; hide(): void; dispose(): void } {
    const item = {
      text: '',
      tooltip: undefined as unknown,
      command: undefined as unknown,
      name: '',
      backgroundColor: undefined as ThemeColor | undefined,
      accessibilityInformation: undefined as unknown,
      visible: false,
      show: () => void (item.visible = true),
      hide: () => void (item.visible = false),
      dispose: () => void (item.visible = false),
    };
    fake.statusBarItems.push(item);
    return item;
  },
  createOutputChannel(name: string) {
    const line = (level: string) => (text: string) => void fake.log.push(`${level} ${text}`);
    return {
      name,
      trace: line('trace'),
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
      append: line('info'),
      appendLine: line('info'),
      show: vi.fn(),
      clear: () => undefined,
      replace: () => undefined,
      hide: () => undefined,
      dispose: () => undefined,
    };
  },
  setStatusBarMessage: () => ({ dispose: () => undefined }),
  showInformationMessage: message('info'),
  showWarningMessage: message('warning'),
  showErrorMessage: message('error'),
  async showQuickPick(items: unknown, options?: unknown): Promise<unknown> {
    const list = (await items) as { label: string }[];
    const answer = nextAnswer({ kind: 'quickPick', items: list, options });
    return typeof answer === 'string'
      ? list.find((item) => item.label === answer || (item as unknown) === answer)
      : answer;
  },
  async showInputBox(options?: { validateInput?(value: string): unknown }): Promise<unknown> {
    return nextAnswer({ kind: 'inputBox', options });
  },
  async withProgress(
    options: { title?: string; cancellable?: boolean },
    task: (progress: unknown, token: unknown) => Promise<unknown>,
  ): Promise<unknown> {
    const source = new CancellationTokenSource();
    const shown: FakeProgress = {
      title: options.title ?? '',
      cancellable: options.cancellable ?? false,
      reports: [],
      cancel: () => source.cancel(),
    };
    fake.progress.push(shown);
    return task({ report: (step: FakeProgress['reports'][number]) => void shown.reports.push(step) }, source.token);
  },
  async showSaveDialog(options?: unknown): Promise<unknown> {
    return nextAnswer({ kind: 'saveDialog', options });
  },
  async showTextDocument(what: unknown, options?: unknown): Promise<unknown> {
    const uri = typeof what === 'object' && what !== null && 'uri' in what ? what.uri : what;
    fake.opened.push(String(uri));
    fake.shown.push({ uri: String(uri), options });
    return {};
  },
  tabGroups: {
    get all(): { tabs: { label: string }[] }[] {
      return [{ tabs: [...fake.tabs] }];
    },
    async close(tabs: readonly { label: string }[]): Promise<boolean> {
      for (const tab of tabs) fake.tabs.splice(fake.tabs.indexOf(tab), 1);
      return true;
    },
  },
};

/** Where an offset is in a text. */
function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return new Position(before.length - 1, before.at(-1)?.length ?? 0);
}
function offsetIn(text: string, { line, character }: Position): number {
  const before = text.split('\n').slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, character);
}

export const workspace = {
  isTrusted: true,
  workspaceFolders: undefined as { uri: Uri; name: string; index: number }[] | undefined,
  onDidGrantWorkspaceTrust: trustGranted.event,
  onDidChangeConfiguration: configurationChanged.event,
  onDidChangeWorkspaceFolders: foldersChanged.event,
  onDidSaveTextDocument: new EventEmitter<unknown>().event,
  onDidOpenTextDocument: new EventEmitter<unknown>().event,
  textDocuments: [] as unknown[],
  getConfiguration(section?: string) {
    const full = (key: string) => (section === undefined || section === '' ? key : `${section}.${key}`);
    return {
      get: (key: string, fallback?: unknown) =>
        fake.settings.has(full(key)) ? fake.settings.get(full(key)) : fallback,
      inspect: () => undefined,
      update: async (key: string, value: unknown) => fake.setSetting(full(key), value),
    };
  },
  createFileSystemWatcher() {
    const never = new EventEmitter<Uri>();
    return { onDidChange: never.event, onDidCreate: never.event, onDidDelete: never.event, dispose: () => undefined };
  },
  getWorkspaceFolder(uri: Uri) {
    return workspace.workspaceFolders?.find((folder) => uri.path.startsWith(folder.uri.path));
  },
  asRelativePath(uri: Uri): string {
    const folder = workspace.getWorkspaceFolder(uri);
    return folder === undefined ? uri.path : uri.path.slice(folder.uri.path.length + 1);
  },
  /** As VS Code: a file that is there is not created over, and a refactoring of several files is saved (`files.refactoring.autoSave`). */
  async applyEdit(edit: WorkspaceEdit, metadata?: { isRefactoring?: boolean }): Promise<boolean> {
    fake.edits.push(edit);
    for (const { uri, options } of edit.created) {
      const { overwrite, contents } = (options ?? {}) as { overwrite?: boolean; contents?: Uint8Array };
      if (fake.files.has(uri.fsPath) && overwrite !== true) return false;
      fake.files.set(uri.fsPath, new TextDecoder().decode(contents));
    }
    const inText = (uri: Uri) => edit.replaced.filter((each) => each.uri.fsPath === uri.fsPath);
    const changed = new Map(edit.replaced.map(({ uri }) => [uri.fsPath, inText(uri)]));
    for (const [path, replaced] of changed) {
      const before = fake.files.get(path);
      if (before === undefined) continue;
      const places = replaced
        .map(({ range, newText }) => ({
          start: offsetIn(before, range.start),
          end: offsetIn(before, range.end),
          newText,
        }))
        .sort((one, other) => other.start - one.start);
      fake.files.set(
        path,
        places.reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), before),
      );
    }
    const paths = [...edit.created.map(({ uri }) => uri.fsPath), ...changed.keys()];
    if (metadata?.isRefactoring === true && paths.length > 1) fake.saved.push(...paths);
    return true;
  },
  registerTextDocumentContentProvider(
    scheme: string,
    provider: { provideTextDocumentContent(uri: Uri): unknown },
  ): Disposable {
    fake.contentProviders.set(scheme, provider);
    return new Disposable(() => fake.contentProviders.delete(scheme));
  },
  fs: {
    async stat(uri: Uri): Promise<{ size: number }> {
      const text = fake.files.get(uri.fsPath);
      if (text === undefined) throw FileSystemError.FileNotFound(uri);
      return { size: text.length };
    },
    async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
      fake.written.set(uri.fsPath, content);
    },
  },
  async openTextDocument(uri: unknown) {
    if (typeof uri === 'object' && uri !== null && 'content' in uri)
      fake.documents.push(uri as (typeof fake.documents)[number]);
    const text = uri instanceof Uri ? (fake.files.get(uri.fsPath) ?? '') : '';
    return { uri, getText: () => text, positionAt: (offset: number) => positionIn(text, offset) };
  },
};

export const env = {
  remoteName: undefined as string | undefined,
  clipboard: { writeText: async (text: string) => void (fake.clipboard = text) },
  openExternal: async (uri: unknown) => {
    fake.opened.push(String(uri));
    return true;
  },
  uiKind: UIKind.Desktop,
};

export const l10n = {
  t(text: string | { message: string; args?: unknown[] }, ...args: unknown[]): string {
    const [template, values] = typeof text === 'string' ? [text, args] : [text.message, text.args ?? []];
    return template.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
  },
};

export enum TaskScope {
  Global = 1,
  Workspace = 2,
}

export class ProcessExecution {
  constructor(
    readonly process: string,
    readonly args: string[],
    readonly options: unknown,
  ) {}
}

export class Task {
  constructor(
    readonly definition: Record<string, unknown>,
    readonly scope: unknown,
    readonly name: string,
    readonly source: string,
    readonly execution: ProcessExecution,
  ) {}
}

export const tasks = {
  registerTaskProvider(type: string, provider: unknown): Disposable {
    fake.taskProviders.set(type, provider);
    return new Disposable(() => fake.taskProviders.delete(type));
  },
};

export const languages = { createDiagnosticCollection: () => ({ set: () => undefined, dispose: () => undefined }) };

/** What `activate` is given. */
export function extensionContext(
  storage = '/tmp/laravel-ops-test',
): Record<string, unknown> & { subscriptions: { dispose(): unknown }[] } {
  const secrets = new Map<string, string>();
  const memento = () => {
    const values = new Map<string, unknown>();
    return {
      get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
      update: async (key: string, value: unknown) => void values.set(key, value),
      keys: () => [...values.keys()],
    };
  };
  return {
    subscriptions: [],
    extensionUri: Uri.file('/ext'),
    extensionPath: '/ext',
    extensionMode: ExtensionMode.Test,
    globalStorageUri: Uri.file(storage),
    logUri: Uri.file(`${storage}/log`),
    workspaceState: memento(),
    globalState: memento(),
    asAbsolutePath: (path: string) => `/ext/${path}`,
    secrets: {
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => void secrets.set(key, value),
      delete: async (key: string) => void secrets.delete(key),
      keys: async () => [...secrets.keys()],
      onDidChange: new EventEmitter<unknown>().event,
    },
    extension: { packageJSON: { version: '0.0.0-test' } },
  };
}
