import { attached, canMiddleware, slashed } from './attributes';
import type { PendingRoute, Registered } from './registered';
import { changeResource } from './resourceOptions';
import { actionOf } from './routeAction';
import { type Arguments, listed } from './arguments';
import { certainText, textParts } from './values';
import { harmlessRouteMethods } from './words';

/** What a call chained to a route or a resource changes: Illuminate\Routing\Route and its pending resources. */
export function changeRegistered(registered: Registered, method: string, args: Arguments): void {
  if (registered.kind === 'resource') changeResource(registered.resource, method, args);
  else changeRoute(registered.route, method, args);
}

function changeRoute(route: PendingRoute, method: string, args: Arguments): void {
  const [first] = args.all;
  switch (method) {
    case 'middleware':
    case 'withoutMiddleware': {
      const { found, complete } = attached(listed(args), 'route');
      (method === 'middleware' ? route.middleware : route.excluded).push(...found);
      if (!complete) route.complete = false;
      return;
    }
    case 'can':
      route.middleware.push(...canMiddleware(args.all, 'route'));
      return;
    case 'name':
      route.as = [...(route.as ?? []), ...(first === undefined ? [undefined] : textParts(first))];
      return;
    case 'prefix':
      route.uri = slashed(first === undefined ? [undefined] : textParts(first), route.uri);
      return;
    case 'uses':
      route.action =
        first?.kind === 'text' && certainText(first)?.includes('\\') !== true
          ? { kind: 'unknown' }
          : actionOf(first, { middleware: [], excluded: [], complete: true }, undefined, { isOwnClass: () => true });
      return;
    default:
      // A macro may attach anything.
      if (!harmlessRouteMethods.has(method)) route.complete = false;
  }
}
