import { treatAs, usedSqlProfile, type Environment, type Role } from '../connections/environment';
import type { Address } from '../connections/profile';
import { relativePath } from '../base/path';
import type { LaravelProject } from '../laravel/project';
import type { Ability, Icon, TreeNode, ViewModel } from '../tree';
import { gradeWords, outcomeWords, type AreaAssessment, type CheckOutcome, type CheckResult, type Grade } from './area';
import { coverage } from './assess';

/** One application as the Overview shows it. */
export interface AppOverview {
  readonly project: Pick<LaravelProject, 'root' | 'name' | 'version' | 'problems'>;
  readonly environments: readonly EnvironmentOverview[];
}

export interface EnvironmentOverview {
  readonly environment: Environment;
  /** The environment that commands act on. */
  readonly inUse: boolean;
  /** Production is open for changes until this moment; absent while it is locked. */
  readonly unlockedUntil?: Date;
  readonly areas: readonly AreaAssessment[];
}

export interface OverviewOptions {
  /** Restricted Mode otherwise: nothing connects, nothing is offered that would. */
  readonly trusted: boolean;
  /** Clock time for people in their own zone: "13:05". */
  readonly clock: (moment: Date) => string;
}

/** Apps, their environments, the ten areas of each; a single environment of a single app is the ten areas alone. */
export function overviewView(apps: readonly AppOverview[], options: OverviewOptions): ViewModel {
  const message = messageOf(apps, options);
  const used = apps.flatMap(({ environments }) => environments.filter(({ inUse }) => inUse));
  const [inUse] = used;
  return {
    nodes: nodesOf(apps, options),
    ...(message === undefined ? {} : { message }),
    ...(inUse === undefined || used.length > 1 ? {} : { description: inUse.environment.name }),
  };
}

function nodesOf(apps: readonly AppOverview[], options: OverviewOptions): readonly TreeNode[] {
  const [app] = apps;
  if (apps.length !== 1 || app === undefined) return apps.map((each) => appNode(each, options));
  const [environment] = app.environments;
  if (app.environments.length !== 1 || environment === undefined) return environmentNodes(app, options);
  return areaNodes(app, environment);
}

function messageOf(apps: readonly AppOverview[], { trusted }: OverviewOptions): string | undefined {
  const problems = apps.flatMap(({ project }) => project.problems);
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` ${others.length} more in the log.`;
  const lines = [
    ...(trusted || apps.length === 0 ? [] : ['File checks only.']),
    ...(first === undefined ? [] : [first.message + more]),
  ];
  return lines.length === 0 ? undefined : lines.join(' ');
}

function appNode(app: AppOverview, options: OverviewOptions): TreeNode {
  const { root, name, version } = app.project;
  const shown = app.environments.find(({ inUse }) => inUse) ?? app.environments[0];
  const laravel = version.full ?? version.major?.toString();
  const description = [
    laravel === undefined ? 'Laravel, version unknown' : `Laravel ${laravel}`,
    ...(shown === undefined ? [] : [coverage(shown.areas)]),
  ].join(' · ');
  return {
    id: `app:${root}`,
    label: name,
    description,
    tooltip: root,
    icon: { id: 'folder-library' },
    subject: { kind: 'app', root },
    expanded: app.environments.some(({ inUse }) => inUse),
    children: environmentNodes(app, options),
  };
}

function environmentNodes(app: AppOverview, options: OverviewOptions): readonly TreeNode[] {
  return app.environments.map((each) => environmentNode(app, each, options));
}

const icons: Readonly<Record<Role, string>> = { production: 'lock', staging: 'beaker', local: 'device-desktop' };

function environmentNode(app: AppOverview, overview: EnvironmentOverview, options: OverviewOptions): TreeNode {
  const { environment, unlockedUntil } = overview;
  const { root } = app.project;
  const role = treatAs(environment);
  const words = [roleWords(environment), ...target(environment), ...access(role, unlockedUntil, options)];
  const description = words.filter((word) => word !== environment.name).join(' · ');
  const unlocked: Icon = { id: 'unlock', color: 'list.errorForeground' };
  const can = options.trusted ? abilitiesOf(overview) : [];
  return {
    id: `environment:${root}:${environment.id}`,
    label: environment.name,
    description: overview.inUse ? `${description} · in use` : description,
    tooltip: tooltipOf(overview, role, words),
    icon: unlockedUntil !== undefined && role === 'production' ? unlocked : { id: icons[role] },
    spoken: [environment.name, ...words, ...(overview.inUse ? ['in use'] : [])].join(', '),
    subject: { kind: 'environment', root, environment: environment.id },
    ...(can.length === 0 ? {} : { abilities: can }),
    expanded: overview.inUse,
    children: areaNodes(app, overview),
  };
}

function roleWords(environment: Environment): string {
  if (environment.role !== 'unknown') return environment.role;
  return treatAs(environment) === 'production' ? 'suspected production' : 'role unknown';
}

/** "shop@10.0.0.5": database and host of the default connection. */
function target(environment: Environment): readonly string[] {
  const first = usedSqlProfile(environment);
  if (first === undefined) return [];
  const { address, database, user } = first;
  return [`${database ?? user}@${hostOf(address)}`];
}

function hostOf(address: Address): string {
  return address.kind === 'tcp' ? address.host : address.path;
}

function access(role: Role, unlockedUntil: Date | undefined, { clock }: OverviewOptions): readonly string[] {
  if (role !== 'production') return [];
  return [unlockedUntil === undefined ? 'read-only' : `unlocked until ${clock(unlockedUntil)}`];
}

function tooltipOf({ environment }: EnvironmentOverview, role: Role, words: readonly string[]): string {
  const suspected = environment.role === 'unknown' && role === 'production';
  return [
    [environment.name, ...words].join(' · '),
    ...(environment.envFile === undefined ? [] : [`Environment file ${environment.envFile}`]),
    ...(suspected ? ['Treated as production:', ...environment.suspicions] : []),
    ...environment.unusable.map(({ connection, reason }) => `Connection ${connection} is not used: ${reason}`),
  ].join('\n');
}

/** In the order of `abilities` in tree.ts. */
function abilitiesOf({ environment, inUse }: EnvironmentOverview): readonly Ability[] {
  const profiles = [...environment.sql, ...environment.redis];
  return [
    ...(inUse ? [] : (['canUse'] as const)),
    ...(treatAs(environment) === 'production' ? (['canUnlock'] as const) : []),
    ...(profiles.length === 0 ? [] : (['canTest'] as const)),
    ...(profiles.some(({ password }) => password.kind === 'stored') ? (['canSetPassword'] as const) : []),
  ];
}

const gradeIcons: Readonly<Record<Grade, Icon>> = {
  covered: { id: 'pass-filled', color: 'testing.iconPassed' },
  partial: { id: 'warning', color: 'list.warningForeground' },
  gap: { id: 'error', color: 'list.errorForeground' },
  unknown: { id: 'question' },
};

function areaNodes({ project: { root } }: AppOverview, overview: EnvironmentOverview): readonly TreeNode[] {
  const prefix = `${root}:${overview.environment.id}`;
  return overview.areas.map(({ area, grade, summary, evidence, checks }) => ({
    id: `area:${prefix}:${area.id}`,
    label: area.title,
    description: `${gradeWords[grade]} — ${summary}`,
    tooltip: [`${area.title}: ${gradeWords[grade]}, ${summary}`, ...evidence.map(({ fact }) => fact)].join('\n'),
    icon: gradeIcons[grade],
    spoken: `${area.title}, ${gradeWords[grade]}, ${summary}`,
    subject: { kind: 'area', root, area: area.id },
    ...(overview.inUse ? { abilities: ['canOpenReport'] } : {}),
    ...(checks.length === 0 ? {} : { children: checks.map((check) => checkNode(root, prefix, check, overview.inUse)) }),
  }));
}

const outcomeIcons: Readonly<Record<CheckOutcome, Icon>> = {
  ...gradeIcons,
  accepted: { id: 'verified' },
};

function checkNode(root: string, prefix: string, check: CheckResult, inUse: boolean): TreeNode {
  const { id, title, outcome, summary, evidence } = check;
  const place = evidence.find(({ location }) => location !== undefined)?.location;
  const acceptable = inUse && (outcome === 'gap' || outcome === 'partial');
  return {
    id: `check:${prefix}:${id}`,
    label: title,
    description: summary,
    tooltip: [
      `${title}: ${outcomeWords[outcome]}, ${summary}`,
      ...evidence.map(({ fact, source }) => `${fact} (${relativePath(root, source)})`),
    ].join('\n'),
    icon: outcomeIcons[outcome],
    spoken: `${title}, ${outcomeWords[outcome]}, ${summary}`,
    subject: { kind: 'check', root, check: id },
    ...(acceptable ? { abilities: ['canAccept'] } : {}),
    ...(place === undefined ? {} : { opens: { kind: 'file', file: place.file, range: place.range } }),
  };
}
