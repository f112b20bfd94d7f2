import { once } from '../base/memo';
import { createRedactor } from '../base/redact';
import { laravelEnvCast } from './env';
import { namesSecret } from './envLookup';
import type { LaravelProject } from './project';
import type { KnownValue, Origin, Value } from './value';

/** A value as it may be shown to people: never a secret's. */
export type ShownValue =
  /** As PHP writes it: `"redis"`, `true`, `null`, `60`, `1.5`. */
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'secret'; readonly set: boolean }
  | { readonly kind: 'array'; readonly entries: number }
  | { readonly kind: 'unknown'; readonly why: string }
  /** No file defines it: config() answers null, or its caller's default. */
  | { readonly kind: 'absent' };

/** What a configuration key or an environment variable is, and why. */
export interface ExplainedValue {
  readonly shown: ShownValue;
  /** Places that made it so, from where it is written to where it is used. */
  readonly steps: readonly Origin[];
}

/** Longest text that is shown whole. */
const longest = 120;

/** The effective value of a configuration key ("cache.default") and where it comes from. */
export function explainConfig(project: LaravelProject, path: string): ExplainedValue {
  const value = project.config.get(path);
  if (value.kind === 'absent') return { shown: { kind: 'absent' }, steps: [] };
  return { shown: shownValue(project, path, value), steps: value.origins.toReversed() };
}

/** What a cached configuration says of the key, when there is one and that is certainly another value. */
export function cachedInstead(project: LaravelProject, path: string): ShownValue | undefined {
  const cached = project.cachedConfig?.get(path);
  const now = project.config.get(path);
  if (cached?.kind !== 'known' || now.kind !== 'known' || cached.value === now.value) return undefined;
  const shown = shownValue(project, path, cached);
  return shown.kind === 'value' ? shown : undefined;
}

/** What `env()` makes of a variable of the environment file, and its line there; absent when the file has no such line. */
export function explainVariable(project: LaravelProject, key: string): ExplainedValue {
  const entry = project.env?.content.get(key);
  if (entry === undefined || project.env === undefined) return { shown: { kind: 'absent' }, steps: [] };
  const origin: Origin = { source: 'env', file: project.env.file, range: entry.valueRange, envKey: key };
  return { shown: shownVariable(key, entry.value), steps: [origin] };
}

/** Configuration keys whose value depends on a variable, with the place that reads it; in the order of the files. */
export function readersOf(project: LaravelProject, key: string): readonly ConfigReader[] {
  return readers(project).get(key) ?? [];
}

/** A configuration key that reads an environment variable. */
export interface ConfigReader {
  readonly path: string;
  /** The outermost expression in the configuration file. */
  readonly origin: Origin;
}

/** A shown value in a few words: `"redis"`, `(secret, set)`, `an array of 3`. */
export function shownText(shown: ShownValue): string {
  if (shown.kind === 'value') return shown.text;
  if (shown.kind === 'secret') return shown.set ? '(secret, set)' : '(empty)';
  if (shown.kind === 'array') return shown.entries === 0 ? 'an empty array' : `an array of ${shown.entries}`;
  return shown.kind === 'unknown' ? `not known: ${shown.why}` : 'not set';
}

/** Every value of the application's configuration files with its path, outermost first. */
export function* configValues(project: LaravelProject): Generator<readonly [path: string, value: Value]> {
  const pending = project.config.names.toReversed().map((name) => [name, project.config.get(name)] as const);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, value] = next;
    yield next;
    if (value.kind !== 'array') continue;
    for (const [key, entry] of [...value.entries].toReversed()) pending.push([`${path}.${key}`, entry.value]);
  }
}

const readers = once((project: LaravelProject): ReadonlyMap<string, readonly ConfigReader[]> => {
  const found = new Map<string, ConfigReader[]>();
  for (const [path, value] of configValues(project)) {
    if (value.kind !== 'known' && value.kind !== 'unknown') continue;
    const [origin] = value.origins;
    if (origin === undefined || origin.source === 'framework' || origin.source === 'package') continue;
    for (const key of new Set(value.origins.flatMap(({ envKey }) => envKey ?? []))) {
      const before = found.get(key);
      if (before === undefined) found.set(key, [{ path, origin }]);
      else before.push({ path, origin });
    }
  }
  return found;
});

function shownValue(project: LaravelProject, path: string, value: Exclude<Value, { kind: 'absent' }>): ShownValue {
  if (value.kind === 'array') return { kind: 'array', entries: value.entries.size };
  if (value.kind === 'known') {
    const secret = namesSecret(path) || value.origins.some(({ envKey }) => envKey !== undefined && namesSecret(envKey));
    return shownKnown(value, secret);
  }
  if (value.reason !== 'withheld') return { kind: 'unknown', why: value.detail };
  // A secret variable is not evaluated, but whether it is set stands in the environment file.
  const variable = value.origins.find(({ envKey }) => envKey !== undefined)?.envKey;
  if (variable === undefined) return { kind: 'secret', set: true };
  return shownVariable(variable, project.env?.content.get(variable)?.value ?? null);
}

function shownVariable(key: string, text: string | null): ShownValue {
  return shownKnown({ kind: 'known', value: laravelEnvCast(text), origins: [] }, namesSecret(key));
}

function shownKnown({ value, float }: KnownValue, secret: boolean): ShownValue {
  if (typeof value !== 'string') {
    const number = float === true && Number.isInteger(value) ? `${String(value)}.0` : String(value);
    return { kind: 'value', text: number };
  }
  if (value === '' && secret) return { kind: 'secret', set: false };
  if ((secret && !isPlainAddress(value)) || createRedactor().redact(value) !== value)
    return { kind: 'secret', set: true };
  const cut = value.length > longest ? `${value.slice(0, longest)}…` : value;
  return { kind: 'value', text: JSON.stringify(cut) };
}

/** "https://shop.example.com": nothing but a host, which is no secret although names with URL count as such. */
function isPlainAddress(text: string): boolean {
  return /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?\/?$/.test(text);
}
