import type { TextRange } from '../../base/text';
import { noAttributes, withAttribute } from './attributes';
import { changeRegistered } from './changeRegistered';
import { registerGroup, registerResources, registerVerb } from './register';
import type { Placed } from './registered';
import { type Run, conditionally } from './run';
import { type Arguments, argumentsOf } from './arguments';
import { runClosure } from './runClosure';
import { runRouting } from './runRouting';
import type { WrittenCall } from './script';
import { type Frame, type RunValue, certainText, unknownValue, wrapped } from './values';
import { attributeMethods, callsLater, harmlessRouterMethods, resourceKinds, verbs } from './words';

/** Follows one call of a chain. @param whole the whole chain */
export function runCall(target: RunValue, call: WrittenCall, whole: TextRange, frame: Frame, run: Run): RunValue {
  const args = argumentsOf(call, frame, run);
  const place: Placed = {
    location: { file: frame.file, range: { start: whole.start, end: call.end } },
    whole: { file: frame.file, range: whole },
  };
  switch (target.kind) {
    case 'router':
      return routerCall(call, args, place, frame, run);
    case 'registrar':
      if (attributeMethods.has(call.method)) {
        if (call.method === 'withoutMiddleware') noteRemoval(call, args, frame, run);
        return { kind: 'registrar', attributes: withAttribute(target.attributes, call.method, args.all, 'group') };
      }
      return registering(call, args, place, target.attributes, frame, run) ?? notFollowed(call, frame, run);
    case 'registered':
      if (call.method === 'withoutMiddleware' || call.method === 'withoutMiddlewareFor')
        noteRemoval(call, args, frame, run);
      changeRegistered(target.registered, call.method, args);
      return target;
    case 'list':
      return onList(target, call, args, run);
    default:
      return elsewhere(call, args, frame, run);
  }
}

function routerCall(call: WrittenCall, args: Arguments, place: Placed, frame: Frame, run: Run): RunValue {
  if (call.method === 'group') {
    registerGroup(args.at(0, 'attributes'), args.at(1, 'routes'), frame, run);
    return { kind: 'router' };
  }
  if (attributeMethods.has(call.method)) {
    if (call.method === 'withoutMiddleware') noteRemoval(call, args, frame, run);
    return { kind: 'registrar', attributes: withAttribute(noAttributes, call.method, args.all, 'group') };
  }
  const registered = registering(call, args, place, noAttributes, frame, run);
  if (registered !== undefined) return registered;
  if (harmlessRouterMethods.has(call.method)) return unknownValue(`Route::${call.method}()`);
  if (callsLater.has(call.method)) return elsewhere(call, args, frame, run);
  if (call.method === 'resourceVerbs') {
    run.gaps.add('The words of resource addresses are changed with Route::resourceVerbs().');
    return unknownValue('resourceVerbs()');
  }
  return notFollowed(call, frame, run);
}

/** Verbs, groups and resources, with attributes that wait for them; undefined for other methods. */
function registering(
  call: WrittenCall,
  args: Arguments,
  place: Placed,
  attributes: Parameters<typeof registerVerb>[0]['attributes'],
  frame: Frame,
  run: Run,
): RunValue | undefined {
  const { method } = call;
  if (method === 'group') {
    registerGroup(attributes, args.at(0, 'callback'), frame, run);
    return { kind: 'registrar', attributes };
  }
  if (resourceKinds.has(method)) return registerResources({ method, args, attributes, place }, run);
  const uri = args.at(method === 'match' ? 1 : 0, 'uri');
  const given = (methods: readonly string[] | undefined, action: RunValue | undefined, builtIn: boolean): RunValue =>
    registerVerb({ methods, uri, action, attributes, place, builtIn }, run);
  const verb = verbs.get(method);
  if (verb !== undefined) return given(verb, args.at(1, 'action'), false);
  if (method === 'match') return given(matched(args.at(0, 'methods')), args.at(2, 'action'), false);
  if (method === 'view' || method === 'inertia' || method === 'livewire') return given(['GET'], undefined, true);
  if (method === 'redirect' || method === 'permanentRedirect') return given(verbs.get('any'), undefined, true);
  if (method !== 'fallback') return undefined;
  const placeholder: RunValue = { kind: 'text', parts: ['{fallbackPlaceholder}'], location: place.location };
  return registerVerb(
    { methods: ['GET'], uri: placeholder, action: args.at(0, 'action'), attributes, place, builtIn: false },
    run,
  );
}

function matched(methods: RunValue | undefined): readonly string[] | undefined {
  const texts = wrapped(methods)?.map(certainText);
  if (texts?.every((each) => each !== undefined) !== true) return undefined;
  return texts.map((each) => each.toUpperCase()).filter((each) => each !== 'HEAD' && each !== 'OPTIONS');
}

function notFollowed(call: WrittenCall, frame: Frame, run: Run): RunValue {
  const file = frame.file.startsWith(`${run.root}/`) ? frame.file.slice(run.root.length + 1) : frame.file;
  run.gaps.add(`${file} calls ${call.method}() on the router, which is not one of Laravel's own methods.`);
  return unknownValue(`${call.method}()`);
}

function noteRemoval(call: WrittenCall, args: Arguments, frame: Frame, run: Run): void {
  const list = call.method === 'withoutMiddlewareFor' ? args.at(1) : args.at(0);
  const names = (wrapped(list) ?? []).map(certainText).filter((each) => each !== undefined);
  run.removals.push({ names, location: { file: frame.file, range: { start: call.nameRange.start, end: call.end } } });
}

/** `collect([...])->each(fn ($name) => …)` */
function onList(list: Extract<RunValue, { kind: 'list' }>, call: WrittenCall, args: Arguments, run: Run): RunValue {
  const callback = args.at(0);
  if ((call.method !== 'each' && call.method !== 'map') || callback?.kind !== 'closure')
    return unknownValue(`${call.method}()`);
  const turn = (): void => {
    for (const { key, value } of list.entries) {
      const location = { file: callback.frame.file, range: { start: 0, end: 0 } };
      runClosure(callback, [value, { kind: 'text', parts: [String(key)], location }], run);
    }
  };
  if (list.complete) turn();
  else conditionally(run, turn);
  return list;
}

/** Calls on what is not the router: closures in them may still register routes. */
function elsewhere(call: WrittenCall, args: Arguments, frame: Frame, run: Run): RunValue {
  if (call.method === 'withRouting') {
    runRouting(args, { file: frame.file, range: call.nameRange }, frame, run);
    return unknownValue('the application');
  }
  for (const value of args.all) {
    if (value.kind === 'router') notFollowed(call, frame, run);
    if (value.kind !== 'closure') continue;
    if (callsLater.has(call.method)) runClosure(value, [], run);
    // What withMiddleware() and withExceptions() are given is read elsewhere, and registers no route.
    else if (!call.method.startsWith('with')) conditionally(run, () => runClosure(value, [], run));
  }
  return unknownValue(`${call.method}()`);
}
