import type { Expression } from '../../laravel/php/syntax';
import { type Reading, named, readArguments, unknownWritten } from './reading';
import type { Written } from './script';

type Call = Extract<Expression, { kind: 'call' }>;
type StaticCall = Extract<Expression, { kind: 'staticCall' }>;

const folders: ReadonlyMap<string, string> = new Map([
  ['base_path', ''],
  ['app_path', 'app/'],
  ['database_path', 'database/'],
]);
const routerNames = new Set(['router', 'Illuminate\\Routing\\Router', 'Illuminate\\Contracts\\Routing\\Registrar']);
const existence = new Set(['file_exists', 'is_file', 'is_readable']);

/** Function calls that matter: paths, texts, configuration, the router. */
export function readCall(call: Call, reading: Reading): Written {
  const { callee, range } = call;
  const [first, second] = call.arguments;
  const inner = (each: Expression): Written => reading.written(each, reading);
  if (typeof callee !== 'string') return unknownWritten('a call', range);
  const name = callee.toLowerCase();
  const folder = folders.get(name);
  if (folder !== undefined) {
    const base: Written = { kind: 'scalar', range, value: `${reading.root}/${folder}` };
    return first === undefined ? base : { kind: 'joined', range, parts: [base, inner(first.value)] };
  }
  if ((name === 'app' || name === 'resolve') && isRouter(first?.value)) return { kind: 'router', range };
  if (name === 'config' && first?.value.kind === 'literal' && typeof first.value.value === 'string') {
    return { kind: 'config', range, path: first.value.value };
  }
  if (existence.has(name) && first !== undefined) return { kind: 'exists', range, path: inner(first.value) };
  if ((name === 'realpath' || name === 'collect') && first !== undefined) return inner(first.value);
  if (name === 'glob' && first !== undefined) return { kind: 'glob', range, pattern: inner(first.value) };
  if (name === 'sprintf') return formatted(call, reading);
  if (name === 'array_merge') {
    return { kind: 'list', range, items: call.arguments.map(({ value }) => ({ value: inner(value), spread: true })) };
  }
  if (
    (name === 'array_filter' || name === 'array_values' || name === 'array_unique') &&
    second === undefined &&
    first !== undefined
  ) {
    return { ...inner(first.value), range };
  }
  const args = readArguments(call.arguments, reading);
  if (args.some(({ value }) => matters(value))) {
    return { kind: 'invoke', range, className: '', method: callee, arguments: args };
  }
  return unknownWritten(`${callee}()`, range);
}

/** `ThrottleRequests::using('api')` and its like: the class with its parameters as text; undefined for other calls. */
export function readStaticCall(call: StaticCall, reading: Reading): Written | undefined {
  const { className, method, range } = call;
  if (typeof className !== 'string' || typeof method !== 'string') return undefined;
  if (className.endsWith('\\File') || className === 'File') {
    const [path] = call.arguments;
    if (method === 'exists' && path !== undefined)
      return { kind: 'exists', range, path: reading.written(path.value, reading) };
    if (method === 'glob' && path !== undefined)
      return { kind: 'glob', range, pattern: reading.written(path.value, reading) };
  }
  if (method === 'relative' || method === 'absolute') {
    return className.endsWith('ValidateSignature')
      ? { kind: 'scalar', range, value: method === 'relative' ? `${className}:relative` : className }
      : undefined;
  }
  if (method !== 'using' && method !== 'with' && method !== 'redirectTo') return undefined;
  const parts: Written[] = [{ kind: 'scalar', range, value: `${named(className, reading)}:` }];
  for (const [index, { value, spread, name }] of call.arguments.entries()) {
    if (index > 0) parts.push({ kind: 'scalar', range, value: ',' });
    parts.push(spread || name !== undefined ? unknownWritten('parameters', range) : reading.written(value, reading));
  }
  // Only the framework's own methods are known to make their parameters like this.
  if (!/^(?:Illuminate|Laravel)\\/.test(className)) parts.splice(1, parts.length, unknownWritten('parameters', range));
  return { kind: 'joined', range, parts };
}

export function isRouter(expression: Expression | undefined): boolean {
  if (expression?.kind === 'literal') return expression.value === 'router';
  return (
    expression?.kind === 'classConstant' &&
    typeof expression.className === 'string' &&
    expression.name === 'class' &&
    routerNames.has(expression.className)
  );
}

/** Whether registering something may hide in a value. */
export function matters(value: Written): boolean {
  switch (value.kind) {
    case 'closure':
      return value.steps.length > 0;
    case 'chain':
    case 'invoke':
    case 'include':
    case 'router':
      return true;
    case 'variable':
      return value.name === 'router';
    case 'list':
      return value.items.some((item) => matters(item.value));
    case 'either':
      return value.choices.some(matters);
    case 'new':
      return value.arguments.some((each) => matters(each.value));
    default:
      return false;
  }
}

/** sprintf() with plain %s and %d alone. */
function formatted(call: Call, reading: Reading): Written {
  const { range } = call;
  const [format, ...rest] = call.arguments;
  if (format?.value.kind !== 'literal' || typeof format.value.value !== 'string')
    return unknownWritten('sprintf()', range);
  const texts = format.value.value.split(/%[sd]/);
  if (texts.some((each) => each.includes('%')) || texts.length !== rest.length + 1)
    return unknownWritten('sprintf()', range);
  const parts: Written[] = [];
  for (const [index, value] of texts.entries()) {
    parts.push({ kind: 'scalar', range, value });
    const argument = rest[index];
    if (argument !== undefined) parts.push(reading.written(argument.value, reading));
  }
  return { kind: 'joined', range, parts };
}
