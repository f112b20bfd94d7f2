import type { TextEdit, TextRange } from './base/text';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A place in a file of the application. */
export interface Location {
  readonly file: string;
  readonly range: TextRange;
}

/** What mends one finding. `preferred` only when safe and the only sensible one. */
export interface Fix {
  readonly title: string;
  readonly preferred: boolean;
  /** A command line or statement for the clipboard, for what is not mended by an edit. Nothing runs it. */
  readonly copies?: string;
  /** Empty when `copies` is there. Files that do not exist yet are created. */
  readonly edits: readonly { readonly file: string; readonly edits: readonly TextEdit[] }[];
}

/** The shared currency of lint rules, the advisor and the detectors: what is wrong, where, how we know, what mends it. */
export interface Finding {
  /** The rule's code: "GEN002". */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: Location;
  /** Other places that made it so: where the value came from. */
  readonly related: readonly { readonly location: Location; readonly message: string }[];
  readonly fixes: readonly Fix[];
}
