import { expect, test } from 'vitest';
import { compareReports } from '../../../../src/core/assessment/compare';
import { jsonReport } from '../../../../src/core/assessment/export/json';
import { sampleReport } from './sampleReport';

const report = sampleReport();

test('nothing changed', () => {
  expect(compareReports(jsonReport(report), report)).toEqual({
    since: report.generatedAt,
    better: [],
    worse: [],
    newFindings: [],
    goneFindings: [],
  });
});

test('areas that are better or worse, findings that are new or gone; a line that moved is no change', () => {
  const [first, second] = report.findings;
  if (first === undefined || second === undefined) throw new Error('the sample has two findings');
  const after = {
    ...report,
    areas: report.areas.map((area) => {
      if (area.id === 'rateLimiting') return { ...area, grade: 'covered' as const };
      return area.id === 'automatedBackups' ? { ...area, grade: 'unknown' as const } : area;
    }),
    findings: [
      { ...first, line: 40 },
      { ...second, rule: 'BKP001' },
    ],
  };
  expect(compareReports(jsonReport(report), after)).toEqual({
    since: report.generatedAt,
    better: [{ area: 'Rate limiting', before: 'gap', after: 'covered' }],
    worse: [{ area: 'Automated backups', before: 'partial', after: 'unknown' }],
    newFindings: ['BKP001 config/my backup#1.php'],
    goneFindings: ['BKP002 config/my backup#1.php'],
  });
});

test.each(['', '{}', '[]', '{"schemaVersion": 2}', '{"schemaVersion": 1, "generatedAt": "x", "areas": 3}'])(
  '%j is no report',
  (text) => {
    expect(compareReports(text, report)).toBeUndefined();
  },
);
