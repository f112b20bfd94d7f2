import { isBoolean, isListOf, isNothing, isOneOf, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Banner, Fact, Loaded } from './common';

export type PreflightOutcome = 'pass' | 'warn' | 'fail' | 'unknown';

export interface PreflightRow {
  readonly id: string;
  readonly title: string;
  readonly outcome: PreflightOutcome;
  readonly found: string;
  readonly next?: string;
  /** A statement for an administrator, to copy. */
  readonly sql?: string;
  /** The person ticked this warning. */
  readonly accepted: boolean;
}

/** One thing that will happen, in order. */
export interface PlannedStep {
  readonly title: string;
  /** The exact SQL or commands, redacted; shown on request. */
  readonly statements: readonly string[];
}

/** A statement of the dump that will be written differently. */
export interface RewritingRow {
  readonly why: string;
  readonly count: number;
  readonly original: string;
  readonly written?: string;
}

/** What runs now, or ran last. Figures in absolute units. */
export interface RunningStep {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What became of it, in a sentence: "142 tables and 1,204,311 rows in 41 s." */
  readonly detail?: string;
  /** While it runs, each figure by itself: "Read" 312 MB of 840 MB, "Tables" 41 of 142, "Rate" 38 MB/s, "Left" about 14 s. */
  readonly figures?: readonly Fact[];
  /** 0 to 1, where a whole is known. */
  readonly share?: number;
}

/** One line of the comparison of copy and live database. */
export interface ComparedTable {
  readonly name: string;
  readonly state: 'same' | 'different' | 'onlyCopy' | 'onlyLive';
  readonly copyRows?: number;
  readonly liveRows?: number;
  /** "newest 21 Nov 23:58 · live 22 Nov 03:05" and differences of structure. */
  readonly remark?: string;
}

/** Where the page is. Each phase shows what the ones before found. */
export type RestorePhase =
  | 'plan'
  | 'restoring'
  | 'restored'
  | 'switching'
  | 'switched'
  | 'undoing'
  | 'undone'
  | 'failed';

/** A choice of the person about the application while data is exchanged. */
export interface ApplicationOption {
  readonly id: 'maintenance' | 'workers';
  readonly title: string;
  /** The command that will run: "php artisan down --secret=…". */
  readonly command: string;
  readonly chosen: boolean;
  /** Why it cannot be chosen here. */
  readonly unavailable?: string;
}

export interface RestorePlanContent {
  readonly banner: Banner;
  readonly phase: RestorePhase;
  /** A: file, hash, age, what it holds, how it was verified. */
  readonly source: readonly Fact[];
  /** The dumps of the archive to choose from, by entry name; one is chosen. */
  readonly dumps: readonly { readonly entry: string; readonly title: string; readonly chosen: boolean }[];
  /** The archive is encrypted; `have` when its password is known. */
  readonly password: 'notNeeded' | 'have' | 'needed';
  /** B: "shop_restore_20261123_0307", on which server. */
  readonly target: { readonly database: string; readonly server: string; readonly live: string };
  /** Tables of the dump with their rows where it was verified; every one chosen: the whole dump. */
  readonly tables: readonly { readonly name: string; readonly rows?: number; readonly chosen: boolean }[];
  /** C */
  readonly preflight: readonly PreflightRow[];
  /** "03:07:10": when the server was asked for it; absent while that was not yet done. */
  readonly checkedAt?: string;
  /** D */
  readonly steps: readonly PlannedStep[];
  readonly rewritings: readonly RewritingRow[];
  /** E */
  readonly application: readonly ApplicationOption[];
  /** Progress of what runs, or what became of it. */
  readonly timeline: readonly RunningStep[];
  /** After the restore: copy against live. */
  readonly comparison?: {
    readonly summary: readonly Fact[];
    readonly tables: readonly ComparedTable[];
  };
  /** What went wrong: what happened, what is still safe, what to do next. */
  readonly problem?: { readonly message: string; readonly safe?: string; readonly next?: string };
  /** What the person can do now; the host refuses what is not in here. */
  readonly can: readonly RestoreAction[];
}

export type RestoreAction =
  | 'verify'
  | 'givePassword'
  | 'start'
  | 'cancel'
  | 'switch'
  | 'undo'
  | 'dropCopy'
  | 'dropOld'
  | 'copyReport';

export interface RestorePlanView {
  readonly state: Loaded<RestorePlanContent>;
  readonly requests: {
    refresh(): void;
    run(params: { readonly command: string }): void;
    chooseDump(params: { readonly entry: string }): void;
    chooseTables(params: { readonly tables: readonly string[] }): void;
    accept(params: { readonly check: string; readonly accepted: boolean }): void;
    /** Puts the statement of a check on the clipboard. */
    copy(params: { readonly check: string }): void;
    choose(params: { readonly option: 'maintenance' | 'workers'; readonly chosen: boolean }): void;
    act(params: { readonly action: RestoreAction }): void;
  };
}

const isId = isText(500);
const actions = [
  'verify',
  'givePassword',
  'start',
  'cancel',
  'switch',
  'undo',
  'dropCopy',
  'dropOld',
  'copyReport',
] as const;

export const restorePlanGuards: ViewGuards<RestorePlanView> = {
  refresh: isNothing,
  run: isShape<{ readonly command: string }>({ command: isId }),
  chooseDump: isShape<{ readonly entry: string }>({ entry: isText(4_000) }),
  chooseTables: isShape<{ readonly tables: readonly string[] }>({ tables: isListOf(isText(256), 20_000) }),
  accept: isShape<{ readonly check: string; readonly accepted: boolean }>({ check: isId, accepted: isBoolean }),
  copy: isShape<{ readonly check: string }>({ check: isId }),
  choose: isShape<{ readonly option: 'maintenance' | 'workers'; readonly chosen: boolean }>({
    option: isOneOf(['maintenance', 'workers']),
    chosen: isBoolean,
  }),
  act: isShape<{ readonly action: RestoreAction }>({ action: isOneOf(actions) }),
};
