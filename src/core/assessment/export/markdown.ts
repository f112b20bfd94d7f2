import { formatBytes } from '../../base/format';
import type { ReadinessReport, ReportCheck } from '../report';
import {
  areaLine,
  checksWith,
  completeness,
  coverFacts,
  filesOf,
  outcomeWord,
  placeText,
  remediesShown,
  type CheckLine,
} from './sections';

/** The report as a status report in Markdown: what is done, what is missing, which files. */
export function markdownReport(report: ReadinessReport): string {
  const { appendix } = report;
  const blocks = [
    `# Readiness of ${inline(report.application.name)}`,
    `> ${inline(report.notice)}`,
    table(['', ''], coverFacts(report)),
    '## Summary',
    table(
      ['Area', 'State', 'Reason'],
      report.areas.map((area) => [area.title, areaLine(area).word, areaLine(area).reason]),
    ),
    ...section('What is done', checksWith(report, ['covered']).map(checkItem), 'Nothing is known to be done.'),
    ...section(
      'What is missing',
      checksWith(report, ['gap', 'partial']).map(checkItem),
      'Nothing is known to be missing.',
    ),
    ...section(
      'Accepted risks',
      report.accepted.map(
        ({ id, title, owner, reason, expires, expired, file }) =>
          `- **${inline(title)}** (${inline(id)}${file === null ? '' : `, ${inline(file)}`}): ${inline(reason)} — ${inline(owner)}, ${expired ? `**expired ${expires}, counts no longer**` : `until ${expires}`}`,
      ),
      'None.',
    ),
    ...section(
      'Not evaluated',
      checksWith(report, ['unknown']).map(
        ({ area, check }) => `- ${inline(area)} · ${inline(check.title)}: ${inline(check.summary)}`,
      ),
      'Everything was evaluated.',
    ),
    '## Findings',
    table(
      ['Place', 'Severity', 'Rule', 'Message'],
      report.findings.map((finding) => [
        placeText(finding),
        finding.acceptedBy === null ? finding.severity : `${finding.severity}, accepted`,
        finding.rule,
        finding.message,
      ]),
    ),
    '## Files',
    table(
      ['File', 'Places'],
      filesOf(report).map(([file, count]) => [file, String(count)]),
    ),
    '## Appendix: rate limits',
    completeness(appendix.routes),
    table(
      ['Route', 'Who', 'Limit', 'Store', 'Place'],
      appendix.routes.list.map((row) => [
        `${row.methods} ${row.uri ?? '(address not certain)'}`,
        row.auth,
        row.limit === 'limited' ? row.limiter : row.limit === 'unlimited' ? 'none' : 'not known',
        row.store ?? '',
        placeText(row),
      ]),
    ),
    '## Appendix: backups',
    table(
      ['File', 'Destination', 'Made', 'Size', 'Encrypted'],
      appendix.backups.map(({ file, destination, createdAt, sizeBytes, encrypted, error }) => [
        file,
        destination,
        createdAt.slice(0, 16).replace('T', ' '),
        formatBytes(sizeBytes),
        error ?? (encrypted === null ? 'not known' : encrypted ? 'yes' : 'no'),
      ]),
    ),
    '## Appendix: schedule',
    completeness(appendix.schedule),
    table(
      ['Task', 'When', 'Place'],
      appendix.schedule.list.map((row) => [
        `${row.kind} ${row.what ?? '(not certain)'}`,
        `${row.cron ?? 'not certain'}${row.conditional ? ', under a condition' : ''}`,
        placeText(row),
      ]),
    ),
    '## Appendix: authentication events',
    table(
      ['Event', 'Recorded', 'By'],
      appendix.authEvents.map(({ event, recorded, by }) => [event, recorded, by.join(', ')]),
    ),
    '## Appendix: rules',
    table(
      ['Rule', 'Title', 'Level', 'Findings'],
      appendix.rules.map(({ code, title, severity, findings }) => [code, title, severity, String(findings)]),
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function section(title: string, items: readonly string[], none: string): readonly string[] {
  return [`## ${title}`, items.length === 0 ? none : items.join('\n')];
}

function checkItem({ area, check }: CheckLine): string {
  const word = check.outcome === 'covered' ? '' : `${outcomeWord(check)} — `;
  const head = `- ${inline(area)} · **${inline(check.title)}**: ${word}${inline(check.summary)}`;
  return [head, ...evidenceItems(check), ...remediesShown(check).map((title) => `  - To do: ${inline(title)}`)].join(
    '\n',
  );
}

const mostEvidence = 10;

function evidenceItems({ evidence }: ReportCheck): readonly string[] {
  const shown = evidence
    .slice(0, mostEvidence)
    .map(({ fact, source, place }) => `  - ${inline(fact)} (${code(place === null ? source : placeText(place))})`);
  return evidence.length > mostEvidence
    ? [...shown, `  - ${evidence.length - mostEvidence} more in the JSON report.`]
    : shown;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((each) => inline(each).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** One line of text in which nothing is markup but `code` in pairs of backticks. */
function inline(text: string): string {
  const parts = text.replaceAll(/\s+/g, ' ').trim().split('`');
  if (parts.length % 2 === 0) return escaped(text.replaceAll(/\s+/g, ' ').trim());
  return parts.map((part, at) => (at % 2 === 0 ? escaped(part) : part === '' ? '' : `\`${part}\``)).join('');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*[\]<>#~]|(?<!\w)_|_(?!\w)/g, '\\$&').replaceAll('&', '&amp;');
}
