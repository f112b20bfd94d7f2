import { expect, test } from 'vitest';
import { backupsCsv, routesCsv, scheduleCsv } from '../../../../../src/core/assessment/export/csv';
import { htmlReport } from '../../../../../src/core/assessment/export/html';
import { jsonReport } from '../../../../../src/core/assessment/export/json';
import { markdownReport } from '../../../../../src/core/assessment/export/markdown';
import { sarifReport } from '../../../../../src/core/assessment/export/sarif';
import { sampleReport } from '../sampleReport';

const golden = (name: string): string => new URL(`../../../../golden/readiness/${name}`, import.meta.url).pathname;
const report = sampleReport();

test.each([
  ['report.md', () => markdownReport(report)],
  ['report.html', () => htmlReport(report)],
  ['report.json', () => jsonReport(report)],
  ['report.sarif', () => sarifReport([{ report, folder: 'apps/shop' }])],
  ['routes.csv', () => routesCsv(report)],
  ['backups.csv', () => backupsCsv(report)],
  ['schedule.csv', () => scheduleCsv(report)],
])('%s is as it was looked at', async (name, write) => {
  await expect(write()).toMatchFileSnapshot(golden(name));
});

test('Markdown says what is done, what is missing and which files, in this order', () => {
  const headings = [...markdownReport(report).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(headings.slice(0, 7)).toEqual([
    'Summary',
    'What is done',
    'What is missing',
    'Accepted risks',
    'Not evaluated',
    'Findings',
    'Files',
  ]);
});

test('texts of the application are no markup', () => {
  expect(markdownReport(report)).not.toContain('<script>');
  expect(markdownReport(report)).toContain('Fixes \\| totals \\\\<b\\\\>'.replaceAll('\\\\', '\\'));
  const html = htmlReport(report);
  expect(html).not.toMatch(/<script/i);
  expect(html).toContain('&lt;script&gt;');
  // Nothing is fetched and nothing runs.
  expect(html).not.toMatch(/\b(?:src|href|on\w+)=/i);
  expect(html).toContain("default-src 'none'");
});

test('an expired decision is said to count no longer', () => {
  expect(markdownReport(report)).toMatch(/Short retention.*\*\*expired 2026-01-01, counts no longer\*\*/);
  expect(htmlReport(report)).toContain('expired 2026-01-01, counts no longer');
});

test('a spreadsheet runs no cell', () => {
  const [, , row = ''] = routesCsv(report).split('\r\n');
  expect(row).toContain(`"'=HYPERLINK(""http://x"")"`);
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    const [first] = report.appendix.routes.list;
    const list = first === undefined ? [] : [{ ...first, name: `${start}1` }];
    const text = routesCsv({ ...report, appendix: { ...report.appendix, routes: { complete: true, gaps: [], list } } });
    expect(text).toContain(`"'${start}1"`);
  }
});

interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly partialFingerprints: Record<string, string>;
      readonly suppressions?: readonly unknown[];
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}

test('SARIF: rules by index, relative encoded addresses, accepted findings suppressed', () => {
  const [run] = (JSON.parse(sarifReport([{ report, folder: 'apps/shop' }])) as Sarif).runs;
  expect(run?.results.map((each) => [each.level, each.suppressions?.length ?? 0])).toEqual([
    ['warning', 0],
    ['note', 1],
  ]);
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(run?.results[1]?.locations[0]?.physicalLocation.artifactLocation).toEqual({
    uri: 'apps/shop/config/my%20backup%231.php',
    uriBaseId: 'SRCROOT',
  });
});

test('SARIF: a finding is the same when its line moved, and two of one file are two', () => {
  const [first] = report.findings;
  if (first === undefined) throw new Error('the sample has findings');
  const prints = (findings: typeof report.findings): readonly (string | undefined)[] =>
    (JSON.parse(sarifReport([{ report: { ...report, findings }, folder: '' }])) as Sarif).runs[0]?.results.map(
      ({ partialFingerprints }) => partialFingerprints['laravelOps/v1'],
    ) ?? [];
  expect(prints([{ ...first, line: 99 }])).toEqual(prints([first]));
  expect(new Set(prints([first, { ...first, line: 20 }])).size).toBe(2);
});
