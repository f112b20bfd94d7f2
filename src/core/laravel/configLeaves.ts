import type { LaravelConfig } from './project';
import type { KnownValue, UnknownValue, Value } from './value';

/** One entry of the configuration that holds no further entries: "queue.default". */
export interface ConfigLeaf {
  readonly path: string;
  readonly value: KnownValue | UnknownValue;
}

/** Deeper than any configuration is; PHP arrays from files cannot be endless, but may be nested on purpose. */
const deepest = 12;

/** Every certain or unknown entry of the application's own config files, in the order of the files. */
export function* configLeaves(config: LaravelConfig): Generator<ConfigLeaf> {
  for (const name of config.names) yield* leavesOf(name, config.get(name), deepest);
}

function* leavesOf(path: string, value: Value, depth: number): Generator<ConfigLeaf> {
  if (value.kind === 'absent') return;
  if (value.kind !== 'array') {
    yield { path, value };
    return;
  }
  if (depth === 0) return;
  // A key with a dot in it cannot be asked for by its path.
  for (const [key, entry] of value.entries) {
    if (!key.includes('.')) yield* leavesOf(`${path}.${key}`, entry.value, depth - 1);
  }
}
