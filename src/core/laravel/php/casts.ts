import type { Value } from '../value';
import { toInteger, toNumber, toText } from './scalars';
import type { Expression } from './syntax';
import { known, listOf, truth, unknown } from './values';

/** `(int) $value` and its like; also intval(), strval() … */
export function cast(type: Extract<Expression, { kind: 'cast' }>['type'], value: Value): Value {
  if (type === 'bool') {
    const answer = truth(value);
    return answer === undefined ? value : known(answer);
  }
  if (value.kind === 'unknown') return value;
  if (type === 'array') {
    if (value.kind === 'array') return value;
    return value.kind === 'known' && value.value !== null ? listOf([value]) : listOf([]);
  }
  if (type === 'unset') return known(null);
  if (type === 'object') return unknown('call', 'an object');
  if (value.kind === 'array') {
    if (type === 'int') return known(value.entries.size > 0 ? 1 : 0);
    if (type === 'float') return known(value.entries.size > 0 ? 1 : 0, true);
    return unknown('call', 'an array used as text');
  }
  if (value.kind === 'absent') return known(null);
  if (type === 'float') return known(toNumber(value.value), true);
  if (type === 'int') {
    const whole = toInteger(value.value);
    return whole === undefined ? unknown('call', 'a number too large to be exact') : known(whole);
  }
  return known(toText(value.value, value.float));
}
