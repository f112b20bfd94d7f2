import type { ArrayEntry, Value } from '../value';
import { pureFunction } from './functions/allowList';
import type { Frame, Machine } from './machine';
import { spend } from './machine';
import type { Argument, Expression } from './syntax';
import { ArrayBuilder, known, truth, unknown } from './values';

// array_map(), array_filter() and friends with a callback that is the name of an allow-listed function, or a closure.

/** Calls what an expression stands for: a closure, `trim(...)`, 'trim'. Undefined when it is not followed. */
export function applyCallback(
  callback: Expression,
  args: readonly Value[],
  frame: Frame,
  machine: Machine,
): Value | undefined {
  if (!spend(frame.unit, 5) || frame.depth > 20) return undefined;
  if (callback.kind === 'closure') {
    const { declaration } = callback;
    if (declaration.arrow) return machine.invoke(declaration, args, frame, frame.variables);
    const seen = new Map<string, Value>();
    for (const use of declaration.uses ?? []) {
      const value = frame.variables.get(use.name);
      if (use.byReference) return undefined;
      if (value !== undefined) seen.set(use.name, value);
    }
    return machine.invoke(declaration, args, frame, seen);
  }
  const name = callbackName(callback)?.toLowerCase();
  if (name === undefined) return undefined;
  const declared = frame.unit.functions.get(name) ?? frame.unit.surroundings.helpers.get(name)?.declaration;
  if (declared !== undefined) return machine.invoke(declared, args, frame);
  const unsure = args.find((arg) => arg.kind === 'unknown');
  if (unsure !== undefined) return unsure;
  return pureFunction(name)?.(args);
}

function callbackName(callback: Expression): string | undefined {
  if (callback.kind === 'literal') return typeof callback.value === 'string' ? callback.value : undefined;
  const [first] = callback.kind === 'call' ? callback.arguments : [];
  const isReference = first?.value.kind === 'other' && first.value.what === 'variadicplaceholder';
  return callback.kind === 'call' && isReference && typeof callback.callee === 'string' ? callback.callee : undefined;
}

/** A result and the values it was made from. */
export interface Made {
  readonly value: Value;
  readonly parts: readonly Value[];
}

type CallbackFunction = (args: readonly Argument[], frame: Frame, machine: Machine) => Made | undefined;

function map(args: readonly Argument[], frame: Frame, machine: Machine): Made | undefined {
  const [callback, list, more] = args;
  if (callback === undefined || list === undefined || more !== undefined || callback.spread || list.spread)
    return undefined;
  const array = machine.evaluate(list.value, frame);
  if (array.kind !== 'array') return array.kind === 'unknown' ? { value: array, parts: [array] } : undefined;
  const builder = new ArrayBuilder();
  for (const entry of array.entries.values()) {
    const value = applyCallback(callback.value, [entry.value], frame, machine);
    if (value === undefined) return undefined;
    builder.put({
      ...entry,
      value:
        value.kind !== 'absent' && value.origins.length === 0 && entry.value.kind !== 'absent'
          ? { ...value, origins: entry.value.origins }
          : value,
    });
  }
  return { value: builder.build(), parts: [array] };
}

function filter(args: readonly Argument[], frame: Frame, machine: Machine): Made | undefined {
  const [list, callback, mode] = args;
  if (list === undefined || args.some((each) => each.spread || each.name !== undefined)) return undefined;
  const array = machine.evaluate(list.value, frame);
  if (array.kind !== 'array') return array.kind === 'unknown' ? { value: array, parts: [array] } : undefined;
  const how = mode === undefined ? known(0) : machine.evaluate(mode.value, frame);
  if (how.kind !== 'known') return undefined;
  const builder = new ArrayBuilder();
  for (const entry of array.entries.values()) {
    const key = known(entry.key);
    const passed = how.value === 2 ? [key] : how.value === 1 ? [entry.value, key] : [entry.value];
    const byValue = callback === undefined || (callback.value.kind === 'literal' && callback.value.value === null);
    const answer = byValue ? entry.value : applyCallback(callback.value, passed, frame, machine);
    if (answer === undefined) return undefined;
    const kept = truth(answer);
    if (kept === true) builder.put(entry);
    else if (kept === undefined) builder.put(maybe(entry));
  }
  return { value: builder.build(), parts: [array] };
}

/** An element that may have been filtered out: its key stays, unknown. */
function maybe(entry: ArrayEntry): ArrayEntry {
  if (entry.value.kind === 'unknown' || entry.value.kind === 'absent') return entry;
  return { ...entry, value: unknown('condition', 'a filter decides', entry.value.origins) };
}

function value(args: readonly Argument[], frame: Frame, machine: Machine): Made | undefined {
  const [first, ...rest] = args;
  if (first === undefined) return undefined;
  if (first.value.kind !== 'closure') {
    const result = machine.evaluate(first.value, frame);
    return { value: result, parts: [result] };
  }
  const given = rest.map((each) => machine.evaluate(each.value, frame));
  const result = applyCallback(first.value, given, frame, machine);
  return result === undefined ? undefined : { value: result, parts: [result] };
}

/** By lower-case name. */
export const callbackFunctions: ReadonlyMap<string, CallbackFunction> = new Map<string, CallbackFunction>([
  ['array_map', map],
  ['array_filter', filter],
  ['value', value],
]);
