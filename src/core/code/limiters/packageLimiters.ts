import type { LaravelProject } from '../../laravel/project';

/**
 * Named limiters of packages, from their sources. Fortify defines none itself: the provider that it publishes does, under
 * these names, and its own routes ask for them. Names that end with a dot are beginnings.
 */
const known: ReadonlyMap<string, readonly string[]> = new Map([
  ['laravel/fortify', ['login', 'two-factor', 'passkeys']],
  ['statamic/cms', ['statamic.']],
]);

/** Load code of the application's own from folders that composer.json does not name. */
const moduleLoaders = ['nwidart/laravel-modules', 'internachi/modular', 'wikimedia/composer-merge-plugin'];

/** True when an installed package may define a limiter of this name. */
export function mayComeFromPackage(name: string, { packages }: Pick<LaravelProject, 'packages'>): boolean {
  for (const installed of packages.keys()) {
    const names = known.get(installed) ?? [];
    if (names.some((each) => each === name || (each.endsWith('.') && name.startsWith(each)))) return true;
    // A package that names its limiters after itself: "statamic.auth", "nova-api".
    const [vendor = '', short = ''] = installed.split('/');
    const [head = ''] = name.split(/[.:_-]/);
    if (head !== 'api' && head !== 'auth' && (name === short || head === short || head === vendor)) return true;
  }
  return false;
}

/** The package by which code of the application may lie where it is not read. */
export function moduleLoader({ packages }: Pick<LaravelProject, 'packages'>): string | undefined {
  return moduleLoaders.find((each) => packages.has(each));
}
