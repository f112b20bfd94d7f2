import type { ClassIndex } from '../classes';
import { type AttachedMiddleware, attached, canMiddleware } from './attributes';
import { type DeclaredClass, type Run } from './run';
import { argumentsOf } from './arguments';
import { runWritten } from './runWritten';
import type { ScriptAttribute, Step, Written, WrittenArgument, WrittenCall } from './script';
import { type Frame, type RunValue, certainTexts, entryOf } from './values';

/** What a controller attaches to one of its methods. */
export interface ControllerMiddleware {
  readonly middleware: readonly AttachedMiddleware[];
  readonly excluded: readonly AttachedMiddleware[];
  readonly complete: boolean;
}

const attributes = 'Illuminate\\Routing\\Attributes\\Controllers\\';
const hasMiddleware = 'Illuminate\\Routing\\Controllers\\HasMiddleware';

/** Illuminate\Routing\Route::controllerMiddleware(): constructors, HasMiddleware, and since Laravel 13 attributes. */
export function controllerMiddleware(
  className: string,
  method: string,
  index: ClassIndex,
  run: Run,
  major: number | undefined,
): ControllerMiddleware {
  const line = index.ancestors(className);
  const outside = line.find((name) => index.get(name) === undefined);
  // A controller of a package, or one that extends one, may name anything.
  const known = outside === undefined || outside.startsWith('Illuminate\\Routing\\');
  const found: { middleware: AttachedMiddleware[]; excluded: AttachedMiddleware[]; complete: boolean } = {
    middleware: [],
    excluded: [],
    complete: known,
  };
  const classes = line.flatMap((name) => run.classes.get(name.toLowerCase()) ?? []);
  const add = ({ value, only, except, complete }: Named): void => {
    if (!complete) found.complete = false;
    if (only?.includes(method) === false || except?.includes(method) === true) return;
    found.middleware.push(...value);
  };
  const isStatic = line.some((name) => index.get(name)?.implements.includes(hasMiddleware) === true);
  if (isStatic) for (const each of returned(classes, run)) add(each);
  else if (outside !== undefined) for (const each of constructed(line, index, run)) add(each);
  if ((major ?? 12) >= 13) {
    for (const each of classes.toReversed()) {
      for (const attribute of each.declaration.attributes) {
        if (attribute.method !== undefined && attribute.method !== method) continue;
        if (attribute.method !== undefined && each !== classes[0]) continue;
        const read = fromAttribute(attribute, each, run);
        if (attribute.name === `${attributes}WithoutMiddleware`) {
          if (read.only?.includes(method) !== false && read.except?.includes(method) !== true)
            found.excluded.push(...read.value);
        } else add(read);
      }
    }
  }
  return found;
}

/** Middleware with the methods that it is for. */
interface Named {
  readonly value: readonly AttachedMiddleware[];
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
  readonly complete: boolean;
}

/** `$this->middleware(…)` in the constructor that runs, and in those that it calls. */
function constructed(line: readonly string[], index: ClassIndex, run: Run): readonly Named[] {
  // A constructor calls its parent's first, as a rule.
  const found: Named[][] = [];
  let unknown = false;
  for (const name of line) {
    const own = index.get(name);
    const has = own?.methods.has('__construct') === true;
    const traits = !has && own?.traits.some((trait) => index.get(trait)?.methods.has('__construct') === true) === true;
    if (!has && !traits) continue;
    const declared = run.classes.get(name.toLowerCase());
    const steps = declared?.declaration.methods.get('__construct')?.steps ?? [];
    const calls = declared === undefined ? [] : [...middlewareCalls(steps, false)];
    found.unshift(calls.map((call) => named(call, declared, run, unknown)));
    if (traits) found.push([{ value: [], complete: false }]);
    if (declared === undefined) unknown = true;
    else if (!callsParent(steps)) break;
  }
  return found.flat();
}

interface MiddlewareCallWritten {
  readonly arguments: readonly WrittenArgument[];
  readonly chained: readonly WrittenCall[];
  readonly conditional: boolean;
}

function* middlewareCalls(steps: readonly Step[], conditional: boolean): Generator<MiddlewareCallWritten> {
  for (const step of steps) {
    if (step.kind === 'if') {
      yield* middlewareCalls(step.consequent, true);
      yield* middlewareCalls(step.alternate, true);
    } else if (step.kind === 'each' || step.kind === 'maybe') {
      yield* middlewareCalls(step.body, true);
    } else if (step.value !== undefined) {
      const root = step.value.kind === 'chain' ? step.value.root : step.value;
      if (root.kind !== 'invoke' || root.className !== '$this' || root.method !== 'middleware') continue;
      yield { arguments: root.arguments, chained: step.value.kind === 'chain' ? step.value.calls : [], conditional };
    }
  }
}

function callsParent(steps: readonly Step[]): boolean {
  return steps.some(
    (step) =>
      step.kind === 'value' &&
      step.value.kind === 'invoke' &&
      step.value.className === 'parent' &&
      step.value.method === '__construct',
  );
}

function named(call: MiddlewareCallWritten, owner: DeclaredClass | undefined, run: Run, unknown: boolean): Named {
  const frame = frameOf(owner);
  const args = argumentsOf(call, frame, run);
  const { found, complete } = attached(args.at(0, 'middleware'), 'controller');
  const options = args.at(1, 'options');
  const limits = { only: entryOf(options, 'only'), except: entryOf(options, 'except') };
  return limited(found, limits, call.chained, frame, run, complete && !call.conditional && !unknown);
}

/** Applies `only` and `except`, given as options or chained. */
function limited(
  value: readonly AttachedMiddleware[],
  options: { readonly only: RunValue | undefined; readonly except: RunValue | undefined },
  chained: readonly WrittenCall[],
  frame: Frame,
  run: Run,
  complete: boolean,
): Named {
  let { only, except } = options;
  for (const call of chained) {
    const { all } = argumentsOf(call, frame, run);
    const list: RunValue | undefined =
      all.length > 1
        ? { kind: 'list', complete: true, entries: all.map((each, key) => ({ key, value: each })) }
        : all[0];
    if (call.method === 'only') only = list;
    if (call.method === 'except') except = list;
  }
  const [these, others] = [only, except].map((list) => (list === undefined ? undefined : certainTexts(list)));
  const certain = (only === undefined || these !== undefined) && (except === undefined || others !== undefined);
  return { value, only: these, except: others, complete: complete && certain };
}

/** What `public static function middleware()` returns. */
function* returned(classes: readonly DeclaredClass[], run: Run): Generator<Named> {
  const owner = classes.find(({ declaration }) => declaration.methods.has('middleware'));
  const [only, ...more] = owner?.declaration.methods.get('middleware')?.steps ?? [];
  if (only?.kind !== 'leave' || more.length > 0 || only.value?.kind !== 'list') {
    yield { value: [], complete: false };
    return;
  }
  for (const { value, spread } of only.value.items) {
    if (spread) yield { value: [], complete: false };
    else yield fromItem(value, owner, run);
  }
}

function fromItem(written: Written, owner: DeclaredClass | undefined, run: Run): Named {
  const frame = frameOf(owner);
  const object = written.kind === 'chain' ? written.root : written;
  if (object.kind === 'new' || object.kind === 'invoke') return ofObject(object, written, frame, run);
  const { found, complete } = attached(runWritten(written, frame, run), 'controller');
  return { value: found, complete };
}

/** `new Middleware('auth', only: ['show'])`, also with what is chained to it. */
function ofObject(
  object: Extract<Written, { kind: 'new' | 'invoke' }>,
  written: Written,
  frame: Frame,
  run: Run,
): Named {
  const chained = written.kind === 'chain' ? written.calls : [];
  // `(new Middleware('auth'))->only('show')` reads as a call of the class's own method.
  if (object.kind === 'invoke' || !object.className.endsWith('\\Controllers\\Middleware'))
    return { value: [], complete: false };
  const args = argumentsOf(object, frame, run);
  const { found, complete } = attached(args.at(0, 'middleware'), 'controller');
  return limited(found, { only: args.at(1, 'only'), except: args.at(2, 'except') }, chained, frame, run, complete);
}

function fromAttribute(attribute: ScriptAttribute, owner: DeclaredClass, run: Run): Named {
  const frame = frameOf(owner);
  const args = argumentsOf(attribute, frame, run);
  const isAuthorize = attribute.name === `${attributes}Authorize`;
  if (
    !isAuthorize &&
    attribute.name !== `${attributes}Middleware` &&
    attribute.name !== `${attributes}WithoutMiddleware`
  ) {
    return { value: [], complete: true };
  }
  if (isAuthorize) {
    const [ability, models] = [args.at(0, 'ability'), args.at(1, 'models')];
    const value = canMiddleware(
      [ability, models].filter((each) => each !== undefined),
      'controller',
    );
    const limits = { only: args.at(2, 'only'), except: args.at(3, 'except') };
    return limited(value, limits, [], frame, run, value.length > 0);
  }
  const { found, complete } = attached(args.at(0, 'middleware'), 'controller');
  return limited(found, { only: args.at(1, 'only'), except: args.at(2, 'except') }, [], frame, run, complete);
}

function frameOf(owner: DeclaredClass | undefined): Frame {
  const file = owner?.script.file ?? '';
  return { file, variables: new Map(), depth: 0, ...(owner === undefined ? {} : { self: owner.declaration.name }) };
}
