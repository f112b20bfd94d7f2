import type { TextEdit } from '../../base/text';
import type { Location } from '../../finding';
import { appendStatement } from '../../laravel/php/edit';
import type { ClassDeclaration, Expression } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Value } from '../../laravel/value';
import type { Collector, ParsedFile } from '../collector';
import { constantText, constantValue } from '../constantValue';

/** Which proxies one place names: none, every address (`*`), some, or it cannot be told. */
export type NamedProxies = 'none' | 'everyone' | 'some' | 'unknown';

/** `$middleware->trustProxies(at: …)`, `TrustProxies::at(…)`, or Symfony's own `Request::setTrustedProxies(…)`. */
export interface TrustCall {
  readonly fact: 'call';
  readonly names: NamedProxies;
  /** The value; the call when there is none. */
  readonly location: Location;
}

/** A class of the application that extends Laravel's or Fideloper's TrustProxies. */
export interface TrustClass {
  readonly fact: 'class';
  readonly className: string;
  /** What `$proxies` is set to in the class. */
  readonly names: NamedProxies;
  /** The property with its default; the class name when it has none. */
  readonly location: Location;
  /** The property's default; undefined for `$proxies;`. */
  readonly value?: Location;
  readonly hasProperty: boolean;
  /** Configuration keys from which its methods take the proxies; `unknown` when they do something else. */
  readonly reads: readonly string[] | 'unknown';
}

/** What the HTTP kernel or bootstrap/app.php says about the global stack, as far as proxies go. */
export interface TrustStack {
  readonly fact: 'stack';
  readonly layout: 'slim' | 'kernel';
  /** Classes named TrustProxies that stand in it. */
  readonly classNames: readonly string[];
  /** `own`: the framework's · `listed`: given whole, by the Kernel or `use()` · `changed`: by `remove()`, `replace()`, or not followed. */
  readonly stack: 'own' | 'listed' | 'changed';
  readonly location: Location;
  /** Adds `trustProxies()` with the private networks to withMiddleware's closure. */
  readonly insertion?: TextEdit;
}

export type ProxyFact = TrustCall | TrustClass | TrustStack;

/** RFC 1918: where a balancer in the same network has its address. As a PHP list. */
export const privateNetworks = "['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']";

const parents = new Set(['Illuminate\\Http\\Middleware\\TrustProxies', 'Fideloper\\Proxy\\TrustProxies']);

/** What the application's own code says about the proxies it trusts. */
export const proxyFacts: Collector<ProxyFact> = {
  id: 'proxyFacts',
  wants: ({ relative, text }) =>
    relative === 'bootstrap/app.php' || /TrustProxies|trustProxies|setTrustedProxies/.test(text),
  collect(file) {
    const stack = stackOf(file);
    return [...calls(file), ...classes(file), ...(stack === undefined ? [] : [stack])];
  },
};

function* calls({ path, program }: ParsedFile): Generator<TrustCall> {
  for (const expression of expressionsIn(program)) {
    if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') continue;
    const { method, arguments: args, nameRange } = expression;
    const location = { file: path, range: nameRange };
    if (method === 'setTrustedProxies') yield { fact: 'call', names: 'unknown', location };
    const at = expression.kind === 'staticCall' && method === 'at' && isTrustProxies(expression.className);
    if (!at && (expression.kind !== 'methodCall' || method !== 'trustProxies')) continue;
    const argument =
      args.find(({ name }) => name === 'at' || name === 'proxies') ?? args.find(({ name }) => name === undefined);
    if (argument === undefined) continue;
    const names = argument.spread ? 'unknown' : namedBy(constantValue(argument.value, path));
    yield { fact: 'call', names, location: { file: path, range: argument.value.range } };
  }
}

function isTrustProxies(className: string | Expression): boolean {
  return typeof className === 'string' && /(?:^|\\)TrustProxies$/.test(className);
}

function* classes({ path, program }: ParsedFile): Generator<TrustClass> {
  for (const statement of program.body) {
    if (statement.kind !== 'class') continue;
    const { declaration } = statement;
    if (declaration.extends === undefined || !parents.has(declaration.extends)) continue;
    const property = declaration.properties.find(({ name }) => name === 'proxies');
    const value = property?.default;
    yield {
      fact: 'class',
      className: declaration.name,
      names: value === undefined ? 'none' : namedBy(constantValue(value, path)),
      location: { file: path, range: property?.range ?? declaration.nameRange },
      hasProperty: property !== undefined,
      reads: readsOf(declaration, path),
      ...(value === undefined ? {} : { value: { file: path, range: value.range } }),
    };
  }
}

/** Methods that decide about headers only. */
const aboutHeaders = new Set(['headers', 'gettrustedheadernames']);
const plainFunctions = new Set([
  'config',
  'explode',
  'trim',
  'array_map',
  'array_filter',
  'is_array',
  'is_string',
  'empty',
]);

function readsOf({ methods }: ClassDeclaration, file: string): TrustClass['reads'] {
  const reads: string[] = [];
  for (const { name, body } of methods) {
    if (aboutHeaders.has(name.toLowerCase())) continue;
    for (const expression of expressionsIn(body)) {
      if (expression.kind === 'call') {
        if (typeof expression.callee !== 'string' || !plainFunctions.has(expression.callee.toLowerCase()))
          return 'unknown';
        if (expression.callee.toLowerCase() !== 'config') continue;
        const key = constantText(expression.arguments[0]?.value, file);
        if (key === undefined) return 'unknown';
        reads.push(key);
      } else if (expression.kind === 'staticCall' && expression.className !== 'parent') return 'unknown';
      else if (expression.kind === 'methodCall' || expression.kind === 'new') return 'unknown';
    }
    if (reads.length === 0) return 'unknown';
  }
  return reads;
}

/** bootstrap/app.php of the slim layout, or the class that extends Laravel's HTTP kernel. */
function stackOf({ path, relative, program, text }: ParsedFile): TrustStack | undefined {
  if (relative === 'bootstrap/app.php') {
    let place: Pick<TrustStack, 'location' | 'insertion'> | undefined;
    const classNames: string[] = [];
    let stack: TrustStack['stack'] = 'own';
    for (const expression of expressionsIn(program)) {
      if (expression.kind === 'staticCall' && expression.method === 'configure') {
        place ??= { location: { file: path, range: expression.nameRange } };
      }
      if (expression.kind === 'classConstant') add(classNames, expression);
      if (expression.kind !== 'methodCall') continue;
      const { method } = expression;
      if (method === 'use' && stack === 'own') stack = 'listed';
      if (method === 'remove' || method === 'replace') stack = 'changed';
      if (method === 'withMiddleware') place = withMiddleware(expression, path, text);
    }
    return place === undefined ? undefined : { fact: 'stack', layout: 'slim', classNames, stack, ...place };
  }
  for (const statement of program.body) {
    if (statement.kind !== 'class') continue;
    const { extends: parent, properties } = statement.declaration;
    const property = properties.find(({ name }) => name === 'middleware');
    if (parent !== 'Illuminate\\Foundation\\Http\\Kernel' || property?.default === undefined) continue;
    const classNames: string[] = [];
    if (property.default.kind === 'array') {
      for (const { value } of property.default.items) if (value.kind === 'classConstant') add(classNames, value);
    }
    const location = { file: path, range: { start: property.range.start, end: property.default.range.start } };
    const stack = property.default.kind === 'array' ? 'listed' : 'changed';
    return { fact: 'stack', layout: 'kernel', classNames, stack, location };
  }
  return undefined;
}

function add(names: string[], { className }: Expression & { kind: 'classConstant' }): void {
  if (typeof className === 'string' && /(?:^|\\)TrustProxies$/.test(className)) names.push(className);
}

function withMiddleware(
  { arguments: args, nameRange }: Expression & { kind: 'methodCall' },
  file: string,
  text: string,
): Pick<TrustStack, 'location' | 'insertion'> {
  const location = { file, range: nameRange };
  const closure = args[0]?.value;
  const variable = closure?.kind === 'closure' ? closure.declaration.parameters[0]?.name : undefined;
  if (closure?.kind !== 'closure' || variable === undefined) return { location };
  const insertion = appendStatement(text, closure.declaration, `$${variable}->trustProxies(at: ${privateNetworks});`);
  return insertion === undefined ? { location } : { location, insertion };
}

/** What Illuminate\Http\Middleware\TrustProxies makes of a value: nothing for what PHP takes for false, `*` and `**` for all. */
export function namedBy(value: Value): NamedProxies {
  if (value.kind === 'absent') return 'none';
  if (value.kind === 'unknown') return 'unknown';
  if (value.kind === 'known') {
    if (value.value === null || value.value === '' || value.value === false) return 'none';
    return value.value === '*' || value.value === '**' ? 'everyone' : 'some';
  }
  // In a list "*" is no address, and nothing is made of it.
  const items = [...value.entries.values()].map((entry) => namedBy(entry.value));
  if (items.some((each) => each === 'some' || each === 'everyone')) return 'some';
  return items.every((each) => each === 'none') ? 'none' : 'unknown';
}
