import { throwIfAborted } from '../base/abort';
import { parsePhp } from '../laravel/php/parse';
import type { LaravelProject } from '../laravel/project';
import type { TextSource } from '../laravel/textSource';
import { codeFiles } from './codeFiles';
import type { Code, Collector, SourceFile } from './collector';

/** What collectors found in one file. */
interface FileFacts {
  readonly text: string;
  readonly parsed: boolean;
  /** Collector → its facts; those that did not want the file are missing. `undefined`: wanted, and it could not be read. */
  readonly byCollector: ReadonlyMap<Collector<unknown>, readonly unknown[] | undefined>;
}

/** Facts kept between two readings: only files whose text changed are parsed again. */
export type CodeCache = Map<string, FileFacts>;

export function createCodeCache(): CodeCache {
  return new Map();
}

/**
 * Reads the application's own PHP files and collects facts. A file is parsed when at least one collector wants it.
 *
 * @param cache of the same application and the same collectors
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function readCode(
  source: TextSource,
  project: LaravelProject,
  collectors: readonly Collector<unknown>[],
  cache: CodeCache = createCodeCache(),
  signal?: AbortSignal,
): Promise<Code> {
  const files = await codeFiles(source, project.root, signal);
  const all: FileFacts[] = [];
  const present = new Set<string>();
  for (const { path, relative } of files) {
    throwIfAborted(signal);
    const read = await source.readText(path, signal);
    present.add(path);
    if (read.kind === 'missing') continue;
    const text = read.kind === 'text' ? read.text : '';
    const before = cache.get(path);
    const facts =
      before !== undefined && before.text === text && read.kind === 'text'
        ? before
        : factsOf({ path, relative, text }, collectors, read.kind === 'text');
    cache.set(path, facts);
    all.push(facts);
  }
  for (const path of cache.keys()) if (!present.has(path)) cache.delete(path);
  return codeOf(project, all);
}

function codeOf(project: LaravelProject, files: readonly FileFacts[]): Code {
  const joined = new Map<Collector<unknown>, readonly unknown[]>();
  return {
    project,
    facts<T>(collector: Collector<T>): readonly T[] {
      const before = joined.get(collector);
      const facts = before ?? files.flatMap(({ byCollector }) => byCollector.get(collector) ?? []);
      joined.set(collector, facts);
      // The map holds, for each collector, what that collector returned.
      return facts as readonly T[];
    },
    complete: (collector) =>
      files.every(({ byCollector }) => !byCollector.has(collector) || byCollector.get(collector) !== undefined),
    counts: { files: files.length, parsed: files.filter(({ parsed }) => parsed).length },
  };
}

function factsOf(file: SourceFile, collectors: readonly Collector<unknown>[], readable: boolean): FileFacts {
  const wanting = readable ? collectors.filter((collector) => collector.wants(file)) : collectors;
  if (wanting.length === 0) return { text: file.text, parsed: false, byCollector: new Map() };
  const parsed = readable ? parsePhp(file.text) : undefined;
  const byCollector = new Map<Collector<unknown>, readonly unknown[] | undefined>();
  for (const collector of wanting) {
    byCollector.set(collector, parsed?.ok ? collector.collect({ ...file, program: parsed.program }) : undefined);
  }
  return { text: file.text, parsed: readable, byCollector };
}
