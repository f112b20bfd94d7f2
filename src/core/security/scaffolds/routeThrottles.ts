import { relativePath } from '../../base/path';
import type { TextEdit } from '../../base/text';
import { indentAt, lineEndOf } from '../../laravel/php/edit';
import { limitsRequests } from '../../code/limiters/throttle';
import type { Route } from '../../code/routes/route';
import type { Fix } from '../../finding';
import type { ScaffoldContext } from './scaffold';

/** Edits of routes, and what was left alone. */
export interface RouteThrottles {
  readonly edits: Fix['edits'];
  readonly adds: readonly string[];
  readonly remarks: readonly string[];
  /** Routes whose code cannot be edited for certain, one sentence each. */
  readonly refused: readonly string[];
}

/** Calls that give back a route, or a pending resource: both have middleware(). `Auth::routes()` gives back nothing. */
const chainable =
  /^(?:\\?(?:\w+\\)*Route\s*::|\$(?:router|route)\s*->)[\s\S]*?\b(?:get|post|put|patch|delete|options|any|match|view|redirect|permanentRedirect|resource|apiResource|singleton|apiSingleton)\s*\(/;

/**
 * `->middleware('throttle:login')` at the end of each route's own chain.
 *
 * @param routes chosen ones of the route table
 */
export function throttleRoutes(context: ScaffoldContext, routes: readonly Route[], limiter: string): RouteThrottles {
  const { root, textOf } = context;
  const byFile = new Map<string, Map<number, TextEdit>>();
  const adds: string[] = [];
  const remarks: string[] = [];
  const refused: string[] = [];
  const written = `throttle:${limiter}`;
  for (const route of routes) {
    const name = nameOf(route);
    const { file, range } = route.whole;
    const text = textOf(file);
    const chain = text?.slice(range.start, range.end) ?? '';
    const edits = byFile.get(file) ?? new Map<number, TextEdit>();
    if (route.middleware.some((each) => each.written === written || has(each.className, each.parameters, limiter))) {
      remarks.push(`${name} has ${written} already.`);
    } else if (
      text === undefined ||
      !chainable.test(chain) ||
      !/^\s*(?:\/\/[^\n]*\s*)?[;)\],]/.test(text.slice(range.end))
    ) {
      refused.push(
        `${name}: ${relativePath(root, file)} does not register it in a form that can be edited for certain.`,
      );
    } else if (edits.has(range.end)) {
      adds.push(`${name}: by the same line`);
    } else {
      edits.set(range.end, { range: { start: range.end, end: range.end }, newText: link(text, chain, route, written) });
      byFile.set(file, edits);
      adds.push(`${relativePath(root, file)}: ${written} on ${name}`);
      const other = route.middleware.find((each) => each.via !== 'global' && limitsRequests(each));
      if (other !== undefined) remarks.push(`${name} has ${other.written} too: both count.`);
    }
  }
  return {
    edits: [...byFile].map(([file, edits]) => ({ file, edits: [...edits.values()] })),
    adds,
    remarks,
    refused,
  };
}

function has(className: string | undefined, parameters: readonly string[], limiter: string): boolean {
  return /throttlerequests/i.test(className ?? '') && parameters.length === 1 && parameters[0] === limiter;
}

/** On a line of its own where the chain has lines of its own. */
function link(text: string, chain: string, { whole }: Route, written: string): string {
  const call = `->middleware('${written}')`;
  const last = /\n[ \t]*->[^\n]*$/.test(chain) ? lineEndOf(text) + indentAt(text, whole.range.end) : '';
  return last + call;
}

function nameOf({ methods, uri, name }: Route): string {
  return uri === undefined ? (name ?? 'a route') : `${methods.join('|')} /${uri.replace(/^\//, '')}`.trim();
}
