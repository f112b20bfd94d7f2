import type { Grade } from './area';
import type { ReadinessReport } from './report';

/** What changed since an earlier report. */
export interface Comparison {
  readonly since: string;
  readonly better: readonly AreaChange[];
  readonly worse: readonly AreaChange[];
  /** Findings that were not there, and those that are gone: "BKP002 config/backup.php". */
  readonly newFindings: readonly string[];
  readonly goneFindings: readonly string[];
}

export interface AreaChange {
  readonly area: string;
  readonly before: Grade;
  readonly after: Grade;
}

/** Not a scale of goodness but of what one would rather read: an unknown area may turn out to be either. */
const order: readonly Grade[] = ['gap', 'unknown', 'partial', 'covered'];

/**
 * Compares with an earlier report's JSON. Findings are the same when rule, file and message are: lines move.
 *
 * @returns undefined when the text is no report of this schema
 */
export function compareReports(earlier: string, report: ReadinessReport): Comparison | undefined {
  const before = readReport(earlier);
  if (before === undefined) return undefined;
  const changes = report.areas.flatMap(({ id, title, grade }): readonly AreaChange[] => {
    const old = before.grades.get(id);
    return old === undefined || old === grade ? [] : [{ area: title, before: old, after: grade }];
  });
  const rank = (grade: Grade): number => order.indexOf(grade);
  const now = new Map(report.findings.map((each) => [key(each), `${each.rule} ${each.file}`]));
  return {
    since: before.generatedAt,
    better: changes.filter((change) => rank(change.after) > rank(change.before)),
    worse: changes.filter((change) => rank(change.after) < rank(change.before)),
    newFindings: [...now].filter(([id]) => !before.findings.has(id)).map(([, words]) => words),
    goneFindings: [...before.findings].filter(([id]) => !now.has(id)).map(([, words]) => words),
  };
}

interface Before {
  readonly generatedAt: string;
  readonly grades: ReadonlyMap<string, Grade>;
  readonly findings: ReadonlyMap<string, string>;
}

function key(finding: { readonly rule: string; readonly file: string; readonly message: string }): string {
  return JSON.stringify([finding.rule, finding.file, finding.message]);
}

function readReport(text: string): Before | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined; // no report: the caller says so, with the file's name
  }
  if (!isRecord(json) || json['schemaVersion'] !== 1 || typeof json['generatedAt'] !== 'string') return undefined;
  const { areas, findings } = json;
  if (!Array.isArray(areas) || !Array.isArray(findings)) return undefined;
  return {
    generatedAt: json['generatedAt'],
    grades: new Map(
      areas.flatMap((area: unknown) => {
        const grade = isRecord(area) ? order.find((each) => each === area['grade']) : undefined;
        return isRecord(area) && typeof area['id'] === 'string' && grade !== undefined
          ? [[area['id'], grade] as const]
          : [];
      }),
    ),
    findings: new Map(
      findings.flatMap((each: unknown) => {
        if (!isRecord(each)) return [];
        const { rule, file, message } = each;
        if (typeof rule !== 'string' || typeof file !== 'string' || typeof message !== 'string') return [];
        return [[key({ rule, file, message }), `${rule} ${file}`] as const];
      }),
    ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
