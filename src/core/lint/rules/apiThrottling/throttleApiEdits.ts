import { joinPath } from '../../../base/path';
import type { TextEdit } from '../../../base/text';
import {
  appendArrayItem,
  appendStatement,
  indentAt,
  indentUnitOf,
  inUnitsOf,
  lineEndOf,
} from '../../../laravel/php/edit';
import { importing } from '../../../laravel/php/imports';
import { parsePhp } from '../../../laravel/php/parse';
import type { Expression, Program } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import type { RuleContext } from '../../rule';

/** How the `api` group gets its throttle. */
export interface GroupThrottle {
  readonly title: string;
  /** Whether it asks for the named limiter `api`. */
  readonly named: boolean;
  readonly change: { readonly file: string; readonly edits: readonly TextEdit[] };
}

/** The edit that throttles the `api` group in bootstrap/app.php or app/Http/Kernel.php; undefined where neither has a place for it. */
export function throttleApiGroup(context: RuleContext): GroupThrottle | undefined {
  const isSlim = context.project.layout === 'slim';
  const file = joinPath(context.root, isSlim ? 'bootstrap/app.php' : 'app/Http/Kernel.php');
  const text = context.textOf(file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (text === undefined || parsed?.ok !== true) return undefined;
  const ownGroup = isSlim ? replacedApiGroup(parsed.program) : undefined;
  if (isSlim && ownGroup === undefined) {
    const edits = callThrottleApi(text, parsed.program);
    return edits === undefined ? undefined : { title: 'Add ->throttleApi()', named: true, change: { file, edits } };
  }
  // Named limiters came with Laravel 8.
  const named = (context.project.version.major ?? 0) >= 8;
  const item = named ? "'throttle:api'" : "'throttle:60,1'";
  const array = isSlim ? ownGroup : apiGroupOf(parsed.program);
  const edit =
    array?.kind === 'array' ? appendArrayItem(text, array.range, array.items.at(-1)?.range, item) : undefined;
  return edit === undefined
    ? undefined
    : { title: `Add ${item} to the api group`, named, change: { file, edits: [edit] } };
}

function callThrottleApi(text: string, program: Program): readonly TextEdit[] | undefined {
  const calls = [...expressionsIn(program)].filter((each) => each.kind === 'methodCall');
  const middleware = calls.find(({ method }) => method === 'withMiddleware');
  const routing = calls.find(({ method }) => method === 'withRouting');
  if (middleware !== undefined) {
    const [given] = middleware.arguments;
    if (given?.value.kind !== 'closure') return undefined;
    const { declaration } = given.value;
    const [parameter] = declaration.parameters;
    if (parameter === undefined) return undefined;
    const edit = appendStatement(text, declaration, `$${parameter.name}->throttleApi();`);
    return edit === undefined ? undefined : [edit];
  }
  if (routing === undefined) return undefined;
  return addWithMiddleware(text, routing);
}

function addWithMiddleware(text: string, routing: Expression & { readonly kind: 'methodCall' }): readonly TextEdit[] {
  const end = lineEndOf(text);
  const indent = indentAt(text, routing.nameRange.start) || indentUnitOf(text);
  const at = routing.range.end;
  const { name, edit: use } = importing(text, 'Illuminate\\Foundation\\Configuration\\Middleware');
  const lines = [`->withMiddleware(function (${name} $middleware) {`, '    $middleware->throttleApi();', '})'];
  const newText = inUnitsOf(text, lines)
    .map((line) => `${end}${indent}${line}`)
    .join('');
  return [{ range: { start: at, end: at }, newText }, ...(use === undefined ? [] : [use])];
}

/** What `$middleware->group('api', …)` in bootstrap/app.php puts in place of Laravel's group: throttleApi() has no effect on it. */
export function replacedApiGroup(program: Program): Expression | undefined {
  for (const expression of expressionsIn(program)) {
    if (expression.kind !== 'methodCall' || expression.method !== 'group') continue;
    const [name, middleware] = expression.arguments;
    if (name?.value.kind === 'literal' && name.value.value === 'api') return middleware?.value;
  }
  return undefined;
}

/** The array of `protected $middlewareGroups = ['api' => [ … ]]`; undefined when the group is written in another way. */
export function apiGroupOf(program: Program): (Expression & { readonly kind: 'array' }) | undefined {
  const classes = program.body.flatMap((each) => (each.kind === 'block' ? each.body : [each]));
  for (const statement of classes) {
    if (statement.kind !== 'class') continue;
    const groups = statement.declaration.properties.find(({ name }) => name === 'middlewareGroups')?.default;
    if (groups?.kind !== 'array') continue;
    const api = groups.items.find(({ key }) => key?.kind === 'literal' && key.value === 'api')?.value;
    if (api?.kind === 'array') return api;
  }
  return undefined;
}
