import type { Code } from '../../code/collector';
import type { Fix } from '../../finding';
import type { ComposerManifest } from '../../laravel/composer';
import type { LaravelProject } from '../../laravel/project';

/** What scaffolds look at: the application, and the texts of the files that they may change. */
export interface ScaffoldContext {
  /** Absolute path of the application. */
  readonly root: string;
  readonly project: LaravelProject;
  readonly code: Code;
  readonly manifest?: ComposerManifest;
  /** Text of a file as the editor has it; undefined when it does not exist. */
  readonly textOf: (file: string) => string | undefined;
}

/** What one scaffold would do. Nothing is written: edits are shown first, as one change. */
export type Scaffold =
  | {
      readonly kind: 'edits';
      /** Files that do not exist yet are created. */
      readonly edits: Fix['edits'];
      /** For people, one line each: "app/Logging/SecurityLog.php: writes to the security channel". */
      readonly adds: readonly string[];
      /** What somebody should know before they say yes. */
      readonly remarks: readonly string[];
    }
  /** It is there already. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** No edit is certain: why, and what a person would write themselves. */
  | { readonly kind: 'refused'; readonly why: string; readonly text?: string };

/** The edits that create a file. */
export function created(file: string, text: string): Fix['edits'] {
  return [{ file, edits: [{ range: { start: 0, end: 0 }, newText: text }] }];
}
