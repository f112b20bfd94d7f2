import type { Value } from '../value';
import { at } from '../value';
import { applyCallback } from './callbacks';
import type { Frame, Machine } from './machine';
import { toText } from './scalars';
import type { Argument, Expression } from './syntax';
import { known, listOf, unknown } from './values';
import { assign } from './variables';

/** Illuminate\Support\Arr: set() writes into a variable, the others only read. Undefined when not followed. */
export function arrMethod(
  method: string,
  args: readonly Argument[],
  frame: Frame,
  machine: Machine,
): Value | undefined {
  const [list, key, third] = args;
  if (list === undefined || args.some((each) => each.spread || each.name !== undefined)) return undefined;
  if (method === 'set')
    return key === undefined || third === undefined ? undefined : set(list, key, third, frame, machine);
  const array = machine.evaluate(list.value, frame);
  if (method === 'wrap') {
    if (array.kind === 'array' || array.kind === 'unknown') return array;
    return array.kind === 'known' && array.value !== null ? listOf([array]) : listOf([]);
  }
  if (key === undefined || array.kind === 'absent') return undefined;
  if (array.kind === 'unknown') return array;
  const path = machine.evaluate(key.value, frame);
  if (path.kind !== 'known') return path.kind === 'unknown' ? path : undefined;
  const found = at(array, toText(path.value));
  if (method === 'has') return found.kind === 'unknown' ? found : known(found.kind !== 'absent');
  if (method !== 'get') return undefined;
  if (found.kind !== 'absent') return found;
  if (third === undefined) return known(null);
  return third.value.kind === 'closure'
    ? applyCallback(third.value, [], frame, machine)
    : machine.evaluate(third.value, frame);
}

/** Arr::set($config, 'a.b', $value): the same as $config['a']['b'] = $value. */
function set(list: Argument, key: Argument, value: Argument, frame: Frame, machine: Machine): Value | undefined {
  const path = machine.evaluate(key.value, frame);
  const written = machine.evaluate(value.value, frame);
  if (path.kind !== 'known') {
    assign(list.value, unknown('variable', 'Arr::set() with a key that is not certain'), frame, machine);
    return unknown('call', 'calls Arr::set()');
  }
  let target: Expression = list.value;
  for (const part of toText(path.value).split('.')) {
    const index: Expression = { kind: 'literal', value: part, float: false, range: key.value.range };
    target = { kind: 'index', target, index, range: list.value.range };
  }
  assign(target, written, frame, machine);
  return known(null);
}
