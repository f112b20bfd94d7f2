import { registerAuthRoutes } from './authRoutes';
import { loadFile } from './loadFile';
import { registerVerb } from './register';
import { noAttributes } from './attributes';
import { argumentsOf } from './arguments';
import { runClosure, runMethod } from './runClosure';
import { type DeclaredClass, type Run, conditionally, shownFile } from './run';
import type { ScriptMethod, Written } from './script';
import { type Frame, type RunValue, certainText, unknownValue } from './values';
import { callsLater } from './words';

type Invocation = Extract<Written, { kind: 'invoke' }>;

/** Follows a call of a function or of a method of the application's own classes. */
export function runInvoke(written: Invocation, frame: Frame, run: Run): RunValue {
  const { className, method } = written;
  const args = argumentsOf(written, frame, run);
  const owner = className === '$this' || className === 'parent' ? frame.self : className;
  if (method === 'loadRoutesFrom' && className === '$this') {
    const path = args.at(0, 'path');
    if (path !== undefined)
      loadFile(path, { ...frame, variables: new Map([['router', { kind: 'router' }]]) }, run, true);
    return unknownValue('loaded routes');
  }
  if (method === 'register' && /(?:^|\\)App$/.test(className)) noteProvider(args.at(0), run);
  if (method === 'routes' && /(?:^|\\)Auth$/.test(className)) {
    registerAuthRoutes(args.at(0, 'options'), { file: frame.file, range: written.range }, run);
    return unknownValue('Auth::routes()');
  }
  if (method === 'route' && /(?:^|\\)Volt$/.test(className)) {
    const location = { file: frame.file, range: written.range };
    const place = { location, whole: location };
    return registerVerb(
      { methods: ['GET'], uri: args.at(0), action: undefined, attributes: noAttributes, place, builtIn: true },
      run,
    );
  }
  const found = owner === undefined || owner === '' ? undefined : methodOf(owner, method, className === 'parent', run);
  if (found !== undefined) {
    const self =
      className === '$this' || className === 'parent' ? (frame.self ?? owner ?? '') : found.owner.declaration.name;
    return runMethod(found.method, args.all, { file: found.owner.script.file, self, depth: frame.depth }, run);
  }
  for (const value of args.all) {
    if (value.kind === 'closure') {
      if (callsLater.has(method) && (className === '$this' || className === '')) runClosure(value, [], run);
      else conditionally(run, () => runClosure(value, [], run));
    }
  }
  if (args.all.some(({ kind }) => kind === 'router') || registersRoutes(written, run)) {
    const name =
      className === '' || className === '$this'
        ? method
        : `${className.slice(className.lastIndexOf('\\') + 1)}::${method}`;
    run.gaps.add(`${shownFile(run, frame.file)} calls ${name}(), which may register routes.`);
  }
  return unknownValue(`${method}()`);
}

/** A method of a class, of what it extends or of its traits. */
export function methodOf(
  className: string,
  method: string,
  ofParent: boolean,
  run: Run,
): { readonly owner: DeclaredClass; readonly method: ScriptMethod } | undefined {
  let owner = run.classes.get(className.toLowerCase());
  if (ofParent)
    owner =
      owner?.declaration.extends === undefined ? undefined : run.classes.get(owner.declaration.extends.toLowerCase());
  for (let steps = 0; owner !== undefined && steps < 20; steps++) {
    for (const each of [owner, ...owner.declaration.traits.map((trait) => run.classes.get(trait.toLowerCase()))]) {
      const found = each?.declaration.methods.get(method.toLowerCase());
      if (each !== undefined && found !== undefined) return { owner: each, method: found };
    }
    const parent: string | undefined = owner.declaration.extends;
    owner = parent === undefined ? undefined : run.classes.get(parent.toLowerCase());
  }
  return undefined;
}

/** `Passport::routes()`: packages name such methods alike. Broadcast::routes() registers none of the application's own. */
function registersRoutes({ className, method }: Invocation, run: Run): boolean {
  if (className === '' || className === '$this' || className === 'parent') return false;
  return (
    /routes$/i.test(method) &&
    !/(?:^|\\)(?:Broadcast|URL)$/.test(className) &&
    !run.isOwnClass(className) &&
    !/^(?:get|has|cached)/.test(method)
  );
}

function noteProvider(value: RunValue | undefined, run: Run): void {
  const name = certainText(value);
  if (name !== undefined) run.registeredProviders.add(name.toLowerCase());
}
