import type { Value } from '../value';
import { compare, isNumericText, looselyEqual, toInteger, toText } from './scalars';
import { ArrayBuilder, identical, known, numberOf, truth, unknown } from './values';

/**
 * The result of a binary operator on two values (PHP language reference, "Operators"); `&&`, `||` and `??` are not here:
 * they do not always evaluate their right side.
 */
export function binary(operator: string, left: Value, right: Value): Value {
  const early = comparison(operator, left, right);
  if (early !== undefined) return early;
  if (left.kind === 'unknown') return left;
  if (right.kind === 'unknown') return right;
  if (operator === '+' && left.kind === 'array' && right.kind === 'array') {
    const union = new ArrayBuilder(right);
    const result = new ArrayBuilder(left);
    for (const entry of union.build().entries.values()) if (result.get(entry.key) === undefined) result.put(entry);
    return result.build();
  }
  if (left.kind !== 'known' || right.kind !== 'known') return unknown('call', `cannot apply ${operator} to an array`);
  switch (operator) {
    case '.':
      return known(toText(left.value, left.float) + toText(right.value, right.float));
    case '<=>':
      return known(compare(left.value, right.value));
    case '<':
      return known(compare(left.value, right.value) < 0);
    case '<=':
      return known(compare(left.value, right.value) <= 0);
    case '>':
      return known(compare(left.value, right.value) > 0);
    case '>=':
      return known(compare(left.value, right.value) >= 0);
    default:
      if (isText(left) || isText(right)) return unknown('call', `PHP refuses ${operator} on a text that is no number`);
      return arithmetic(operator, numberOf(left), numberOf(right));
  }
}

function isText(value: Extract<Value, { kind: 'known' }>): boolean {
  return typeof value.value === 'string' && !isNumericText(value.value);
}

/** Equality, which can be known even of arrays; undefined for other operators. */
function comparison(operator: string, left: Value, right: Value): Value | undefined {
  switch (operator) {
    case '===':
      return decided(identical(left, right), left, right, false);
    case '!==':
      return decided(identical(left, right), left, right, true);
    case '==':
      return decided(loosely(left, right), left, right, false);
    case '!=':
    case '<>':
      return decided(loosely(left, right), left, right, true);
    case 'xor': {
      const a = truth(left);
      const b = truth(right);
      return decided(a === undefined || b === undefined ? undefined : a !== b, left, right, false);
    }
    default:
      return undefined;
  }
}

function decided(answer: boolean | undefined, left: Value, right: Value, negated: boolean): Value {
  if (answer !== undefined) return known(answer !== negated);
  if (left.kind === 'unknown') return left;
  return right.kind === 'unknown' ? right : unknown('condition', 'compares something that is not certain');
}

function loosely(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'known' && right.kind === 'known') return looselyEqual(left.value, right.value);
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left.kind === 'array' && right.kind === 'array') {
    if (left.entries.size !== right.entries.size) return false;
    let certain = true;
    for (const [key, entry] of left.entries) {
      const other = right.entries.get(key);
      if (other === undefined) return false;
      const same = loosely(entry.value, other.value);
      if (same === false) return false;
      if (same === undefined) certain = false;
    }
    return certain ? true : undefined;
  }
  const scalar = left.kind === 'known' ? left : right;
  // An array equals only true or false (by emptiness) and null (when empty).
  if (scalar.kind === 'known' && (typeof scalar.value === 'boolean' || scalar.value === null)) {
    return truth(left) === truth(right);
  }
  return false;
}

interface Operand {
  readonly number: number;
  readonly float: boolean;
}

function arithmetic(operator: string, left: Operand, right: Operand): Value {
  const float = left.float || right.float;
  switch (operator) {
    case '+':
      return numeric(left.number + right.number, float);
    case '-':
      return numeric(left.number - right.number, float);
    case '*':
      return numeric(left.number * right.number, float);
    case '/': {
      if (right.number === 0) return unknown('call', 'divides by zero');
      const quotient = left.number / right.number;
      return numeric(quotient, float || !Number.isInteger(quotient));
    }
    case '**': {
      const power = left.number ** right.number;
      return numeric(power, float || right.number < 0);
    }
    default:
      return integers(operator, toInteger(left.number), toInteger(right.number));
  }
}

/** A number, unless it left the range in which JavaScript and PHP agree on whole numbers. */
function numeric(value: number, float: boolean): Value {
  if (float) return known(value, true);
  if (Number.isSafeInteger(value)) return known(value + 0);
  return unknown('call', 'a number too large to be exact');
}

function integers(operator: string, left: number | undefined, right: number | undefined): Value {
  if (left === undefined || right === undefined) return unknown('call', 'a number too large to be exact');
  const a = BigInt(left);
  const b = BigInt(right);
  switch (operator) {
    case '%':
      return b === 0n ? unknown('call', 'divides by zero') : numeric(Number(a % b), false);
    case '|':
      return numeric(Number(a | b), false);
    case '&':
      return numeric(Number(a & b), false);
    case '^':
      return numeric(Number(a ^ b), false);
    case '<<':
      return b < 0n || b > 62n ? unknown('call', 'shifts too far') : numeric(Number(a << b), false);
    case '>>':
      return b < 0n ? unknown('call', 'shifts too far') : numeric(Number(a >> (b > 63n ? 63n : b)), false);
    default:
      return unknown('call', `uses the operator ${operator}`);
  }
}
