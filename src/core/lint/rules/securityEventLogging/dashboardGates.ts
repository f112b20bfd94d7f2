import type { TextRange } from '../../../base/text';
import type { Location } from '../../../finding';
import type { Collector } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import { isFacade } from '../../../code/facade';
import type { Expression, FunctionLike, Program } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

export type Dashboard = 'Horizon' | 'Telescope' | 'Pulse' | 'LogViewer';

/** A gate of a dashboard that lets everybody in, or the package's own provider that a condition loads. */
export interface OpenGate {
  readonly dashboard: Dashboard;
  /** `gate` is asked for signed-in users only, unless its first parameter may be null. */
  readonly lets: 'everyone' | 'users';
  /** The literal `true`. */
  readonly location: Location;
  /** Name of the closure's first parameter, and whether it is the user (of a gate) or the request (of `::auth`). */
  readonly parameter?: string;
  readonly given: 'user' | 'request';
}

const gates: ReadonlyMap<string, Dashboard> = new Map<string, Dashboard>([
  ['viewHorizon', 'Horizon'],
  ['viewTelescope', 'Telescope'],
  ['viewPulse', 'Pulse'],
  ['viewLogViewer', 'LogViewer'],
]);

const classes: ReadonlyMap<string, Dashboard> = new Map<string, Dashboard>([
  ['Laravel\\Horizon\\Horizon', 'Horizon'],
  ['Laravel\\Telescope\\Telescope', 'Telescope'],
  ['Opcodes\\LogViewer\\Facades\\LogViewer', 'LogViewer'],
]);

/** Gates and `::auth` callbacks that return a literal true and do nothing else, outside of any condition. */
export const openGateCollector: Collector<OpenGate> = {
  id: 'openGates',
  wants: ({ text }) =>
    /viewHorizon|viewTelescope|viewPulse|viewLogViewer|\b(?:Horizon|Telescope|LogViewer)::auth\(/.test(text),
  collect: ({ path, text, program }) => {
    const conditional = conditionalRanges(program);
    return [...expressionsIn(program)].flatMap((expression) => {
      const { range } = expression;
      if (conditional.some(({ start, end }) => start <= range.start && range.end <= end)) return [];
      const gate = gateOf(expression, path);
      const literal = gate === undefined ? undefined : onlyTrue(gate.closure);
      if (gate === undefined || literal === undefined) return [];
      const { dashboard, closure, given } = gate;
      const name = closure.parameters[0]?.name;
      const lets = given === 'request' || mayBeNull(closure, text) ? 'everyone' : 'users';
      const location = { file: path, range: literal.range };
      return [{ dashboard, given, lets, location, ...(name === undefined ? {} : { parameter: name }) }];
    });
  },
};

interface Gate {
  readonly dashboard: Dashboard;
  readonly closure: FunctionLike;
  readonly given: OpenGate['given'];
}

function gateOf(expression: Expression, file: string): Gate | undefined {
  if (expression.kind !== 'staticCall') return undefined;
  const { className, method, arguments: args } = expression;
  if (method === 'define' && isFacade(className, 'Gate')) {
    const dashboard = gates.get(constantText(args[0]?.value, file) ?? '');
    const closure = closureOf(args[1]?.value);
    return dashboard === undefined || closure === undefined ? undefined : { dashboard, closure, given: 'user' };
  }
  const dashboard = typeof className === 'string' ? classes.get(className) : undefined;
  const closure = method === 'auth' ? closureOf(args[0]?.value) : undefined;
  return dashboard === undefined || closure === undefined ? undefined : { dashboard, closure, given: 'request' };
}

function closureOf(value: Expression | undefined): FunctionLike | undefined {
  return value?.kind === 'closure' ? value.declaration : undefined;
}

function onlyTrue({ body }: FunctionLike): Expression | undefined {
  const [only, ...others] = body.filter(({ kind }) => kind !== 'nothing');
  if (only?.kind !== 'return' || others.length > 0) return undefined;
  return only.value?.kind === 'literal' && only.value.value === true ? only.value : undefined;
}

/** Gate::callbackAllowsGuests: a first parameter that may be null, by its type or its default. */
function mayBeNull({ parameters: [first], range }: FunctionLike, text: string): boolean {
  if (first === undefined) return false;
  if (first.default?.kind === 'literal' && first.default.value === null) return true;
  if (first.default?.kind === 'constant' && first.default.name.toLowerCase() === 'null') return true;
  const head = /\(([^,)]*)/.exec(text.slice(range.start, range.end))?.[1] ?? '';
  return /^\s*(?:#\[[^\]]*\]\s*)?\?|\bnull\b/i.test(head);
}

/** Where code runs only sometimes: branches of `if`, arms of conditions, methods that a guard may leave early. */
function conditionalRanges(program: Program): readonly TextRange[] {
  const found: TextRange[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && 'range' in value && isConditional(value.kind)) found.push(rangeOf(value.range));
    if (isFunction(value)) {
      const leaves = value.body.findIndex((each) => each.kind === 'if' && leavesEarly(each.consequent));
      const guard = leaves === -1 ? undefined : value.body[leaves];
      if (guard !== undefined) found.push({ start: guard.range.start, end: value.range.end });
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(program);
  return found;
}

const conditionals = new Set<unknown>([
  'if',
  'ternary',
  'match',
  'switch',
  'while',
  'doWhile',
  'for',
  'foreach',
  'try',
]);

function isConditional(kind: unknown): boolean {
  return conditionals.has(kind);
}

function rangeOf(range: unknown): TextRange {
  if (typeof range === 'object' && range !== null && 'start' in range && 'end' in range) {
    return { start: Number(range.start), end: Number(range.end) };
  }
  return { start: 0, end: Number.MAX_SAFE_INTEGER };
}

function isFunction(value: object): value is FunctionLike {
  return 'parameters' in value && 'body' in value && 'arrow' in value;
}

function leavesEarly(body: FunctionLike['body']): boolean {
  return body.some(({ kind }) => kind === 'return');
}
