/**
 * What a restore writes down before it acts, so that a crash at any moment can be recovered from: recovery reads the journal
 * and what is really there, and goes on or back. One JSON line a record, synced before the step runs.
 */
export type JournalRecord =
  | {
      readonly kind: 'begun';
      /** ISO 8601, UTC. */
      readonly at: string;
      readonly restoreId: string;
      readonly purpose: 'restore' | 'drill';
      readonly root: string;
      /** Environment id and profile id it runs with. */
      readonly environment: string;
      readonly profile: string;
      /** host:port or socket, so that no other server is ever recovered by mistake. */
      readonly server: string;
      /** The live database that it is for. */
      readonly live: string;
      /** The new database beside it. */
      readonly database: string;
      readonly source: { readonly path: string; readonly entry: string; readonly sha256?: string };
      readonly tables?: readonly string[];
      readonly actor?: string;
      /** The process that runs it, so that another window can tell a restore that runs from one that was interrupted. */
      readonly process?: { readonly host: string; readonly pid: number };
    }
  /** `database` was not there, and was made: whatever is in it came from this restore. */
  | { readonly kind: 'created'; readonly at: string }
  /** The dump is completely in `database` and was counted. */
  | {
      readonly kind: 'loaded';
      readonly at: string;
      readonly tables: number;
      readonly rows: number;
      readonly milliseconds: number;
      /** "trigger orders_audit": what of the dump the server did not take. With any of it, a switch is refused. */
      readonly missing?: readonly string[];
    }
  /** A switch or an undo begins: everything it needs to go on or back stands in `plan` (see switch/plan.ts). */
  | {
      readonly kind: 'switching';
      readonly at: string;
      readonly direction: 'switch' | 'undo';
      readonly plan: unknown;
      readonly process?: { readonly host: string; readonly pid: number };
    }
  /** Written before a step runs; `title` is for people. Recovery looks at what is really there, never at these alone. */
  | { readonly kind: 'step'; readonly at: string; readonly index: number; readonly title?: string }
  /** From here on it finishes in this direction: what the plan wants, or back to what was before it. */
  | { readonly kind: 'turned'; readonly at: string; readonly to: 'on' | 'back'; readonly detail?: string }
  /** Everything is as it was before the last `switching`. */
  | { readonly kind: 'backAgain'; readonly at: string; readonly detail: string }
  | { readonly kind: 'switched'; readonly at: string; readonly direction: 'switch' | 'undo' }
  /** A database of ours is about to be dropped, and was. */
  | { readonly kind: 'dropping'; readonly at: string; readonly database: string }
  | { readonly kind: 'dropped'; readonly at: string; readonly database: string }
  /** Nothing is left to do: what was dropped, or why it ended. */
  | {
      readonly kind: 'ended';
      readonly at: string;
      readonly outcome: 'dropped' | 'failed' | 'cancelled' | 'recovered';
      readonly detail: string;
    };

/** Port: the journal of one restore. */
export interface RestoreJournal {
  /** Resolves when the record is on the disk. */
  append(record: JournalRecord): Promise<void>;
  /** Every whole record in order; a line cut by a crash is left out. */
  read(): Promise<readonly JournalRecord[]>;
}
