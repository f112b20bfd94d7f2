import type { Argument, Expression } from '../../laravel/php/syntax';
import { configName, configPath } from './step';

/** What can be known of a value in a migration without running it. */
export type Datum =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'other'; readonly value: boolean | number | null }
  /** Keys are texts; lists have "0", "1", … */
  | { readonly kind: 'array'; readonly entries: ReadonlyMap<string, Datum | undefined> };

/** Names that are certain at one place of a migration. */
export interface Names {
  /** Variables without "$"; absent: not certain. */
  readonly variables: ReadonlyMap<string, Datum>;
  /** Properties ("$name") and constants ("NAME") of the migration itself. */
  readonly members: ReadonlyMap<string, Datum>;
}

/** The class without its namespace where it is one of Laravel's facades, or the alias of the same name. */
export function facadeOf(className: string | Expression): string | undefined {
  return typeof className === 'string' ? /^(?:Illuminate\\Support\\Facades\\)?(\w+)$/.exec(className)?.[1] : undefined;
}

/** The value of an expression; undefined when it is not certain. */
export function datumOf(expression: Expression | undefined, names: Names): Datum | undefined {
  switch (expression?.kind) {
    case 'literal':
      return typeof expression.value === 'string'
        ? { kind: 'text', text: expression.value }
        : { kind: 'other', value: expression.value };
    case 'template':
      return joined(expression.parts, names);
    case 'binary':
      if (expression.operator === '??') return orElse(datumOf(expression.left, names), expression.right, names);
      return expression.operator === '.' ? joined([expression.left, expression.right], names) : undefined;
    case 'cast':
      return expression.type === 'string' ? datumOf(expression.operand, names) : undefined;
    case 'array': {
      const entries = new Map<string, Datum | undefined>();
      for (const [index, item] of expression.items.entries()) {
        if (item.spread) return undefined;
        const key = item.key === undefined ? String(index) : textOf(item.key, names);
        if (key === undefined) return undefined;
        entries.set(key, datumOf(item.value, names));
      }
      return { kind: 'array', entries };
    }
    case 'variable':
      return typeof expression.name === 'string' ? names.variables.get(expression.name) : undefined;
    case 'property':
      return isThis(expression.target) && typeof expression.name === 'string'
        ? names.members.get(`$${expression.name}`)
        : undefined;
    case 'staticProperty':
      return isOwn(expression.className) ? names.members.get(`$${expression.name}`) : undefined;
    case 'classConstant':
      return isOwn(expression.className) && typeof expression.name === 'string'
        ? names.members.get(expression.name)
        : undefined;
    case 'index':
      return entryOf(datumOf(expression.target, names), textOf(expression.index, names));
    case 'call':
      if (expression.callee === 'sprintf') return formatted(expression.arguments, names);
      return configCall(expression.callee, expression.arguments, names);
    case 'staticCall':
    case 'methodCall':
      // What stands in front of table names by itself; names here are without it.
      return expression.method === 'getTablePrefix' ? { kind: 'text', text: '' } : configOf(expression, names);
    default:
      return undefined;
  }
}

/** The text of an expression; undefined when it is no text or not certain. */
export function textOf(expression: Expression | undefined, names: Names): string | undefined {
  const datum = datumOf(expression, names);
  if (datum?.kind === 'text') return datum.text;
  return datum?.kind === 'other' && typeof datum.value === 'number' ? String(datum.value) : undefined;
}

/** The texts of a list, or of one text; undefined when any of them is not certain. */
export function textsOf(expression: Expression | undefined, names: Names): readonly string[] | undefined {
  const datum = datumOf(expression, names);
  if (datum?.kind === 'text') return [datum.text];
  if (datum?.kind !== 'array') return undefined;
  const texts = [...datum.entries.values()].map((entry) => (entry?.kind === 'text' ? entry.text : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** The argument of a parameter, by its name or place. */
export function argumentOf(args: readonly Argument[], place: number, name: string): Expression | undefined {
  const positional = args.slice(0, place + 1);
  if (positional.some(({ spread }) => spread)) return undefined;
  const named = args.find((each) => each.name === name);
  const found = named ?? args[place];
  return found !== undefined && (found.name === undefined || found.name === name) ? found.value : undefined;
}

/** A name that is written as it is; "" for one that is worked out. */
export function plainName(name: string | Expression): string {
  return typeof name === 'string' ? name : '';
}

export function isThis(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'this';
}

function isOwn(className: string | Expression): boolean {
  return className === 'self' || className === 'static';
}

function joined(parts: readonly Expression[], names: Names): Datum | undefined {
  const texts = parts.map((part) => textOf(part, names));
  return texts.every((text) => text !== undefined) ? shortText(texts) : undefined;
}

/** Longer than any name or statement: `$a = $a.$a` doubles with each statement. */
const longestText = 100_000;

function shortText(texts: readonly string[]): Datum | undefined {
  let length = 0;
  for (const text of texts) length += text.length;
  return length > longestText ? undefined : { kind: 'text', text: texts.join('') };
}

/** `sprintf('%s_index', $name)`, with no other conversions than %s and %d. */
function formatted([format, ...args]: readonly Argument[], names: Names): Datum | undefined {
  const text = textOf(format?.value, names);
  const values = args.map(({ value }) => textOf(value, names));
  if (text === undefined || /%(?![sd])/.test(text) || values.some((value) => value === undefined)) return undefined;
  let at = 0;
  return shortText(text.split(/(%[sd])/).map((part) => (/^%[sd]$/.test(part) ? (values[at++] ?? '') : part)));
}

function entryOf(datum: Datum | undefined, key: string | undefined): Datum | undefined {
  if (datum === undefined || key === undefined) return undefined;
  if (datum.kind === 'array') return datum.entries.get(key);
  const path = datum.kind === 'text' ? configPath(datum.text) : undefined;
  return path === undefined ? undefined : { kind: 'text', text: configName(`${path}.${key}`) };
}

function configCall(callee: string | Expression, args: readonly Argument[], names: Names): Datum | undefined {
  const path = callee === 'config' && args.length <= 2 ? textOf(args[0]?.value, names) : undefined;
  const found = path === undefined ? undefined : ({ kind: 'text', text: configName(path) } as const);
  const [, fallback] = args;
  return fallback === undefined ? found : orElse(found, fallback.value, names);
}

/** `config('a') ?? 'b'`: null and missing entries give way. */
function orElse(first: Datum | undefined, second: Expression, names: Names): Datum | undefined {
  if (first?.kind === 'other') return first.value === null ? datumOf(second, names) : first;
  const path = first?.kind === 'text' ? configPath(first.text) : undefined;
  if (path === undefined) return first;
  const fallback = textOf(second, names);
  return fallback === undefined || fallback.includes('\u0001')
    ? undefined
    : { kind: 'text', text: configName(path, fallback) };
}

function configOf(expression: Expression & { kind: 'staticCall' | 'methodCall' }, names: Names): Datum | undefined {
  if (expression.kind !== 'staticCall') return undefined;
  // `DB::raw('title(20)')` in a list of columns.
  if (facadeOf(expression.className) === 'DB' && expression.method === 'raw') {
    return datumOf(expression.arguments[0]?.value, names);
  }
  if (facadeOf(expression.className) !== 'Config') return undefined;
  return expression.method === 'get' ? configCall('config', expression.arguments, names) : undefined;
}
