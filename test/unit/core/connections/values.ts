import type { EnvEntry } from '../../../../src/core/laravel/env';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { absent, at, type ArrayValue, type Origin, type Scalar, type Value } from '../../../../src/core/laravel/value';

/** A value that no file tells. */
export function unknownValue(detail: string, reason: 'call' | 'withheld' = 'call'): Value {
  return { kind: 'unknown', reason, detail, origins: [] };
}

export type Plain = Scalar | Value | readonly Plain[] | { readonly [key: string]: Plain };

/** Plain data as the evaluator gives it. */
export function valueOf(plain: Plain, origins: readonly Origin[] = []): Value {
  if (plain === null || typeof plain !== 'object') return { kind: 'known', value: plain, origins };
  if (isValue(plain)) return plain;
  return arrayOf(plain, origins);
}

export function arrayOf(
  plain: readonly Plain[] | { readonly [key: string]: Plain },
  origins: readonly Origin[] = [],
): ArrayValue {
  const entries = Object.entries(plain).map(
    ([key, entry]) => [key, { key: /^\d+$/.test(key) ? Number(key) : key, value: valueOf(entry, origins) }] as const,
  );
  return { kind: 'array', entries: new Map(entries), origins };
}

function isValue(plain: object): plain is Value {
  return 'kind' in plain && ['known', 'array', 'unknown', 'absent'].includes(String(plain.kind));
}

/** A project with this configuration, as the config reader would give it. */
export function projectOf(
  config: { readonly [key: string]: Plain },
  options: { readonly root?: string; readonly env?: Readonly<Record<string, string>>; readonly major?: number } = {},
): LaravelProject {
  const all = arrayOf(config);
  const root = options.root ?? '/srv/shop';
  const entries = Object.entries(options.env ?? {}).map(
    ([key, value]): EnvEntry => ({
      key,
      value,
      quote: 'none',
      keyRange: { start: 0, end: 0 },
      valueRange: { start: 0, end: 0 },
    }),
  );
  return {
    root,
    name: 'shop',
    layout: 'slim',
    version: { source: 'unknown', ...(options.major === undefined ? {} : { major: options.major }) },
    packages: new Map(),
    ...(options.env === undefined
      ? {}
      : {
          env: {
            file: `${root}/.env`,
            content: { entries, problems: [], get: (key: string) => entries.findLast((entry) => entry.key === key) },
          },
        }),
    config: { get: (path) => at(all, path) ?? absent, folder: `${root}/config`, names: Object.keys(config) },
    problems: [],
  };
}
