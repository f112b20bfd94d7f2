import { joinPath } from '../base/path';
import type { InstalledPackage } from './project';
import type { TextRead } from './textSource';

// composer.json, composer.lock and vendor/composer/installed.json (Composer documentation, "The composer.json schema" and
// "The lock file"). Whatever is not of that shape counts as not written.

/** The parts of composer.json that say what the application is made of. */
export interface ComposerManifest {
  /** Package name → version constraint, `require` before `require-dev`. */
  readonly requires: ReadonlyMap<string, string>;
  /** `autoload.files`: loaded on every request, relative to the manifest. */
  readonly files: readonly string[];
  /** PSR-4 namespace prefix ("App\\") → first folder, relative to the manifest. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** `config.vendor-dir`, "vendor" by default. */
  readonly vendorFolder: string;
}

/** Undefined when the text is no JSON object. */
export function readManifest(text: string): ComposerManifest | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const requires = new Map<string, string>();
  for (const section of ['require-dev', 'require']) {
    for (const [name, constraint] of Object.entries(field(json, section))) {
      if (typeof constraint === 'string') requires.set(name.toLowerCase(), constraint);
    }
  }
  const namespaces = new Map<string, string>();
  for (const [prefix, folder] of Object.entries(field(field(json, 'autoload'), 'psr-4'))) {
    const first: unknown = Array.isArray(folder) ? folder[0] : folder;
    if (typeof first === 'string') namespaces.set(prefix, first);
  }
  const listed = field(json, 'autoload')['files'];
  const files = Array.isArray(listed) ? listed.filter((each): each is string => typeof each === 'string') : [];
  const vendor = field(json, 'config')['vendor-dir'];
  return { requires, files, namespaces, vendorFolder: typeof vendor === 'string' ? vendor : 'vendor' };
}

/** Packages of composer.lock, or of vendor/composer/installed.json; undefined when the text is neither. */
export function readPackages(text: string): Map<string, InstalledPackage> | undefined {
  const json = parseJson(text);
  const isObject = isRecord(json);
  if (!isObject && !Array.isArray(json)) return undefined;
  const packages = new Map<string, InstalledPackage>();
  // installed.json: Composer 1 wrote a bare list; Composer 2 names the development packages beside it.
  const devNames = isObject && Array.isArray(json['dev-package-names']) ? json['dev-package-names'] : [];
  for (const each of isObject ? asList(json['packages']) : json) add(packages, each, devNames);
  for (const each of isObject ? asList(json['packages-dev']) : []) add(packages, each, undefined);
  return packages;
}

function add(
  packages: Map<string, InstalledPackage>,
  written: unknown,
  devNames: readonly unknown[] | undefined,
): void {
  if (!isRecord(written)) return;
  const { name, version } = written;
  if (typeof name !== 'string' || typeof version !== 'string') return;
  const dev = devNames === undefined || devNames.includes(name);
  packages.set(name.toLowerCase(), { version: version.replace(/^v(?=\d)/, ''), dev });
}

/** Where composer put packages. */
export function vendorFolder(root: string, manifest: ComposerManifest | undefined): string {
  return joinPath(root, manifest?.vendorFolder ?? 'vendor');
}

/** The text of a file that was read; undefined for the others. */
export function textOf(read: TextRead): string | undefined {
  return read.kind === 'text' ? read.text : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // half-typed or no JSON: said by the caller, with the file's name
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const json = parseJson(text);
  return isRecord(json) ? json : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function field(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = parent[name];
  return isRecord(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
