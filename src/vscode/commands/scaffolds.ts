import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import type { Fix } from '../../core/finding';
import type { LimiterName } from '../../core/security/scaffolds/limiterTexts';
import type { ChosenScaffolds, PlannedChange } from '../../services/security/scaffolding';
import { loadSecurity, type LoadServices } from '../services';
import { activeApp } from './activeApp';
import { longWork, showText } from './longWork';

type ScaffoldCommands = Pick<Commands, 'laravelOps.security.recordEvents' | 'laravelOps.security.addThrottle'>;

/** What the commands act on besides the services. */
export interface ScaffoldSurfaces {
  refresh(): void;
  /** Shows the change and makes it when the person says so. */
  applyFix(fix: Fix, textOf: (file: string) => string | undefined): Promise<boolean>;
}

/** Commands that write what an application lacks: shown as a change first, made as one edit, saved by nobody. */
export function scaffoldCommands(load: LoadServices, surfaces: ScaffoldSurfaces): ScaffoldCommands {
  const make = async (root: string, chosen: ChosenScaffolds): Promise<void> => {
    const { workspace, security } = await loadSecurity(load);
    const app = workspace.appAt(root);
    const change = await longWork(reading(app.name), (signal) => security.planScaffolds(app, chosen, signal));
    await apply(change, surfaces);
    surfaces.refresh();
  };
  return {
    async 'laravelOps.security.recordEvents'() {
      const { workspace, security } = await loadSecurity(load);
      const app = activeApp(workspace);
      const { models, retentionDays } = await longWork(reading(app.name), (signal) =>
        security.scaffoldChoices(workspace, app, signal),
      );
      const wanted = await askScaffolds(retentionDays, models.length > 0);
      if (wanted === undefined) return;
      const observed = wanted.has('auditTrail') ? await askModels(models) : [];
      if (observed === undefined) return;
      const define = limiterKinds.filter((name) => wanted.has(name));
      await make(app.root, {
        ...(wanted.has('channel') ? { channel: { days: retentionDays } } : {}),
        subscriber: wanted.has('subscriber'),
        rateLimitLog: wanted.has('rateLimitLog'),
        auditTrail: observed,
        tests: wanted.has('tests'),
        ...(define.length === 0 ? {} : { limiters: { define } }),
      });
    },
    async 'laravelOps.security.addThrottle'(node) {
      const { workspace, security } = await loadSecurity(load);
      const app = node?.subject?.kind === 'route' ? workspace.appAt(node.subject.root) : activeApp(workspace);
      const ids = node?.subject?.kind === 'route' ? [node.subject.id] : await askRoutes();
      if (ids === undefined || ids.length === 0) return;
      const limiter = await askLimiter(ids);
      if (limiter === undefined) return;
      await make(app.root, { limiters: { define: [limiter], routes: [{ limiter, ids }] } });

      async function askRoutes(): Promise<readonly string[] | undefined> {
        const { routes } = await longWork(reading(app.name), (signal) =>
          security.scaffoldChoices(workspace, app, signal),
        );
        const picked = await vscode.window.showQuickPick(
          routes.map(({ id, file }) => ({ label: id, description: file })),
          {
            title: vscode.l10n.t('Add Throttle'),
            placeHolder: vscode.l10n.t('Routes that get a limit'),
            canPickMany: true,
          },
        );
        return picked?.map(({ label }) => label);
      }
    },
  };
}

const reading = (name: string): string => vscode.l10n.t('Reading the code of {0}', name);

const limiterKinds: readonly LimiterName[] = ['login', 'api', 'heavy'];

type Wanted = 'channel' | 'subscriber' | 'rateLimitLog' | 'auditTrail' | 'tests' | LimiterName;

async function askScaffolds(days: number, hasModels: boolean): Promise<ReadonlySet<Wanted> | undefined> {
  const offers: readonly (vscode.QuickPickItem & { readonly id: Wanted })[] = [
    {
      id: 'channel',
      label: vscode.l10n.t('Security log channel'),
      detail: vscode.l10n.t('A file a day, JSON, kept {0} days (laravelOps.security.retentionDays)', days),
      picked: true,
    },
    {
      id: 'subscriber',
      label: vscode.l10n.t('Login, failure, lockout, logout, password reset, registration, verification'),
      detail: vscode.l10n.t('With address and user agent; of failures the account as a keyed hash; never a password'),
      picked: true,
    },
    {
      id: 'rateLimitLog',
      label: vscode.l10n.t('Requests that a limit turned away'),
      detail: vscode.l10n.t('Laravel reports no 429 by itself'),
      picked: true,
    },
    {
      id: 'tests',
      label: vscode.l10n.t('Tests for what is chosen'),
      detail: vscode.l10n.t('Pest or PHPUnit, as the application uses'),
      picked: true,
    },
    ...(hasModels
      ? [
          {
            id: 'auditTrail' as const,
            label: vscode.l10n.t('Audit trail of models…'),
            detail: vscode.l10n.t('Who created, changed or deleted which row, and which attributes; never a value'),
          },
        ]
      : []),
    {
      id: 'login',
      label: vscode.l10n.t('Limiter “login”'),
      detail: vscode.l10n.t('By account and address; put it on routes with “Add Throttle”'),
    },
    {
      id: 'api',
      label: vscode.l10n.t('Limiter “api”'),
      detail: vscode.l10n.t('Guests and users apart, burst and sustained'),
    },
    { id: 'heavy', label: vscode.l10n.t('Limiter “heavy”'), detail: vscode.l10n.t('For exports, searches, uploads') },
  ];
  const picked = await vscode.window.showQuickPick(offers, {
    title: vscode.l10n.t('Record Security Events'),
    placeHolder: vscode.l10n.t('What to write; the change is shown before it is made'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked === undefined || picked.length === 0 ? undefined : new Set(picked.map(({ id }) => id));
}

async function askModels(models: readonly string[]): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    models.map((name) => ({ label: name })),
    {
      title: vscode.l10n.t('Audit Trail'),
      placeHolder: vscode.l10n.t('Models whose changes are recorded'),
      canPickMany: true,
      ignoreFocusOut: true,
    },
  );
  return picked?.map(({ label }) => label);
}

async function askLimiter(routes: readonly string[]): Promise<LimiterName | undefined> {
  const details: Readonly<Record<LimiterName, string>> = {
    login: vscode.l10n.t('By account and address: 5 and 30 a minute'),
    api: vscode.l10n.t('30 a minute for guests, 120 for users, with a burst'),
    heavy: vscode.l10n.t('10 a minute, 200 a day'),
  };
  const picked = await vscode.window.showQuickPick(
    limiterKinds.map((id) => ({ label: `throttle:${id}`, detail: details[id], id })),
    {
      title: vscode.l10n.t('Add Throttle: {0}', routes.join(', ').slice(0, 80)),
      placeHolder: vscode.l10n.t('Which limiter; it is defined if it is not there yet'),
    },
  );
  return picked?.id;
}

/** Shows the change; afterwards what it could not do, and what to know. */
async function apply({ fix, textOf, plan }: PlannedChange, surfaces: ScaffoldSurfaces): Promise<void> {
  if (fix.edits.length > 0 && !(await surfaces.applyFix(fix, textOf))) return;
  const notes = [
    ...plan.refused.flatMap(({ title, why, text }) => [
      `## ${title}`,
      why,
      ...(text === undefined ? [] : [`\`\`\`php\n${text.trimEnd()}\n\`\`\``]),
    ]),
    ...(plan.remarks.length === 0 ? [] : ['## To know', ...plan.remarks.map((remark) => `- ${remark}`)]),
    ...(plan.already.length === 0 ? [] : ['## There already', ...plan.already.map((each) => `- ${each}`)]),
  ];
  if (notes.length === 0) return;
  const summary =
    fix.edits.length === 0
      ? plan.refused.length === 0
        ? vscode.l10n.t('Everything that was chosen is there already.')
        : vscode.l10n.t('Nothing could be written for certain.')
      : plan.refused.length === 0
        ? vscode.l10n.t('There are notes on this change.')
        : vscode.l10n.t('A part could not be written for certain.');
  const show = vscode.l10n.t('Show Notes');
  void vscode.window
    .showInformationMessage(summary, show)
    .then((answer) => (answer === show ? showText(`${notes.join('\n\n')}\n`, 'markdown') : undefined));
}
