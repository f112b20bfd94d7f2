import type { Run } from '../routes/run';
import { argumentsOf } from '../routes/arguments';
import type { Script } from '../routes/script';
import { type Frame, certainText } from '../routes/values';
import { type FoundCall, callsIn } from './foundCalls';
import type { MiddlewareGroup, MiddlewareStacks } from './middleware';
import { entriesOf } from './writtenMiddleware';

/** The stacks with what providers add through the router and the kernel. */
export function pushedMiddleware(stacks: MiddlewareStacks, scripts: readonly Script[], run: Run): MiddlewareStacks {
  const groups = new Map(stacks.groups);
  const aliases = new Map(stacks.aliases);
  let { global, complete } = stacks;
  for (const script of scripts) {
    if (script.relative === 'bootstrap/app.php') continue;
    const methods = script.classes.flatMap((each) => [...each.methods.values()].map(({ steps }) => steps));
    const frame: Frame = { file: script.file, variables: new Map(), depth: 0 };
    for (const { call, conditional } of [script.steps, ...methods].flatMap((steps) => callsIn(steps))) {
      if (!pushes.test(call.method)) continue;
      const args = argumentsOf(call, frame, run);
      if (call.method === 'pushMiddleware' || call.method === 'prependMiddleware') {
        global = added(global, args.at(0), call.method === 'prependMiddleware', conditional);
        continue;
      }
      const name = certainText(args.at(0));
      if (name === undefined) {
        complete = false;
        continue;
      }
      if (call.method === 'aliasMiddleware') {
        const className = certainText(args.at(1));
        if (className !== undefined) aliases.set(name, className.replace(/^\\/, ''));
        continue;
      }
      const location = { file: script.file, range: { start: call.nameRange.start, end: call.end } };
      const before = groups.get(name) ?? { entries: [], complete: true, location };
      if (call.method === 'middlewareGroup') groups.set(name, { ...entriesOf(args.at(1)), location });
      else if (call.method === 'removeMiddlewareFromGroup') groups.set(name, { ...before, complete: false });
      else groups.set(name, added(before, args.at(1), call.method.startsWith('prepend'), conditional));
    }
  }
  return { ...stacks, global, groups, aliases, complete };
}

const pushes =
  /^(?:middlewareGroup|aliasMiddleware|pushMiddleware(?:ToGroup)?|prependMiddleware(?:ToGroup)?|appendMiddlewareToGroup|removeMiddlewareFromGroup)$/;

function added(
  group: MiddlewareGroup,
  value: Parameters<typeof entriesOf>[0],
  inFront: boolean,
  conditional: FoundCall['conditional'],
): MiddlewareGroup {
  const { entries, complete } = entriesOf(value);
  const all = inFront ? [...entries, ...group.entries] : [...group.entries, ...entries];
  return { ...group, entries: all, complete: group.complete && complete && !conditional };
}
