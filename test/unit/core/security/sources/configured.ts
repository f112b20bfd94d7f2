import type { InstalledPackage, LaravelProject } from '../../../../../src/core/laravel/project';
import { at, type ArrayEntry, type Value } from '../../../../../src/core/laravel/value';

/** PHP values; `Value` where something cannot be known. */
export type Plain = string | number | boolean | null | Value | { readonly [key: string]: Plain };

/** A value that cannot be known. */
export const unknown = (detail: string): Value => ({ kind: 'unknown', reason: 'call', detail, origins: [] });

function value(plain: Plain): Value {
  if (typeof plain !== 'object' || plain === null) return { kind: 'known', value: plain, origins: [] };
  if ('kind' in plain && 'origins' in plain) return plain as Value;
  const entries = new Map<string, ArrayEntry>(
    Object.entries(plain).map(([key, child]) => [key, { key, value: value(child) }]),
  );
  return { kind: 'array', entries, origins: [] };
}

/** A project with this configuration and these packages. */
export function configured(config: Plain, packages: Readonly<Record<string, InstalledPackage>> = {}): LaravelProject {
  const all = value(config);
  return {
    root: '/srv/shop',
    name: 'shop',
    layout: 'slim',
    version: { source: 'unknown' },
    packages: new Map(Object.entries(packages)),
    config: { get: (path) => at(all, path), folder: '/srv/shop/config', names: [] },
    problems: [],
  };
}
