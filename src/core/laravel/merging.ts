import type { ArrayValue, Value } from './value';
import { merge } from './php/functions/arrays';
import { ArrayBuilder } from './php/values';

// Illuminate\Foundation\Bootstrap\LoadConfiguration of Laravel 11 to 13.

/** Options whose entries are merged one by one; everything else is replaced as a whole. */
const mergeableOptions: Readonly<Record<string, readonly string[]>> = {
  auth: ['guards', 'providers', 'passwords'],
  broadcasting: ['connections'],
  cache: ['stores'],
  database: ['connections'],
  filesystems: ['disks'],
  logging: ['channels'],
  mail: ['mailers'],
  queue: ['connections'],
};

/** Options of a configuration file that Laravel 11+ merges entry by entry. */
export function optionsMerged(name: string): readonly string[] {
  return Object.hasOwn(mergeableOptions, name) ? (mergeableOptions[name] ?? []) : [];
}

/** The framework's base under the application's own file: keys of the first level, and entries of the options above. */
export function mergeFramework(name: string, base: ArrayValue, own: ArrayValue): ArrayValue {
  const result = new ArrayBuilder(shallow(base, own));
  for (const option of optionsMerged(name)) {
    const [before, after] = [base.entries.get(option), own.entries.get(option)];
    if (before?.value.kind !== 'array' || after?.value.kind !== 'array') continue;
    result.put({ ...after, value: shallow(before.value, after.value) });
  }
  return result.build(own.origins);
}

/** array_merge() of two arrays, at the place of the second. */
export function shallow(base: ArrayValue, own: ArrayValue): ArrayValue {
  return { ...merge([base, own]), origins: own.origins };
}

/** Writes a value under a dotted name ("prologue.alerts") as Laravel's config repository does. */
export function setDotted(root: Value, name: string, value: Value): Value {
  const at = name.indexOf('.');
  const [first, rest] = at === -1 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
  const builder = new ArrayBuilder(root.kind === 'array' ? root : undefined);
  builder.set(first, rest === '' ? value : setDotted(builder.get(first) ?? new ArrayBuilder().build(), rest, value));
  return builder.build(root.kind === 'array' ? root.origins : []);
}
