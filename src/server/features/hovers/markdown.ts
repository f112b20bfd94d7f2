import { relativePath } from '../../../core/base/path';
import {
  cachedInstead,
  explainConfig,
  explainVariable,
  readersOf,
  shownText,
  type ExplainedValue,
  type ShownValue,
} from '../../../core/laravel/explainValue';
import type { LaravelProject } from '../../../core/laravel/project';
import type { Origin } from '../../../core/laravel/value';
import type { HoverTarget } from './target';

/** An environment, as a hover names it. */
export interface HoverEnvironment {
  readonly id: string;
  readonly project: LaravelProject;
}

/** Where a place is: line from 1, and the file's URI. Undefined for files that cannot be read. */
export type Locate = (origin: Origin) => Promise<{ readonly uri: string; readonly line: number } | undefined>;

/** Configuration keys that are named for one variable. */
const mostReaders = 4;

/** What a target is in each environment, as Markdown without HTML. */
export async function hoverMarkdown(
  target: HoverTarget,
  environments: readonly HoverEnvironment[],
  locate: Locate,
): Promise<string> {
  const [first, ...others] = environments;
  if (first === undefined) return '';
  const explained = (project: LaravelProject): ExplainedValue =>
    target.kind === 'config' ? explainConfig(project, target.name) : explainVariable(project, target.name);
  const paragraphs: string[] = [];
  if (others.length === 0) {
    const { shown, steps } = explained(first.project);
    const whence = await chain(first, steps, locate);
    paragraphs.push(`${code(target.name)} → ${said(target, shown)}${whence === '' ? '' : ` · ${whence}`}`);
  } else {
    const rows = await Promise.all(
      environments.map(async (environment) => {
        const { shown, steps } = explained(environment.project);
        return `| ${cell(code(environment.id))} | ${cell(said(target, shown))} | ${cell(await chain(environment, steps, locate))} |`;
      }),
    );
    paragraphs.push(`${code(target.name)}\n\n| environment | value | from |\n| --- | --- | --- |\n${rows.join('\n')}`);
  }
  if (target.kind === 'variable') paragraphs.push(await readBy(target.name, first, locate));
  paragraphs.push(await cached(target, first.project, locate));
  return paragraphs.filter((each) => each !== '').join('\n\n');
}

/** The places from where a value is written to where it is used. */
async function chain({ project }: HoverEnvironment, steps: readonly Origin[], locate: Locate): Promise<string> {
  const words = await Promise.all(steps.map((origin) => step(project, origin, locate)));
  // One place is named once: a default stands in the line that reads it.
  return words.filter((word, index) => words[index - 1]?.endsWith(word) !== true).join(' → ');
}

async function step(project: LaravelProject, origin: Origin, locate: Locate): Promise<string> {
  const place = await link(project, origin, locate);
  const { source, envKey = '' } = origin;
  if (source === 'env') return place ?? code(envKey);
  if (source === 'config') return place ?? 'the configuration';
  const what = source === 'default' ? `default of ${code(`env('${envKey}')`)}` : defaults[source];
  return place === undefined ? what : `${what}, ${place}`;
}

const defaults = { framework: 'Laravel’s own default', package: 'the package’s default' } as const;

async function readBy(key: string, { project }: HoverEnvironment, locate: Locate): Promise<string> {
  const readers = readersOf(project, key);
  const lines = await Promise.all(
    readers.slice(0, mostReaders).map(async ({ path, origin }) => {
      const place = (await link(project, origin, locate)) ?? 'the configuration';
      return `→ ${place} ${code(path)} is ${value(explainConfig(project, path).shown)}`;
    }),
  );
  if (readers.length > mostReaders) lines.push(`and ${readers.length - mostReaders} more`);
  return lines.join('  \n');
}

/** `config:cache` freezes values: what the files say is not what runs. */
async function cached(target: HoverTarget, project: LaravelProject, locate: Locate): Promise<string> {
  const { cachedConfig } = project;
  if (cachedConfig === undefined) return '';
  const place =
    (await link(project, { source: 'config', file: cachedConfig.file, range: { start: 0, end: 0 } }, locate, false)) ??
    'a file';
  if (target.kind === 'config') {
    const instead = cachedInstead(project, target.name);
    return instead === undefined ? '' : `Configuration is cached in ${place}: Laravel uses ${value(instead)} there.`;
  }
  if (target.inCode === true)
    return `Configuration is cached in ${place}: Laravel reads no environment file, and env() answers null here.`;
  const differing = readersOf(project, target.name).flatMap(({ path }) => {
    const instead = cachedInstead(project, path);
    return instead === undefined ? [] : [`${value(instead)} for ${code(path)}`];
  });
  return differing.length === 0
    ? ''
    : `Configuration is cached in ${place}: Laravel uses ${differing.slice(0, mostReaders).join(', ')} there.`;
}

/** `[config/cache.php:18](file:///…#L18)` */
async function link(
  { root }: LaravelProject,
  origin: Origin,
  locate: Locate,
  withLine = true,
): Promise<string | undefined> {
  const place = await locate(origin);
  if (place === undefined || origin.file === undefined) return undefined;
  const label = relativePath(root, origin.file).replaceAll(/[\\[\]`*_<>|!]/g, String.raw`\$&`);
  return withLine ? `[${label}:${place.line}](${place.uri}#L${place.line})` : `[${label}](${place.uri})`;
}

function said(target: HoverTarget, shown: ShownValue): string {
  if (shown.kind !== 'absent') return value(shown);
  return target.kind === 'config' ? 'no configuration file defines it' : 'not in the environment file';
}

function value(shown: ShownValue): string {
  return shown.kind === 'value' ? code(shown.text) : shownText(shown).replaceAll(/[\\[\]`*_<>|!#]/g, String.raw`\$&`);
}

/** A code span that holds any text: fenced by more backticks than the text has in a row (CommonMark, "Code spans"). */
function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  const runs = (flat.match(/`+/g) ?? []).map((run) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  return runs.length === 0 ? `\`${flat}\`` : `${fence} ${flat} ${fence}`;
}

/** A bar ends a table's cell, also inside a code span. */
function cell(text: string): string {
  return text.replaceAll(/(?<!\\)\|/g, String.raw`\|`);
}
