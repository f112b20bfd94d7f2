import { parentPath } from '../core/base/path';
import type { DirectoryEntry, TextRead, TextSource } from '../core/laravel/textSource';

/** The disk, with what was read of it where somebody tells of changes. */
export interface RememberedDisk extends TextSource {
  /**
   * From now on keeps texts and listings of the paths that `covers` says yes to: those about whose changes `forget` is
   * called. The result ends that and drops what was kept.
   */
  remember(covers: (path: string) => boolean): () => void;
  /** Files or folders that were created, changed or deleted, in any order. */
  forget(paths: readonly string[]): void;
}

/** UTF-16 units of all texts together; more is no application's own code. */
const mostText = 48 * 1024 * 1024;
/** After a checkout or an installation it is quicker to begin anew than to look at each path. */
const manyPaths = 300;

/** Passes everything through until `remember` is called. */
export function rememberDisk(disk: TextSource): RememberedDisk {
  const covered = new Set<(path: string) => boolean>();
  const texts = new Map<string, Promise<TextRead>>();
  const settled = new Map<string, TextRead>();
  const lists = new Map<string, Promise<readonly DirectoryEntry[]>>();
  let kept = 0;

  const clear = (): void => {
    texts.clear();
    settled.clear();
    lists.clear();
    kept = 0;
  };
  const isCovered = (path: string): boolean => {
    for (const covers of covered) if (covers(path)) return true;
    return false;
  };
  /** One reading for all who ask. It belongs to nobody's signal; one that fails is not kept. */
  const shared = <T>(kind: Map<string, Promise<T>>, path: string, read: () => Promise<T>): Promise<T> => {
    const before = kind.get(path);
    if (before !== undefined) return before;
    const reading = read();
    kind.set(path, reading);
    reading.catch(() => {
      if (kind.get(path) === reading) kind.delete(path);
    });
    return reading;
  };
  const forget = (path: string): void => {
    texts.delete(path);
    settled.delete(path);
    lists.delete(parentPath(path));
    if (!lists.delete(path)) return;
    for (const kind of [texts, settled, lists])
      for (const each of kind.keys()) if (each.startsWith(`${path}/`)) kind.delete(each);
  };

  return {
    readText: (path, signal) => {
      if (!isCovered(path)) return disk.readText(path, signal);
      const reading = shared(texts, path, async () => {
        const read = await disk.readText(path);
        kept += read.kind === 'text' ? read.text.length : 0;
        if (kept > mostText) clear();
        // Forgotten meanwhile, it is already another reading's turn.
        else if (texts.get(path) === reading) settled.set(path, read);
        return read;
      });
      return reading;
    },
    peek: (path) => settled.get(path),
    list: (path, signal) => (isCovered(path) ? shared(lists, path, () => disk.list(path)) : disk.list(path, signal)),
    remember: (covers) => {
      covered.add(covers);
      return () => {
        covered.delete(covers);
        clear();
      };
    },
    forget: (paths) => {
      if (paths.length > manyPaths) clear();
      else for (const path of paths) forget(path);
    },
  };
}
