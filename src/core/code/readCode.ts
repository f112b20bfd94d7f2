import { throwIfAborted } from '../base/abort';
import { joinPath } from '../base/path';
import { sameData } from '../base/sameData';
import { parsePhp } from '../laravel/php/parse';
import type { Program } from '../laravel/php/syntax';
import type { LaravelProject } from '../laravel/project';
import type { TextSource } from '../laravel/textSource';
import { codeFiles } from './codeFiles';
import { codeOf, type FileFacts } from './codeOf';
import type { Code, Collector, ParsedFile, SourceFile } from './collector';

/** Nothing while there is time left; a promise that settles when others had their turn. */
export type GiveWay = () => Promise<void> | undefined;

/** Files that are read at the same time. */
const atOnce = 32;

/** Facts kept between two readings: only files whose text changed are parsed again. */
export type CodeCache = Map<string, FileFacts>;

export function createCodeCache(): CodeCache {
  return new Map();
}

/**
 * Reads the application's own PHP files and collects facts. A file is parsed when at least one collector wants it.
 *
 * @param cache of the same application
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function readCode(
  source: TextSource,
  project: LaravelProject,
  collectors: readonly Collector<unknown>[],
  cache: CodeCache = createCodeCache(),
  signal?: AbortSignal,
  giveWay?: GiveWay,
): Promise<Code> {
  const files = await codeFiles(source, project.root, signal);
  forgetOthers(cache, collectors);
  const all: FileFacts[] = [];
  const present = new Set<string>();
  for (let from = 0; from < files.length; from += atOnce) {
    const group = files.slice(from, from + atOnce);
    const peeked = group.map(({ path }) => source.peek?.(path));
    const reads = peeked.every((read) => read !== undefined)
      ? peeked
      : await Promise.all(group.map(async ({ path }, at) => peeked[at] ?? source.readText(path, signal)));
    for (const [index, { path, relative }] of group.entries()) {
      const turn = giveWay?.();
      if (turn !== undefined) await turn;
      throwIfAborted(signal);
      const read = reads[index];
      present.add(path);
      if (read === undefined || read.kind === 'missing') continue;
      const text = read.kind === 'text' ? read.text : '';
      const before = cache.get(path);
      const facts =
        before !== undefined && before.text === text && read.kind === 'text'
          ? before
          : sameWhereEqual(before, factsOf({ path, relative, text }, collectors, read.kind === 'text'));
      cache.set(path, facts);
      all.push(facts);
    }
  }
  for (const path of cache.keys()) if (!present.has(path)) cache.delete(path);
  return codeOf(project, all, await readSchemaDumps(source, project.root, signal), cache, new Set(collectors));
}

const ranFor = new WeakMap<CodeCache, readonly Collector<unknown>[]>();

/** Facts of other collectors than now are of no use: a setting turned a rule on or off, or a connection brought live facts. */
function forgetOthers(cache: CodeCache, collectors: readonly Collector<unknown>[]): void {
  const before = ranFor.get(cache);
  const same = before?.length === collectors.length && collectors.every((each, index) => each === before[index]);
  if (before !== undefined && !same) cache.clear();
  ranFor.set(cache, collectors);
}

async function readSchemaDumps(
  source: TextSource,
  root: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string | undefined>> {
  const folder = joinPath(root, 'database/schema');
  const dumps = new Map<string, string | undefined>();
  for (const { name, kind } of await source.list(folder, signal)) {
    if (kind !== 'file' || !/-schema\.(?:sql|dump)$/.test(name)) continue;
    const read = await source.readText(joinPath(folder, name), signal);
    if (read.kind !== 'missing') dumps.set(name, read.kind === 'text' ? read.text : undefined);
  }
  return dumps;
}

/** What lexical collectors are given instead of a syntax tree. */
const nothing: Program = { body: [] };

function factsOf(file: SourceFile, collectors: readonly Collector<unknown>[], readable: boolean): FileFacts {
  const wanting = readable ? collectors.filter((collector) => collector.wants(file)) : collectors;
  if (wanting.length === 0) return { text: file.text, parsed: false, byCollector: new Map() };
  const parses = wanting.some(({ lexical }) => lexical !== true);
  const parsed = readable && parses ? parsePhp(file.text) : undefined;
  const byCollector = new Map<Collector<unknown>, readonly unknown[] | undefined>();
  for (const collector of wanting) {
    const program = collector.lexical === true && readable ? nothing : parsed?.ok === true ? parsed.program : undefined;
    byCollector.set(collector, program === undefined ? undefined : collect(collector, { ...file, program }));
  }
  return { text: file.text, parsed: parsed !== undefined, byCollector };
}

/** A tree may be as deep as the parser lets it be, and deeper than a collector can go: the file was not read then. */
function collect(collector: Collector<unknown>, file: ParsedFile): readonly unknown[] | undefined {
  try {
    return collector.collect(file);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Most keystrokes change a file's text and none of its facts: what is equal stays the same object. */
function sameWhereEqual(before: FileFacts | undefined, now: FileFacts): FileFacts {
  if (before === undefined) return now;
  const byCollector = new Map<Collector<unknown>, readonly unknown[] | undefined>();
  for (const [collector, facts] of now.byCollector) {
    const old = before.byCollector.get(collector);
    const equal = old !== undefined && facts !== undefined && sameData(old, facts);
    byCollector.set(collector, equal ? old : facts);
  }
  return { ...now, byCollector };
}
