import { type Hover, MarkupKind } from 'vscode-languageserver';
import { parsePhp } from '../../core/laravel/php/parse';
import { readEnv } from '../../core/laravel/env';
import type { RuleContext } from '../../core/lint/rule';
import { protocolRange, shownText } from '../analysis';
import { carryBetween } from '../carry';
import type { Snapshot } from '../documents';
import { answer } from '../handlers';
import { pathFromUri, uriFromPath } from '../uris';
import type { FeatureContext } from './diagnostics';
import { configValueAt } from './hovers/configValue';
import { variableAt } from './hovers/environmentVariable';
import { type HoverEnvironment, hoverMarkdown, type Locate } from './hovers/markdown';
import { phpCallAt } from './hovers/phpCall';
import type { HoverTarget } from './hovers/target';

/** Effective values: what a variable or a configuration key is, in which environment, and where that comes from. */
export function registerHover({ connection, workspace, log }: FeatureContext): void {
  connection.onHover((params, token) =>
    answer('A hover request', log, token, null, async (signal): Promise<Hover | null> => {
      const file = pathFromUri(params.textDocument.uri);
      const application = file === undefined ? undefined : await workspace.applicationOf(file, signal);
      if (file === undefined || application === undefined || !workspace.optionsOf(application.root).hovers) return null;
      const { snapshot, context } = await application.analysis(signal);
      const document = snapshot?.open.get(file);
      const text = snapshot === undefined ? undefined : await shownText(file, snapshot, signal);
      if (snapshot === undefined || context === undefined || document === undefined || text === undefined) return null;
      const offset = text.offsetAt(params.position);
      const same = document.text === document.evaluated;
      const evaluated = same ? offset : carryBetween(document.text, document.evaluated)(pointAt(offset))?.start;
      const target = evaluated === undefined ? undefined : targetAt(context, file, document.evaluated, evaluated);
      const range = target === undefined || same ? target?.range : snapshot.carryIn(file)?.(target.range);
      if (target === undefined || range === undefined) return null;
      const markdown = await hoverMarkdown(target, environmentsFor(context, file), locator(snapshot, signal));
      if (markdown === '') return null;
      return { contents: { kind: MarkupKind.Markdown, value: markdown }, range: protocolRange(text, range) };
    }),
  );
}

function pointAt(offset: number): { start: number; end: number } {
  return { start: offset, end: offset };
}

function targetAt(context: RuleContext, file: string, text: string, offset: number): HoverTarget | undefined {
  const { project } = context;
  if (isEnvironmentFile(context, file)) return variableAt(readEnv(text), offset);
  if (!file.endsWith('.php')) return undefined;
  const parsed = parsePhp(text);
  const call = parsed.ok ? phpCallAt(parsed.program, offset) : undefined;
  const inConfig = file.startsWith(`${project.config.folder}/`);
  if (call !== undefined) return inConfig ? call : { ...call, inCode: true };
  return inConfig ? configValueAt(project, file, offset) : undefined;
}

/** Templates are copied, not read: nothing in them is effective. */
function isEnvironmentFile({ project, environments }: RuleContext, file: string): boolean {
  return project.env?.file === file || environments.some(({ envFile }) => envFile === file);
}

/** In an environment file that one alone; elsewhere every environment, the application's own first. */
function environmentsFor({ project, environments }: RuleContext, file: string): readonly HoverEnvironment[] {
  const named = environments.map(({ id, envFile, project: evaluated }) => ({ id, envFile, project: evaluated }));
  const own = { id: '.env', envFile: project.env?.file, project };
  const exact = [...named, own].filter(({ envFile }) => envFile === file);
  if (exact[0] !== undefined) return [exact[0]];
  const others = named.filter(({ project: evaluated }) => evaluated !== project && evaluated.env !== undefined);
  return project.env === undefined && others.length > 0 ? others : [own, ...others];
}

function locator(snapshot: Snapshot, signal: AbortSignal): Locate {
  return async ({ file, range }) => {
    if (file === undefined) return undefined;
    const text = await shownText(file, snapshot, signal);
    const shown = range === undefined ? undefined : (snapshot.carryIn(file)?.(range) ?? range);
    if (text === undefined) return undefined;
    return { uri: uriFromPath(file), line: text.positionAt(shown?.start ?? 0).line + 1 };
  };
}
