import type { GroupAttributes } from './attributes';
import type { RouteAction } from './route';
import type { Run } from './run';
import { type RunValue, certainText, entryOf, joinedText } from './values';

type Parts = readonly (string | undefined)[];

/**
 * What answers a route: Illuminate\Routing\RouteAction::parse() and Router::convertToControllerAction().
 *
 * @param namespace of the route itself, which counts for nothing when it is not in a group
 */
export function actionOf(
  action: RunValue | undefined,
  group: GroupAttributes,
  namespace: Parts | undefined,
  run: Pick<Run, 'isOwnClass'>,
): RouteAction {
  if (action === undefined) return { kind: 'unknown' };
  if (action.kind === 'closure') return { kind: 'closure' };
  if (action.kind === 'text') return fromText(certainText(action), group, namespace, run);
  if (action.kind !== 'list') return { kind: 'unknown' };
  const uses = entryOf(action, 'uses');
  if (uses !== undefined) return actionOf(uses, group, namespace, run);
  const [first, second] = [entryOf(action, 0), entryOf(action, 1)];
  if (first?.kind === 'text' && second?.kind === 'text') {
    const [className, method] = [certainText(first), certainText(second)];
    if (className === undefined || method === undefined) return { kind: 'unknown' };
    return { kind: 'controller', className: className.replace(/^\\/, ''), method };
  }
  const callable = action.entries.find(
    ({ key, value }) => typeof key === 'number' && (value.kind === 'closure' || value.kind === 'text'),
  );
  return callable === undefined ? { kind: 'unknown' } : actionOf(callable.value, group, namespace, run);
}

function fromText(
  text: string | undefined,
  group: GroupAttributes,
  own: Parts | undefined,
  run: Pick<Run, 'isOwnClass'>,
): RouteAction {
  if (text === undefined) return { kind: 'unknown' };
  let uses = text;
  if (group.controller !== undefined && !uses.includes('@') && !uses.includes('\\') && !run.isOwnClass(uses)) {
    const controller = joinedText(group.controller);
    if (controller === undefined) return { kind: 'unknown' };
    uses = `${controller}@${uses}`;
  }
  const [written = '', method = '__invoke'] = uses.split('@');
  const namespaces = group.namespace ?? own;
  // A name that already begins with the namespace stays as it is (Laravel 9 and later; before, such names found no class).
  if (namespaces === undefined || written.startsWith('\\'))
    return { kind: 'controller', className: written.replace(/^\\/, ''), method };
  const namespace = joinedText(namespaces)?.replace(/^\\|\\$/g, '');
  if (namespace === undefined) return { kind: 'unknown' };
  const className = namespace === '' || written.startsWith(namespace) ? written : `${namespace}\\${written}`;
  return { kind: 'controller', className, method };
}
