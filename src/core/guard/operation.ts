import type { Environment } from '../connections/environment';

/**
 * How much an operation can break. 0: reads · 1: adds (a backup, a new file) · 2: changes what can be changed back (clear a
 * cache, retry a job) · 3: destroys (restore in place, drop, flush).
 */
export type Tier = 0 | 1 | 2 | 3;

/** What an operation is done to. */
export interface GuardTarget {
  /** Absolute path of the application. */
  readonly root: string;
  /** The application's name, for people. */
  readonly app: string;
  readonly environment: Pick<Environment, 'id' | 'name' | 'role' | 'suspicions'>;
  readonly database?: string;
}

/** Something a person asked for that goes through the guard. */
export interface Operation {
  /** "backups.restore": stable, for the activity log and for permits. */
  readonly id: string;
  readonly tier: Tier;
  /** "Restore last night's backup": title of prompts. */
  readonly title: string;
  readonly target: GuardTarget;
  /** The exact SQL or commands, redacted, that can be read before anything runs. */
  readonly preview: readonly string[];
  /** Label of the button that does it: "Replace 142 Tables". Never "Yes" or "OK". */
  readonly verb: string;
}

/** Names the environment an unlock counts for. */
export function environmentKey(
  target: Pick<GuardTarget, 'root'> & { readonly environment: { readonly id: string } },
): string {
  return JSON.stringify([target.root, target.environment.id]);
}
