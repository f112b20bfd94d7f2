import type { TrackedFiles } from './environmentFiles';

/** What git says about the application's files. Paths are relative to the application. */
export interface GitFacts {
  readonly tracked: TrackedFiles;
  /** Files that differ from the default branch: uncommitted, or committed on another branch only. */
  readonly ahead: ReadonlySet<string> | 'unknown';
}
