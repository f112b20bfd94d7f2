import { type CheckOutcome, gradeWords, outcomeWords } from '../area';
import type { ReadinessReport, ReportArea, ReportCheck, ReportPlace } from '../report';

// What the report for people says, in the order of a status report: Markdown and HTML write the same things.

export interface CheckLine {
  readonly area: string;
  readonly check: ReportCheck;
}

/** Checks of these outcomes, in the order of the areas, the heavier ones first within each. */
export function checksWith(report: ReadinessReport, outcomes: readonly CheckOutcome[]): readonly CheckLine[] {
  return report.areas.flatMap(({ title, checks }) =>
    checks
      .filter(({ outcome }) => outcomes.includes(outcome))
      .toSorted((a, b) => b.weight - a.weight)
      .map((check) => ({ area: title, check })),
  );
}

/** "shop, environment .env (production)". */
export function coverFacts(report: ReadinessReport): readonly (readonly [name: string, value: string])[] {
  const { application, environment, product, generatedAt, appendix, redacted } = report;
  const { laravel, commit } = application;
  const hidden = Object.entries(redacted).flatMap(([kind, on]) => (on ? [kind] : []));
  const role = environment.role === 'unknown' ? 'role unknown' : environment.role;
  return [
    ['Application', application.name],
    ['Environment', `${environment.name} (${role})${environment.file === null ? '' : `, ${environment.file}`}`],
    ['Laravel', laravel.version === null ? 'version unknown' : `${laravel.version} (${laravel.source})`],
    ['Commit', commit === null ? 'not known' : `${commit.hash.slice(0, 12)} ${commit.subject}`],
    ['Made', `${generatedAt.slice(0, 16).replace('T', ' ')} UTC by ${product.name} ${product.version}`],
    ['Rules run', String(appendix.rules.length)],
    ...(hidden.length === 0 ? [] : [['Left out', hidden.join(', ')] as const]),
  ];
}

export function areaLine({ grade, evaluated, summary }: ReportArea): {
  readonly word: string;
  readonly reason: string;
} {
  return { word: evaluated ? gradeWords[grade] : 'Not evaluated', reason: evaluated ? summary : '' };
}

export function outcomeWord({ outcome }: ReportCheck): string {
  return outcomeWords[outcome];
}

/** "routes/web.php:12" */
export function placeText({ file, line }: Pick<ReportPlace, 'file' | 'line'>): string {
  return `${file}:${line}`;
}

/** Files that gaps and findings point at, with how many, the most first. */
export function filesOf(report: ReadinessReport): readonly (readonly [file: string, count: number])[] {
  const places = new Map<string, Set<string>>();
  const add = (place: ReportPlace): void => {
    places.set(place.file, (places.get(place.file) ?? new Set()).add(`${place.line}:${place.column}`));
  };
  for (const finding of report.findings) if (finding.acceptedBy === null) add(finding);
  for (const { check } of checksWith(report, ['gap', 'partial']))
    for (const { place } of check.evidence) if (place !== null) add(place);
  return [...places].map(([file, found]) => [file, found.size] as const).toSorted((a, b) => b[1] - a[1]);
}

/** Tasks, routes and such lists may not be whole. */
export function completeness({
  complete,
  gaps,
}: {
  readonly complete: boolean;
  readonly gaps: readonly string[];
}): string {
  return complete ? '' : `There may be others: ${gaps[0] ?? 'not everything could be followed.'}`;
}

const mostRemedies = 3;

/** What to do about a check: the first few, each once, and how many more there are. */
export function remediesShown({ remedies }: ReportCheck): readonly string[] {
  const titles = [...new Set(remedies.map(({ title }) => title))];
  const more = titles.length - mostRemedies;
  return more <= 0 ? titles : [...titles.slice(0, mostRemedies), `${more} more of this kind`];
}
