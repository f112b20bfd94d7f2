import type { BackupCatalog } from '../backups/catalog';
import { areas, type AreaAssessment, type AreaId } from './area';
import { assessAutomatedBackups } from './automatedBackups';

/** What was found out so far about one environment of an application. What was not looked at is left out. */
export interface AssessmentFacts {
  readonly now: Date;
  readonly backups?: BackupCatalog;
}

type Judge = (facts: AssessmentFacts) => Pick<AreaAssessment, 'grade' | 'summary' | 'evidence'> | undefined;

/** Areas without a judge are not evaluated by this version. */
const judges: Partial<Record<AreaId, Judge>> = {
  automatedBackups: ({ backups, now }) => (backups === undefined ? undefined : assessAutomatedBackups(backups, now)),
};

/** All ten areas in their order, each with what is certain about it. */
export function assess(facts: AssessmentFacts): readonly AreaAssessment[] {
  return areas.map((area) => {
    const judged = judges[area.id]?.(facts);
    if (judged !== undefined) return { area, evaluated: true, checks: [], ...judged };
    return { area, evaluated: false, grade: 'unknown', summary: 'not evaluated yet', evidence: [], checks: [] };
  });
}

/** "Not evaluated yet", or how many areas are covered and how many were looked at: the one is never told without the other. */
export function coverage(assessments: readonly AreaAssessment[]): string {
  const evaluated = assessments.filter((assessment) => assessment.evaluated).length;
  if (evaluated === 0) return 'not evaluated yet';
  const covered = assessments.filter(({ grade }) => grade === 'covered').length;
  return `${covered} of ${assessments.length} covered, ${evaluated} evaluated`;
}
