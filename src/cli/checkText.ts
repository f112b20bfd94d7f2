import { gradeWords, type Grade } from '../core/assessment/area';
import type { ReportFinding } from '../core/assessment/report';
import type { Severity } from '../core/finding';
import { type CheckedApp, countingFindings } from './check';

const colours: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };
const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const grades: readonly Grade[] = ['covered', 'partial', 'gap', 'unknown'];

/**
 * Findings as compilers write them, "file:line:column severity CODE message", so that terminals and problem matchers find
 * the place; then how many, and the ten areas in one line.
 *
 * @param shown the folder as it was typed: what paths begin with; "" for the folder one is in
 */
export function checkText({ report, folder }: CheckedApp, shown: string, colour: boolean): string {
  const findings = countingFindings(report);
  const prefix = [shown, folder].filter((part) => part !== '').join('/');
  const lines = findings.map((finding) => lineOf(finding, prefix, colour));
  const { name } = report.application;
  const { environment } = report;
  const judged = `${name} (${environment.name}, ${environment.role === 'unknown' ? 'role unknown' : environment.role})`;
  const areas = grades
    .map((grade) => ({ grade, count: report.areas.filter((area) => area.grade === grade).length }))
    .filter(({ count }) => count > 0)
    .map(({ grade, count }) => `${count} ${gradeWords[grade].toLowerCase()}`);
  return [
    ...lines,
    ...(lines.length === 0 ? [] : ['']),
    `${judged}: ${countsOf(findings)}${acceptedWords(report.findings)}`,
    `Readiness: ${areas.join(', ')}`,
    '',
  ].join('\n');
}

function lineOf(
  { file, line, column, severity, rule, message }: ReportFinding,
  prefix: string,
  colour: boolean,
): string {
  const path = prefix === '' || file.startsWith('/') ? file : `${prefix}/${file}`;
  const word = colour ? `\u001b[${colours[severity]}m${severity}\u001b[39m` : severity;
  return `${path}:${line}:${column} ${word} ${rule} ${message.replaceAll(/\s+/g, ' ')}`;
}

function countsOf(findings: readonly ReportFinding[]): string {
  if (findings.length === 0) return 'no findings';
  return severities
    .map((severity) => ({ severity, count: findings.filter((each) => each.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ severity, count }) =>
        `${count} ${severity}${count > 1 && (severity === 'error' || severity === 'warning' || severity === 'hint') ? 's' : ''}`,
    )
    .join(', ');
}

function acceptedWords(findings: readonly ReportFinding[]): string {
  const accepted = findings.filter(({ acceptedBy }) => acceptedBy !== null).length;
  return accepted === 0 ? '' : `, ${accepted} accepted`;
}
