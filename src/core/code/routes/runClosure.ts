import type { Run } from './run';
import type { ScriptMethod } from './script';
import { type ClosureValue, type Frame, type RunValue, unknownValue } from './values';

const deepest = 40;
const routerTypes = new Set([
  'Illuminate\\Routing\\Router',
  'Illuminate\\Contracts\\Routing\\Registrar',
  'Illuminate\\Routing\\RouteRegistrar',
]);

/** Runs a closure with arguments; what it is not given and is declared as a router is the router. */
export function runClosure(closure: ClosureValue, args: readonly RunValue[], run: Run): RunValue {
  const { frame } = closure;
  if (frame.depth >= deepest) return unknownValue('a deep closure');
  const variables = new Map(frame.variables);
  const inside: Frame = {
    file: frame.file,
    variables,
    depth: frame.depth + 1,
    ...(frame.self === undefined ? {} : { self: frame.self }),
  };
  return execute(closure, args, inside, run);
}

/** Runs a method of a class. */
export function runMethod(
  method: ScriptMethod,
  args: readonly RunValue[],
  frame: { readonly file: string; readonly self: string; readonly depth: number },
  run: Run,
): RunValue {
  if (frame.depth >= deepest) return unknownValue('a deep method');
  return execute(method, args, { ...frame, variables: new Map(), depth: frame.depth + 1 }, run);
}

function execute(
  { parameters, steps }: Pick<ScriptMethod, 'parameters' | 'steps'>,
  args: readonly RunValue[],
  frame: Frame,
  run: Run,
): RunValue {
  // A closure that names itself stays at the depth where it was made.
  if (run.nesting >= deepest) return unknownValue('code that calls itself');
  for (const [index, { name, type }] of parameters.entries()) {
    const router: RunValue | undefined = type !== undefined && routerTypes.has(type) ? { kind: 'router' } : undefined;
    frame.variables.set(name, args[index] ?? router ?? unknownValue(`$${name}`));
  }
  // A conditional return ends this function, not what is around it.
  run.nesting++;
  const leaving = run.follow(steps, frame);
  run.nesting--;
  if (leaving === 'maybe') return unknownValue('what a condition returns');
  return frame.returned ?? { kind: 'scalar', value: null, location: { file: frame.file, range: { start: 0, end: 0 } } };
}
