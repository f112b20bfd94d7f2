import { joinPath } from '../base/path';
import { naturalOrder } from './loadOrder';
import type { TextRead, TextSource } from './textSource';

/** A configuration file as Laravel names it. */
export interface ConfigFile {
  /** "database", "prologue.alerts". */
  readonly name: string;
  readonly file: string;
  readonly read: TextRead;
}

/** More files than any application has: a folder that is something else. */
const mostFiles = 500;
const deepest = 5;

/** Every config file of a folder and its subfolders, read, in the order in which Laravel loads them. */
export async function readConfigFiles(
  source: TextSource,
  folder: string,
  nested: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly ConfigFile[]> {
  const found: { name: string; file: string }[] = [];
  await collect(source, folder, '', nested ? deepest : 0, found, signal);
  found.sort((a, b) => naturalOrder(a.name, b.name));
  return Promise.all(found.map(async (each) => ({ ...each, read: await source.readText(each.file, signal) })));
}

async function collect(
  source: TextSource,
  folder: string,
  prefix: string,
  depth: number,
  found: { name: string; file: string }[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const entry of await source.list(folder, signal)) {
    if (found.length >= mostFiles) return;
    const file = joinPath(folder, entry.name);
    if (entry.kind === 'file' && entry.name.endsWith('.php')) {
      found.push({ name: prefix + entry.name.slice(0, -'.php'.length), file });
    }
    // Laravel's finder does not follow links to folders, and leaves out hidden ones.
    if (entry.kind === 'directory' && depth > 0 && !entry.symbolicLink && !entry.name.startsWith('.')) {
      await collect(source, file, `${prefix}${entry.name}.`, depth - 1, found, signal);
    }
  }
}
