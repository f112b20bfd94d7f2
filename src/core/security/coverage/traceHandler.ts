import { once } from '../../base/memo';
import { classIndex } from '../../code/classes';
import type { Code } from '../../code/collector';
import { type FunctionBody, handlerBodies } from '../../code/events/handlerBodies';
import type { HandlerRef } from '../../code/events/eventFacts';
import type { Recording } from '../../code/events/recordings';
import type { Location } from '../../finding';

/** What a listener does when its event comes, as far as its code says it. */
export interface Traced {
  /** The marks "ip", "userAgent" and "user" of everything that reaches it on the way. */
  readonly recordings: readonly Recording[];
  /** Where the listener's own code is. */
  readonly location?: Location;
  /** False when it hands its work to code that was not followed. */
  readonly complete: boolean;
}

/** Calls that are followed one from another. */
const deepest = 6;
/** Listeners of the framework and of packages that record nothing. */
const harmless = /^(?:Illuminate\\|Laravel\\(?:Fortify|Jetstream|Sanctum|Cashier)\\|SocialiteProviders\\)/;

interface Bodies {
  readonly methods: ReadonlyMap<string, FunctionBody>;
  readonly closures: ReadonlyMap<string, FunctionBody>;
}

const bodiesOf = once((code: Code): Bodies => {
  const methods = new Map<string, FunctionBody>();
  const closures = new Map<string, FunctionBody>();
  for (const fact of code.facts(handlerBodies)) {
    if (fact.kind !== 'body') continue;
    const { className, method, location } = fact;
    if (className === undefined) closures.set(placeKey(location), fact);
    else methods.set(methodKey(className, method), fact);
  }
  return { methods, closures };
});

/** Follows a listener into the methods that it calls. */
export function traceHandler(code: Code, handler: HandlerRef): Traced {
  const bodies = bodiesOf(code);
  if (handler.kind === 'closure') {
    const body = bodies.closures.get(placeKey(handler.location));
    return body === undefined ? unknown : follow(code, bodies, body, new Set());
  }
  const { className, method } = handler;
  if (harmless.test(className)) return { recordings: [], complete: true };
  for (const name of method === undefined ? ['handle', '__invoke'] : [method]) {
    const body = methodIn(code, bodies, className, name);
    if (body !== undefined) return follow(code, bodies, body, new Set());
  }
  return unknown;
}

const unknown: Traced = { recordings: [], complete: false };

/** The method of the class, or of what it extends and uses. */
function methodIn(code: Code, { methods }: Bodies, className: string, method: string): FunctionBody | undefined {
  const index = classIndex(code);
  for (const name of index.ancestors(className)) {
    for (const each of [name, ...(index.get(name)?.traits ?? [])]) {
      const found = methods.get(methodKey(each, method));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function follow(code: Code, bodies: Bodies, body: FunctionBody, seen: Set<FunctionBody>): Traced {
  if (seen.has(body) || seen.size >= deepest * 10) return { recordings: [], complete: true };
  seen.add(body);
  const recordings = [...body.recordings];
  let complete = true;
  for (const { className, method, given, loose } of body.delegations) {
    const target = className === undefined ? undefined : methodIn(code, bodies, className, method);
    if (target === undefined) {
      complete = false;
      continue;
    }
    const traced = follow(code, bodies, target, seen);
    if (!traced.complete) complete = false;
    for (const recording of traced.recordings) {
      // A parameter's number stands for what was handed over for it.
      const marks = recording.marks.flatMap((mark) => {
        if (!/^\d+$/.test(mark)) return [mark];
        return loose ? given.flat() : (given[Number(mark)] ?? []);
      });
      recordings.push({ ...recording, marks: [...new Set(marks)] });
    }
  }
  const resolved = recordings.map((each) => ({ ...each, marks: marksBehind(each.marks, code, bodies, new Set()) }));
  return { recordings: resolved, location: body.location, complete };
}

/** With what methods give back in place of their names. */
function marksBehind(marks: readonly string[], code: Code, bodies: Bodies, seen: Set<string>): readonly string[] {
  return [
    ...new Set(
      marks.flatMap((mark) => {
        const [, className, method] = /^@([^@]*)@(.*)$/.exec(mark) ?? [];
        if (className === undefined || method === undefined) return [mark];
        if (seen.has(mark)) return [];
        seen.add(mark);
        // Arguments of the call are marks of their own: the numbers of its parameters say nothing more.
        const returns = methodIn(code, bodies, className, method)?.returns.filter((each) => !/^\d+$/.test(each));
        return returns === undefined ? [] : marksBehind(returns, code, bodies, seen);
      }),
    ),
  ];
}

function methodKey(className: string, method: string): string {
  return `${className}@${method}`.toLowerCase();
}

function placeKey({ file, range }: Location): string {
  return `${file}:${range.start}`;
}
