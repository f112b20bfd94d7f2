import type { SqlServer } from '../../connections/sql';
import type { EventDefinition, RoutineDefinition, TriggerDefinition, ViewDefinition } from '../schema';

/** Whose turn it is to be the live database: what is live when the plan is made, or what comes. */
export type Seat = 'leaving' | 'coming';

/**
 * Everything that a switch, and the way back from it at any moment, needs to know; it stands in the journal before the first
 * step. A switch seats `coming`; going back seats `leaving`. What is left to do is worked out from the plan and from what is
 * really there (`remainingSteps`), so a plan can be carried out, cut anywhere, and carried out again in either direction.
 */
export interface SwitchPlan {
  readonly version: 1;
  readonly direction: 'switch' | 'undo';
  /** "shop": the name that the application uses. */
  readonly live: string;
  readonly server: Pick<SqlServer, 'flavour' | 'version' | 'major' | 'minor'>;
  /**
   * `hold`: every table is locked while they move (MySQL 8.0.13 renames locked tables), so that others wait; a table with
   * triggers is away under its name for that time even so, and who waited for it is told that there is no such table. `drain`: a lock is
   * taken and let go right before, so that no transaction is open on any table (MariaDB, older MySQL). `none`: not allowed to lock.
   */
  readonly lock: 'hold' | 'drain' | 'none';
  /** Some tables only: views, routines, events and the database's defaults stay. */
  readonly partial: boolean;
  readonly tables: readonly MovedTable[];
  readonly leaving: World;
  readonly coming: World;
}

/** A table (or sequence), and in which of the two it is. */
export interface MovedTable {
  readonly name: string;
  readonly leaving: boolean;
  readonly coming: boolean;
  /** Its name in the live database while it has triggers there and is not the live one: nobody writes to it. */
  readonly aside: { readonly leaving?: string; readonly coming?: string };
}

/** One of the two contents. Definitions are as they are while it is live, read as if its database were `live`. */
export interface World {
  /** The database that it is in while it is not live. */
  readonly home: string;
  readonly charset: string;
  readonly collation: string;
  readonly triggers: readonly TriggerDefinition[];
  /** In an order in which they can be created. */
  readonly views: readonly ViewDefinition[];
  readonly routines: readonly RoutineDefinition[];
  /** Status as it is when live: enabled or disabled. */
  readonly events: readonly EventDefinition[];
}

/** Why a switch cannot be planned. */
export interface PlanProblem {
  /** Stable: "foreignKeyAcross", "definer". */
  readonly id: string;
  readonly message: string;
  readonly next?: string;
  /** A person may accept it: it matters only when the server itself dies while the tables move. Others cannot be accepted. */
  readonly acceptable?: true;
}

/** The table of a definition while it is at home or in the live database. */
export const otherSeat = (seat: Seat): Seat => (seat === 'coming' ? 'leaving' : 'coming');
