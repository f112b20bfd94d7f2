import type { Guard } from './view';

// Webview input is untrusted: a page that was tricked can send anything. Guards are written by hand so that the
// protocol needs no package on either side.

/** Accepts nothing at all: for methods without parameters. */
export function isNothing(value: unknown): value is undefined {
  return value === undefined;
}

/** Accepts strings of at most `most` UTF-16 units, NUL excluded: no path, id or filter contains it. */
export function isText(most: number): Guard<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most && !value.includes('\0');
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Accepts one of the given words. */
export function isOneOf<const T extends readonly string[]>(words: T): Guard<T[number]> {
  return (value): value is T[number] => typeof value === 'string' && words.includes(value);
}

/** Accepts arrays of at most `most` items, each accepted by the guard. */
export function isListOf<T>(item: Guard<T>, most: number): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(item);
}

/** Accepts a plain object with exactly these keys, each accepted by its guard. */
export function isShape<T extends object>(shape: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const fields = Object.entries<Guard<unknown>>(shape);
  return (value): value is T => {
    if (!isRecord(value)) return false;
    const keys = Object.keys(value);
    return (
      keys.length === fields.length && fields.every(([key, guard]) => Object.hasOwn(value, key) && guard(value[key]))
    );
  };
}

/** A non-null object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
