import * as vscode from 'vscode';
import { createRedactor } from './core/base/redact';
import { Emitter } from './core/base/event';
import { isAbort } from './core/base/errors';
import { diskTextSource } from './node/files';
import { findApps } from './services/findApps';
import { backupCommands } from './vscode/commands/backups';
import { databaseCommands } from './vscode/commands/database';
import { environmentCommands } from './vscode/commands/environments';
import { generalCommands } from './vscode/commands/general';
import { registerCommands } from './vscode/commands/register';
import { forgetContext, setContext } from './vscode/contextKeys';
import { createHost, toPosix } from './vscode/host';
import { concernsLanguageServer, prepareLanguageClient } from './vscode/languageClient/launch';
import { createLog } from './vscode/log';
import { openLocation } from './vscode/openLocation';
import { createDashboardPanels } from './vscode/panels/dashboardPanel';
import { createExplainPanels } from './vscode/panels/explainPanel';
import { createSecurityLogView } from './vscode/panels/securityLogView';
import { lazySecurityLog } from './vscode/lazySecurityLog';
import { serverOptions } from './vscode/serverOptions';
import type { Services } from './vscode/services';
import { onDidChangeSettings, windowSettings } from './vscode/settings';
import { createStatusBar } from './vscode/statusBar';
import { registerViews } from './vscode/views/views';
import { watchAppFiles } from './vscode/watchAppFiles';

/**
 * Registers commands, views and panels, and looks for Laravel apps by listing folders. Everything else (configuration
 * reader, drivers, language client) is loaded when something needs it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const redactor = createRedactor();
  const { logger, channel } = createLog((text) => redactor.redact(text));
  const host = createHost(context, logger, redactor);
  const changed = new Emitter<void>();
  const statusBar = createStatusBar();
  let apps: readonly string[] = [];
  let loading: Promise<Services> | undefined;
  let loaded: Services | undefined;

  const load = (): Promise<Services> => {
    loading ??= startServices().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  async function startServices(): Promise<Services> {
    const module = await import('./services/projectServices');
    const workspace = module.openWorkspace(host);
    await workspace.discover();
    workspace.onDidChange(() => void showStatus());
    workspace.onDidChange(() => changed.fire());
    loaded = { workspace, module };
    context.subscriptions.push(workspace, watchAppFiles(workspace));
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) workspace.activate(toPosix(editor.document.uri.fsPath));
    void showStatus();
    return loaded;
  }

  async function findAppsAgain(): Promise<void> {
    apps = await findApps(host, diskTextSource());
    await loaded?.workspace.discover();
    setContext('laravelOps:hasApp', apps.length > 0);
    setContext('laravelOps:searched', true);
    await showStatus();
    changed.fire();
  }

  /** The app's name from the start; its environment once something else had reason to read the app's files. */
  async function showStatus(): Promise<void> {
    const { statusBar: visibility } = windowSettings();
    try {
      if (loaded === undefined) statusBar.show(apps[0] === undefined ? {} : { app: toName(apps[0]) }, visibility);
      else {
        const facts = await loaded.module.statusFacts(loaded.workspace);
        setContext('laravelOps:unlocked', facts.unlockedUntil !== undefined);
        statusBar.show(facts, visibility);
      }
    } catch (error) {
      if (!isAbort(error)) logger.error('The status bar could not be brought up to date', error);
    }
  }

  const background = (what: string, work: Promise<void>): void => {
    work.catch((error: unknown) => logger.error(`${what} failed`, error));
  };
  const languageClient = prepareLanguageClient(() => ({
    serverModule: context.asAbsolutePath('dist/server.js'),
    options: serverOptions(apps),
    outputChannel: channel,
  }));
  const checkFile = (document: vscode.TextDocument): void => {
    if (concernsLanguageServer(document.fileName)) background('Starting the language server', languageClient.start());
  };
  const webviews = { extensionUri: context.extensionUri, logger };
  const run = { runCommand: async (id: string) => void (await vscode.commands.executeCommand(id)) };
  const dashboards = createDashboardPanels(webviews, async (root) => {
    const { workspace, module } = await load();
    return module.createDashboardSource(workspace, root, {
      ...run,
      openStatement: (digest) => openStatement(root, digest),
    });
  });
  const statements = createExplainPanels(webviews, async (key) => {
    const { workspace, module } = await load();
    return module.createStatementSource(workspace, key, {
      ...run,
      copy: (text) => vscode.env.clipboard.writeText(text),
    });
  });
  const openStatement = (root: string, digest: string): Promise<void> =>
    statements.open(JSON.stringify([root, digest]));
  const views = registerViews({
    load,
    onDidChange: changed.event,
    logger,
    onShown: () => background('Starting the language server', languageClient.start()),
  });

  const commands = {
    ...generalCommands(load, {
      refreshApps: findAppsAgain,
      refreshActivity: () => views.refresh('laravelOps.activity'),
      openDashboard: async () => {
        const { workspace } = await load();
        if (workspace.active !== undefined) await dashboards.open(workspace.active.root);
      },
      showLog: () => channel.show(),
    }),
    ...environmentCommands(load),
    ...backupCommands({ refresh: () => views.refresh('laravelOps.backups') }),
    ...databaseCommands(load, {
      refresh: () => views.refresh('laravelOps.database'),
      openStatement: (root, digest) => background('Opening a statement', openStatement(root, digest)),
    }),
  };
  context.subscriptions.push(
    channel,
    changed,
    statusBar,
    languageClient,
    dashboards,
    statements,
    views,
    registerCommands(commands, { logger, showLog: () => channel.show(), redact: (text) => redactor.redact(text) }),
    vscode.commands.registerCommand('laravelOps.openLocation', openLocation),
    vscode.window.registerWebviewViewProvider(
      'laravelOps.securityLog',
      createSecurityLogView(webviews, lazySecurityLog(load, run, logger, changed.event)),
    ),
    vscode.workspace.onDidOpenTextDocument(checkFile),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined) loaded?.workspace.activate(toPosix(editor.document.uri.fsPath));
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => background('Looking for Laravel apps', findAppsAgain())),
    vscode.workspace.onDidGrantWorkspaceTrust(() => loaded?.workspace.refresh()),
    onDidChangeSettings(() => {
      loaded?.workspace.refresh();
      background('Telling the language server of settings', languageClient.optionsChanged());
      background('Looking for Laravel apps', findAppsAgain());
    }),
  );
  background('Looking for Laravel apps', findAppsAgain());
  for (const document of vscode.workspace.textDocuments) checkFile(document);
}

/** Everything was pushed to the context's subscriptions; only module state is left. */
export function deactivate(): void {
  forgetContext();
}

function toName(root: string): string {
  return root.slice(root.lastIndexOf('/') + 1);
}
