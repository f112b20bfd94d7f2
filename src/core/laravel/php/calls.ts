import type { Value } from '../value';
import { applyCallback, callbackFunctions } from './callbacks';
import { changesNothing, pureFunction, strMethod } from './functions/allowList';
import type { PureFunction } from './functions/pure';
import { arrMethod } from './arrMethods';
import { type CallArguments, laravelFunction, laravelMethod } from './laravelFunctions';
import type { Frame, Machine } from './machine';
import { describe } from './describe';
import { maximumDepth, resultAt, spend } from './machine';
import type { Argument, Expression } from './syntax';
import { known, unknown } from './values';
import { assign, lookup, rootVariable } from './variables';

type CallExpression = Extract<Expression, { kind: 'call' | 'staticCall' | 'methodCall' | 'new' }>;

/** A call of a function, a static method, a method, or `new`. Only what is on the allow-list is followed. */
export function evaluateCall(expression: CallExpression, frame: Frame, machine: Machine): Value {
  const { unit } = frame;
  if (expression.kind === 'call') {
    if (typeof expression.callee !== 'string') {
      const direct = applyCallback(
        expression.callee,
        evaluateArguments(expression.arguments, frame, machine).positional,
        frame,
        machine,
      );
      return direct === undefined
        ? notFollowed(expression, frame, machine)
        : resultAt(unit, expression.range, direct, [direct]);
    }
    return namedCall(expression, expression.callee.toLowerCase(), frame, machine);
  }
  if (
    expression.kind === 'staticCall' &&
    typeof expression.className === 'string' &&
    typeof expression.method === 'string'
  ) {
    const className = expression.className.toLowerCase();
    const method = expression.method.toLowerCase();
    if (className === 'illuminate\\support\\arr' || className === 'arr') {
      const value = arrMethod(method, expression.arguments, frame, machine);
      if (value !== undefined) return resultAt(unit, expression.range, value, [value]);
    }
    const pure = className === 'illuminate\\support\\str' || className === 'str' ? strMethod(method) : undefined;
    if (pure !== undefined) return purely(pure, expression, frame, machine);
    const special = laravelMethod(className, method);
    if (special !== undefined) {
      const args = evaluateArguments(expression.arguments, frame, machine);
      return special(args, expression, frame, machine);
    }
  }
  return notFollowed(expression, frame, machine);
}

function namedCall(
  expression: Extract<Expression, { kind: 'call' }>,
  name: string,
  frame: Frame,
  machine: Machine,
): Value {
  const { unit } = frame;
  if (expression.arguments.some((each) => each.value.kind === 'other' && each.value.what === 'variadicplaceholder')) {
    return resultAt(unit, expression.range, unknown('closure', 'a closure'), []);
  }
  const declared = unit.functions.get(name);
  const helper = declared === undefined ? unit.surroundings.helpers.get(name) : undefined;
  const special = declared === undefined ? laravelFunction(name) : undefined;
  if (special !== undefined)
    return special(evaluateArguments(expression.arguments, frame, machine), expression, frame, machine);
  const withCallback = declared === undefined ? callbackFunctions.get(name) : undefined;
  if (withCallback !== undefined) {
    const value = withCallback(expression.arguments, frame, machine);
    if (value !== undefined) return resultAt(unit, expression.range, value.value, value.parts);
  }
  const pure = declared === undefined ? pureFunction(name) : undefined;
  if (pure !== undefined) return purely(pure, expression, frame, machine);
  const declaration = declared ?? helper?.declaration;
  if (declaration === undefined) return notFollowed(expression, frame, machine);
  const { positional, lost } = evaluateArguments(expression.arguments, frame, machine);
  if (lost !== undefined || declaration.parameters.some((each) => each.byReference)) {
    return notFollowed(expression, frame, machine);
  }
  if (frame.depth > 20 || !spend(unit, 10))
    return resultAt(unit, expression.range, unknown('call', `calls ${name}()`), []);
  const inside: Frame = helper === undefined ? frame : { ...frame, unit: { ...unit, file: helper.file } };
  const value = machine.invoke(declaration, positional, inside);
  return resultAt(unit, expression.range, value, [value, ...positional]);
}

/** An allow-listed function: unknown arguments make its result unknown, for their reason. */
function purely(
  pure: PureFunction,
  expression: Extract<CallExpression, { kind: 'call' | 'staticCall' }>,
  frame: Frame,
  machine: Machine,
): Value {
  const { positional, named, lost } = evaluateArguments(expression.arguments, frame, machine);
  const at = (value: Value): Value => resultAt(frame.unit, expression.range, value, positional);
  if (lost !== undefined) return at(lost);
  if (named.size > 0) return at(unknown('call', `calls ${describe(expression)} with named arguments`));
  let size = 0;
  for (const value of positional) {
    if (value.kind === 'unknown') return at(value);
    size += value.kind === 'array' ? value.entries.size : 1;
  }
  if (!spend(frame.unit, size)) return at(unknown('syntax', 'takes too many steps to evaluate'));
  return at(pure(positional) ?? firstUnknown(positional, 0) ?? unknown('call', `calls ${describe(expression)}`));
}

/** The first unknown inside arguments: the reason why a function of a list has no certain result. */
function firstUnknown(values: Iterable<Value>, depth: number): Value | undefined {
  for (const value of values) {
    if (value.kind === 'unknown') return value;
    if (value.kind !== 'array' || depth > maximumDepth) continue;
    const inner = firstUnknown(
      [...value.entries.values()].map((entry) => entry.value),
      depth + 1,
    );
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A call that is not followed: its result is unknown, and so are the variables it may change by reference. */
function notFollowed(expression: CallExpression, frame: Frame, machine: Machine): Value {
  const safe =
    expression.kind === 'new' ||
    (expression.kind === 'call' &&
      typeof expression.callee === 'string' &&
      changesNothing(expression.callee.toLowerCase()));
  for (const { value } of expression.arguments) {
    if (value.kind === 'closure') {
      for (const use of value.declaration.uses ?? []) {
        if (use.byReference) frame.variables.set(use.name, unknown('variable', `a closure may change $${use.name}`));
      }
      continue;
    }
    const root = rootVariable(value);
    if (root === undefined) machine.evaluate(value, frame);
    else if (!safe && lookup({ kind: 'variable', name: root, range: value.range }, frame, machine).kind !== 'absent') {
      const target: Expression = { kind: 'variable', name: root, range: value.range };
      assign(target, unknown('variable', `${describe(expression)} may change $${root}`), frame, machine);
    }
  }
  if (expression.kind === 'methodCall') machine.evaluate(expression.target, frame);
  if (expression.kind === 'call' && expression.callee === 'define') define(expression.arguments, frame, machine);
  return resultAt(frame.unit, expression.range, unknown('call', `calls ${describe(expression)}`), []);
}

function define(args: readonly Argument[], frame: Frame, machine: Machine): void {
  const [name, value] = args.map((each) => machine.evaluate(each.value, frame));
  if (name?.kind !== 'known' || typeof name.value !== 'string' || value === undefined) return;
  if (!frame.unit.constants.has(name.value)) frame.unit.constants.set(name.value, value);
}

/** Evaluates arguments in order, spreading lists; `lost` when a spread list is not certain. */
function evaluateArguments(args: readonly Argument[], frame: Frame, machine: Machine): CallArguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  let lost: Value | undefined;
  for (const argument of args) {
    const value = machine.evaluate(argument.value, frame);
    if (argument.name !== undefined) named.set(argument.name, value);
    else if (!argument.spread) positional.push(value);
    else if (value.kind !== 'array') lost ??= value.kind === 'unknown' ? value : unknown('call', 'spreads no list');
    else {
      for (const entry of value.entries.values()) {
        if (typeof entry.key === 'number') positional.push(entry.value);
        else named.set(entry.key, entry.value);
      }
    }
  }
  return { positional, named, written: args, lost: lost ?? (named.size > 200 ? known(null) : undefined) };
}
