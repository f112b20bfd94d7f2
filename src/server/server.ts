import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { messageOf } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import { configurationSection, readServerOptions } from '../protocol/server';
import { followDocuments } from './documents';
import { explainRuleCommand, registerCodeActions } from './features/codeActions';
import { registerPullDiagnostics, registerPushDiagnostics } from './features/diagnostics';
import { pathFromUri } from './uris';
import { Workspace, type Services } from './workspace';

/** Files whose change outside the editor matters. Applications drop what lies below `vendor` and the like. */
const watched = [
  '**/.env*',
  '**/artisan',
  '**/composer.{json,lock}',
  '**/{config,Config}/**/*.php',
  '**/bootstrap/{app,cache/config}.php',
];

/** Serves one client over `connection`; returns when the handlers stand, before the client said anything. */
export function startServer(connection: Connection, services: Services): void {
  const log = logTo(connection);
  const documents = followDocuments(connection, services.files);
  const workspace = new Workspace(services, documents, log);
  const context = { connection, documents, workspace, log };
  let capabilities: ClientCapabilities = {};

  connection.onInitialize((params): InitializeResult => {
    ({ capabilities } = params);
    workspace.configure(readServerOptions(params.initializationOptions));
    workspace.setFolders(foldersOf(params));
    const pull = capabilities.textDocument?.diagnostic !== undefined;
    if (pull) registerPullDiagnostics(context, capabilities.workspace?.diagnostics?.refreshSupport === true);
    else registerPushDiagnostics(context);
    const canShowDocument = capabilities.window?.showDocument?.support === true;
    registerCodeActions(context, canShowDocument);
    return {
      serverInfo: { name: 'Laravel Ops' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        ...(canShowDocument ? { executeCommandProvider: { commands: [explainRuleCommand] } } : {}),
        ...(pull ? { diagnosticProvider: pullOptions(workspace) } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    subscribe(connection, capabilities, workspace).catch((error: unknown) => {
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
): Promise<void> {
  if (capabilities.workspace?.workspaceFolders === true) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.flatMap(({ uri }) => pathFromUri(uri) ?? []));
      const kept = workspace.folderPaths().filter((folder) => !gone.has(folder));
      workspace.setFolders([...kept, ...added.flatMap(({ uri }) => pathFromUri(uri) ?? [])]);
    });
  }
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: watched.map((globPattern) => ({ globPattern })),
    });
  }
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
