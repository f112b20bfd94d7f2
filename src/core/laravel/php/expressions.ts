import type { Value } from '../value';
import { evaluateCall } from './calls';
import { cast } from './casts';
import { classConstantValue, constantValue, symbolicKey } from './constants';
import type { Frame, Machine } from './machine';
import { describe } from './describe';
import { folderOf, here, maximumSize, resultAt, spend } from './machine';
import { decides, either, fork, joinVariables } from './merge';
import { binary, increment, unary } from './operators';
import { toText } from './scalars';
import type { ArrayItem, Expression } from './syntax';
import { ArrayBuilder, arrayKey, identical, known, isKey, truth, unknown, weightOf } from './values';
import { assign, lookup, taint } from './variables';

/** The value of an expression with its origins. Anything that is not certain is unknown, with the reason. */
export function evaluateExpression(expression: Expression, frame: Frame, machine: Machine): Value {
  const { unit } = frame;
  const { range } = expression;
  const at = (value: Value, ...parts: Value[]): Value => resultAt(unit, range, value, parts);
  switch (expression.kind) {
    case 'literal':
      return { ...known(expression.value, expression.float), origins: [here(unit, range)] };
    case 'template':
      return template(expression.parts, frame, machine, at);
    case 'array':
      return array(expression.items, frame, machine, at);
    case 'variable':
    case 'index': {
      const value = lookup(expression, frame, machine);
      return at(value.kind === 'absent' ? missing(expression) : value, value);
    }
    case 'property':
      return at(unknown('call', `reads ${describe(expression.target)}->…`));
    case 'staticProperty':
      return at(unknown('call', 'reads a static property'));
    case 'constant':
      return at(constantValue(expression.name, frame));
    case 'classConstant': {
      const value = classConstantValue(expression, frame, machine);
      return at(value, value);
    }
    case 'call':
    case 'staticCall':
    case 'methodCall':
    case 'new':
      return evaluateCall(expression, frame, machine);
    case 'unary':
      return prefixed(expression.operator, machine.evaluate(expression.operand, frame), at);
    case 'binary':
      return binaryExpression(expression, frame, machine, at);
    case 'assign':
      return assignment(expression, frame, machine, at);
    case 'assignReference':
      machine.evaluate(expression.value, frame);
      taint(frame, 'a reference');
      return at(unknown('variable', 'a reference'));
    case 'increment': {
      const before = machine.evaluate(expression.target, frame);
      const after = increment(expression.operator, before);
      assign(expression.target, after, frame, machine);
      return at(expression.prefix ? after : before, before);
    }
    case 'ternary':
      return ternary(expression, frame, machine, at);
    case 'match':
      return match(expression, frame, machine, at);
    case 'cast': {
      const operand = machine.evaluate(expression.operand, frame);
      return at(cast(expression.type, operand), operand);
    }
    case 'isset':
      return isset(expression.operands, frame, machine, at);
    case 'empty': {
      const operand = lookup(expression.operand, frame, machine);
      const answer = truth(operand);
      return at(answer === undefined ? operand : known(!answer), operand);
    }
    case 'closure':
      return at(unknown('closure', 'a closure'));
    case 'include':
      machine.evaluate(expression.target, frame);
      taint(frame, 'an included file');
      return at(unknown('include', 'includes another file'));
    case 'magic':
      return at(magic(expression.name, frame));
    case 'throw':
    case 'exit':
      return at(unknown('call', expression.kind === 'throw' ? 'throws an exception' : 'exits'));
    case 'silence':
      return machine.evaluate(expression.operand, frame);
    case 'other':
      break;
  }
  for (const part of expression.parts) machine.evaluate(part, frame);
  return at(unknown('syntax', `uses ${expression.what}, which is not evaluated`));
}

type At = (value: Value, ...parts: Value[]) => Value;

/** A variable that was never set, an element that is not there: PHP warns and goes on with null. */
function missing(expression: Expression): Value {
  if (expression.kind === 'variable') return unknown('variable', `${describe(expression)} is not set here`);
  return known(null);
}

function template(parts: readonly Expression[], frame: Frame, machine: Machine, at: At): Value {
  const values = parts.map((part) => machine.evaluate(part, frame));
  let text = '';
  for (const value of values) {
    if (value.kind === 'unknown') return at(value, ...values);
    if (value.kind !== 'known') return at(unknown('call', 'an array used as text'), ...values);
    text += toText(value.value, value.float);
    if (text.length > maximumSize) return at(unknown('syntax', 'a text too long to evaluate'), ...values);
  }
  return at(known(text), ...values);
}

function array(items: readonly ArrayItem[], frame: Frame, machine: Machine, at: At): Value {
  const builder = new ArrayBuilder();
  let lost: Value | undefined;
  for (const item of items) {
    if (item.spread) {
      const list = machine.evaluate(item.value, frame);
      if (list.kind !== 'array') {
        lost ??= unknown('include', `spreads ${describe(item.value)}`, list.kind === 'absent' ? [] : list.origins);
        continue;
      }
      for (const entry of list.entries.values()) {
        if (typeof entry.key === 'number') builder.push(entry.value);
        else builder.put(entry);
      }
      continue;
    }
    const key = item.key === undefined ? undefined : keyOf(item.key, frame, machine);
    const value = exceptSymbols(machine.evaluate(item.value, frame), item.value);
    if (key === undefined) builder.push(value);
    else if (key.kind === 'known' && isKey(key.value)) builder.set(arrayKey(key.value), value, item.key?.range);
    else lost ??= key.kind === 'unknown' ? key : unknown('call', 'an array used as a key');
    if (item.byReference) taint(frame, 'a reference');
  }
  return lost === undefined ? at(builder.build()) : at(lost, lost);
}

/** A constant of PDO stands for itself as a key; as a value it is a number that we do not know. */
function exceptSymbols(value: Value, written: Expression): Value {
  const isSymbol =
    written.kind === 'classConstant' && value.kind === 'known' && String(value.value).startsWith('PDO::');
  return isSymbol ? unknown('call', `the number of ${describe(written)} is known only to PHP`, value.origins) : value;
}

/** The key of an array item; constants whose value we do not know stand for themselves, by name. */
function keyOf(expression: Expression, frame: Frame, machine: Machine): Value {
  const value = machine.evaluate(expression, frame);
  if (value.kind !== 'unknown') return value;
  if (expression.kind === 'ternary' && expression.consequent !== undefined) {
    const left = keyOf(expression.consequent, frame, machine);
    const right = keyOf(expression.alternate, frame, machine);
    return identical(left, right) === true ? left : value;
  }
  const symbol = symbolicKey(expression);
  return symbol === undefined ? value : known(symbol);
}

function prefixed(operator: '!' | '-' | '+' | '~', operand: Value, at: At): Value {
  return at(unary(operator, operand), operand);
}

function binaryExpression(
  expression: Extract<Expression, { kind: 'binary' }>,
  frame: Frame,
  machine: Machine,
  at: At,
): Value {
  const { operator } = expression;
  if (operator === '??') {
    const left = lookup(expression.left, frame, machine);
    if (left.kind === 'unknown') return at(left, left);
    const isNull = left.kind === 'absent' || (left.kind === 'known' && left.value === null);
    const value = isNull ? machine.evaluate(expression.right, frame) : left;
    return at(value, value);
  }
  if (operator === 'instanceof') return at(unknown('call', 'asks for the class of an object'));
  const left = machine.evaluate(expression.left, frame);
  if (operator === '&&' || operator === 'and' || operator === '||' || operator === 'or') {
    return logical(operator === '&&' || operator === 'and', left, expression.right, frame, machine, at);
  }
  if (operator === '|>') return at(unknown('call', 'pipes into a function'), left);
  const right = machine.evaluate(expression.right, frame);
  if (!spend(frame.unit, weightOf(left) + weightOf(right) - 2))
    return at(unknown('syntax', 'takes too many steps to evaluate'));
  const value = binary(operator, left, right);
  const long = value.kind === 'known' && typeof value.value === 'string' && value.value.length > maximumSize;
  return at(long ? unknown('syntax', 'a text too long to evaluate') : value, left, right);
}

function logical(isAnd: boolean, left: Value, rightSide: Expression, frame: Frame, machine: Machine, at: At): Value {
  const first = truth(left);
  if (first === !isAnd) return at(known(first), left);
  if (first === undefined) {
    const branch = fork(frame);
    const second = truth(machine.evaluate(rightSide, branch));
    frame.variables = joinVariables(frame, branch, 'a condition');
    frame.tainted ||= branch.tainted;
    return at(second === !isAnd ? known(second) : left, left);
  }
  const right = machine.evaluate(rightSide, frame);
  const second = truth(right);
  return at(second === undefined ? right : known(second), left, right);
}

function assignment(
  expression: Extract<Expression, { kind: 'assign' }>,
  frame: Frame,
  machine: Machine,
  at: At,
): Value {
  const { operator, target } = expression;
  if (operator === '=') {
    const value = machine.evaluate(expression.value, frame);
    assign(target, value, frame, machine);
    return value;
  }
  if (operator === '??=') {
    const current = lookup(target, frame, machine);
    const isNull = current.kind === 'absent' || (current.kind === 'known' && current.value === null);
    if (!isNull) return at(current, current);
    const value = machine.evaluate(expression.value, frame);
    assign(target, value, frame, machine);
    return value;
  }
  const current = machine.evaluate(target, frame);
  const operand = machine.evaluate(expression.value, frame);
  const raw = binary(operator.slice(0, -1), current, operand);
  const long = raw.kind === 'known' && typeof raw.value === 'string' && raw.value.length > maximumSize;
  const value = at(long ? unknown('syntax', 'a text too long to evaluate') : raw, current, operand);
  assign(target, value, frame, machine);
  return value;
}

function ternary(expression: Extract<Expression, { kind: 'ternary' }>, frame: Frame, machine: Machine, at: At): Value {
  const test = machine.evaluate(expression.test, frame);
  const answer = truth(test);
  const then = (inside: Frame): Value =>
    expression.consequent === undefined ? test : machine.evaluate(expression.consequent, inside);
  if (answer !== undefined) {
    const value = answer ? then(frame) : machine.evaluate(expression.alternate, frame);
    return at(value, value, unset(test));
  }
  const [left, right] = [fork(frame), fork(frame)];
  const value = either(then(left), machine.evaluate(expression.alternate, right), decides(expression.test));
  frame.variables = joinVariables(left, right, decides(expression.test));
  frame.tainted ||= left.tainted || right.tainted;
  return at(value, value, ...(value.kind === 'unknown' ? [test] : []));
}

/**
 * What is only so because a variable is not in the environment file, as a part of what it decides: the server may set the
 * variable, and then the other branch counts.
 */
function unset(test: Value): Value {
  if (test.kind === 'absent') return test;
  return { ...test, origins: test.origins.filter(({ source }) => source === 'default') };
}

function match(expression: Extract<Expression, { kind: 'match' }>, frame: Frame, machine: Machine, at: At): Value {
  const subject = machine.evaluate(expression.subject, frame);
  for (const arm of expression.arms) {
    for (const condition of arm.conditions ?? []) {
      const same = identical(subject, machine.evaluate(condition, frame));
      if (same === undefined) return at(unknown('condition', decides(expression.subject)), subject);
      if (same) {
        const value = machine.evaluate(arm.body, frame);
        return at(value, value);
      }
    }
  }
  const fallback = expression.arms.find((arm) => arm.conditions === undefined);
  if (fallback === undefined) return at(unknown('call', 'no arm of match fits'), subject);
  const value = machine.evaluate(fallback.body, frame);
  return at(value, value);
}

function isset(operands: readonly Expression[], frame: Frame, machine: Machine, at: At): Value {
  let uncertain: Value | undefined;
  for (const operand of operands) {
    const value = lookup(operand, frame, machine);
    if (value.kind === 'absent' || (value.kind === 'known' && value.value === null)) return at(known(false), value);
    if (value.kind === 'unknown') uncertain ??= value;
  }
  return uncertain === undefined ? at(known(true)) : at(uncertain, uncertain);
}

function magic(name: string, frame: Frame): Value {
  const { unit } = frame;
  if (name === '__DIR__') {
    const folder = folderOf(unit);
    if (folder !== undefined) return known(folder);
  }
  if (name === '__FILE__' && unit.file !== undefined) return known(unit.file);
  return unknown('call', `${name} is known only to PHP`);
}
