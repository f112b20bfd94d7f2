import { isNothing, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Banner, Fact, Loaded } from './common';
import type { Grade } from './dashboard';

export type Outcome = 'covered' | 'partial' | 'gap' | 'unknown' | 'accepted';

/** A fact that a check rests on. `open`: an id of the host's for the place it was seen at. */
export interface EvidenceLine {
  readonly fact: string;
  /** "config/cache.php:18", "performance_schema" */
  readonly source: string;
  readonly open?: string;
}

/** Something that closes a gap. `id` is the host's. */
export interface RemedyButton {
  readonly id: string;
  readonly title: string;
  /** What happens: edits are shown for review, a place is opened, a command runs, or text goes to the clipboard. */
  readonly does: 'fix' | 'open' | 'command' | 'copy';
}

export interface CheckRow {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** Why, in a few words; for `unknown` why it was not evaluated. */
  readonly summary: string;
  readonly evidence: readonly EvidenceLine[];
  readonly remedies: readonly RemedyButton[];
  /** "Accepted by Ana until 2027-01-31: replica takes over" */
  readonly decision?: string;
  /** A gap that may be accepted as a risk. */
  readonly acceptable: boolean;
}

export interface ReadinessArea {
  readonly id: string;
  readonly title: string;
  readonly grade: Grade;
  readonly summary: string;
  readonly checks: readonly CheckRow[];
}

export interface ReadinessContent {
  readonly banner: Banner;
  /** "13:02:10" */
  readonly asOf: string;
  /** What the report is about: Laravel version, commit, environment file, rules. */
  readonly cover: readonly Fact[];
  readonly areas: readonly ReadinessArea[];
}

export interface ReadinessView {
  readonly state: Loaded<ReadinessContent>;
  readonly requests: {
    refresh(): void;
    run(params: { readonly command: string }): void;
    /** Opens the place of a piece of evidence. */
    open(params: { readonly id: string }): void;
    /** Does what a remedy's button says. */
    mend(params: { readonly id: string }): void;
    /** Asks for reason, owner and expiry, and writes the decision down. */
    accept(params: { readonly check: string }): void;
    /** Asks for a format and a place, and writes the report there. */
    export(): void;
  };
}

const isId = isText(500);

export const readinessGuards: ViewGuards<ReadinessView> = {
  refresh: isNothing,
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
  open: isShape<{ readonly id: string }>({ id: isId }),
  mend: isShape<{ readonly id: string }>({ id: isId }),
  accept: isShape<{ readonly check: string }>({ check: isId }),
  export: isNothing,
};
