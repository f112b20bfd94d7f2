import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';

/** What the one status bar item tells. `role` is absent until something had reason to read the app's files. */
export interface StatusFacts {
  readonly app?: string;
  readonly environment?: string;
  readonly role?: 'local' | 'staging' | 'production';
  /** Production was not stated, only suspected. */
  readonly suspected?: boolean;
  readonly unlockedUntil?: Date;
  /** What is under way; `others`: how much more. */
  readonly work?: {
    readonly kind: 'backup' | 'verify' | 'restore' | 'switch' | 'drill';
    /** "Restoring: 12 tables · orders · 312 MB of 840 MB" */
    readonly text: string;
    /** 0 to 1 of the whole, where it is known. */
    readonly share?: number;
    readonly others: number;
  };
}

/** The status bar item: which app and environment commands mean, and whether production is open for changes. */
export function createStatusBar(): Disposable & {
  show(facts: StatusFacts, visibility: 'auto' | 'always' | 'never'): void;
} {
  const item = vscode.window.createStatusBarItem('laravelOps.status', vscode.StatusBarAlignment.Left, 100);
  item.name = 'Laravel Ops';
  item.command = 'laravelOps.showMenu';
  let countdown: ReturnType<typeof setInterval> | undefined;

  function draw(facts: StatusFacts): void {
    const { text, spoken, background } = describe(facts, new Date());
    item.text = text;
    item.accessibilityInformation = { label: spoken, role: 'button' };
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
  }

  return {
    show(facts, visibility) {
      clearInterval(countdown);
      if (visibility === 'never' || (visibility === 'auto' && facts.app === undefined)) {
        item.hide();
        return;
      }
      draw(facts);
      item.tooltip = tooltip(facts);
      item.show();
      if (facts.unlockedUntil !== undefined) countdown = setInterval(() => draw(facts), 1000);
    },
    dispose() {
      clearInterval(countdown);
      item.dispose();
    },
  };
}

interface Described {
  readonly text: string;
  readonly spoken: string;
  readonly background?: string;
}

/** Text, spoken text and background of the item. Exported for its test. */
export function describe(facts: StatusFacts, now: Date): Described {
  const place = describePlace(facts, now);
  if (facts.work === undefined) return place;
  const { kind, share, others } = facts.work;
  const doing = [
    works[kind](),
    ...(share === undefined ? [] : [`${Math.floor(Math.min(1, share) * 100)} %`]),
    ...(others === 0 ? [] : [`+${others}`]),
  ].join(' ');
  // Production is said whatever goes on; elsewhere the work is what there is to know.
  const where = facts.role === 'production' ? ` · ${place.text.replace(/^\$\([\w~-]+\) /, '')}` : '';
  return { ...place, text: `$(sync~spin) ${doing}${where}`, spoken: `${place.spoken}. ${doing}` };
}

const works: Readonly<Record<NonNullable<StatusFacts['work']>['kind'], () => string>> = {
  backup: () => vscode.l10n.t('Backup'),
  verify: () => vscode.l10n.t('Verify'),
  restore: () => vscode.l10n.t('Restore'),
  switch: () => vscode.l10n.t('Switch'),
  drill: () => vscode.l10n.t('Drill'),
};

function describePlace(facts: StatusFacts, now: Date): Described {
  const { app, environment, role, suspected, unlockedUntil } = facts;
  if (app === undefined)
    return { text: '$(shield) Laravel Ops', spoken: vscode.l10n.t('Laravel Ops: no Laravel app in this window') };
  if (role === undefined) return { text: `$(shield) ${app}`, spoken: vscode.l10n.t('Laravel Ops: {0}', app) };
  if (role !== 'production')
    return {
      text: `$(shield) ${app} · ${environment ?? ''}`,
      spoken: vscode.l10n.t('Laravel Ops: {0}, {1}', app, role),
    };
  if (unlockedUntil !== undefined && unlockedUntil > now) {
    const left = Math.max(0, Math.ceil((unlockedUntil.getTime() - now.getTime()) / 1000));
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    return {
      text: `$(unlock) PROD ${app} ${clock}`,
      spoken: vscode.l10n.t('Laravel Ops: {0}, production, unlocked for changes', app),
      background: 'statusBarItem.errorBackground',
    };
  }
  return {
    text: `$(lock) ${suspected === true ? 'PROD?' : 'PROD'} ${app}`,
    spoken: vscode.l10n.t(
      'Laravel Ops: {0}, {1}, locked',
      app,
      suspected === true ? vscode.l10n.t('suspected production') : 'production',
    ),
    background: 'statusBarItem.warningBackground',
  };
}

function tooltip({ app, environment, role, suspected, work }: StatusFacts): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  const enabledCommands = [
    'laravelOps.dashboard.open',
    'laravelOps.environments.switch',
    'laravelOps.environments.lock',
  ];
  text.isTrusted = { enabledCommands };
  const facts = [role === undefined ? undefined : suspected === true ? 'suspected production' : role, app, environment];
  text.appendText(facts.filter((fact) => fact !== undefined).join(' · '));
  if (work !== undefined) text.appendMarkdown('\n\n').appendText(work.text);
  text.appendMarkdown(
    '\n\n[Dashboard](command:laravelOps.dashboard.open) · [Switch Environment](command:laravelOps.environments.switch)',
  );
  if (role === 'production') text.appendMarkdown(' · [Lock](command:laravelOps.environments.lock)');
  return text;
}
