import { isAbsolutePath, joinPath } from '../base/path';
import type { ComposerManifest } from './composer';
import type { ParseCache } from './parseCache';
import type { Program } from './php/syntax';
import { expressionsIn } from './php/walk';
import { pathText } from './writtenPath';
import type { TextSource } from './textSource';

/** What bootstrap/app.php and the application's own Application class say about where things are. */
export interface Bootstrap {
  readonly layout: 'slim' | 'kernel';
  /** Absolute. */
  readonly configFolder: string;
  /** Absolute. */
  readonly environmentFolder: string;
  /** ".env" unless loadEnvironmentFrom() names another. */
  readonly environmentName: string;
  /** False after dontMergeFrameworkConfiguration(). */
  readonly mergesFramework: boolean;
  /** Absolute; undefined when it was moved to a place we cannot tell. */
  readonly storageFolder?: string;
  readonly publicFolder?: string;
}

/**
 * Reads bootstrap/app.php and, when it starts a class of the application itself (BookStack's does), the method overrides
 * of that class. Paths are followed when they are written as text, __DIR__ and basePath() joined with dots.
 */
export async function readBootstrap(
  source: TextSource,
  root: string,
  manifest: ComposerManifest | undefined,
  cache: ParseCache,
  signal: AbortSignal | undefined,
): Promise<Bootstrap> {
  const file = joinPath(root, 'bootstrap/app.php');
  const program = await load(source, file, cache, signal);
  const found: Record<string, string | undefined> = {};
  let slim = false;
  let merges = true;
  for (const expression of expressionsIn(program)) {
    if (expression.kind === 'staticCall' && expression.method === 'configure') slim = true;
    if (expression.kind !== 'methodCall' || typeof expression.method !== 'string') continue;
    if (expression.method === 'dontMergeFrameworkConfiguration') merges = false;
    const setting = setters[expression.method];
    const [argument] = expression.arguments;
    if (setting !== undefined && argument !== undefined) {
      found[setting] = pathText(argument.value, root, joinPath(root, 'bootstrap')) ?? '?';
    }
  }
  const className = program === undefined ? undefined : applicationClass(program);
  if (className !== undefined) {
    const classFile = psr4(className, root, manifest);
    const declared = classFile === undefined ? undefined : await load(source, classFile, cache, signal);
    const folder = classFile === undefined ? root : joinPath(classFile, '..');
    for (const [method, value] of overrides(declared, root, folder)) found[method] ??= value;
  }
  const absolute = (value: string | undefined, otherwise: string): string =>
    value === undefined || value === '?'
      ? joinPath(root, otherwise)
      : isAbsolutePath(value)
        ? value
        : joinPath(root, value);
  return {
    layout: slim ? 'slim' : 'kernel',
    configFolder: absolute(found['configPath'], 'config'),
    environmentFolder: absolute(found['environmentPath'], ''),
    environmentName: plainName(found['environmentFile']),
    mergesFramework: merges,
    ...(found['storagePath'] === '?' ? {} : { storageFolder: absolute(found['storagePath'], 'storage') }),
    ...(found['publicPath'] === '?' ? {} : { publicFolder: absolute(found['publicPath'], 'public') }),
  };
}

const setters: Readonly<Record<string, string>> = {
  useConfigPath: 'configPath',
  useEnvironmentPath: 'environmentPath',
  loadEnvironmentFrom: 'environmentFile',
  useStoragePath: 'storagePath',
  usePublicPath: 'publicPath',
};

function plainName(name: string | undefined): string {
  return name === undefined || name === '?' ? '.env' : name;
}

async function load(
  source: TextSource,
  file: string,
  cache: ParseCache,
  signal: AbortSignal | undefined,
): Promise<Program | undefined> {
  const read = await source.readText(file, signal);
  if (read.kind !== 'text') return undefined;
  const parsed = cache.parse(file, read.text);
  return parsed.ok ? parsed.program : undefined;
}

/** The class of `new …Application(` when it is not Laravel's own. */
function applicationClass(program: Program): string | undefined {
  for (const expression of expressionsIn(program)) {
    const { kind } = expression;
    if (kind !== 'new' && kind !== 'staticCall') continue;
    const name = expression.className;
    if (typeof name !== 'string' || !name.endsWith('Application') || name.startsWith('Illuminate\\')) continue;
    return name;
  }
  return undefined;
}

function psr4(className: string, root: string, manifest: ComposerManifest | undefined): string | undefined {
  let best: [string, string] | undefined;
  for (const [prefix, folder] of manifest?.namespaces ?? [['App\\', 'app/'] as const]) {
    if (className.startsWith(prefix) && prefix.length > (best?.[0].length ?? -1)) best = [prefix, folder];
  }
  if (best === undefined) return undefined;
  return joinPath(root, best[1], `${className.slice(best[0].length).replaceAll('\\', '/')}.php`);
}

/** configPath() and its like in the application's class, when their body is one return of a path. */
function overrides(program: Program | undefined, root: string, folder: string): [string, string][] {
  const methods = (program?.body ?? []).flatMap((each) => (each.kind === 'class' ? each.declaration.methods : []));
  return methods.flatMap((method): [string, string][] => {
    if (!/^(?:configPath|environmentPath|environmentFile|storagePath|publicPath)$/.test(method.name)) return [];
    const [only] = method.body.filter((each) => each.kind === 'return');
    if (only?.kind !== 'return' || only.value === undefined || method.body.length !== 1) return [[method.name, '?']];
    return [[method.name, pathText(only.value, root, folder) ?? '?']];
  });
}
