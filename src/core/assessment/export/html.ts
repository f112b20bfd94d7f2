import { formatBytes } from '../../base/format';
import type { ReadinessReport, ReportCheck } from '../report';
import {
  areaLine,
  type CheckLine,
  checksWith,
  completeness,
  coverFacts,
  filesOf,
  outcomeWord,
  placeText,
  remediesShown,
} from './sections';
import { style } from './style';

/**
 * The report as one HTML file: no script, nothing fetched (a policy in the page forbids both), light or dark as the reader's system
 * says, fit for paper.
 */
export function htmlReport(report: ReadinessReport): string {
  const { appendix } = report;
  const title = `Readiness of ${report.application.name}`;
  const body = [
    `<h1>${escape(title)}</h1>`,
    `<p class="notice">${escape(report.notice)}</p>`,
    `<dl>${coverFacts(report)
      .map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`)
      .join('')}</dl>`,
    '<h2>Summary</h2>',
    `<table><thead><tr><th scope="col">Area</th><th scope="col">State</th><th scope="col">Reason</th></tr></thead><tbody>${report.areas
      .map(
        (area) =>
          `<tr><th scope="row">${escape(area.title)}</th><td class="${area.evaluated ? area.grade : 'unknown'}">${escape(areaLine(area).word)}</td><td>${escape(areaLine(area).reason)}</td></tr>`,
      )
      .join('')}</tbody></table>`,
    checks('What is done', checksWith(report, ['covered']), 'Nothing is known to be done.'),
    checks('What is missing', checksWith(report, ['gap', 'partial']), 'Nothing is known to be missing.'),
    '<h2>Accepted risks</h2>',
    table(
      ['Risk', 'Reason', 'Owner', 'Until'],
      report.accepted.map(({ id, title: what, file, reason, owner, expires, expired }) => [
        `${what} (${id}${file === null ? '' : `, ${file}`})`,
        reason,
        owner,
        expired ? `expired ${expires}, counts no longer` : expires,
      ]),
    ),
    '<h2>Not evaluated</h2>',
    table(
      ['Area', 'Check', 'Why'],
      checksWith(report, ['unknown']).map(({ area, check }) => [area, check.title, check.summary]),
    ),
    '<h2>Findings</h2>',
    table(
      ['Place', 'Severity', 'Rule', 'Message'],
      report.findings.map((finding) => [
        placeText(finding),
        finding.acceptedBy === null ? finding.severity : `${finding.severity}, accepted`,
        finding.rule,
        finding.message,
      ]),
    ),
    '<h2>Files</h2>',
    table(
      ['File', 'Places'],
      filesOf(report).map(([file, count]) => [file, String(count)]),
    ),
    '<h2>Appendix: rate limits</h2>',
    note(completeness(appendix.routes)),
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
    '<h2>Appendix: backups</h2>',
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
    '<h2>Appendix: schedule</h2>',
    note(completeness(appendix.schedule)),
    table(
      ['Task', 'When', 'Place'],
      appendix.schedule.list.map((row) => [
        `${row.kind} ${row.what ?? '(not certain)'}`,
        `${row.cron ?? 'not certain'}${row.conditional ? ', under a condition' : ''}`,
        placeText(row),
      ]),
    ),
    '<h2>Appendix: authentication events</h2>',
    table(
      ['Event', 'Recorded', 'By'],
      appendix.authEvents.map(({ event, recorded, by }) => [event, recorded, by.join(', ')]),
    ),
    '<h2>Appendix: rules</h2>',
    table(
      ['Rule', 'Title', 'Level', 'Findings'],
      appendix.rules.map(({ code, title: what, severity, findings }) => [code, what, severity, String(findings)]),
    ),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>
${style}</style>
</head>
<body>
<main>
${body.filter((block) => block !== '').join('\n')}
</main>
</body>
</html>
`;
}

function checks(title: string, lines: readonly CheckLine[], none: string): string {
  const items = lines.map(({ area, check }) => {
    const evidence = check.evidence.slice(0, 10).map(evidenceItem);
    const remedies = remediesShown(check).map((what) => `<li class="todo">To do: ${escape(what)}</li>`);
    const details = [...evidence, ...remedies].join('');
    return `<li><span class="${check.outcome}">${escape(outcomeWord(check))}</span> ${escape(area)} · <strong>${escape(check.title)}</strong>: ${escape(check.summary)}${details === '' ? '' : `<ul>${details}</ul>`}</li>`;
  });
  return `<h2>${escape(title)}</h2>\n${items.length === 0 ? `<p>${escape(none)}</p>` : `<ul class="checks">${items.join('\n')}</ul>`}`;
}

function evidenceItem({ fact, source, place }: ReportCheck['evidence'][number]): string {
  return `<li>${escape(fact)} <code>${escape(place === null ? source : placeText(place))}</code></li>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  const top = head.map((each) => `<th scope="col">${escape(each)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map((each) => `<td>${escape(each)}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${top}</tr></thead><tbody>\n${lines.join('\n')}\n</tbody></table>`;
}

function note(text: string): string {
  return text === '' ? '' : `<p>${escape(text)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
