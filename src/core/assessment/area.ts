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
}
