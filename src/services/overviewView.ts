import { clockTime } from '../core/base/clock';
import { baseName, relativePath } from '../core/base/path';
import { treatAs, type Role } from '../core/connections/environment';
import { assess } from '../core/assessment/assess';
import { overviewView as viewOf, type AppOverview } from '../core/assessment/tree';
import type { App } from './app';
import { noApp, type LoadedView } from './loadedView';
import { readReadiness } from './readiness';
import type { WorkKind } from './workUnderWay';
import type { Workspace } from './workspace';

/** The Overview: every app of the window, its environments, the ten areas. Reads files only; nothing connects. */
export async function overviewView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  if (workspace.apps.length === 0) return noApp;
  const settingProblems: string[] = [];
  const apps: AppOverview[] = [];
  for (const app of workspace.apps) {
    const { overview, problems } = await readApp(workspace, app, signal);
    apps.push(overview);
    settingProblems.push(...problems);
  }
  for (const { project } of apps) logProblems(workspace, project);
  for (const app of workspace.apps) settingProblems.push(...(await cachedConfigNote(app, signal)));
  const view = viewOf(apps, { trusted: workspace.host.trusted(), clock: clockTime });
  const message = [view.message, ...settingProblems].filter((line) => line !== undefined).join(' ');
  return { ...view, ...(message === '' ? {} : { message }), condition: 'ready' };
}

/** Said once per app: an edit of `.env` that has no effect is the first thing one wonders about. */
async function cachedConfigNote(app: App, signal: AbortSignal): Promise<readonly string[]> {
  const { cachedConfig } = (await app.current(signal)).project;
  if (cachedConfig === undefined) return [];
  return [
    `${app.name}: configuration is cached in ${relativePath(app.root, cachedConfig.file)}. Changes of .env and config/ take effect after config:cache or config:clear.`,
  ];
}

const logged = new WeakMap<Workspace, Map<string, string>>();

/** Writes an app's problems to the log when they are others than before: the view is drawn at every change of the window. */
function logProblems(workspace: Workspace, { root, problems }: AppOverview['project']): void {
  const before = logged.get(workspace) ?? new Map<string, string>();
  logged.set(workspace, before);
  const lines = problems.map(({ message }) => `${root}: ${message}`);
  if (before.get(root) === lines.join('\n')) return;
  before.set(root, lines.join('\n'));
  for (const line of lines) workspace.host.logger.warn(line);
}

async function readApp(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<{ overview: AppOverview; problems: readonly string[] }> {
  const { all, problems } = await app.environments(signal);
  const { environment: used, project } = await app.current(signal);
  const { areas, problems: unread } = await readReadiness(workspace, app, { connect: false }, signal);
  const environments = all.map((read) => {
    const { environment } = read;
    const until = workspace.unlockedUntil(app, read);
    return {
      environment,
      inUse: app === workspace.active && environment.id === used.id,
      // Of the environments that are not in use nothing was looked at.
      areas: environment.id === used.id ? areas : assess({ now: new Date() }),
      ...(until === undefined ? {} : { unlockedUntil: until }),
    };
  });
  return { overview: { project: withNamedFiles(project), environments }, problems: [...problems, ...unread] };
}

/** Problems as they stand above the rows: each names its file, so that "syntax error" says where. */
function withNamedFiles({ root, name, version, problems }: AppOverview['project']): AppOverview['project'] {
  return {
    root,
    name,
    version,
    problems: problems.map((problem) =>
      problem.message.includes(baseName(problem.file))
        ? problem
        : { ...problem, message: `${relativePath(root, problem.file)}: ${problem.message}` },
    ),
  };
}

/** What the status bar tells of the active app. */
export async function statusFacts(workspace: Workspace): Promise<{
  app?: string;
  environment?: string;
  role?: Role;
  suspected?: boolean;
  unlockedUntil?: Date;
  work?: { kind: WorkKind; text: string; share?: number; others: number };
}> {
  const app = workspace.active;
  if (app === undefined) return {};
  const read = await app.current();
  const { environment } = read;
  const role = treatAs(environment);
  const until = workspace.unlockedUntil(app, read);
  return {
    app: app.name,
    environment: environment.name,
    role,
    suspected: role === 'production' && environment.role === 'unknown',
    ...(until === undefined ? {} : { unlockedUntil: until }),
    ...workOf(workspace),
  };
}

/** The work that began first; whichever app it is of, because the item is the window's. */
function workOf({ work }: Workspace): Pick<Awaited<ReturnType<typeof statusFacts>>, 'work'> {
  const [first, ...others] = work.all;
  if (first === undefined) return {};
  const { kind, title, progress, share } = first;
  const text = progress === undefined ? title : `${title}: ${progress}`;
  return { work: { kind, text, others: others.length, ...(share === undefined ? {} : { share }) } };
}
