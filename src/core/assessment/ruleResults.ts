import { relativePath } from '../base/path';
import type { Finding, Severity } from '../finding';
import type { AcceptedFinding } from '../lint/decisions';
import type { Rule } from '../lint/rule';
import type { AreaId, CheckResult, Evidence, Remedy } from './area';
import type { FileFacts } from './facts';

/** How much a rule's finding counts: an error or a warning is a gap, the rest a weakness. */
const weights: Readonly<Record<Severity, number>> = { error: 5, warning: 4, information: 2, hint: 1 };
const heaviestFirst: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/**
 * One result for each rule of the area that found something, or whose findings somebody accepted.
 *
 * @param told codes of rules that a check of the area tells itself
 * @param accepted findings that a decision accepts
 */
export function ruleResults(
  files: FileFacts | undefined,
  area: AreaId,
  told: ReadonlySet<string>,
  accepted: readonly AcceptedFinding[],
): readonly CheckResult[] {
  if (files === undefined) return [];
  return rulesOf(files, area).flatMap((rule): readonly CheckResult[] => {
    const found = findingsOf(files, rule.code);
    if (found.length > 0 && !told.has(rule.code)) return [foundBy(rule, found, files.context.root)];
    const [first] = accepted.filter(({ finding }) => finding.rule === rule.code);
    return found.length > 0 || first === undefined ? [] : [acceptedOf(rule, first, accepted, files.context.root)];
  });
}

/** Findings of one rule that nobody accepted. */
export function findingsOf({ findings }: FileFacts, code: string): readonly Finding[] {
  return findings.filter(({ rule }) => rule === code);
}

/** A fact for every place that a rule found. */
export function evidenceOf(findings: readonly Finding[], root: string): readonly Evidence[] {
  return findings.map(({ message, location }) => ({
    fact: message,
    source: relativePath(root, location.file),
    location,
  }));
}

/** What mends a finding: its first fix, or the place to look at. */
export function remediesOf(findings: readonly Finding[]): readonly Remedy[] {
  return findings.flatMap(({ fixes, location }) => {
    const [fix] = fixes;
    if (fix === undefined) return [];
    const { title, copies, edits } = fix;
    return [{ title, location, ...(copies === undefined ? {} : { copies }), ...(edits.length === 0 ? {} : { fix }) }];
  });
}

/** That rules looked and found nothing is a fact too, though a weak one: they are silent where they are not certain. */
export function quietRules(
  files: FileFacts | undefined,
  area: AreaId,
  accepted: readonly AcceptedFinding[],
): readonly Evidence[] {
  if (files === undefined) return [];
  const quiet = rulesOf(files, area).filter(
    ({ code }) => findingsOf(files, code).length === 0 && !accepted.some(({ finding }) => finding.rule === code),
  );
  if (quiet.length === 0) return [];
  const codes = quiet.map(({ code }) => code).join(', ');
  return [{ fact: `No finding of ${codes}. Rules are silent where a file leaves something open.`, source: 'rules' }];
}

function rulesOf({ rules }: FileFacts, area: AreaId): readonly Rule[] {
  return rules.filter((rule) => rule.area === area);
}

function foundBy({ code, title }: Rule, found: readonly Finding[], root: string): CheckResult {
  const severity = heaviestFirst.find((each) => found.some((finding) => finding.severity === each)) ?? 'hint';
  const places = [...new Set(found.map(({ location }) => relativePath(root, location.file)))];
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  return {
    id: code,
    title,
    outcome: severity === 'error' || severity === 'warning' ? 'gap' : 'partial',
    summary: `${lowerFirst(title)} in ${places[0] ?? ''}${more}`,
    evidence: evidenceOf(found, root),
    remedies: remediesOf(found),
    weight: weights[severity],
  };
}

function acceptedOf(
  { code, title }: Rule,
  { decision }: AcceptedFinding,
  accepted: readonly AcceptedFinding[],
  root: string,
): CheckResult {
  const own = accepted.filter(({ finding }) => finding.rule === code).map(({ finding }) => finding);
  return {
    id: code,
    title,
    outcome: 'accepted',
    summary: `accepted by ${decision.owner} until ${decision.expires}`,
    evidence: evidenceOf(own, root),
    remedies: [],
    weight: 1,
    decision,
  };
}

/** "Backups on this disk" → "backups on this disk"; "API…" stays. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
