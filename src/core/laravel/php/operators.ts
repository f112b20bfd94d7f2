import type { KnownValue, Scalar, Value } from '../value';
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
      return known(compare(...comparable(left, right)));
    case '<':
      return known(compare(...comparable(left, right)) < 0);
    case '<=':
      return known(compare(...comparable(left, right)) <= 0);
    case '>':
      return known(compare(...comparable(left, right)) > 0);
    case '>=':
      return known(compare(...comparable(left, right)) >= 0);
    default:
      if (typeof left.value === 'string' && typeof right.value === 'string' && /^[|&^]$/.test(operator)) {
        return unknown('call', `${operator} of two texts works on their bytes`);
      }
      if (isText(left) || isText(right)) return unknown('call', `PHP refuses ${operator} on a text that is no number`);
      return arithmetic(operator, numberOf(left), numberOf(right));
  }
}

/** A float meets a text that is no number as text: 1e15 is "1.0E+15" then. */
function comparable(left: KnownValue, right: KnownValue): [Scalar, Scalar] {
  return [
    left.float === true && isText(right) ? toText(left.value, true) : left.value,
    right.float === true && isText(left) ? toText(right.value, true) : right.value,
  ];
}

function isText(value: KnownValue): boolean {
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
  if (left.kind === 'known' && right.kind === 'known') return looselyEqual(...comparable(left, right));
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
  if (!Number.isFinite(value)) return unknown('call', 'a number too large to be exact');
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

/** `++` and `--`: null counts up to 1 and not down, booleans stay, texts that are no numbers are not followed. */
export function increment(operator: '+' | '-', value: Value): Value {
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'known') return unknown('call', 'counts an array');
  if (typeof value.value === 'boolean') return value;
  if (value.value === null) return operator === '+' ? known(1) : value;
  return binary(operator, value, known(1));
}

/** `!`, `-`, `+` and `~`. */
export function unary(operator: '!' | '-' | '+' | '~', operand: Value): Value {
  if (operator === '!') {
    const answer = truth(operand);
    return answer === undefined ? operand : known(!answer);
  }
  if (operand.kind === 'unknown') return operand;
  if (operator === '-' || operator === '+') return binary('*', operand, known(operator === '-' ? -1 : 1));
  if (operand.kind !== 'known' || typeof operand.value !== 'number') return unknown('call', 'PHP refuses ~ on this');
  return binary('^', operand, known(-1));
}
