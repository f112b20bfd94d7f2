import { isNothing, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Action, Banner, BlockState, Fact, Loaded } from './common';

export type Grade = 'covered' | 'partial' | 'gap' | 'unknown';

/** One of the ten readiness areas. */
export interface AreaTile {
  readonly id: string;
  /** "Automated backups" */
  readonly title: string;
  readonly grade: Grade;
  /** Why this grade, in a few words. */
  readonly reason: string;
  readonly action?: Action;
}

export interface BackupsBlock {
  readonly state: BlockState;
  /** "9 h ago · 1.9 GB · shop" */
  readonly newest?: string;
  readonly count: number;
  /** Oldest first; `bytes` draws, `size` ("1.9 GB") and `at` are read. */
  readonly sizes: readonly { readonly at: string; readonly bytes: number; readonly size: string }[];
  readonly facts?: readonly Fact[];
}

export interface StatementRow {
  readonly digest: string;
  /** Normalised text without literals. */
  readonly text: string;
  /** "38 %" of the time spent in statements. */
  readonly share: string;
  /** The same as a fraction, 0 to 1: draws the bar. */
  readonly weight: number;
  readonly calls: string;
  readonly average: string;
  readonly p95?: string;
}

export interface StatementsBlock {
  readonly state: BlockState;
  /** Where the rows come from: "performance_schema since 13:02". */
  readonly source: string;
  readonly rows: readonly StatementRow[];
}

export interface RedisBlock {
  readonly state: BlockState;
  readonly facts: readonly Fact[];
  readonly queues: readonly {
    readonly name: string;
    readonly waiting: string;
    readonly delayed: string;
    readonly reserved: string;
  }[];
}

export interface SecurityBlock {
  readonly state: BlockState;
  /** Oldest first, one an hour. */
  readonly histogram: readonly { readonly at: string; readonly count: number }[];
  /** Newest first, at most five. Log text is written by attackers too: always shown as text. */
  readonly last: readonly { readonly at: string; readonly level: string; readonly text: string }[];
}

export interface DashboardContent {
  readonly banner: Banner;
  /** "13:02:10" */
  readonly asOf: string;
  readonly areas: readonly AreaTile[];
  readonly backups: BackupsBlock;
  readonly statements: StatementsBlock;
  readonly redis: RedisBlock;
  readonly security: SecurityBlock;
  /** At most five, the most worthwhile first. */
  readonly next: readonly { readonly title: string; readonly why: string; readonly action: Action }[];
}

export interface DashboardView {
  readonly state: Loaded<DashboardContent>;
  readonly requests: {
    refresh(): void;
    run(params: { readonly command: string }): void;
    openStatement(params: { readonly digest: string }): void;
  };
}

export const dashboardGuards: ViewGuards<DashboardView> = {
  refresh: isNothing,
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
  openStatement: isShape<{ readonly digest: string }>({ digest: isText(500) }),
};
