import type { Fix, Location } from '../finding';
import type { Decision } from '../lint/decision';
import type { RuleArea } from '../lint/rule';

/** The ten areas in which an application is ready for production, or not. */
export type AreaId = Exclude<RuleArea, 'foundations'>;

export interface Area {
  readonly id: AreaId;
  readonly title: string;
}

/** In the order in which people see them. */
export const areas: readonly Area[] = [
  { id: 'automatedBackups', title: 'Automated backups' },
  { id: 'recoveryProcedures', title: 'Recovery procedures' },
  { id: 'bottleneckIdentification', title: 'Bottleneck identification' },
  { id: 'alerting', title: 'Alerting' },
  { id: 'loadBalancing', title: 'Load balancing' },
  { id: 'cachingStrategy', title: 'Caching strategy' },
  { id: 'databaseOptimisation', title: 'Database optimisation' },
  { id: 'rateLimiting', title: 'Rate limiting' },
  { id: 'apiThrottling', title: 'API throttling' },
  { id: 'securityEventLogging', title: 'Security event logging' },
];

/** `unknown` is a grade of its own: an area nobody looked at is neither good nor bad. */
export type Grade = 'covered' | 'partial' | 'gap' | 'unknown';

export const gradeWords: Readonly<Record<Grade, string>> = {
  covered: 'Covered',
  partial: 'Partial',
  gap: 'Gap',
  unknown: 'Unknown',
};

/** A fact that a grade rests on. */
export interface Evidence {
  /** One sentence. */
  readonly fact: string;
  /** Where it was seen: a file, a folder, a query. */
  readonly source: string;
  /** A place to open, when it is one in a file. */
  readonly location?: Location;
}

/** What closes a gap: a command of the extension, a rule's quick fix at a place, or words alone. */
export interface Remedy {
  /** Imperative, a few words: "Add backup:clean to the schedule". */
  readonly title: string;
  /** Where the mending begins. */
  readonly location?: Location;
  /** Id of a command of the extension that does it. */
  readonly command?: string;
  /** A command line to copy. */
  readonly copies?: string;
  /** Edits that do it. */
  readonly fix?: Fix;
}

/** How one check came out. `accepted`: a gap that somebody accepted for a time. */
export type CheckOutcome = 'covered' | 'partial' | 'gap' | 'unknown' | 'accepted';

export const outcomeWords: Readonly<Record<CheckOutcome, string>> = { ...gradeWords, accepted: 'Accepted' };

/** One check of an area. */
export interface CheckResult {
  /** "automatedBackups.offSite", or a rule's code for what a rule found. */
  readonly id: string;
  /** A few words: "Off-site copy". */
  readonly title: string;
  readonly outcome: CheckOutcome;
  /** The outcome's reason in a few words: "only local disk". For `unknown`: why it was not evaluated. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly remedies: readonly Remedy[];
  /** 1 to 5: how much it counts when gaps are put in order. */
  readonly weight: number;
  /** The accepted risk, for `accepted`. */
  readonly decision?: Decision;
}

/** What is known of one area. */
export interface AreaAssessment {
  readonly area: Area;
  readonly grade: Grade;
  /** False for an area that nothing was looked at for. */
  readonly evaluated: boolean;
  /** The grade's reason in a few words, as it stands behind the grade: "newest 9 h". */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly checks: readonly CheckResult[];
}
