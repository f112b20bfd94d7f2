import { acceptedBy, splitAccepted } from '../lint/decisions';
import { alerting } from './alerting';
import { apiThrottling } from './apiThrottling';
import { type Area, type AreaAssessment, type AreaId, areas, type CheckResult } from './area';
import { automatedBackups } from './automatedBackups';
import { bottleneckIdentification } from './bottleneckIdentification';
import { cachingStrategy } from './cachingStrategy';
import type { Check } from './check';
import { databaseOptimisation } from './databaseOptimisation';
import type { AssessmentFacts } from './facts';
import { gradeOf, summaryOf } from './grade';
import { loadBalancing } from './loadBalancing';
import { rateLimiting } from './rateLimiting';
import { recoveryProcedures } from './recoveryProcedures';
import { quietRules, ruleResults } from './ruleResults';
import { securityEventLogging } from './securityEventLogging';

export type { AssessmentFacts } from './facts';

const checksOf: Readonly<Record<AreaId, readonly Check[]>> = {
  automatedBackups,
  recoveryProcedures,
  bottleneckIdentification,
  alerting,
  loadBalancing,
  cachingStrategy,
  databaseOptimisation,
  rateLimiting,
  apiThrottling,
  securityEventLogging,
};

/** Every check of every area: what a decision can name. */
export function allChecks(): readonly Check[] {
  return areas.flatMap(({ id }) => checksOf[id]);
}

/** All ten areas in their order, each with what is certain about it. */
export function assess(facts: AssessmentFacts): readonly AreaAssessment[] {
  const { files, decisions = [], now } = facts;
  if (files === undefined) return areas.map((area) => assessArea(area, facts, facts, []));
  const { open, accepted } = splitAccepted(files.findings, decisions, files.context.root, now);
  const counting = { ...facts, files: { ...files, findings: open } };
  return areas.map((area) => assessArea(area, facts, counting, accepted));
}

/** `counting` holds the findings that nobody accepted. */
function assessArea(
  area: Area,
  { decisions = [], now }: AssessmentFacts,
  counting: AssessmentFacts,
  accepted: ReturnType<typeof splitAccepted>['accepted'],
): AreaAssessment {
  const own = checksOf[area.id];
  const judged = own.map((check) => ({ check, judgement: check.judge(counting) }));
  const evaluated = counting.files !== undefined || judged.some(({ judgement }) => judgement.looked);
  if (!evaluated)
    return { area, evaluated: false, grade: 'unknown', summary: 'not evaluated yet', evidence: [], checks: [] };
  const results = judged.map(({ check: { id, title, weight }, judgement }): CheckResult => {
    const { outcome, summary, evidence, remedies } = judgement;
    const result = { id, title, outcome, summary, evidence, remedies, weight };
    const decision = outcome === 'covered' ? undefined : acceptedBy(decisions, id, undefined, now);
    if (decision === undefined) return result;
    return {
      ...result,
      outcome: 'accepted',
      summary: `accepted by ${decision.owner} until ${decision.expires}`,
      decision,
    };
  });
  const told = new Set(own.flatMap(({ rules = [] }) => rules));
  const checks = [...results, ...ruleResults(counting.files, area.id, told, accepted)];
  const grade = gradeOf(checks);
  // What was looked at says more than what was not.
  const looked = new Set(judged.flatMap(({ check, judgement }) => (judgement.looked ? [check.id] : [])));
  const spoken = grade === 'unknown' && looked.size > 0 ? checks.filter(({ id }) => looked.has(id)) : checks;
  const evidence = [...results.flatMap((result) => result.evidence), ...quietRules(counting.files, area.id, accepted)];
  return { area, evaluated, grade, summary: summaryOf(grade, spoken), evidence, checks };
}

/** "Not evaluated yet", or how many areas are covered and how many were looked at: the one is never told without the other. */
export function coverage(assessments: readonly AreaAssessment[]): string {
  const evaluated = assessments.filter((assessment) => assessment.evaluated).length;
  if (evaluated === 0) return 'not evaluated yet';
  const covered = assessments.filter(({ grade }) => grade === 'covered').length;
  return `${covered} of ${assessments.length} covered, ${evaluated} evaluated`;
}
