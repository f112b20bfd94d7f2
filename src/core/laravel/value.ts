import type { TextRange } from '../base/text';

/** Where a value, or a part of it, was written. The chain of an env()-backed config value has two: config, then env. */
export interface Origin {
  /**
   * `config`: the application's config file · `env`: the environment file · `framework`: merged by Laravel from its own
   * base config · `package`: a package's default config · `default`: the second argument of env() in a config file.
   */
  readonly source: 'config' | 'env' | 'framework' | 'package' | 'default';
  /** Absolute path of the file; absent when the framework's defaults come from our built-in table. */
  readonly file?: string;
  /** Range of the value's own text in `file` (for env files without the quotes' surroundings: the raw value as written). */
  readonly range?: TextRange;
  /** The environment variable that was read, for `env` and `default`. */
  readonly envKey?: string;
}

export type Scalar = string | number | boolean | null;

/** A value that is certain. */
export interface KnownValue {
  readonly kind: 'known';
  readonly value: Scalar;
  /** The number is a PHP float: 1.0, which is not identical to 1. */
  readonly float?: true;
  /** From where it is used to where it is written. */
  readonly origins: readonly Origin[];
}

export interface ArrayEntry {
  readonly key: string | number;
  readonly keyRange?: TextRange;
  readonly value: Value;
}

/** A PHP array whose keys are certain; single entries may still be unknown. */
export interface ArrayValue {
  readonly kind: 'array';
  /** By the key as text ("0", "mysql"), in PHP's order. */
  readonly entries: ReadonlyMap<string, ArrayEntry>;
  readonly origins: readonly Origin[];
}

/** A value that cannot be known without running PHP. Never guessed. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
  /** For people: "calls readVersion()", "APP_SECRETS decides". */
  readonly detail: string;
  readonly origins: readonly Origin[];
}

/** No file defines the key: Laravel's config() answers null or the caller's default. */
export interface AbsentValue {
  readonly kind: 'absent';
}

export type Value = KnownValue | ArrayValue | UnknownValue | AbsentValue;

export type UnknownReason =
  | 'call' // a function or method that is not on the allow-list
  | 'variable' // a variable whose value is not certain here
  | 'condition' // an if or ternary on something unknown
  | 'closure'
  | 'include' // include/require, spread of something unknown
  | 'syntax' // the file, or this construct, could not be read
  | 'unreadable' // the file exists and was not read (too large, binary, denied)
  | 'withheld' // a secret, not read in Restricted Mode
  | 'cached' // configuration is cached by a file that cannot be read
  | 'notInstalled'; // the framework's or package's default is not on this machine and not in our table

export const absent: AbsentValue = { kind: 'absent' };

/** The text of a certain scalar; undefined for everything else. Booleans and null have no text. */
export function asString(value: Value): string | undefined {
  if (value.kind !== 'known') return undefined;
  if (typeof value.value === 'string') return value.value;
  return typeof value.value === 'number' ? String(value.value) : undefined;
}

/** PHP's truthiness of a certain scalar; undefined when unknown or absent. */
export function asBoolean(value: Value): boolean | undefined {
  if (value.kind !== 'known') return undefined;
  const scalar = value.value;
  if (typeof scalar === 'string') return scalar !== '' && scalar !== '0';
  return Boolean(scalar);
}

/** Child of an array by a dotted path ("connections.mysql.host"); what an unknown holds is unknown too. */
export function at(value: Value, path: string): Value {
  let current = value;
  for (const key of path === '' ? [] : path.split('.')) {
    if (current.kind === 'unknown') return current;
    if (current.kind !== 'array') return absent;
    current = current.entries.get(key)?.value ?? absent;
  }
  return current;
}
