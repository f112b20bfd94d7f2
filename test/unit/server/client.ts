import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type ProtocolConnection,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { defaultServerOptions, type ServerOptions } from '../../../src/protocol/server';
import { startServer } from '../../../src/server/server';
import { uriFromPath } from '../../../src/server/uris';
import type { Services } from '../../../src/server/workspace';

/** What VS Code's client can do, as far as the server asks. */
export const pullCapabilities: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { showDocument: { support: true } },
};

export interface ClientOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly options?: Partial<ServerOptions>;
}

interface Registration {
  readonly method: string;
  readonly registerOptions?: { watchers?: { globPattern: string | { baseUri: string; pattern: string } }[] };
}

/** A language client that keeps documents and everything the server said. */
export class TestClient {
  /** Everything that came from the server, as text. */
  readonly heard: string[] = [];
  readonly log: string[] = [];
  readonly shown: unknown[] = [];
  readonly registered: string[] = [];
  /** Patterns that the server asked to be watched; `base:` in front of those of one folder. */
  readonly watched: string[] = [];
  readonly pushed = new Map<string, readonly Diagnostic[]>();
  refreshes = 0;
  initialized: InitializeResult | undefined;
  private readonly documents = new Map<string, TextDocument>();

  constructor(readonly connection: ProtocolConnection) {
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
    });
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: { uri: string; diagnostics: Diagnostic[] }) => {
        this.heard.push(JSON.stringify(params));
        this.pushed.set(params.uri, params.diagnostics);
      },
    );
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      return null;
    });
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: Registration[] }) => {
      this.registered.push(...registrations.map(({ method }) => method));
      for (const { registerOptions } of registrations) {
        for (const { globPattern } of registerOptions?.watchers ?? []) {
          this.watched.push(
            typeof globPattern === 'string' ? globPattern : `${globPattern.baseUri}: ${globPattern.pattern}`,
          );
        }
      }
      return null;
    });
    connection.onRequest('client/unregisterCapability', () => null);
    connection.onRequest('window/showDocument', (params: unknown) => {
      this.shown.push(params);
      return { success: true };
    });
    connection.listen();
  }

  async initialize({
    folders = ['/shop'],
    capabilities = pullCapabilities,
    options = {},
  }: ClientOptions = {}): Promise<void> {
    const workspaceFolders = folders.map((path) => ({ uri: uriFromPath(path), name: path }));
    const initializationOptions = { ...defaultServerOptions, ...options };
    this.initialized = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders,
      initializationOptions,
    });
    await this.connection.sendNotification('initialized', {});
  }

  async open(path: string, text: string): Promise<void> {
    const uri = uriFromPath(path);
    this.documents.set(path, TextDocument.create(uri, 'any', 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'any', version: 1, text },
    });
  }

  /** Replaces the first occurrence of `before`, as typing would. */
  async type(path: string, before: string, after: string): Promise<void> {
    const document = this.document(path);
    const start = document.getText().indexOf(before);
    if (start === -1) throw new Error(`${path} does not hold ${before}`);
    const range = { start: document.positionAt(start), end: document.positionAt(start + before.length) };
    await this.edit(path, [{ range, newText: after }]);
  }

  async edit(path: string, edits: readonly TextEdit[]): Promise<void> {
    const document = this.document(path);
    const contentChanges = edits.map(({ range, newText }) => ({ range, text: newText }));
    const version = document.version + 1;
    this.documents.set(path, TextDocument.update(document, contentChanges, version));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges,
    });
  }

  async close(path: string): Promise<void> {
    this.documents.delete(path);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriFromPath(path) } });
  }

  async configure(options: Partial<ServerOptions>): Promise<void> {
    const settings = { laravelOps: { ...defaultServerOptions, ...options } };
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  }

  async changedOnDisk(...paths: readonly string[]): Promise<void> {
    const changes = paths.map((path) => ({ uri: uriFromPath(path), type: 2 }));
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** Pulls, and says each diagnostic as `code "text it is on"`. */
  async pull(path: string): Promise<readonly string[]> {
    return (await this.diagnostics(path)).map((each) => this.words(path, each));
  }

  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    const textDocument = { uri: uriFromPath(path) };
    const report = await this.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument,
    });
    this.heard.push(JSON.stringify(report));
    return report.items;
  }

  async actions(path: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]> {
    const context = { diagnostics: [diagnostic] };
    const params = { textDocument: { uri: uriFromPath(path) }, range: diagnostic.range, context };
    return this.connection.sendRequest<CodeAction[]>('textDocument/codeAction', params);
  }

  /** The Markdown that is shown when the pointer rests on the first occurrence of `on` (at its second character). */
  async hover(path: string, on: string): Promise<string | null> {
    const document = this.document(path);
    const start = document.getText().indexOf(on);
    if (start === -1) throw new Error(`${path} does not hold ${on}`);
    const hover = await this.connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: document.uri },
      position: document.positionAt(start + 1),
    });
    this.heard.push(JSON.stringify(hover));
    return hover === null ? null : (hover.contents as { value: string }).value;
  }

  async apply(path: string, action: CodeAction): Promise<void> {
    await this.edit(path, action.edit?.changes?.[uriFromPath(path)] ?? []);
  }

  text(path: string): string {
    return this.document(path).getText();
  }

  /** Diagnostics that were pushed for a file. */
  push(path: string): readonly string[] | undefined {
    return this.pushed
      .get(uriFromPath(path))
      ?.map((each) => (this.documents.has(path) ? this.words(path, each) : String(each.code)));
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }

  private words(path: string, { code, range }: Diagnostic): string {
    return `${String(code)} "${this.document(path).getText(range)}"`;
  }

  private document(path: string): TextDocument {
    const document = this.documents.get(path);
    if (document === undefined) throw new Error(`${path} is not open`);
    return document;
  }
}

/** A server in this process, and a client that speaks the protocol with it over streams. */
export async function connect(services: Services, options?: ClientOptions): Promise<TestClient> {
  const up = new PassThrough();
  const down = new PassThrough();
  startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), services);
  const client = new TestClient(createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)));
  await client.initialize(options);
  return client;
}
