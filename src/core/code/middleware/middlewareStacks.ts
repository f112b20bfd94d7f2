import { once } from '../../base/memo';
import type { Code } from '../collector';
import { createRun } from '../routes/createRun';
import type { Run } from '../routes/run';
import { argumentsOf } from '../routes/arguments';
import type { Script, Written, WrittenCall } from '../routes/script';
import { kernelScripts, routeScripts } from '../routes/scripts';
import type { Frame } from '../routes/values';
import { MiddlewareConfiguration } from './configuration';
import { configure } from './configureCalls';
import { type FoundCall, callsIn } from './foundCalls';
import { frameworkMiddleware } from './frameworkMiddleware';
import { kernelName, kernelStacks } from './kernelStacks';
import type { MiddlewareCall, MiddlewareStacks } from './middleware';
import { pushedMiddleware } from './pushedMiddleware';
import { type SimpleValue, simpleValue } from './simpleValue';

const bootstrapFile = 'bootstrap/app.php';

/** What runs around requests: the kernel that is bound, or what `withMiddleware` makes of the framework's own. */
export const middlewareStacks = once((code: Code): MiddlewareStacks => {
  const run = createRun(code);
  const scripts = code.facts(routeScripts);
  const bootstrap = scripts.find(({ relative }) => relative === bootstrapFile);
  const calls = bootstrap === undefined ? [] : callsIn(bootstrap.steps);
  const kernel = kernelName(calls, bootstrap, code.project.layout, run);
  const stacks = kernel === undefined ? slimStacks(calls, bootstrap, code, run) : kernelStacks(kernel, code, run);
  const readable = code.complete(routeScripts) && code.complete(kernelScripts);
  return pushedMiddleware({ ...stacks, complete: stacks.complete && readable }, scripts, run);
});

function slimStacks(calls: readonly FoundCall[], script: Script | undefined, code: Code, run: Run): MiddlewareStacks {
  const framework = frameworkMiddleware(code.project.version.major);
  const configuration = new MiddlewareConfiguration();
  const made: MiddlewareCall[] = [];
  let complete = script !== undefined;
  for (const { call } of calls.filter((each) => each.call.method === 'withMiddleware')) {
    const [argument] = call.arguments;
    const closure = argument?.value;
    if (script === undefined || closure === undefined) continue;
    const [parameter] = closure.kind === 'closure' ? closure.parameters : [];
    if (closure.kind !== 'closure' || parameter === undefined) {
      complete = false;
      continue;
    }
    const frame: Frame = { file: script.file, variables: new Map(), depth: 0 };
    for (const found of callsIn(closure.steps)) {
      if (found.root.kind !== 'variable' || found.root.name !== parameter.name) continue;
      const one = callMade(found, frame, run);
      made.push(one.made);
      if (!configure(found.call.method, one.args, one.made.location, configuration) || found.conditional)
        complete = false;
    }
    if (passesOn(closure, parameter.name)) complete = false;
  }
  const aliases = new Map([...Object.entries(framework.aliases), ...configuration.aliases]);
  if (configuration.withRedis) aliases.set('throttle', 'Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis');
  return {
    global: configuration.globalGroup(framework),
    groups: configuration.allGroups(framework),
    aliases,
    calls: made,
    complete,
    ...(script === undefined ? {} : { file: script.file }),
  };
}

function callMade(
  { call, chain, conditional }: FoundCall,
  frame: Frame,
  run: Run,
): { made: MiddlewareCall; args: ReturnType<typeof argumentsOf> } {
  const location = { file: frame.file, range: { start: chain.range.start, end: call.end } };
  const args = argumentsOf(call, frame, run);
  return {
    args,
    made: {
      method: call.method,
      location,
      arguments: simpleArguments(call, args),
      ...(conditional ? { conditional: true as const } : {}),
    },
  };
}

function simpleArguments(call: WrittenCall, args: ReturnType<typeof argumentsOf>): MiddlewareCall['arguments'] {
  const found = new Map<string, { value: SimpleValue; range: Written['range'] }>();
  let position = 0;
  for (const { name, value, spread } of call.arguments) {
    if (spread) break;
    const key = name ?? String(position++);
    found.set(key, {
      value: simpleValue(name === undefined ? args.all[position - 1] : args.at(-1, name)),
      range: value.range,
    });
  }
  return found;
}

/** Whether `$middleware` is given to something else, which may configure it. */
function passesOn(closure: Extract<Written, { kind: 'closure' }>, name: string): boolean {
  return callsGiven(closure.steps).some((written) => written.kind === 'variable' && written.name === name);
}

function callsGiven(steps: Extract<Written, { kind: 'closure' }>['steps']): Written[] {
  return steps.flatMap((step) => {
    if (step.kind === 'if') return [...callsGiven(step.consequent), ...callsGiven(step.alternate)];
    if (step.kind === 'each' || step.kind === 'maybe') return callsGiven(step.body);
    const { value } = step;
    if (value === undefined) return [];
    const given =
      value.kind === 'chain'
        ? [value.root, ...value.calls.flatMap((call) => call.arguments.map((each) => each.value))]
        : [value];
    return given.flatMap((each) =>
      each.kind === 'invoke' || each.kind === 'new' ? each.arguments.map((argument) => argument.value) : [],
    );
  });
}
