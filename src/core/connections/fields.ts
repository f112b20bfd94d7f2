import { asString, at } from '../laravel/value';
import type { ArrayValue, Origin, UnknownValue, Value } from '../laravel/value';
import type { SecretRef, UnusableConnection } from './profile';
import { parseConnectionUrl } from './url';

/** One key of a connection, after `url` and read/write arrays were merged over it. */
export interface Field {
  readonly value: Value;
  /** Config path where it is written: "database.connections.mysql.host". */
  readonly path: string;
}

export type Fields = ReadonlyMap<string, Field>;

/** Thrown inside this folder only: the connection cannot be used, and this is why. */
export class Unusable extends Error {
  readonly origins: readonly Origin[];

  constructor(reason: string, origins: readonly Origin[] = []) {
    super(reason);
    this.origins = origins;
  }
}

/** Runs `read`; a connection that cannot be used becomes an entry of `unusable`. */
export function readOrExplain<T>(connection: string, unusable: UnusableConnection[], read: () => readonly T[]): T[] {
  try {
    return [...read()];
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    unusable.push({ connection, reason: error.message, origins: error.origins });
    return [];
  }
}

/** The keys of an array as fields. Nested arrays stay values of their field. */
export function fieldsOf(array: ArrayValue, path: string): Fields {
  return new Map(Array.from(array.entries, ([key, entry]) => [key, { value: entry.value, path: `${path}.${key}` }]));
}

/** Later maps override earlier ones, like PHP's array_merge on text keys. */
export function mergeFields(...maps: readonly Fields[]): Fields {
  return new Map(maps.flatMap((map) => [...map]));
}

/** Applies `url`, which wins over the parts. Throws Unusable when it is not certain or malformed. */
export function applyUrl(fields: Fields): Fields {
  const url = fields.get('url');
  const text = url === undefined ? undefined : known(url, 'url');
  if (url === undefined || text === undefined || text === '' || text === '0') return fields;
  const parsed = parseConnectionUrl(text);
  if (parsed === undefined) throw new Unusable('url is malformed: Laravel cannot read it either.', originsOf(url));
  const merged = new Map(fields);
  const origins = originsOf(url);
  for (const [key, value] of parsed) merged.set(key, { value: { kind: 'known', value, origins }, path: url.path });
  return merged;
}

/**
 * The text of a field that has to be certain; undefined when it is absent, null or false.
 *
 * @param what how the reason calls it: "host"
 */
export function known(field: Field | undefined, what: string): string | undefined {
  if (field === undefined || field.value.kind === 'absent') return undefined;
  if (field.value.kind === 'unknown') throw unknown(what, field.value);
  if (field.value.kind === 'array') throw new Unusable(`${what} is an array.`, field.value.origins);
  return field.value.value === true ? '1' : asString(field.value);
}

/** A whole number that has to be certain. */
export function knownInteger(field: Field | undefined, what: string): number | undefined {
  const text = known(field, what);
  if (text === undefined || text.trim() === '') return undefined;
  if (!/^\s*\d+\s*$/.test(text)) throw new Unusable(`${what} is not a number.`, originsOf(field));
  return Number(text);
}

/** Says which value is not known, in the words of the evaluator. */
export function unknown(what: string, value: UnknownValue): Unusable {
  const decider = /^(.+) decides$/.exec(value.detail)?.[1];
  return new Unusable(
    decider === undefined
      ? `${what} cannot be known from the files: ${value.detail}.`
      : `${what} is decided by ${decider}.`,
    value.origins,
  );
}

export function originsOf(field: Field | undefined): readonly Origin[] {
  if (field === undefined || field.value.kind === 'absent') return [];
  return field.value.origins;
}

/** Where the password of these fields is. `bound` names the key of a stored one, for a password the files do not tell. */
export function secretRef(field: Field | undefined, bound: () => string): SecretRef {
  if (field === undefined) return { kind: 'none' };
  const { value, path } = field;
  if (value.kind === 'unknown')
    return value.reason === 'withheld' ? { kind: 'config', path } : { kind: 'stored', key: bound() };
  if (value.kind !== 'known' || value.value === null || value.value === '' || value.value === false)
    return { kind: 'none' };
  return { kind: 'config', path };
}

/** A field of a nested array: `child(fields, 'options', 'prefix')`. */
export function child(fields: Fields, array: string, key: string): Field | undefined {
  const parent = fields.get(array);
  if (parent === undefined) return undefined;
  const value = at(parent.value, key);
  return value.kind === 'absent' ? undefined : { value, path: `${parent.path}.${key}` };
}
