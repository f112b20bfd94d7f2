import { joinPath, relativePath } from '../../base/path';
import type { TextEdit } from '../../base/text';
import { appendArrayItem, indentAt, inUnitsOf, lineEndOf } from '../../laravel/php/edit';
import { parsePhp } from '../../laravel/php/parse';
import type { Expression, Program } from '../../laravel/php/syntax';
import { at } from '../../laravel/value';
import { appStyle, newFile } from './appStyle';
import { importAll } from './phpClass';
import { created, type Scaffold, type ScaffoldContext } from './scaffold';

const formatter = 'Monolog\\Formatter\\JsonFormatter';

/**
 * The channel `security`: one JSON record a line, a file a day, kept for so many days.
 *
 * @param days how long a file is kept; 0 keeps all of them
 */
export function securityChannel(context: ScaffoldContext, days = 90): Scaffold {
  const { project, root, textOf } = context;
  const file = joinPath(project.config.folder, 'logging.php');
  const relative = relativePath(root, file);
  const channels = project.config.get('logging.channels');
  const text = textOf(file);
  const adds = [`${relative}: channel security, ${days === 0 ? 'every day is kept' : `${days} days are kept`}`];
  const remarks =
    project.cachedConfig === undefined ? [] : ['The configuration is cached: run php artisan config:cache again.'];
  const written = text === undefined ? undefined : parsePhp(text);
  const list = written?.ok === true ? channelsIn(written.program) : undefined;
  if (list?.items.some(({ key }) => key?.kind === 'literal' && key.value === 'security') === true)
    return { kind: 'nothing', why: 'There is a channel security.' };
  const lines = channelLines(context, days);
  if (text === undefined) {
    // Laravel 11+ merges channels into its own (LoadConfiguration::mergeableOptions); before, the file is the configuration.
    const merges = project.layout === 'slim' && channels.kind === 'array' && (project.version.major ?? 0) >= 11;
    if (!merges) return refused(`There is no ${relative}.`, lines);
    const body = ['return [', ...["'channels' => [", ...indented(lines('JsonFormatter')), '],'].map(oneMore), '];'];
    const made = newFile(appStyle(context), undefined, [formatter], body.join('\n'));
    return { kind: 'edits', edits: created(file, made), adds, remarks };
  }
  if (at(channels, 'security').kind === 'array')
    return { kind: 'nothing', why: 'Something else makes a channel security.' };
  if (list === undefined || list.items.some(({ spread }) => spread))
    return refused(`${relative} does not write its channels as one list.`, lines);
  const { nameOf, edits: uses } = importAll(text, [formatter]);
  return {
    kind: 'edits',
    edits: [{ file, edits: [...uses, added(text, list, lines(nameOf(formatter)))] }],
    adds,
    remarks,
  };
}

type Lines = (formatterName: string) => readonly string[];

function channelLines({ project }: ScaffoldContext, days: number): Lines {
  return (name) => [
    "'security' => [",
    "    'driver' => 'daily',",
    "    'path' => storage_path('logs/security.log'),",
    "    'level' => 'info',",
    `    '${daysKey(project.version.full)}' => ${days},`,
    `    'formatter' => ${name}::class,`,
    ']',
  ];
}

/** `max_files` since Laravel 13.23, `days` before and since (LogManager::createDailyDriver). */
function daysKey(version: string | undefined): string {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > 13 || (major === 13 && minor >= 23) ? 'max_files' : 'days';
}

/** `'channels' => […]` of the array that the file returns. */
function channelsIn(program: Program): (Expression & { readonly kind: 'array' }) | undefined {
  const last = program.body.findLast((each) => each.kind === 'return');
  if (last?.kind !== 'return' || last.value?.kind !== 'array') return undefined;
  const value = last.value.items.find(({ key }) => key?.kind === 'literal' && key.value === 'channels')?.value;
  return value?.kind === 'array' ? value : undefined;
}

function added(
  text: string,
  { range, items }: Expression & { readonly kind: 'array' },
  lines: readonly string[],
): TextEdit {
  const last = items.at(-1)?.range;
  const indent = last === undefined ? indentAt(text, range.start) : indentAt(text, last.start);
  const end = lineEndOf(text);
  const own = appendArrayItem(text, range, last, inUnitsOf(text, lines).join(end + indent));
  // A blank line between channels, as Laravel's own file has it.
  const spaced = items.length > 1 && /,\s*\n\s*\n/.test(text.slice(items[0]?.range.end ?? 0, range.end));
  return spaced && own.newText.startsWith(end) ? { ...own, newText: end + own.newText } : own;
}

function refused(why: string, lines: Lines): Scaffold {
  return { kind: 'refused', why, text: `${lines(`\\${formatter}`).join('\n')},\n` };
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `    ${line}${index === lines.length - 1 ? ',' : ''}`);
}

function oneMore(line: string): string {
  return `    ${line}`;
}
