import { baseName, isAbsolutePath, joinPath, relativePath } from '../base/path';
import { throwIfAborted } from '../base/abort';
import { type Bootstrap, readBootstrap } from './bootstrap';
import { readCachedConfig } from './cachedConfig';
import { type ComposerManifest, readManifest, textOf, vendorFolder } from './composer';
import { evaluateConfig } from './config';
import { readConfigFiles } from './configFiles';
import { readEnv } from './env';
import { type EnvSource, envLookup } from './envLookup';
import { readHelpers } from './helpers';
import { readPackageConfigs } from './packageDefaults';
import { type ParseCache, createParseCache } from './parseCache';
import { defaultFolders } from './php/laravelFunctions';
import type { Surroundings } from './php/machine';
import type { InstalledPackage, LaravelProject, ReadProblem } from './project';
import type { TextSource } from './textSource';
import { type VersionEvidence, laravelVersion } from './versions';

export interface ReadProjectOptions {
  /** Absolute, or relative to the root; by default the one that bootstrap/app.php names, else ".env". */
  readonly environmentFile?: string;
  /** Restricted Mode: variables whose name says that they hold a secret are unknown (`withheld`). */
  readonly withholdSecrets?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads the application in a folder: version, packages, environment file and configuration, all from files and without
 * running PHP. What cannot be read is in `problems` and unknown in the configuration.
 *
 * @param root absolute path with forward slashes; need not be an application
 * @param cache keeps parsed files from one reading to the next
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function readProject(
  source: TextSource,
  root: string,
  options: ReadProjectOptions = {},
  cache: ParseCache = createParseCache(),
): Promise<LaravelProject> {
  const { signal, withholdSecrets = false } = options;
  throwIfAborted(signal);
  const folder = joinPath(root);
  const problems: ReadProblem[] = [];
  const composer = await readComposer(source, folder, cache, problems, signal);
  const { manifest, packages } = composer;
  const vendor = vendorFolder(folder, manifest);
  const version = laravelVersion(composer.evidence);
  const bootstrap = await readBootstrap(source, folder, manifest, cache, signal);
  const envSource = await readEnvironment(source, folder, bootstrap, options, packages, problems);
  const env = envLookup(envSource, withholdSecrets);
  const surroundings: Omit<Surroundings, 'config'> = {
    env,
    folders: foldersOf(folder, bootstrap, version.major, env),
    helpers: await readHelpers(source, folder, manifest, cache, signal),
    ...(version.major !== undefined && version.major < 10 ? { keepsSlashes: true } : {}),
  };
  const files = await readConfigFiles(source, bootstrap.configFolder, true, signal);
  const base = await readConfigFiles(source, joinPath(vendor, 'laravel/framework/config'), false, signal);
  throwIfAborted(signal);
  const input = {
    folder: bootstrap.configFolder,
    files,
    base,
    packages: await readPackageConfigs(source, vendor, packages, signal),
    major: version.major,
    mergesFramework: bootstrap.mergesFramework,
    surroundings,
  };
  const config = evaluateConfig(input, cache, problems);
  if (files.length === 0 && (version.major ?? 0) < 11) {
    problems.push({
      file: bootstrap.configFolder,
      message: `No configuration files in ${relativePath(folder, bootstrap.configFolder)}.`,
    });
  }
  const cachedConfig = await readCachedConfig(
    source,
    folder,
    { ...surroundings, config: (path) => config.get(path) },
    withholdSecrets,
    cache,
    problems,
    signal,
  );
  return {
    root: folder,
    name: baseName(folder),
    layout: bootstrap.layout,
    version,
    packages,
    config,
    problems,
    ...(envSource.kind === 'file' ? { env: environmentOf(envSource) } : {}),
    ...(cachedConfig === undefined ? {} : { cachedConfig }),
  };
}

interface Composer {
  readonly manifest: ComposerManifest | undefined;
  readonly packages: ReadonlyMap<string, InstalledPackage>;
  readonly evidence: VersionEvidence;
}

async function readComposer(
  source: TextSource,
  root: string,
  cache: ParseCache,
  problems: ReadProblem[],
  signal: AbortSignal | undefined,
): Promise<Composer> {
  const artisan = joinPath(root, 'artisan');
  if (!(await source.list(root, signal)).some((entry) => entry.name === 'artisan')) {
    problems.push({
      file: artisan,
      message: 'There is no artisan in this folder: it is not the root of a Laravel application.',
    });
  }
  const readJson = async <T>(
    path: string,
    parse: (text: string, file: string) => T | undefined,
    required: boolean,
  ): Promise<T | undefined> => {
    const file = joinPath(root, path);
    const read = await source.readText(file, signal);
    if (read.kind === 'missing') {
      if (required) problems.push({ file, message: `There is no ${path} in this folder.` });
      return undefined;
    }
    if (read.kind === 'unreadable') {
      problems.push({ file, message: read.message });
      return undefined;
    }
    const parsed = parse(read.text, file);
    if (parsed === undefined) problems.push({ file, message: `${path} is not valid JSON.` });
    return parsed;
  };
  const packagesOf = (text: string, file: string) => cache.packages(file, text);
  const manifest = await readJson('composer.json', readManifest, true);
  const lock = await readJson('composer.lock', packagesOf, false);
  const vendor = relativePath(root, vendorFolder(root, manifest));
  const installed =
    lock === undefined ? await readJson(`${vendor}/composer/installed.json`, packagesOf, false) : undefined;
  const known = lock ?? installed;
  const application =
    known?.has('laravel/framework') === true
      ? undefined
      : textOf(
          await source.readText(
            joinPath(root, vendor, 'laravel/framework/src/Illuminate/Foundation/Application.php'),
            signal,
          ),
        );
  const evidence: VersionEvidence = {
    ...(lock === undefined ? {} : { lock }),
    ...(installed === undefined ? {} : { installed }),
    ...(application === undefined ? {} : { application }),
    ...(manifest === undefined ? {} : { manifest }),
  };
  return { manifest, packages: known ?? new Map<string, InstalledPackage>(), evidence };
}

async function readEnvironment(
  source: TextSource,
  root: string,
  bootstrap: Bootstrap,
  options: ReadProjectOptions,
  packages: ReadonlyMap<string, InstalledPackage>,
  problems: ReadProblem[],
): Promise<EnvSource> {
  const asked = options.environmentFile;
  const byDefault = joinPath(bootstrap.environmentFolder, bootstrap.environmentName);
  const file = asked === undefined ? byDefault : isAbsolutePath(asked) ? joinPath(asked) : joinPath(root, asked);
  const read = await source.readText(file, options.signal);
  if (read.kind === 'text') {
    const { modifiedAt } = read;
    const content = readEnv(read.text, dialect(packages));
    return { kind: 'file', file, content, ...(modifiedAt === undefined ? {} : { modifiedAt }) };
  }
  if (read.kind === 'missing') {
    if (asked !== undefined)
      problems.push({ file, message: `The environment file ${relativePath(root, file)} does not exist.` });
    return { kind: 'missing' };
  }
  problems.push({ file, message: read.message });
  return { kind: 'unreadable', file, message: read.message };
}

function environmentOf({ file, content, modifiedAt }: EnvSource & { kind: 'file' }): LaravelProject['env'] & object {
  return { file, content, ...(modifiedAt === undefined ? {} : { modifiedAt }) };
}

/** phpdotenv before 5.5 reads a few lines differently. */
function dialect(packages: ReadonlyMap<string, InstalledPackage>): '5.4' | '5.6' {
  const [major = 5, minor = 6] = (packages.get('vlucas/phpdotenv')?.version ?? '5.6').split('.').map(Number);
  return major < 5 || (major === 5 && minor < 5) ? '5.4' : '5.6';
}

function foldersOf(
  root: string,
  bootstrap: Bootstrap,
  major: number | undefined,
  env: Surroundings['env'],
): ReadonlyMap<string, string> {
  const folders = defaultFolders(root, bootstrap.configFolder);
  for (const [name, moved] of [
    ['storage', bootstrap.storageFolder],
    ['public', bootstrap.publicFolder],
  ] as const) {
    if (moved === undefined) folders.delete(name);
    else folders.set(name, moved);
  }
  const storage = env('LARAVEL_STORAGE_PATH');
  if (storage.kind === 'set' && (major ?? 0) >= 10) folders.set('storage', storage.text);
  return folders;
}
