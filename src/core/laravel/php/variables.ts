import type { ArrayValue, Value } from '../value';
import { absent } from '../value';
import type { Frame, Machine } from './machine';
import { describe } from './describe';
import { maximumSize, spend } from './machine';
import { toText } from './scalars';
import type { Expression, Statement } from './syntax';
import { ArrayBuilder, arrayKey, isKey, known, unknown, weightOf } from './values';

const superglobals = new Set([
  '_SERVER',
  '_GET',
  '_POST',
  '_COOKIE',
  '_FILES',
  '_REQUEST',
  '_SESSION',
  'GLOBALS',
  'this',
]);
/** Variables of the method that requires configuration files up to Laravel 10: not undefined, and not known. */
const loaderVariables = new Set(['app', 'repository', 'files', 'key', 'path']);

/**
 * What a variable, element or property holds, without PHP's warning for what is not there (`isset`, `empty`, `??`):
 * absent then. Its origins are those of the value itself.
 */
export function lookup(expression: Expression, frame: Frame, machine: Machine): Value {
  if (expression.kind === 'variable') return variable(expression, frame);
  if (expression.kind !== 'index') return machine.evaluate(expression, frame);
  const environment = environmentVariable(expression, frame, machine);
  if (environment !== undefined) return environment;
  const target = lookup(expression.target, frame, machine);
  if (target.kind === 'unknown' || target.kind === 'absent') return target;
  if (expression.index === undefined) return unknown('syntax', 'reads [] without a key');
  const index = machine.evaluate(expression.index, frame);
  if (index.kind === 'unknown') return index;
  if (index.kind !== 'known') return unknown('call', 'an array used as a key');
  return element(target, arrayKey(index.value));
}

function variable(expression: Extract<Expression, { kind: 'variable' }>, frame: Frame): Value {
  const { name } = expression;
  if (typeof name !== 'string') return unknown('variable', 'a variable variable');
  const value = frame.variables.get(name);
  if (value !== undefined) return value;
  if (frame.tainted || superglobals.has(name) || loaderVariables.has(name)) {
    return unknown('variable', `$${name} is not certain here`);
  }
  return absent;
}

/** `$_ENV['KEY']` and `$_SERVER['KEY']`: texts, without the conversions of env(). */
function environmentVariable(
  expression: Extract<Expression, { kind: 'index' }>,
  frame: Frame,
  machine: Machine,
): Value | undefined {
  const { target, index } = expression;
  if (target.kind !== 'variable' || (target.name !== '_ENV' && target.name !== '_SERVER') || index === undefined) {
    return undefined;
  }
  const key = machine.evaluate(index, frame);
  if (key.kind !== 'known') return unknown('variable', `${describe(target)} is known only to PHP`);
  const answer = frame.unit.surroundings.env(toText(key.value));
  if (answer.kind === 'set') return { ...known(answer.text), origins: [answer.origin] };
  if (answer.kind === 'unknown') return answer.value;
  return target.name === '_ENV' ? absent : unknown('variable', `$_SERVER['${toText(key.value)}'] is known only to PHP`);
}

function element(target: Exclude<Value, { kind: 'unknown' | 'absent' }>, key: string | number): Value {
  if (target.kind === 'array') return target.entries.get(String(key))?.value ?? absent;
  if (typeof target.value !== 'string' || typeof key !== 'number') return absent;
  const character = target.value.at(key);
  return character === undefined ? absent : { ...known(character), origins: target.origins };
}

/** Assigns to a variable, an element of one (`$a['b'][] = …`) or a list (`[$a, $b] = …`). */
export function assign(target: Expression, value: Value, frame: Frame, machine: Machine): void {
  if (target.kind === 'variable') {
    if (typeof target.name === 'string') frame.variables.set(target.name, value);
    else taint(frame, 'a variable variable');
  } else if (target.kind === 'index') {
    const current = lookup(target.target, frame, machine);
    assign(target.target, withElement(current, target.index, value, frame, machine), frame, machine);
  } else if (target.kind === 'array') {
    for (const [position, item] of target.items.entries()) {
      const key = item.key === undefined ? known(position) : machine.evaluate(item.key, frame);
      assign(item.value, partOf(value, key), frame, machine);
    }
  }
  // Properties: objects are not followed.
}

function partOf(value: Value, key: Value): Value {
  if (value.kind === 'unknown') return value;
  if (key.kind === 'unknown') return key;
  if (value.kind !== 'array' || key.kind !== 'known') return known(null);
  return value.entries.get(String(arrayKey(key.value)))?.value ?? known(null);
}

function withElement(
  current: Value,
  index: Expression | undefined,
  value: Value,
  frame: Frame,
  machine: Machine,
): Value {
  if (current.kind === 'unknown') return current;
  if (current.kind === 'known' && current.value !== null) return unknown('call', 'writes an element of a text');
  const array: ArrayValue = current.kind === 'array' ? current : new ArrayBuilder().build();
  if (weightOf(array) + weightOf(value) > maximumSize) return unknown('syntax', 'too large to evaluate');
  if (!spend(frame.unit, array.entries.size)) return unknown('syntax', 'takes too many steps to evaluate');
  const builder = new ArrayBuilder(array);
  if (index === undefined) {
    builder.push(value);
    return builder.build(array.origins);
  }
  const key = machine.evaluate(index, frame);
  if (key.kind === 'unknown') return unknown(key.reason, key.detail, key.origins);
  if (key.kind !== 'known' || !isKey(key.value)) return unknown('call', 'a key that PHP converts');
  builder.set(arrayKey(key.value), value, index.range);
  return builder.build(array.origins.length > 0 || value.kind === 'absent' ? array.origins : value.origins);
}

/** `unset($a['b'])` */
export function unset(target: Expression, frame: Frame, machine: Machine): void {
  if (target.kind === 'variable' && typeof target.name === 'string') frame.variables.delete(target.name);
  else if (target.kind === 'index' && target.index !== undefined) {
    const current = lookup(target.target, frame, machine);
    const key = machine.evaluate(target.index, frame);
    if (current.kind === 'array' && key.kind === 'known') {
      const builder = new ArrayBuilder(current);
      builder.delete(arrayKey(key.value));
      assign(target.target, builder.build(current.origins), frame, machine);
    } else if (current.kind === 'array') {
      assign(target.target, unknown('variable', `removes ${describe(target.index)}`), frame, machine);
    }
  }
}

/** After something we do not follow: every variable of the frame is uncertain. */
export function taint(frame: Frame, detail: string): void {
  for (const name of frame.variables.keys())
    frame.variables.set(name, unknown('variable', `${detail} may change $${name}`));
  frame.tainted = true;
}

/** The variable an lvalue belongs to: `$a` of `$a['b']->c`. */
export function rootVariable(expression: Expression): string | undefined {
  if (expression.kind === 'variable') return typeof expression.name === 'string' ? expression.name : undefined;
  if (expression.kind === 'index' || expression.kind === 'property') return rootVariable(expression.target);
  return undefined;
}

/** Names of variables that statements may assign, for code that is skipped; undefined when it cannot be told. */
export function assignedIn(statements: readonly Statement[]): Set<string> | undefined {
  const names = new Set<string>();
  let certain = true;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const kind = 'kind' in value ? value.kind : undefined;
    // Any variable may be passed on by reference: every one that is mentioned counts.
    if (kind === 'variable' && 'name' in value) {
      if (typeof value.name === 'string') names.add(value.name);
      else certain = false;
    }
    if (kind === 'include') certain = false;
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(statements);
  return certain ? names : undefined;
}
