import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { messageOf } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import { liveFactsNotification, readLiveFactsParams } from '../protocol/liveFacts';
import { configurationSection, readServerOptions } from '../protocol/server';
import { followDocuments } from './documents';
import { canShowPages, explainRuleCommand, registerCodeActions } from './features/codeActions';
import { registerHover } from './features/hover';
import { registerPullDiagnostics, registerPushDiagnostics } from './features/diagnostics';
import { rememberDisk } from './rememberedDisk';
import { pathFromUri } from './uris';
import { createWatcher, type Watcher } from './watch';
import { Workspace, type Services } from './workspace';

/** Serves one client over `connection`; returns when the handlers stand, before the client said anything. */
export function startServer(connection: Connection, services: Services): void {
  const log = logTo(connection);
  let capabilities: ClientCapabilities = {};
  const disk = rememberDisk(services.files);
  const documents = followDocuments(connection, disk);
  const watcher = createWatcher(connection, () => capabilities);
  const workspace = new Workspace(services, disk, documents, watcher, log);
  const context = { connection, documents, workspace, log };

  connection.onInitialize((params): InitializeResult => {
    ({ capabilities } = params);
    workspace.configure(readServerOptions(params.initializationOptions));
    workspace.setFolders(foldersOf(params));
    const pull = capabilities.textDocument?.diagnostic !== undefined;
    if (pull) registerPullDiagnostics(context, capabilities.workspace?.diagnostics?.refreshSupport === true);
    else registerPushDiagnostics(context);
    registerHover(context);
    registerCodeActions(context, capabilities);
    return {
      serverInfo: { name: 'Laravel Ops' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        ...(canShowPages(capabilities) ? { executeCommandProvider: { commands: [explainRuleCommand] } } : {}),
        ...(pull ? { diagnosticProvider: pullOptions(workspace) } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    watcher.start();
    subscribe(connection, capabilities, workspace, watcher).catch((error: unknown) => {
      log.error('The client refused a subscription.', error);
    });
  });
  connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
    if (typeof settings !== 'object' || settings === null || !(configurationSection in settings)) return;
    workspace.configure(readServerOptions(settings[configurationSection]));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.touch(changes.flatMap(({ uri }) => pathFromUri(uri) ?? []));
  });
  connection.onNotification(liveFactsNotification, (params: unknown) => {
    const told = readLiveFactsParams(params);
    if (told === undefined) log.warn(`${liveFactsNotification} was not understood.`);
    else workspace.setLive(told.root, told.facts ?? undefined);
  });
  connection.onShutdown(() => workspace.dispose());
  connection.listen();
}

function pullOptions(workspace: Workspace): NonNullable<InitializeResult['capabilities']['diagnosticProvider']> {
  return {
    identifier: 'laravel-ops',
    interFileDependencies: true,
    workspaceDiagnostics: workspace.options.diagnostics.scope === 'workspace',
  };
}

async function subscribe(
  connection: Connection,
  capabilities: ClientCapabilities,
  workspace: Workspace,
  watcher: Watcher,
): Promise<void> {
  if (capabilities.workspace?.workspaceFolders === true) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.flatMap(({ uri }) => pathFromUri(uri) ?? []));
      const kept = workspace.folderPaths().filter((folder) => !gone.has(folder));
      workspace.setFolders([...kept, ...added.flatMap(({ uri }) => pathFromUri(uri) ?? [])]);
    });
  }
  await watcher.watchFolders();
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    await connection.client.register(DidChangeConfigurationNotification.type, {});
  }
}

/** `rootUri` and `rootPath` are what clients sent before there were several folders. */
function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders, rootUri } = params;
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
  return uris.flatMap((uri) => pathFromUri(uri) ?? []);
}

function logTo(connection: Connection): Logger {
  return {
    info: (message) => connection.console.info(message),
    warn: (message) => connection.console.warn(message),
    error: (message, cause) => {
      connection.console.error(cause === undefined ? message : `${message} ${messageOf(cause)}`);
    },
  };
}
