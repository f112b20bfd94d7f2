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
    }
  /** The dump is completely in `database` and was counted. */
  | {
      readonly kind: 'loaded';
      readonly at: string;
      readonly tables: number;
      readonly rows: number;
      readonly milliseconds: number;
    }
  /** A switch or an undo begins: everything it needs to go on or back stands in `plan` (see switch/plan.ts). */
  | { readonly kind: 'switching'; readonly at: string; readonly direction: 'switch' | 'undo'; readonly plan: unknown }
  | { readonly kind: 'step'; readonly at: string; readonly index: number }
  | { readonly kind: 'switched'; readonly at: string; readonly direction: 'switch' | 'undo' }
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
