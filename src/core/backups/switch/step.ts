import type { Effect } from './reality';

/** One step of a switch: journalled, then run. Its statements run in order in one session. */
export interface SwitchStep {
  /** For people: "Move 142 tables". */
  readonly title: string;
  /**
   * `prepare`: nothing of the live data is touched, and it can be taken back · `gap`: the tables move, the application waits or
   * sees missing tables · `finish`: the tables are in place, the rest follows.
   */
  readonly phase: 'prepare' | 'gap' | 'finish';
  readonly statements: readonly string[];
  readonly effects: readonly Effect[];
  /** The step after which it only goes on. */
  readonly turns?: true;
  /** Runs only when this database is really empty. */
  readonly onlyIfEmpty?: string;
}
