import type { TextRange } from '../../../base/text';
import type { Location } from '../../../finding';
import type { Collector } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import type { ClassDeclaration, Expression, Program, Statement } from '../../../laravel/php/syntax';
import { lastPart } from '../../../laravel/php/names';
import { expressionsIn } from '../../../laravel/php/walk';

/** An Eloquent model whose reads can be followed: no scope, no other connection, no method of its own that changes them. */
export interface PlainModel {
  readonly fact: 'model';
  readonly className: string;
  /** By `$table`, or by Laravel's plural rule where that is certain. */
  readonly table: string;
}

/** `Order::all()` or `Order::get()` straight on a class, outside of commands and caches. */
export interface WholeRead {
  readonly fact: 'read';
  readonly className: string;
  /** "all" or "get" */
  readonly method: string;
  readonly location: Location;
  /** From the method's name to the closing parenthesis. */
  readonly call: TextRange;
  readonly arguments: number;
}

const bases = new Set(['Illuminate\\Database\\Eloquent\\Model', 'Illuminate\\Foundation\\Auth\\User']);
/** Traits that add no scope. */
const plainTraits = /^(?:Illuminate|Laravel)\\(?!.*SoftDeletes)/;
const changing = new Set([
  'boot',
  'booted',
  'booting',
  'newquery',
  'newmodelquery',
  'neweloquentbuilder',
  'all',
  'get',
  'gettable',
  'newcollection',
]);
const caching = new Set(['remember', 'rememberForever', 'flexible', 'sear', 'rememberWithoutTags']);

/** Models, and places that read a whole table through one. */
export const modelReadCollector: Collector<PlainModel | WholeRead> = {
  id: 'modelReads',
  wants: ({ text, relative }) =>
    /\bextends\s+\\?[\w\\]*(?:Model|Authenticatable|User)\b/.test(text) ||
    (!isConsole(relative) && /::(?:all|get)\s*\(/.test(text)),
  collect: ({ path, relative, program }) => [
    ...modelsIn(program.body, path),
    ...(isConsole(relative) ? [] : readsIn(program, path)),
  ],
};

function isConsole(relative: string): boolean {
  return /(?:^|\/)(?:Console|Commands|Migrations|Seeders|Factories)\//i.test(relative);
}

function modelsIn(statements: readonly Statement[], file: string): readonly PlainModel[] {
  return statements.flatMap((each) => {
    if (each.kind === 'block') return modelsIn(each.body, file);
    if (each.kind !== 'class') return [];
    const table = isPlain(each.declaration) ? tableOf(each.declaration, file) : undefined;
    return table === undefined ? [] : [{ fact: 'model', className: each.declaration.name, table } as const];
  });
}

function isPlain({
  type,
  abstract,
  extends: base,
  traits,
  methods,
  properties,
  attributes,
}: ClassDeclaration): boolean {
  if (type !== 'class' || abstract || base === undefined || !bases.has(base)) return false;
  if (!traits.every((name) => plainTraits.test(name)) || properties.some(({ name }) => name === 'connection'))
    return false;
  if (attributes.some(({ name }) => !/\\(?:Table|Fillable|Hidden|Appends|Visible)$/.test(name))) return false;
  return !methods.some(({ name }) => changing.has(name.toLowerCase()));
}

function tableOf({ properties, attributes, name }: ClassDeclaration, file: string): string | undefined {
  const attribute = attributes.find((each) => each.name.endsWith('\\Table'))?.arguments;
  if (attribute !== undefined) {
    return constantText((attribute.find((each) => each.name === 'name') ?? attribute[0])?.value, file);
  }
  const property = properties.find((each) => each.name === 'table');
  return property === undefined ? pluralTable(lastPart(name)) : constantText(property.default, file);
}

/** Words whose plural is another word or the same one, and endings that make such plurals (doctrine/inflector, English). */
const irregular =
  /^(?:people|child|foot|tooth|goose|ox|leaf|loaf|quiz|index|matrix|vertex|vortex|appendix|codex|datum|cookie|movie|news|series|species|equipment|information|money|data|metadata|media|feedback|software|hardware|staff|stuff|audio|cache|corpus|genus|sheep|deer|fish|police|rice|sms|traffic|weather|knowledge|progress|advice|evidence|furniture|luggage|music|research|pokemon|moose|trousers|pants)$|(?:person|man|mouse|louse|us|is|um|on|f|fe|o|ix|ex|ese)$/;

/** "OrderItem" → "order_items"; undefined for words of which the plural is not certain. */
export function pluralTable(className: string): string | undefined {
  const words = className.match(/[A-Z][a-z]+/g);
  const last = words?.at(-1)?.toLowerCase();
  if (words === null || words === undefined || last === undefined || words.join('') !== className) return undefined;
  // "on" ends "criterion", and also every "transaction": those are regular.
  if (irregular.test(last) && !/[ts]ion$/.test(last)) return undefined;
  const plural = /[^aeiou]y$/.test(last)
    ? `${last.slice(0, -1)}ies`
    : /(?:x|z|ch|sh|ss)$/.test(last)
      ? `${last}es`
      : last.endsWith('s')
        ? undefined
        : `${last}s`;
  return plural === undefined ? undefined : [...words.slice(0, -1).map((word) => word.toLowerCase()), plural].join('_');
}

function readsIn(program: Program, file: string): readonly WholeRead[] {
  const all = [...expressionsIn(program)];
  const cached = all.filter(isCaching).map(({ range }) => range);
  return all.flatMap((each) => {
    if (each.kind !== 'staticCall' || typeof each.className !== 'string') return [];
    if ((each.method !== 'all' && each.method !== 'get') || each.className.startsWith('Illuminate\\')) return [];
    if (each.arguments.some(({ value }) => value.kind !== 'array')) return [];
    if (cached.some(({ start, end }) => start <= each.range.start && each.range.end <= end)) return [];
    const call = { start: each.nameRange.start, end: each.range.end };
    const location = { file, range: each.range };
    const read = { fact: 'read', className: each.className, method: each.method, location, call } as const;
    return [{ ...read, arguments: each.arguments.length }];
  });
}

function isCaching(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.callee === 'once';
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return false;
  return typeof expression.method === 'string' && caching.has(expression.method);
}
