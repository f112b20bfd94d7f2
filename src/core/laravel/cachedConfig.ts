import { joinPath } from '../base/path';
import { namesSecret } from './envLookup';
import type { ParseCache } from './parseCache';
import { evaluateProgram } from './php/evaluate';
import type { Surroundings } from './php/machine';
import { unknown } from './php/values';
import type { LaravelProject, ReadProblem } from './project';
import type { TextSource } from './textSource';
import { type Value, at } from './value';

/** Longest cache file that is parsed, in UTF-16 units: `config:cache` writes everything into one file. */
const longest = 4 * 1024 * 1024;

/**
 * bootstrap/cache/config.php as `php artisan config:cache` writes it (var_export of everything); undefined when it is not
 * there. It is parsed on first use.
 */
export async function readCachedConfig(
  source: TextSource,
  root: string,
  surroundings: Surroundings,
  withholdSecrets: boolean,
  cache: ParseCache,
  problems: ReadProblem[],
  signal: AbortSignal | undefined,
): Promise<LaravelProject['cachedConfig']> {
  const file = joinPath(root, 'bootstrap/cache/config.php');
  const read = await source.readText(file, signal);
  if (read.kind === 'missing') return undefined;
  const origins = [{ source: 'config', file }] as const;
  if (read.kind === 'unreadable') {
    problems.push({ file, message: read.message });
    return { file, get: () => unknown('cached', read.message, origins) };
  }
  let value: Value | undefined;
  const load = (): Value => {
    const parsed = cache.parse(file, read.text, longest);
    if (!parsed.ok) return unknown('cached', parsed.message, origins);
    return evaluateProgram(parsed.program, { file, source: 'config', surroundings, steps: read.text.length });
  };
  return {
    file,
    ...(read.modifiedAt === undefined ? {} : { modifiedAt: read.modifiedAt }),
    get: (path) => {
      value ??= load();
      const found = at(value, path);
      if (!withholdSecrets || found.kind !== 'known' || typeof found.value !== 'string' || !namesSecret(path))
        return found;
      return unknown('withheld', `${path} is not read in Restricted Mode`, found.origins);
    },
  };
}
