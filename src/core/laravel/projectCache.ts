import type { ParseCache } from './parseCache';
import type { LaravelProject } from './project';
import { readProject, type ReadProjectOptions } from './readProject';
import type { DirectoryEntry, TextRead, TextSource } from './textSource';

/** Evaluated projects of one application, kept for as long as everything they were made of stays the same. */
export interface ProjectCache {
  /** As `readProject`; the same object again when no file and no folder that it read is another one. */
  read(source: TextSource, root: string, options: ReadProjectOptions, cache?: ParseCache): Promise<LaravelProject>;
}

interface Kept {
  readonly project: LaravelProject;
  readonly texts: ReadonlyMap<string, TextRead>;
  readonly lists: ReadonlyMap<string, readonly DirectoryEntry[]>;
}

/** Environments of one application are a handful. */
const mostProjects = 16;

/** A cache for one application. What was read is recorded, and looked at again before the next use. */
export function createProjectCache(): ProjectCache {
  const kept = new Map<string, Kept>();
  return {
    async read(source, root, options, cache) {
      const { environmentFile = '', withholdSecrets = false, signal } = options;
      const key = JSON.stringify([root, environmentFile, withholdSecrets]);
      const before = kept.get(key);
      if (before !== undefined && (await isSame(before, source, signal))) return before.project;
      const { recorder, texts, lists } = recording(source);
      const project = await readProject(recorder, root, options, cache);
      kept.delete(key);
      kept.set(key, { project, texts, lists });
      const [oldest] = kept.keys();
      if (kept.size > mostProjects && oldest !== undefined) kept.delete(oldest);
      return project;
    },
  };
}

function recording(source: TextSource): Omit<Kept, 'project'> & { readonly recorder: TextSource } {
  const texts = new Map<string, TextRead>();
  const lists = new Map<string, readonly DirectoryEntry[]>();
  const recorder: TextSource = {
    readText: async (path, signal) => {
      const read = await source.readText(path, signal);
      texts.set(path, read);
      return read;
    },
    list: async (path, signal) => {
      const entries = await source.list(path, signal);
      lists.set(path, entries);
      return entries;
    },
  };
  return { recorder, texts, lists };
}

async function isSame({ texts, lists }: Kept, source: TextSource, signal: AbortSignal | undefined): Promise<boolean> {
  const now = await Promise.all(
    [...texts.keys()].map(async (path) => source.peek?.(path) ?? source.readText(path, signal)),
  );
  if (![...texts.values()].every((read, index) => isSameRead(read, now[index]))) return false;
  const listed = await Promise.all([...lists.keys()].map((path) => source.list(path, signal)));
  return [...lists.values()].every((entries, index) => isSameList(entries, listed[index] ?? []));
}

function isSameRead(a: TextRead, b: TextRead | undefined): boolean {
  if (a === b) return true;
  if (a.kind !== 'text' || b?.kind !== 'text') {
    return a.kind === b?.kind && (a.kind !== 'unreadable' || (b.kind === 'unreadable' && a.message === b.message));
  }
  // The time counts too: a cached configuration says when it was made.
  return a.text === b.text && a.modifiedAt?.getTime() === b.modifiedAt?.getTime();
}

function isSameList(a: readonly DirectoryEntry[], b: readonly DirectoryEntry[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((entry, index) => isSameEntry(entry, b[index]));
}

function isSameEntry(a: DirectoryEntry, b: DirectoryEntry | undefined): boolean {
  return a.name === b?.name && a.kind === b.kind && a.symbolicLink === b.symbolicLink;
}
