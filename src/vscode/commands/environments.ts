import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import { treatAs, usedSqlProfile } from '../../core/connections/environment';
import type { TreeNode } from '../../core/tree';
import type { App, ReadEnvironment } from '../../services/app';
import type { Workspace } from '../../services/workspace';
import type { LoadServices } from '../services';

type EnvironmentCommands = Pick<
  Commands,
  | 'laravelOps.environments.switch'
  | 'laravelOps.environments.use'
  | 'laravelOps.environments.testConnection'
  | 'laravelOps.environments.setPassword'
  | 'laravelOps.environments.forgetPasswords'
  | 'laravelOps.environments.unlock'
  | 'laravelOps.environments.lock'
>;

/** Commands on environments: which one is in use, its connection, its passwords, its lock. */
export function environmentCommands(load: LoadServices): EnvironmentCommands {
  return {
    async 'laravelOps.environments.switch'() {
      const { workspace } = await load();
      const chosen = await pickEnvironment(workspace);
      if (chosen === undefined) return;
      workspace.activate(chosen.app.root);
      chosen.app.use(chosen.read.environment.id);
    },

    async 'laravelOps.environments.use'(node) {
      const { workspace } = await load();
      const { app, read } = await environmentOf(workspace, node);
      workspace.activate(app.root);
      app.use(read.environment.id);
    },

    async 'laravelOps.environments.testConnection'(node) {
      const { workspace, module } = await load();
      const { app, read } = await environmentOf(workspace, node);
      const checks = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Testing the connections of {0}', `${app.name} (${read.environment.name})`),
          cancellable: true,
        },
        (_progress, token) => withSignal(token, (signal) => module.testConnections(app, read, workspace.host, signal)),
      );
      const failed = checks.filter(({ ok }) => !ok);
      const lines = checks.map(({ connection, target, ok, detail }) =>
        [ok ? '✓' : '✗', connection, target, detail].filter((part) => part !== '').join('  '),
      );
      for (const line of lines) workspace.host.logger.info(line);
      const first = failed[0];
      if (checks.length === 0)
        throw new OpsError(
          'notConfigured',
          vscode.l10n.t('{0} has no MySQL, MariaDB or Redis connection.', read.environment.name),
        );
      if (first !== undefined) throw new OpsError('connection', `${first.connection}: ${first.detail}`);
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          '{0}: all {1} connections answered. {2}',
          read.environment.name,
          checks.length,
          checks[0]?.detail ?? '',
        ),
      );
    },

    async 'laravelOps.environments.setPassword'(node) {
      const { workspace } = await load();
      const { app, read } = await environmentOf(workspace, node);
      app.requireTrust();
      const profile = read.environment.sql.find(({ password }) => password.kind === 'stored');
      if (profile?.password.kind !== 'stored')
        throw new OpsError(
          'notStored',
          vscode.l10n.t(
            'The password of {0} is read from the files of the app. There is none to save.',
            read.environment.name,
          ),
        );
      const password = await vscode.window.showInputBox({
        title: vscode.l10n.t('Password of {0}', `${profile.user} (${read.environment.name})`),
        prompt: vscode.l10n.t('Kept in the secret storage of this machine, for this host and user only.'),
        password: true,
        ignoreFocusOut: true,
      });
      if (password === undefined) return;
      await workspace.host.secrets.set(profile.password.key, password);
      app.refresh();
    },

    async 'laravelOps.environments.forgetPasswords'() {
      const { workspace } = await load();
      const forget = vscode.l10n.t('Forget Passwords');
      const chosen = await vscode.window.showWarningMessage(
        vscode.l10n.t('Forget the saved passwords of all environments in this window?'),
        { modal: true, detail: vscode.l10n.t('Passwords in .env files stay where they are.') },
        forget,
      );
      if (chosen !== forget) return;
      for (const app of workspace.apps) {
        for (const { environment } of (await app.environments()).all)
          for (const { password } of environment.sql)
            if (password.kind === 'stored') await workspace.host.secrets.delete(password.key);
        app.refresh();
      }
    },

    async 'laravelOps.environments.unlock'(node) {
      const { workspace } = await load();
      const { app, read } = await environmentOf(workspace, node);
      app.requireTrust();
      const target = workspace.target(app, read);
      if (treatAs(read.environment) !== 'production') {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('{0} is not production: it needs no unlock.', read.environment.name),
        );
        return;
      }
      const title = vscode.l10n.t('Unlock {0}', read.environment.name);
      const operation = { id: 'guard.unlock', tier: 2, title, target, preview: [], verb: title } as const;
      const reason = await workspace.host.prompts.reason(
        operation,
        workspace.host.unlockMinutes(),
        new AbortController().signal,
      );
      if (reason !== undefined) await workspace.guard.unlock(target, reason);
    },

    async 'laravelOps.environments.lock'(node) {
      const { workspace } = await load();
      const { app, read } = await environmentOf(workspace, node);
      await workspace.guard.lock(workspace.target(app, read));
    },
  };
}

interface Chosen {
  readonly app: App;
  readonly read: ReadEnvironment;
}

/** The environment a row stands for; from the palette, the one in use. */
async function environmentOf(workspace: Workspace, node: TreeNode | undefined): Promise<Chosen> {
  const subject = node?.subject;
  const app =
    subject?.kind === 'environment' ? workspace.apps.find(({ root }) => root === subject.root) : workspace.active;
  if (app === undefined) throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
  if (subject?.kind !== 'environment') return { app, read: await app.current() };
  const read = (await app.environments()).all.find(({ environment }) => environment.id === subject.environment);
  if (read === undefined)
    throw new OpsError('gone', vscode.l10n.t('This environment is not in the settings any more.'));
  return { app, read };
}

async function pickEnvironment(workspace: Workspace): Promise<Chosen | undefined> {
  const items: (vscode.QuickPickItem & { chosen: Chosen })[] = [];
  for (const app of workspace.apps)
    for (const read of (await app.environments()).all) {
      const { environment } = read;
      const role = treatAs(environment);
      const sql = usedSqlProfile(environment);
      const where = sql?.address;
      items.push({
        label: `${role === 'production' ? '$(lock)' : role === 'staging' ? '$(beaker)' : '$(device-desktop)'} ${environment.name}`,
        description: [
          app.name,
          role === 'production' && environment.role === 'unknown' ? vscode.l10n.t('suspected production') : role,
        ].join(' · '),
        detail:
          where === undefined
            ? vscode.l10n.t('No MySQL or MariaDB connection')
            : `${sql?.database ?? ''}@${where.kind === 'tcp' ? `${where.host}:${where.port}` : where.path}`,
        chosen: { app, read },
      });
    }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Switch Environment'),
    placeHolder: vscode.l10n.t('Views and commands use this environment from now on'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.chosen;
}

/** Runs work with a signal that aborts when VS Code's token is cancelled. */
export async function withSignal<T>(
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  try {
    return await work(controller.signal);
  } finally {
    listener.dispose();
  }
}
