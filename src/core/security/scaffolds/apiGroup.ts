import { joinPath, relativePath } from '../../base/path';
import type { TextEdit } from '../../base/text';
import { appendArrayItem } from '../../laravel/php/edit';
import { parsePhp } from '../../laravel/php/parse';
import type { Expression, Program } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import { saysLimit } from '../../code/limiters/throttle';
import { middlewareStacks } from '../../code/middleware/middlewareStacks';
import { appStyle } from './appStyle';
import { addStatement, parseClass } from './phpClass';
import type { ScaffoldContext } from './scaffold';

/** How the middleware group `api` gets the limiter of that name; `why` where it does not. */
export type ApiGroupThrottle =
  | { readonly file: string; readonly edits: readonly TextEdit[]; readonly adds: string }
  | { readonly why: string; readonly there: boolean };

/** In bootstrap/app.php (`throttleApi()`, Laravel 11+) or in `$middlewareGroups` of app/Http/Kernel.php. */
export function throttleApiGroup(context: ScaffoldContext): ApiGroupThrottle {
  const { root, project, textOf } = context;
  const slim = project.layout === 'slim';
  const file = slim ? joinPath(root, 'bootstrap/app.php') : joinPath(appStyle(context).folder, 'Http/Kernel.php');
  const shown = relativePath(root, file);
  const text = textOf(file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (text === undefined || parsed?.ok !== true) return { why: `${shown} cannot be read.`, there: false };
  if (isThrottled(context)) return { why: 'The group api has a throttle already.', there: true };
  const edit = slim ? inBootstrap(text, parsed.program) : inKernel(text);
  if (edit === undefined) return { why: `${shown} has no place for it that is certain.`, there: false };
  return { file, edits: [edit], adds: `${shown}: the group api is limited by throttle:api` };
}

function isThrottled({ code, textOf, root, project }: ScaffoldContext): boolean {
  const group = middlewareStacks(code).groups.get('api')?.entries ?? [];
  if (group.some(({ written }) => saysLimit(written))) return true;
  return project.layout === 'slim' && /->throttleApi\s*\(/.test(textOf(joinPath(root, 'bootstrap/app.php')) ?? '');
}

function inBootstrap(text: string, program: Program): TextEdit | undefined {
  const calls = [...expressionsIn(program)].filter((each) => each.kind === 'methodCall');
  // A group that the application writes itself is not changed by throttleApi().
  if (calls.some((each) => each.method === 'group' && isApi(each.arguments[0]?.value))) return undefined;
  const given = calls.find(({ method }) => method === 'withMiddleware')?.arguments[0]?.value;
  const name = given?.kind === 'closure' ? given.declaration.parameters[0]?.name : undefined;
  if (given?.kind !== 'closure' || name === undefined) return undefined;
  return addStatement(text, given.declaration, `$${name}->throttleApi();`);
}

function inKernel(text: string): TextEdit | undefined {
  const groups = parseClass(text)?.declaration.properties.find(({ name }) => name === 'middlewareGroups')?.default;
  if (groups?.kind !== 'array') return undefined;
  const api = groups.items.find(({ key }) => isApi(key))?.value;
  return api?.kind === 'array'
    ? appendArrayItem(text, api.range, api.items.at(-1)?.range, "'throttle:api'")
    : undefined;
}

function isApi(expression: Expression | undefined): boolean {
  return expression?.kind === 'literal' && expression.value === 'api';
}
