import type { LaravelProject } from '../../../../src/core/laravel/project';
import { at, type Value } from '../../../../src/core/laravel/value';

/** A configuration as PHP would have it, with values of ours where something is not certain. */
export type Plain = string | number | boolean | null | Value | { readonly [key: string]: Plain } | readonly Plain[];

export const unknown = (detail: string): Value => ({ kind: 'unknown', reason: 'call', detail, origins: [] });
const isValue = (plain: Plain): plain is Value => typeof plain === 'object' && plain !== null && 'kind' in plain;

function value(plain: Plain, path = 'config'): Value {
  if (isValue(plain)) return plain;
  if (typeof plain !== 'object' || plain === null)
    return {
      kind: 'known',
      value: plain,
      origins: [{ source: 'config', file: `/srv/shop/config/${path.split('.')[1]}.php` }],
    };
  const entries = Object.entries<Plain>(plain);
  return {
    kind: 'array',
    entries: new Map(entries.map(([key, child]) => [key, { key, value: value(child, `${path}.${key}`) }])),
    origins: [],
  };
}

/** A project with this configuration and nothing else. */
export function projectOf(config: Plain, more: Partial<LaravelProject> = {}): LaravelProject {
  const all = value(config);
  return {
    root: '/srv/shop',
    name: 'shop',
    layout: 'slim',
    version: { source: 'unknown' },
    packages: new Map(),
    config: { get: (path) => at(all, path), folder: '/srv/shop/config', names: [] },
    problems: [],
    ...more,
  };
}
