import type { Area, AreaAssessment, CheckResult, Remedy } from './area';

/** One thing to do: what for, and what does it. */
export interface NextStep {
  readonly area: Area;
  readonly check: CheckResult;
  /** Has a command, a place or a text to copy: something that a button can do. */
  readonly remedy: Remedy;
}

/** More than five is a list that nobody begins. */
const most = 5;

/**
 * What to do first: gaps and weaknesses that something can be done about, by weight ÷ effort. A command or a quick fix at a
 * place costs least, a command line to copy more, words alone most. At most one step a check.
 */
export function doNext(assessments: readonly AreaAssessment[]): readonly NextStep[] {
  const steps = assessments.flatMap(({ area, checks }) =>
    checks.flatMap((check) => {
      const remedy = check.remedies.toSorted((a, b) => effort(a) - effort(b))[0];
      if (remedy === undefined || (check.outcome !== 'gap' && check.outcome !== 'partial')) return [];
      return [{ step: { area, check, remedy: startable(remedy, check) }, worth: worth(check) / effort(remedy) }];
    }),
  );
  return steps
    .toSorted((a, b) => b.worth - a.worth)
    .slice(0, most)
    .map(({ step }) => step);
}

/** Words alone begin where the gap was seen, or else in the report. */
function startable(remedy: Remedy, { evidence }: CheckResult): Remedy {
  if (remedy.command !== undefined || remedy.location !== undefined || remedy.copies !== undefined) return remedy;
  const location = evidence.find((each) => each.location !== undefined)?.location;
  return location === undefined ? { ...remedy, command: 'laravelOps.readiness.openReport' } : { ...remedy, location };
}

/** A weakness counts half of what a gap does. */
function worth({ weight, outcome }: CheckResult): number {
  return outcome === 'gap' ? weight : weight / 2;
}

function effort({ command, location, copies }: Remedy): number {
  if (command !== undefined || location !== undefined) return 1;
  return copies === undefined ? 3 : 2;
}
