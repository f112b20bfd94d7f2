import * as vscode from 'vscode';
import { createRedactor } from './core/base/redact';
import { DisposableStore } from './core/base/disposable';
import type { TextRange } from './core/base/text';
import type { Fix } from './core/finding';
import { Emitter } from './core/base/event';
import { isAbort, OpsError } from './core/base/errors';
import { diskTextSource } from './node/files';
import { findApps } from './services/findApps';
import { acceptRisks, askPassword, backupCommands } from './vscode/commands/backups';
import { tellInterrupted } from './vscode/tellInterrupted';
import { tellLeft } from './vscode/tellLeft';
import { captureCommands, databaseCommands } from './vscode/commands/database';
import { healthCommands } from './vscode/commands/health';
import { environmentCommands } from './vscode/commands/environments';
import { askDays, createMigration, indexCommands } from './vscode/commands/indexes';
import { askValues, confirmRun, openPlace } from './vscode/commands/statementQuestions';
import { generalCommands } from './vscode/commands/general';
import { acceptRisk, exportReadiness, readinessCommands } from './vscode/commands/readiness';
import { registerCommands, runCommand } from './vscode/commands/register';
import { forgetContext, setContext } from './vscode/contextKeys';
import { createHost, toPosix } from './vscode/host';
import { concernsLanguageServer, prepareLanguageClient } from './vscode/languageClient/launch';
import { createLog } from './vscode/log';
import { applyFix } from './vscode/applyFix';
import { copyText } from './vscode/copyText';
import { openLocation } from './vscode/openLocation';
import { createDashboardPanels } from './vscode/panels/dashboardPanel';
import { createEvidencePanels } from './vscode/panels/evidencePanel';
import { createExplainPanels } from './vscode/panels/explainPanel';
import { createReadinessPanels } from './vscode/panels/readinessPanel';
import { createRestorePlanPanels } from './vscode/panels/restorePlanPanel';
import { limitCommands } from './vscode/commands/limits';
import { scaffoldCommands } from './vscode/commands/scaffolds';
import { securityCommands, type SecuritySurfaces } from './vscode/commands/security';
import { createSecurityLogPanels } from './vscode/panels/securityLogPanel';
import { securityLogQuestions } from './vscode/panels/securityLogQuestions';
import { createSecurityLogView } from './vscode/panels/securityLogView';
import { lazySecurityLog } from './vscode/lazySecurityLog';
import { serverOptions } from './vscode/serverOptions';
import { loadBackups, loadQueries, loadSecurity, type Services } from './vscode/services';
import { onDidChangeSettings, windowSettings } from './vscode/settings';
import { createStatusBar } from './vscode/statusBar';
import { registerTasks } from './vscode/tasks';
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
  const progressed = new Emitter<void>();
  const statusBar = createStatusBar();
  let apps: readonly string[] = [];
  let loading: Promise<Services> | undefined;
  let loaded: Services | undefined;
  const servicesLifetime = new DisposableStore();
  let closed: Promise<void> | undefined;
  // VS Code disposes of subscriptions at once, while `deactivate` is waited for: setting a server back needs the services till its end.
  const closeServices = (): Promise<void> => {
    if (loaded === undefined) return Promise.resolve();
    closed ??= loaded.workspace.queries.close(closingMs).finally(() => servicesLifetime.dispose());
    return closed;
  };
  ending = closeServices;
  let disposed = false;
  let search = 0;
  let drawing = 0;

  const load = (): Promise<Services> => {
    loading ??= startServices().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  async function startServices(): Promise<Services> {
    const module = await import('./services/projectServices');
    const workspace = servicesLifetime.add(module.openWorkspace(host));
    await workspace.discover();
    if (disposed) throw new OpsError('cancelled', 'The window is closing.');
    const services = { workspace, module };
    loaded = services;
    servicesLifetime.add(watchAppFiles(workspace));
    workspace.onDidTell(({ root, facts }) =>
      background('Telling the language server of the database', languageClient.liveFacts(root, facts)),
    );
    setApps(workspace.apps.map(({ root }) => root));
    background(
      'Looking for interrupted restores',
      tellInterrupted(async () => services),
    );
    const lookForLeft = (): void =>
      background(
        'Looking for interrupted captures and trials',
        tellLeft(async () => services, {
          run: (id, work) => runCommand(id, work, commandContext),
          refresh: () => views.refresh('laravelOps.database'),
        }),
      );
    lookForLeft();
    workspace.queries.onDidLeave(() => {
      // Of a window that closes the next start tells it.
      if (!disposed) lookForLeft();
    });
    workspace.work.onDidProgress(() => {
      void showStatus();
      progressed.fire();
    });
    workspace.onDidChange(() => {
      setApps(workspace.apps.map(({ root }) => root));
      void showStatus();
      changed.fire();
    });
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) workspace.activate(toPosix(editor.document.uri.fsPath));
    void showStatus();
    return services;
  }

  async function findAppsAgain(): Promise<void> {
    const mine = ++search;
    // Services that are being loaded may have searched before the folders changed.
    const services = loaded ?? (await loading?.catch(() => undefined));
    if (services !== undefined) await services.workspace.discover();
    const found = services?.workspace.apps.map(({ root }) => root) ?? (await findApps(host, diskTextSource()));
    if (mine !== search || disposed) return;
    setApps(found);
    setContext('laravelOps:searched', true);
    await showStatus();
    if (services === undefined) changed.fire(); // else the services have said so
  }

  /** Keeps what depends on the window's apps: commands' enablement, and what the language server is told of them. */
  function setApps(found: readonly string[]): void {
    setContext('laravelOps:hasApp', found.length > 0);
    const same = found.length === apps.length && found.every((root, index) => root === apps[index]);
    apps = found;
    if (!same) background('Telling the language server of apps', languageClient.optionsChanged());
  }

  /** The app's name from the start; its environment once something else had reason to read the app's files. */
  async function showStatus(): Promise<void> {
    const mine = ++drawing;
    const { statusBar: visibility } = windowSettings();
    try {
      if (loaded === undefined) statusBar.show(apps[0] === undefined ? {} : { app: toName(apps[0]) }, visibility);
      else {
        const facts = await loaded.module.statusFacts(loaded.workspace);
        // Drawn again meanwhile, or the window is closing.
        if (mine !== drawing || disposed) return;
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
  const mending = {
    applyFix: async (fix: Fix, textOf: (file: string) => string | undefined) => void (await applyFix(fix, textOf)),
    openLocation: (file: string, range: TextRange) => openLocation(file, range),
    copy: copyText,
  };
  const dashboards = createDashboardPanels(webviews, async (root) => {
    const { workspace, module } = await load();
    return module.createDashboardSource(workspace, root, {
      ...run,
      ...mending,
      openStatement: (digest) => openStatement(root, digest),
    });
  });
  const statements = createExplainPanels(webviews, async (key) => {
    const { workspace, queries } = await loadQueries(load);
    return queries.createStatementSource(workspace, key, {
      ...run,
      copy: (text) => vscode.env.clipboard.writeText(text),
      openIndex: (root, id) => evidence.open(queries.evidenceKey(root, id)),
      openPlace,
      askValues,
      confirmRun,
      askDays,
      changed: () => views.refresh('laravelOps.database'),
    });
  });
  const evidence = createEvidencePanels(webviews, async (key) => {
    const { workspace, queries } = await loadQueries(load);
    return queries.createEvidenceSource(workspace, key, {
      ...run,
      copy: async (text) => vscode.env.clipboard.writeText(text),
      openStatement,
      createMigration,
      askDays,
      changed: () => views.refresh('laravelOps.database'),
    });
  });
  const reports = createReadinessPanels(webviews, async (root) => {
    const { workspace, module } = await load();
    return module.createReadinessSource(workspace, root, {
      ...run,
      ...mending,
      accept: (check) => acceptRisk(load, root, check),
      export: () => exportReadiness(load, root),
    });
  });
  const restores = createRestorePlanPanels(webviews, async (key) => {
    const { workspace, backups } = await loadBackups(load);
    return backups.createRestorePlan(workspace, key, {
      ...run,
      copy: async (text) => vscode.env.clipboard.writeText(text),
      askPassword,
      acceptRisks,
      changed: () => views.refresh('laravelOps.backups'),
    });
  });
  const streamActions = {
    ...run,
    ...securityLogQuestions(),
    openPanel: (root: string) => streams.open(root),
  };
  const streams = createSecurityLogPanels(webviews, async (root) => {
    const { workspace, security } = await loadSecurity(load);
    return security.createSecurityLogPage(workspace, root, streamActions);
  });
  const securityLog = lazySecurityLog(load, streamActions, logger, changed.event);
  const showStream: SecuritySurfaces['showStream'] = async (what) => {
    if ('filter' in what) securityLog.setFilter({ text: what.filter, regex: false, level: 'debug' });
    else await securityLog.chooseSource(what.source, new AbortController().signal);
    await vscode.commands.executeCommand('laravelOps.securityLog.focus');
  };
  const openStatement = (root: string, digest: string): Promise<void> =>
    statements.open(JSON.stringify([root, digest]));
  const views = registerViews({
    load,
    onDidChange: changed.event,
    onDidProgress: progressed.event,
    logger,
    redact: (text) => redactor.redact(text),
    showEvents: (filter) => showStream({ filter }),
    onShown: () => background('Starting the language server', languageClient.start()),
  });

  const commands = {
    ...generalCommands(load, {
      refreshApps: async () => {
        loaded?.workspace.refresh();
        await findAppsAgain();
      },
      refreshActivity: () => views.refresh('laravelOps.activity'),
      openDashboard: async () => {
        const { workspace } = await load();
        if (workspace.active === undefined) throw new OpsError('noApp', 'No Laravel app found in this window.');
        await dashboards.open(workspace.active.root);
      },
      showLog: () => channel.show(),
    }),
    ...readinessCommands(load, { openReport: (root) => reports.open(root) }),
    ...environmentCommands(load),
    ...backupCommands(load, {
      refresh: () => views.refresh('laravelOps.backups'),
      openPlan: (key) => restores.open(key),
      cli: context.asAbsolutePath('dist/cli.js'),
    }),
    ...databaseCommands(load, {
      refresh: () => views.refresh('laravelOps.database'),
      openStatement: (root, digest) => background('Opening a statement', openStatement(root, digest)),
    }),
    ...captureCommands(load, { refresh: () => views.refresh('laravelOps.database') }),
    ...indexCommands(load, {
      refresh: () => views.refresh('laravelOps.database'),
      openIndex: async (root, id) => {
        const { queries } = await loadQueries(load);
        await evidence.open(queries.evidenceKey(root, id));
      },
    }),
    ...healthCommands(load, { applyFix: mending.applyFix }),
    ...securityCommands(load, {
      refresh: () => views.refresh('laravelOps.security'),
      openStream: (root) => streams.open(root),
      showStream,
      askMute: streamActions.askMute,
    }),
    ...scaffoldCommands(load, {
      refresh: () => views.refresh('laravelOps.security'),
      applyFix,
    }),
    ...limitCommands(load, { refresh: () => views.refresh('laravelOps.security') }),
  };
  const commandContext = { logger, showLog: () => channel.show(), redact: (text: string) => redactor.redact(text) };
  context.subscriptions.push(
    { dispose: () => void (disposed = true) },
    {
      dispose() {
        if (loaded === undefined) servicesLifetime.dispose();
        else background('Closing', closeServices());
      },
    },
    changed,
    progressed,
    statusBar,
    languageClient,
    dashboards,
    statements,
    evidence,
    reports,
    restores,
    streams,
    views,
    registerTasks(context.asAbsolutePath('dist/cli.js'), () => apps),
    registerCommands(commands, commandContext),
    vscode.commands.registerCommand('laravelOps.openLocation', (file: unknown, range: unknown) =>
      runCommand('laravelOps.openLocation', () => openLocation(file, range), commandContext),
    ),
    securityLog,
    vscode.window.registerWebviewViewProvider('laravelOps.securityLog', createSecurityLogView(webviews, securityLog)),
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
    // Last: what is disposed before may still have something to say.
    channel,
  );
  background('Looking for Laravel apps', findAppsAgain());
  for (const document of vscode.workspace.textDocuments) checkFile(document);
}

/** What a window that closes waits for; VS Code gives it five seconds. Milliseconds. */
const closingMs = 4_000;

/** What has to be over before the window is gone. */
let ending: () => Promise<void> = async () => undefined;

/**
 * Everything was pushed to the context's subscriptions, which VS Code disposes when this is over. Left are module state, and a
 * server that has to be set back.
 */
export async function deactivate(): Promise<void> {
  forgetContext();
  await ending();
}

function toName(root: string): string {
  return root.slice(root.lastIndexOf('/') + 1);
}
