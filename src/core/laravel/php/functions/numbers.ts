import type { Value } from '../../value';
import { cast } from '../casts';
import { compare, isNumericText, toInteger, toNumber, toText } from '../scalars';
import { known, numberOf } from '../values';
import { type PureFunction, type PureFunctions, integerAt, question } from './pure';

// PHP manual, "Math Functions" and "Variable handling Functions".

function onNumber(apply: (number: number, float: boolean) => Value | undefined): PureFunction {
  return ([value]) => {
    if (value?.kind !== 'known' || (typeof value.value === 'string' && !isNumericText(value.value))) return undefined;
    const { number, float } = numberOf(value);
    return apply(number, float);
  };
}

/** min() and max() of scalars: by PHP's comparison, the first of equal ones. */
function extreme(sign: 1 | -1): PureFunction {
  return (args) => {
    const [first] = args;
    const values =
      args.length === 1 && first?.kind === 'array' ? [...first.entries.values()].map((e) => e.value) : args;
    let best: Value | undefined;
    for (const value of values) {
      if (value.kind !== 'known') return undefined;
      if (best === undefined || (best.kind === 'known' && compare(value.value, best.value) * sign > 0)) best = value;
    }
    return best;
  };
}

function casting(type: Parameters<typeof cast>[0]): PureFunction {
  return (args) => (args.length === 1 && args[0] !== undefined ? cast(type, args[0]) : undefined);
}

const isType = (type: string): PureFunction =>
  question((value) => value.kind === 'known' && typeof value.value === type);

export const numberFunctions: PureFunctions = {
  abs: onNumber((number, float) => known(Math.abs(number), float)),
  floor: onNumber((number) => known(Math.floor(number), true)),
  ceil: onNumber((number) => known(Math.ceil(number), true)),
  round: (args) =>
    args.length > 1 ? undefined : onNumber((n) => known(Math.sign(n) * Math.round(Math.abs(n)) + 0, true))(args),
  intdiv: (args) => {
    const a = integerAt(args, 0);
    const b = integerAt(args, 1);
    return a === undefined || b === undefined || b === 0 ? undefined : known(Math.trunc(a / b) + 0);
  },
  min: extreme(-1),
  max: extreme(1),
  intval: casting('int'),
  floatval: casting('float'),
  doubleval: casting('float'),
  strval: casting('string'),
  boolval: casting('bool'),
  is_null: question((value) => value.kind === 'known' && value.value === null),
  is_bool: isType('boolean'),
  is_string: isType('string'),
  is_array: question((value) => value.kind === 'array'),
  is_int: question((value) => value.kind === 'known' && typeof value.value === 'number' && value.float !== true),
  is_integer: question((value) => value.kind === 'known' && typeof value.value === 'number' && value.float !== true),
  is_float: question((value) => value.kind === 'known' && value.float === true),
  is_scalar: question((value) => value.kind === 'known' && value.value !== null),
  is_numeric: question(
    (value) =>
      value.kind === 'known' &&
      (typeof value.value === 'number' || (typeof value.value === 'string' && isNumericText(value.value))),
  ),
  filter_var: filterVariable,
};

const boolTexts: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  on: true,
  yes: true,
  0: false,
  false: false,
  off: false,
  no: false,
  '': false,
};

/** PHP manual, "Validate filters": FILTER_VALIDATE_INT (257) and FILTER_VALIDATE_BOOL (258), FILTER_NULL_ON_FAILURE. */
function filterVariable(args: readonly Value[]): Value | undefined {
  const [value] = args;
  const filter = integerAt(args, 1);
  const options = integerAt(args, 2, 0);
  if (value?.kind !== 'known' || options === undefined || (options !== 0 && options !== 0x8000000)) return undefined;
  const failed = options === 0 ? known(false) : known(null);
  const text = toText(value.value, value.float);
  if (filter === 258) {
    const answer = boolTexts[text.trim().toLowerCase()];
    return answer === undefined ? failed : known(answer);
  }
  if (filter !== 257) return undefined;
  if (!/^\s*(?:0|[+-]?[1-9]\d*|[+-]0)\s*$/.test(text)) return failed;
  const whole = toInteger(toNumber(text.trim()));
  return whole === undefined ? undefined : known(whole);
}
