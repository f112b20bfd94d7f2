import type { Scalar } from '../value';

// PHP's conversions and comparisons of scalars, as PHP 8 does them (language reference, "Type juggling" and "Comparison
// operators"). Before PHP 8 a number compared to a non-numeric string turned the string into 0; Laravel 9+ needs PHP 8.

const leadingNumber = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;
const numeric = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\r\v\f]*$/;

/** is_numeric() of a string. */
export function isNumericText(text: string): boolean {
  return numeric.test(text);
}

/** Whether arithmetic on this text gives a float: "1.5", "1e3", and whole numbers that PHP's int cannot hold. */
export function isFloatText(text: string): boolean {
  const match = leadingNumber.exec(text)?.[0];
  return match !== undefined && (/[.eE]/.test(match) || Math.abs(Number(match)) >= 2 ** 63);
}

function toBoolean(value: Scalar): boolean {
  return typeof value === 'string' ? value !== '' && value !== '0' : Boolean(value);
}

/** (float) and the number of arithmetic: leading digits count, the rest is dropped, no digits are 0. */
export function toNumber(value: Scalar): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Number(leadingNumber.exec(value)?.[0] ?? 0);
  return value === true ? 1 : 0;
}

/** (int); undefined when the result does not fit the exact range of a JavaScript number. */
export function toInteger(value: Scalar): number | undefined {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return 0;
  const whole = Math.trunc(number);
  return Number.isSafeInteger(whole) ? whole + 0 : undefined;
}

/** (string). Floats with 14 significant digits: the `precision` setting of PHP's shipped ini files and its default. */
export function toText(value: Scalar, float = false): string {
  if (value === null || value === false) return '';
  if (value === true) return '1';
  if (typeof value === 'string') return value;
  return float || !Number.isSafeInteger(value) ? floatText(value) : String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '0', exponent = '0'] = value.toExponential(13).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 14) return String(Number(value.toPrecision(14)));
  const digits = String(Number(mantissa));
  return `${digits.includes('.') ? digits : `${digits}.0`}E${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

/** `==` of PHP 8. */
export function looselyEqual(left: Scalar, right: Scalar): boolean {
  return compare(left, right) === 0;
}

/** `<=>` of PHP 8: -1, 0 or 1. */
export function compare(left: Scalar, right: Scalar): number {
  if (typeof left === 'boolean' || typeof right === 'boolean') return order(toBoolean(left), toBoolean(right));
  if (left === null)
    return right === null ? 0 : typeof right === 'string' ? order('', right) : order(false, Boolean(right));
  if (right === null) return typeof left === 'string' ? order(left, '') : order(Boolean(left), false);
  if (typeof left === 'string' && typeof right === 'string') {
    if (isNumericText(left) && isNumericText(right)) return order(Number(left), Number(right));
    return order(left, right);
  }
  if (typeof left === 'string') {
    return isNumericText(left) ? order(Number(left), Number(right)) : order(left, toText(right));
  }
  if (typeof right === 'string') {
    return isNumericText(right) ? order(left, Number(right)) : order(toText(left), right);
  }
  return order(left, right);
}

function order<T extends string | number | boolean>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Length in bytes as PHP's strlen() counts a UTF-8 string. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Functions that count or cut bytes give the same result on these strings as on characters. */
export function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the ASCII range starts with control characters
  return /^[\0-\x7f]*$/.test(text);
}
