import { type FSWatcher, watch } from 'node:fs';

/** Wakes a loop when something in a folder changes, or a time has passed. */
export interface FolderAlarm {
  /** Returns after a change, after `ms` milliseconds, or when the signal aborts. */
  wait(ms: number): Promise<void>;
  dispose(): void;
}

/** Changes come in swarms; they are gathered for so many milliseconds before the loop wakes. */
const gatherMs = 20;

/**
 * Watches a folder. Where watching is impossible (the folder is missing, the system is out of watchers) only the time
 * wakes, and watching is tried again with each wait.
 *
 * @param concerns tells by a file name whether its change matters
 */
export function createFolderAlarm(
  folder: string,
  concerns: (name: string) => boolean,
  signal: AbortSignal,
): FolderAlarm {
  let watcher: FSWatcher | undefined;
  let changed = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    changed = true;
    wake?.();
  };
  const unwatch = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const watchFolder = (): void => {
    try {
      watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || concerns(name)) ring();
      });
      watcher.on('error', unwatch);
    } catch {
      watcher = undefined; // documented: the time wakes alone
    }
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      wake = done;
    });
  signal.addEventListener('abort', ring, { once: true });
  watchFolder();

  return {
    async wait(ms) {
      if (watcher === undefined) watchFolder();
      if (!changed && !signal.aborted) await sleep(ms);
      if (changed && !signal.aborted) await sleep(gatherMs);
      changed = false;
    },
    dispose() {
      signal.removeEventListener('abort', ring);
      unwatch();
      wake?.();
    },
  };
}
