import { joinPath } from '../../base/path';
import { inUnitsOf, lineEndOf } from '../../laravel/php/edit';
import type { ScaffoldContext } from './scaffold';

/** How the application writes its classes. */
export interface AppStyle {
  /** "App": the namespace of its first PSR-4 folder, without a backslash at the end. */
  readonly namespace: string;
  /** Absolute path of that folder. */
  readonly folder: string;
  readonly strictTypes: boolean;
  /** A file of the application whose indentation and line ends new files take over. */
  readonly sample: string;
}

/** Read from composer.json and the classes that every application has. */
export function appStyle({ root, manifest, textOf }: ScaffoldContext): AppStyle {
  const named = [...(manifest?.namespaces ?? [])].map(([prefix, path]) => ({ prefix, path: joinPath(path) }));
  const own =
    named.find(({ path }) => path === 'app') ??
    named.find(({ prefix }) => prefix === 'App\\') ??
    named.find(({ path }) => !path.startsWith('database'));
  const folder = joinPath(root, own?.path ?? 'app');
  const samples = ['Providers/AppServiceProvider.php', 'Models/User.php', 'User.php', 'Http/Kernel.php']
    .map((file) => textOf(joinPath(folder, file)))
    .filter((text) => text !== undefined);
  const strict = samples.filter((text) => /^declare\s*\(\s*strict_types\s*=\s*1\s*\)/m.test(text));
  return {
    namespace: (own?.prefix ?? 'App\\').replace(/\\$/, ''),
    folder,
    strictTypes: strict.length * 2 > samples.length,
    sample: samples[0] ?? '',
  };
}

/**
 * A new PHP file as the application would write it.
 *
 * @param namespace undefined for files without one
 * @param imports fully qualified classes
 * @param body what follows the imports, with line feeds, indented by four spaces a level
 */
export function newFile(
  style: AppStyle,
  namespace: string | undefined,
  imports: readonly string[],
  body: string,
): string {
  const lines = ['<?php', ''];
  if (style.strictTypes) lines.push('declare(strict_types=1);', '');
  if (namespace !== undefined) lines.push(`namespace ${namespace};`, '');
  const uses = [...new Set(imports)].sort().map((each) => `use ${each};`);
  if (uses.length > 0) lines.push(...uses, '');
  lines.push(...body.trim().split('\n'), '');
  return inUnitsOf(style.sample === '' ? '    ' : style.sample, lines).join(lineEndOf(style.sample));
}
