import { joinPath } from '../base/path';
import type { ConfigFile } from './configFiles';
import { shallow } from './merging';
import { ArrayBuilder } from './php/values';
import type { InstalledPackage } from './project';
import type { TextSource } from './textSource';
import type { ArrayValue } from './value';

/** A package that merges its own config file under the application's. */
interface ConfiguredPackage {
  readonly package: string;
  readonly name: string;
  /** From this major on, every section of the first level is merged as well (Spatie\Backup\Config\*::fromArray). */
  readonly mergesSectionsFrom?: number;
}

// mergeConfigFrom() of the package's service provider: array_merge(package, application).
const configuredPackages: readonly ConfiguredPackage[] = [
  { package: 'spatie/laravel-backup', name: 'backup', mergesSectionsFrom: 9 },
  { package: 'spatie/laravel-health', name: 'health' },
  { package: 'spatie/laravel-activitylog', name: 'activitylog' },
  { package: 'laravel/horizon', name: 'horizon' },
  { package: 'laravel/pulse', name: 'pulse' },
  { package: 'laravel/sanctum', name: 'sanctum' },
  { package: 'laravel/telescope', name: 'telescope' },
];

/** A package in use, and its config file when it is on this machine. */
export interface PackageConfig extends ConfigFile {
  readonly mergesSections: boolean;
}

/** The config files of the packages above that the application has installed. */
export async function readPackageConfigs(
  source: TextSource,
  vendor: string,
  packages: ReadonlyMap<string, InstalledPackage>,
  signal: AbortSignal | undefined,
): Promise<readonly PackageConfig[]> {
  const used = configuredPackages.filter((each) => packages.has(each.package));
  return Promise.all(
    used.map(async ({ package: packageName, name, mergesSectionsFrom }) => {
      const file = joinPath(vendor, packageName, `config/${name}.php`);
      const major = Number.parseInt(packages.get(packageName)?.version ?? '', 10);
      const mergesSections = mergesSectionsFrom !== undefined && major >= mergesSectionsFrom;
      return { name, file, read: await source.readText(file, signal), mergesSections };
    }),
  );
}

/** The package's file under the application's. */
export function mergePackage(base: ArrayValue, own: ArrayValue | undefined, mergesSections: boolean): ArrayValue {
  if (own === undefined) return base;
  const result = new ArrayBuilder(shallow(base, own));
  for (const [key, entry] of mergesSections ? base.entries : []) {
    const after = own.entries.get(key);
    if (entry.value.kind !== 'array' || after?.value.kind !== 'array' || isList(after.value)) continue;
    result.put({ ...after, value: shallow(entry.value, after.value) });
  }
  return result.build(own.origins);
}

function isList(value: ArrayValue): boolean {
  return [...value.entries.values()].every((entry) => typeof entry.key === 'number');
}
