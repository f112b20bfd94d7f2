import type { ArrayEntry, ArrayValue, Value } from '../../value';
import { maximumSize } from '../machine';
import { looselyEqual, toText } from '../scalars';
import { ArrayBuilder, arrayKey, identical, known, listOf } from '../values';
import { type PureFunction, type PureFunctions, integerAt, scalarAt, scalarsAt } from './pure';

// PHP manual, "Array Functions".

const entriesOf = (value: ArrayValue): ArrayEntry[] => [...value.entries.values()];

function onArray(apply: (list: ArrayValue, args: readonly Value[]) => Value | undefined): PureFunction {
  return (args) => (args[0]?.kind === 'array' ? apply(args[0], args) : undefined);
}

function onArrays(apply: (lists: readonly ArrayValue[]) => Value | undefined): PureFunction {
  return (args) => {
    const lists = args.filter((arg): arg is ArrayValue => arg.kind === 'array');
    return lists.length === args.length ? apply(lists) : undefined;
  };
}

function from(entries: readonly ArrayEntry[], renumber = false): ArrayValue {
  const builder = new ArrayBuilder();
  for (const entry of entries) {
    if (renumber && typeof entry.key === 'number') builder.push(entry.value);
    else builder.put(entry);
  }
  return builder.build();
}

/** array_merge(): text keys are overwritten in place, numbers are counted on. */
export function merge(lists: readonly ArrayValue[]): ArrayValue {
  const builder = new ArrayBuilder();
  for (const list of lists) {
    for (const entry of list.entries.values()) {
      if (typeof entry.key === 'number') builder.push(entry.value);
      else builder.put(entry);
    }
  }
  return builder.build();
}

function replaceAll(lists: readonly ArrayValue[], deep: boolean): ArrayValue {
  const [first, ...others] = lists;
  const builder = new ArrayBuilder(first);
  for (const entry of others.flatMap(entriesOf)) {
    const before = builder.get(entry.key);
    const both = deep && before?.kind === 'array' && entry.value.kind === 'array';
    builder.put(both ? { ...entry, value: replaceAll([before, entry.value], true) } : entry);
  }
  return builder.build();
}

function search(args: readonly Value[]): ArrayEntry | false | undefined {
  const [needle, list] = args;
  const strict = scalarAt(args, 2, false);
  if (needle === undefined || list?.kind !== 'array' || strict === undefined) return undefined;
  let certain = true;
  for (const entry of list.entries.values()) {
    const same = strict === true ? identical(needle, entry.value) : loosely(needle, entry.value);
    if (same === true) return certain ? entry : undefined;
    if (same === undefined) certain = false;
  }
  return certain ? false : undefined;
}

function loosely(left: Value, right: Value): boolean | undefined {
  if (left.kind !== 'known' || right.kind !== 'known') return undefined;
  return looselyEqual(left.value, right.value);
}

/** array_diff() and array_intersect(): elements compared as text. */
function bySet(keep: boolean): PureFunction {
  return onArrays(([first, ...others]) => {
    if (first === undefined) return undefined;
    const sets: Set<string>[] = [];
    for (let index = 0; index < others.length; index++) {
      const scalars = scalarsAt(others, index);
      if (scalars === undefined) return undefined;
      sets.push(new Set(scalars.map(({ value, float }) => toText(value, float))));
    }
    const kept: ArrayEntry[] = [];
    for (const entry of first.entries.values()) {
      if (entry.value.kind !== 'known') return undefined;
      const text = toText(entry.value.value, entry.value.float);
      const inside = keep ? sets.every((set) => set.has(text)) : !sets.some((set) => set.has(text));
      if (inside) kept.push(entry);
    }
    return from(kept);
  });
}

function byKey(keep: boolean): PureFunction {
  return onArrays(([first, ...others]) =>
    first === undefined
      ? undefined
      : from(
          [...first.entries].flatMap(([key, entry]) => {
            const inside = keep ? others.every((o) => o.entries.has(key)) : !others.some((o) => o.entries.has(key));
            return inside ? [entry] : [];
          }),
        ),
  );
}

function slice(list: ArrayValue, args: readonly Value[]): Value | undefined {
  const start = integerAt(args, 1);
  const length = args[2]?.kind === 'known' && args[2].value !== null ? integerAt(args, 2) : null;
  const preserve = scalarAt(args, 3, false);
  if (start === undefined || length === undefined || preserve === undefined) return undefined;
  const entries = entriesOf(list);
  const begin = start < 0 ? Math.max(0, entries.length + start) : start;
  const end = length === null ? entries.length : length < 0 ? entries.length + length : begin + length;
  return from(entries.slice(begin, end), preserve !== true);
}

function unique(list: ArrayValue): Value | undefined {
  const seen = new Set<string>();
  const kept: ArrayEntry[] = [];
  for (const entry of list.entries.values()) {
    if (entry.value.kind !== 'known') return undefined;
    // Compared as text: the default of the second argument is SORT_STRING.
    const text = toText(entry.value.value, entry.value.float);
    if (!seen.has(text)) kept.push(entry);
    seen.add(text);
  }
  return from(kept);
}

function range(args: readonly Value[]): Value | undefined {
  const start = integerAt(args, 0);
  const end = integerAt(args, 1);
  const step = Math.abs(integerAt(args, 2, 1) ?? 0);
  if (start === undefined || end === undefined || step === 0) return undefined;
  if (Math.abs(end - start) / step > maximumSize / 16) return undefined;
  const values: Value[] = [];
  if (start <= end) for (let at = start; at <= end; at += step) values.push(known(at));
  else for (let at = start; at >= end; at -= step) values.push(known(at));
  return listOf(values);
}

function keyed(args: readonly Value[], valueAt: (index: number) => Value | undefined): Value | undefined {
  const keys = scalarsAt(args, 0);
  if (keys === undefined) return undefined;
  const builder = new ArrayBuilder();
  for (const [index, { value: key }] of keys.entries()) {
    const value = valueAt(index);
    if (value === undefined) return undefined;
    builder.set(arrayKey(key), value);
  }
  return builder.build();
}

export const arrayFunctions: PureFunctions = {
  count: onArray((list, args) => (args.length > 1 ? undefined : known(list.entries.size))),
  sizeof: onArray((list, args) => (args.length > 1 ? undefined : known(list.entries.size))),
  in_array: (args) => {
    const found = search(args);
    return found === undefined ? undefined : known(found !== false);
  },
  array_search: (args) => {
    const found = search(args);
    return found === undefined ? undefined : known(found === false ? false : found.key);
  },
  array_key_exists: (args) => keyExists(args[0], args[1]),
  key_exists: (args) => keyExists(args[0], args[1]),
  array_keys: onArray((list, args) =>
    args.length > 1 ? undefined : listOf(entriesOf(list).map((entry) => known(entry.key))),
  ),
  array_values: onArray((list) => listOf(entriesOf(list).map((entry) => entry.value))),
  array_merge: onArrays(merge),
  array_replace: onArrays((lists) => replaceAll(lists, false)),
  array_replace_recursive: onArrays((lists) => replaceAll(lists, true)),
  array_unique: onArray((list, args) => (args.length > 1 ? undefined : unique(list))),
  array_reverse: onArray((list, args) => from(entriesOf(list).toReversed(), scalarAt(args, 1, false) !== true)),
  array_slice: onArray(slice),
  array_diff: bySet(false),
  array_intersect: bySet(true),
  array_diff_key: byKey(false),
  array_intersect_key: byKey(true),
  array_flip: (args) => {
    const list = args[0]?.kind === 'array' ? entriesOf(args[0]) : [];
    return keyed(args, (index) => known(list[index]?.key ?? null));
  },
  array_combine: (args) => {
    const values = args[1]?.kind === 'array' ? entriesOf(args[1]) : [];
    return keyed(args, (index) => values[index]?.value);
  },
  array_fill_keys: (args) => keyed(args, () => args[1]),
  array_fill: (args) => {
    const start = integerAt(args, 0);
    const count = integerAt(args, 1);
    const [, , value] = args;
    if (start === undefined || start < 0 || count === undefined || value === undefined || count > 10_000)
      return undefined;
    return from(Array.from({ length: Math.max(0, count) }, (_, index) => ({ key: start + index, value })));
  },
  range,
  array_key_first: onArray((list) => known(entriesOf(list)[0]?.key ?? null)),
  array_key_last: onArray((list) => known(entriesOf(list).at(-1)?.key ?? null)),
  array_is_list: onArray((list) => known(entriesOf(list).every((entry, index) => entry.key === index))),
  current: onArray((list) => entriesOf(list)[0]?.value ?? known(false)),
  reset: onArray((list) => entriesOf(list)[0]?.value ?? known(false)),
  end: onArray((list) => entriesOf(list).at(-1)?.value ?? known(false)),
  head: onArray((list) => entriesOf(list)[0]?.value ?? known(false)),
  last: onArray((list) => entriesOf(list).at(-1)?.value ?? known(false)),
};

function keyExists(key: Value | undefined, list: Value | undefined): Value | undefined {
  if (key?.kind !== 'known' || list?.kind !== 'array') return undefined;
  return known(list.entries.has(String(arrayKey(key.value))));
}
