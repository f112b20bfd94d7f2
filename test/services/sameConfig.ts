import type { LaravelConfig } from '../../src/core/laravel/project';
import type { ArrayValue, KnownValue, Value } from '../../src/core/laravel/value';
import type { Tagged } from './laravelHosts';

/** How a configuration that was read compares with the one that a framework loaded. */
export interface Comparison {
  /** Certain leaves that are equal, type and all. */
  readonly equal: number;
  /** Leaves of the framework that are unknown to us, or inside something unknown: "path: reason, detail". */
  readonly unknown: readonly string[];
  /** What we said and the framework did not: "path: ours, theirs". */
  readonly differing: readonly string[];
}

/** Compares leaf by leaf, and the order of keys with it. */
export function compareConfig(config: LaravelConfig, real: Tagged): Comparison {
  const found = { equal: 0, unknown: [] as string[], differing: [] as string[] };
  if (real[0] !== 'array') throw new Error('The framework holds no array.');
  const theirs = new Map(real[1].map(([name, value]) => [String(name), value]));
  const names = new Set([...theirs.keys(), ...config.names.map((name) => name.split('.')[0] ?? '')]);
  for (const name of names) walk(name, config.get(name), theirs.get(name), found, config);
  return found;
}

/** Stands for the number of a constant that is known to PHP alone: "PDO::MYSQL_ATTR_SSL_CA". */
const byName = /^[\w\\]+::\w+$/;

function walk(
  path: string,
  ours: Value,
  theirs: Tagged | undefined,
  found: { equal: number; readonly unknown: string[]; readonly differing: string[] },
  config: LaravelConfig,
): void {
  const differs = (own: string): void => void found.differing.push(`${path}: ${own}, ${JSON.stringify(theirs)}`);
  if (ours.kind === 'unknown') {
    for (const leaf of leaves(path, theirs)) found.unknown.push(`${leaf}: ${ours.reason}, ${ours.detail}`);
  } else if (ours.kind === 'absent' || theirs === undefined) {
    differs(ours.kind);
  } else if (ours.kind === 'known') {
    if (isSame(ours, theirs)) found.equal++;
    else differs(`${JSON.stringify(ours.value)}${ours.float === true ? ' (float)' : ''}`);
  } else if (theirs[0] !== 'array') {
    differs('array');
  } else {
    const inside = new Map(theirs[1].map(([key, value], index) => [nameOf(key, index, ours), value]));
    for (const key of new Set([...inside.keys(), ...ours.entries.keys()])) {
      const entry = ours.entries.get(key);
      walk(`${path}.${key}`, entry?.value ?? config.get(`${path}.${key}`), inside.get(key), found, config);
    }
    if (inside.size === 0 && ours.entries.size === 0) found.equal++;
    const order = [...ours.entries.keys()].filter((key) => inside.has(key));
    const wanted = [...inside.keys()].filter((key) => ours.entries.has(key));
    const inTable =
      order.length < inside.size || isByHeart(ours) || [...ours.entries.values()].some(({ value }) => isByHeart(value));
    if (!inTable && order.join('\n') !== wanted.join('\n')) {
      found.differing.push(`${path}: order ${order.join(' ')}, ${wanted.join(' ')}`);
    }
  }
}

/** The key of ours that a key of the framework's array is: itself, or the name of the constant at that place. */
function nameOf(key: string | number, index: number, ours: ArrayValue): string {
  const name = [...ours.entries.keys()][index];
  const isConstant = typeof key === 'number' && name !== undefined && byName.test(name);
  return isConstant && !ours.entries.has(String(key)) ? name : String(key);
}

/** From our table of the framework's defaults, in which the order of keys is not the framework's. */
function isByHeart(value: Value): boolean {
  if (value.kind === 'absent') return false;
  return value.origins.some(({ source, file }) => source === 'framework' && file === undefined);
}

function isSame(ours: KnownValue, theirs: Tagged): boolean {
  const type = theirs[0];
  const value = type === 'null' ? null : theirs[1];
  if (typeof ours.value === 'number') {
    const isFloat = ours.float === true || !Number.isInteger(ours.value);
    return type === (isFloat ? 'float' : 'int') && ours.value === value;
  }
  const own = ours.value === null ? 'null' : typeof ours.value === 'boolean' ? 'bool' : 'string';
  return type === own && ours.value === value;
}

function leaves(path: string, value: Tagged | undefined): readonly string[] {
  if (value?.[0] !== 'array' || value[1].length === 0) return [path];
  return value[1].flatMap(([key, child]) => leaves(`${path}.${key}`, child));
}
