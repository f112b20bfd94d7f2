import type { CheckResult, Grade } from './area';

/** From this weight on a check is essential to its area. */
export const essentialWeight = 4;

/**
 * An area's grade from its checks:
 *
 * - Gap: an essential check (weight 4 or 5) is a gap.
 * - Covered: every essential check is covered or accepted, at least one is covered, and no check is a gap or partial.
 *   Lesser checks may be unknown; the report lists them.
 * - Partial: something essential is covered or partial, or something lesser is a gap or partial, and more is missing
 *   or unknown.
 * - Unknown: nothing of that.
 *
 * So an area that is not known to be good is never Covered, and one that is not known to be bad is never a Gap.
 */
export function gradeOf(checks: readonly CheckResult[]): Grade {
  const essential = checks.filter(isEssential);
  if (essential.some(({ outcome }) => outcome === 'gap')) return 'gap';
  const weak = checks.some(({ outcome }) => outcome === 'gap' || outcome === 'partial');
  const some = essential.some(({ outcome }) => outcome === 'covered');
  const all = essential.every(({ outcome }) => outcome === 'covered' || outcome === 'accepted');
  if (some && all && !weak) return 'covered';
  return some || weak ? 'partial' : 'unknown';
}

function isEssential({ weight }: CheckResult): boolean {
  return weight >= essentialWeight;
}

/** The grade's reason in a few words: the heaviest check that made it so. */
export function summaryOf(grade: Grade, checks: readonly CheckResult[]): string {
  const heaviest = (...outcomes: readonly CheckResult['outcome'][]): string | undefined =>
    checks
      .filter(({ outcome }) => outcomes.includes(outcome))
      .toSorted((a, b) => b.weight - a.weight || outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome))[0]?.summary;
  if (grade === 'gap') return heaviest('gap') ?? '';
  const weak = heaviest('gap', 'partial');
  if (grade === 'partial' && weak !== undefined) return weak;
  if (grade === 'unknown') return heaviest('unknown', 'accepted') ?? 'not evaluated yet';
  const open = checks.filter(({ outcome }) => outcome === 'unknown').length;
  const good = heaviest('covered') ?? '';
  return open === 0 ? good : `${good}; ${open} not evaluated`;
}
