import type { Origin, Value } from '../value';
import { joinPath } from '../../base/path';
import { laravelEnvCast } from '../env';
import { applyCallback } from './callbacks';
import type { Frame, Machine } from './machine';
import { describe } from './describe';
import { here, originsOf, resultAt } from './machine';
import { toText } from './scalars';
import type { Argument, Expression } from './syntax';
import { known, unknown, withOrigins } from './values';

/** Arguments of a call, evaluated; `written` keeps their places. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly written: readonly Argument[];
  /** Set when it is not certain which arguments there are. */
  readonly lost: Value | undefined;
}

type SpecialCall = Extract<Expression, { kind: 'call' | 'staticCall' }>;
type Special = (args: CallArguments, expression: SpecialCall, frame: Frame, machine: Machine) => Value;

function environment(how: 'env' | 'getenv' | 'orFail'): Special {
  return (args, expression, frame, machine) => {
    const { unit } = frame;
    const { range } = expression;
    const key = args.positional[0] ?? args.named.get('key') ?? args.named.get('name');
    if (key?.kind !== 'known' || args.lost !== undefined) {
      const value = key?.kind === 'unknown' ? key : unknown('call', `calls ${describe(expression)}`);
      return resultAt(unit, range, value, [value]);
    }
    const name = toText(key.value);
    const answer = unit.surroundings.env(name);
    if (answer.kind === 'unknown') return resultAt(unit, range, answer.value, [answer.value]);
    if (answer.kind === 'set') {
      const value = known(how === 'getenv' ? answer.text : laravelEnvCast(answer.text));
      return { ...value, origins: [here(unit, range), answer.origin] };
    }
    if (how === 'getenv') return { ...known(false), origins: [here(unit, range), byDefault(frame, name)] };
    if (how === 'orFail') return resultAt(unit, range, unknown('call', `${name} is not set`), []);
    return fallback(args, name, expression, frame, machine);
  };
}

/** What env() answers for a variable that is not set: its second argument, run if it is a closure. */
function fallback(args: CallArguments, name: string, expression: SpecialCall, frame: Frame, machine: Machine): Value {
  const { range } = expression;
  const written = args.written.find((each) => each.name === 'default') ?? args.written.filter((each) => !each.name)[1];
  if (written === undefined) return { ...known(null), origins: [here(frame.unit, range), byDefault(frame, name)] };
  const evaluated = args.named.get('default') ?? args.positional[1] ?? known(null);
  const called = written.value.kind === 'closure' ? applyCallback(written.value, [], frame, machine) : evaluated;
  const value = called ?? unknown('closure', `the default of ${name} is a closure`);
  const origins = originsOf(frame.unit, range, [value]);
  const [first, ...rest] = origins;
  const place = byDefault(frame, name, written);
  return withOrigins(value, first === undefined ? [place] : [first, place, ...rest]);
}

function byDefault(frame: Frame, envKey: string, written?: Argument): Origin {
  const { file } = frame.unit;
  if (file === undefined) return { source: 'default', envKey };
  return { source: 'default', file, envKey, ...(written === undefined ? {} : { range: written.value.range }) };
}

/** base_path('x') and its like. public_path() leaves one slash in every version, the others from Laravel 10 on. */
function folder(name: string): Special {
  return (args, expression, frame) => {
    const { unit } = frame;
    const base = unit.surroundings.folders.get(name);
    const path = args.positional[0] ?? args.named.get('path') ?? known('');
    const at = (value: Value): Value => resultAt(unit, expression.range, value, [path]);
    if (path.kind === 'unknown') return at(path);
    if (base === undefined || path.kind !== 'known') return at(unknown('call', `calls ${describe(expression)}`));
    const written = toText(path.value);
    const keeps = unit.surroundings.keepsSlashes === true && name !== 'public';
    const text = keeps ? written : written.replace(/^\/+/, '');
    return at(known(text === '' ? base : `${base}/${text}`));
  };
}

const configuration: Special = (args, expression, frame, machine) => {
  const { unit } = frame;
  const [path] = args.positional;
  const at = (value: Value): Value => resultAt(unit, expression.range, value, [value]);
  if (path?.kind !== 'known') return at(path?.kind === 'unknown' ? path : unknown('call', 'calls config()'));
  const value = unit.surroundings.config(toText(path.value));
  if (value.kind !== 'absent') return at(value);
  const [, second] = args.written;
  if (second?.value.kind === 'closure') {
    return at(applyCallback(second.value, [], frame, machine) ?? unknown('closure', 'a closure'));
  }
  return at(args.positional[1] ?? known(null));
};

/** Questions about the PHP that runs the application. Only what any Laravel with MySQL must answer yes to is known. */
const extensionLoaded: Special = (args, expression, frame) => {
  const [name] = args.positional;
  const certain =
    name?.kind === 'known' && (name.value === 'pdo_mysql' || name.value === 'pdo' || name.value === 'mbstring');
  const value = certain ? known(true) : unknown('call', `calls ${describe(expression)}`);
  return resultAt(frame.unit, expression.range, value, [value]);
};

const defined: Special = (args, expression, frame) => {
  const [name] = args.positional;
  const own = name?.kind === 'known' && frame.unit.constants.has(toText(name.value));
  const value = own ? known(true) : unknown('call', 'asks PHP for a constant');
  return resultAt(frame.unit, expression.range, value, [value]);
};

/** A constant by name: constant('PDO::MYSQL_ATTR_SSL_CA'). */
const constant: Special = (args, expression, frame, machine) => {
  const [name] = args.positional;
  const match = name?.kind === 'known' ? /^\\?([\w\\]+)::(\w+)$/.exec(toText(name.value)) : null;
  const value: Value =
    match === null
      ? unknown('call', 'calls constant()')
      : machine.evaluate(
          { kind: 'classConstant', className: match[1] ?? '', name: match[2] ?? '', range: expression.range },
          frame,
        );
  return resultAt(frame.unit, expression.range, value, [value]);
};

/** Whether a function is there: known only of our own. */
const functionExists: Special = (args, expression, frame) => {
  const [name] = args.positional;
  const own = name?.kind === 'known' && frame.unit.functions.has(toText(name.value).toLowerCase());
  const value = own ? known(true) : unknown('call', `calls ${describe(expression)}`);
  return resultAt(frame.unit, expression.range, value, [value]);
};

const folders = ['base', 'app', 'config', 'database', 'public', 'resource', 'storage'];

const functions = new Map<string, Special>([
  ['env', environment('env')],
  ['getenv', environment('getenv')],
  ['config', configuration],
  ['extension_loaded', extensionLoaded],
  ['defined', defined],
  ['constant', constant],
  ['function_exists', functionExists],
  ...folders.map((name): [string, Special] => [`${name}_path`, folder(name)]),
]);

/** A function of Laravel, or one that asks about the running PHP; by lower-case name. */
export function laravelFunction(name: string): Special | undefined {
  return functions.get(name);
}

/** A static method of Laravel; both names in lower case. */
export function laravelMethod(className: string, method: string): Special | undefined {
  if (className === 'illuminate\\support\\env' || className === 'env') {
    if (method === 'get') return environment('env');
    return method === 'getorfail' ? environment('orFail') : undefined;
  }
  if (className === 'illuminate\\support\\facades\\config' || className === 'config') {
    return method === 'get' ? configuration : undefined;
  }
  return undefined;
}

/** The folders that path helpers start from, for an application at `root` that did not move them. */
export function defaultFolders(root: string, configFolder: string): Map<string, string> {
  return new Map([
    ['base', root],
    ['app', joinPath(root, 'app')],
    ['config', configFolder],
    ['database', joinPath(root, 'database')],
    ['public', joinPath(root, 'public')],
    ['resource', joinPath(root, 'resources')],
    ['storage', joinPath(root, 'storage')],
  ]);
}
