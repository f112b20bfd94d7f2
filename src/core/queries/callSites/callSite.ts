import type { TextRange } from '../../base/text';

/** A place of the application that may send a statement. */
export interface CallSite {
  /** Relative to the application, forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Of the call or the string, UTF-16 offsets. */
  readonly range: TextRange;
  /**
   * `certain`: recorded by something that saw it sent, or the statement's own text · `likely`: table and columns of every
   * condition are the call's · `possible`: the table is, and some of the columns.
   */
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** One sentence, for people. */
  readonly why: string;
  /** The code there, one line. */
  readonly excerpt?: string;
}
