import type { Commit } from '../base/git';
import { relativePath } from '../base/path';
import { positionAt } from '../base/text';
import type { Environment } from '../connections/environment';
import type { Finding, Location } from '../finding';
import type { Decision } from '../lint/decision';
import { acceptedBy, isExpired } from '../lint/decisions';
import type { RuleLevel } from '../lint/lint';
import type { AreaAssessment } from './area';
import { allChecks, assess } from './assess';
import { type AssessmentFacts, type FileFacts, projectOf } from './facts';
import { inventories, type Placing } from './inventories';
import { mapTexts, namesOf, nothingRedacted, redactNames, secretsOf } from './redaction';
import type { ReadinessReport, Redactions, ReportArea, ReportDecision, ReportFinding, ReportPlace } from './report';

export const snapshotNotice = "This is a snapshot made on a developer's machine, not an attestation.";

export interface ReportInput {
  readonly facts: AssessmentFacts & { readonly files: FileFacts };
  /** What `assess` made of the facts; made anew when left out. */
  readonly areas?: readonly AreaAssessment[];
  readonly environment: Pick<Environment, 'name' | 'role' | 'envFile' | 'sql' | 'redis'>;
  readonly productVersion: string;
  readonly commit?: Pick<Commit, 'hash' | 'at' | 'subject'>;
  readonly redact?: Redactions;
  /** Levels that settings ask for: a rule that is off by default and named here is on. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
}

/** Puts a report together. No text of it holds a secret of an environment file. */
export function buildReport(input: ReportInput): ReadinessReport {
  const { facts, environment, productVersion, commit, redact = nothingRedacted } = input;
  const { files, now, decisions = [] } = facts;
  const { context } = files;
  const project = projectOf(files);
  const place = placing(files);
  const areas = input.areas ?? assess(facts);
  const { full, major, source } = project.version;
  const report: ReadinessReport = {
    schemaVersion: 1,
    product: { name: 'Laravel Ops', version: productVersion },
    generatedAt: now.toISOString(),
    notice: snapshotNotice,
    application: {
      name: project.name,
      laravel: { version: full ?? major?.toString() ?? null, source },
      commit: commit === undefined ? null : { hash: commit.hash, at: commit.at.toISOString(), subject: commit.subject },
    },
    environment: {
      name: environment.name,
      role: environment.role,
      file: environment.envFile === undefined ? null : relativePath(context.root, environment.envFile),
    },
    redacted: redact,
    areas: areas.map((area) => areaOf(area, context.root, place)),
    findings: files.findings.map((finding) => ({
      ...findingOf(finding, files, decisions, now, place),
      reportOnly: isReportOnly(finding.rule, files, input.levels ?? {}),
    })),
    accepted: decisions.map((decision) => decisionOf(decision, files, now)),
    notEvaluated: areas.flatMap(({ area, checks }) =>
      checks.flatMap(({ title, outcome, summary }) =>
        outcome === 'unknown' ? [{ area: area.id, title, why: summary }] : [],
      ),
    ),
    appendix: inventories(facts, files, place),
  };
  const secrets = secretsOf([context.project, ...context.environments.map((each) => each.project)]);
  const names = namesOf(environment, project);
  return mapTexts(report, (text) => redactNames(secrets.redact(text), names, redact));
}

function placing({ context }: FileFacts): Placing {
  return ({ file, range }) => {
    const { line, column } = positionAt(context.textOf(file) ?? '', range.start);
    return { file: relativePath(context.root, file), line: line + 1, column: column + 1 };
  };
}

function areaOf({ area, grade, evaluated, summary, checks }: AreaAssessment, root: string, place: Placing): ReportArea {
  const at = (location: Location | undefined): ReportPlace | null => (location === undefined ? null : place(location));
  return {
    ...area,
    grade,
    evaluated,
    summary,
    checks: checks.map(({ id, title, outcome, summary: reason, weight, evidence, remedies }) => ({
      id,
      title,
      outcome,
      summary: reason,
      weight,
      evidence: evidence.map(({ fact, source, location }) => ({
        fact,
        source: relativePath(root, source),
        place: at(location),
      })),
      remedies: remedies.map(({ title: what, copies, location }) => ({
        title: what,
        copies: copies ?? null,
        place: at(location),
      })),
    })),
  };
}

function findingOf(
  { rule, severity, message, location, related, fixes }: Finding,
  { context }: FileFacts,
  decisions: readonly Decision[],
  now: Date,
  place: Placing,
): Omit<ReportFinding, 'reportOnly'> {
  const start = place(location);
  const end = place({ ...location, range: { start: location.range.end, end: location.range.end } });
  const decision = acceptedBy(decisions, rule, relativePath(context.root, location.file), now);
  return {
    rule,
    severity,
    message,
    ...start,
    endLine: end.line,
    endColumn: end.column,
    related: related.map((each) => ({ ...place(each.location), message: each.message })),
    fix: fixes[0]?.title ?? null,
    acceptedBy:
      decision === undefined ? null : { owner: decision.owner, reason: decision.reason, expires: decision.expires },
  };
}

function isReportOnly(
  code: string,
  { rules, context }: FileFacts,
  levels: Readonly<Record<string, RuleLevel>>,
): boolean {
  const off = rules.find((rule) => rule.code === code)?.offByDefault;
  if (off === undefined || levels[code] !== undefined) return false;
  return off === 'unproven' || context.live === undefined;
}

function decisionOf(decision: Decision, { rules }: FileFacts, now: Date): ReportDecision {
  const { id, file, owner, reason, accepted, expires } = decision;
  const title =
    rules.find(({ code }) => code === id)?.title ?? allChecks().find((check) => check.id === id)?.title ?? id;
  return { id, title, file: file ?? null, owner, reason, accepted, expires, expired: isExpired(decision, now) };
}
