import type { TextRange } from '../../base/text';
import type { ArrayEntry, ArrayValue, KnownValue, Origin, Scalar, UnknownReason, UnknownValue, Value } from '../value';
import { isFloatText, toNumber } from './scalars';

/** A certain scalar; origins are added where the expression stands. */
export function known(value: Scalar, float = false): KnownValue {
  return float && typeof value === 'number'
    ? { kind: 'known', value, float: true, origins: [] }
    : { kind: 'known', value, origins: [] };
}

export function unknown(reason: UnknownReason, detail: string, origins: readonly Origin[] = []): UnknownValue {
  return { kind: 'unknown', reason, detail, origins };
}

/** The number an arithmetic operator sees, and whether it is a float. */
export function numberOf(value: KnownValue): { readonly number: number; readonly float: boolean } {
  const float = value.float === true || (typeof value.value === 'string' && isFloatText(value.value));
  return { number: toNumber(value.value), float };
}

/** An array key as PHP stores it (language reference, "Arrays"): "8" is 8, true is 1, 1.9 is 1, null is "". */
export function arrayKey(value: Scalar): string | number {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** Whether a number fits: PHP wraps larger ones around in ways that depend on the machine. */
export function isKey(value: Scalar): boolean {
  return typeof value !== 'number' || Number.isSafeInteger(Math.trunc(value));
}

/** Builds a PHP array in order; a key set twice keeps its place and takes the new value. */
export class ArrayBuilder {
  private readonly entries = new Map<string, ArrayEntry>();
  private next = 0;

  constructor(from?: ArrayValue) {
    for (const entry of from?.entries.values() ?? []) this.put(entry);
  }

  get size(): number {
    return this.entries.size;
  }

  put(entry: ArrayEntry): void {
    this.entries.set(String(entry.key), entry);
    if (typeof entry.key === 'number' && entry.key >= this.next) this.next = entry.key + 1;
  }

  set(key: string | number, value: Value, keyRange?: TextRange): void {
    this.put({ key, value, ...(keyRange === undefined ? {} : { keyRange }) });
  }

  push(value: Value): void {
    this.set(this.next, value);
  }

  delete(key: string | number): void {
    this.entries.delete(String(key));
  }

  get(key: string | number): Value | undefined {
    return this.entries.get(String(key))?.value;
  }

  build(origins: readonly Origin[] = []): ArrayValue {
    return { kind: 'array', entries: this.entries, origins };
  }
}

/** A list from 0. */
export function listOf(values: readonly Value[]): ArrayValue {
  const builder = new ArrayBuilder();
  for (const value of values) builder.push(value);
  return builder.build();
}

/** Plain data (from JSON, from our own functions) as a value. */
export function fromData(data: unknown): Value {
  if (data === null || typeof data === 'string' || typeof data === 'boolean') return known(data);
  if (typeof data === 'number') return known(data, !Number.isInteger(data));
  if (Array.isArray(data)) return listOf(data.map(fromData));
  if (typeof data !== 'object') return known(null);
  const builder = new ArrayBuilder();
  for (const [key, value] of Object.entries(data)) builder.set(arrayKey(key), fromData(value));
  return builder.build();
}

const weights = new WeakMap<ArrayValue, number>();

/** Elements of an array and of the arrays in it; one that is used in several places counts in each of them. */
export function weightOf(value: Value): number {
  if (value.kind !== 'array') return 1;
  const before = weights.get(value);
  if (before !== undefined) return before;
  let weight = 1;
  for (const entry of value.entries.values()) weight += weightOf(entry.value);
  weights.set(value, weight);
  return weight;
}

/** The same value said to come from `origins`; parts of an array that say nothing themselves take them over. */
export function withOrigins(value: Value, origins: readonly Origin[]): Value {
  if (value.kind === 'absent') return value;
  if (value.kind !== 'array') return { ...value, origins };
  const entries = new Map<string, ArrayEntry>();
  for (const [key, entry] of value.entries) {
    const bare = entry.value.kind !== 'absent' && entry.value.origins.length === 0;
    entries.set(key, bare ? { ...entry, value: withOrigins(entry.value, origins) } : entry);
  }
  return { kind: 'array', entries, origins };
}

/** `===` of two values; undefined when it cannot be known. */
export function identical(left: Value, right: Value): boolean | undefined {
  if (left.kind !== right.kind && left.kind !== 'unknown' && right.kind !== 'unknown') return false;
  if (left.kind === 'known' && right.kind === 'known') {
    return left.value === right.value && (left.float === true) === (right.float === true);
  }
  if (left.kind === 'array' && right.kind === 'array') {
    if (left.entries.size !== right.entries.size) return false;
    const others = [...right.entries.values()];
    let certain = true;
    let index = 0;
    for (const entry of left.entries.values()) {
      const other = others[index++];
      if (other === undefined || other.key !== entry.key) return false;
      const same = identical(entry.value, other.value);
      if (same === false) return false;
      if (same === undefined) certain = false;
    }
    return certain ? true : undefined;
  }
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  return left.kind === right.kind;
}

/** PHP's truthiness; undefined when it cannot be known. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'array') return value.entries.size > 0;
  if (value.kind === 'absent') return false;
  return typeof value.value === 'string' ? value.value !== '' && value.value !== '0' : Boolean(value.value);
}
