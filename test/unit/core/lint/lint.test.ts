import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/core/finding';
import { readRuleContext } from '../../../../src/core/lint/context';
import { findingsPerFile, lintProject } from '../../../../src/core/lint/lint';
import type { Rule } from '../../../../src/core/lint/rule';
import type { TextSource } from '../../../../src/core/laravel/textSource';
import { shop } from './mapSource';

const context = await readRuleContext(shop({}), '/shop', { environments: [], tracked: new Set(), catalog: [] });

const sourceOf = (text: string): TextSource => ({
  readText: () => Promise.resolve({ kind: 'text', text }),
  list: () => Promise.resolve([]),
});

function rule(
  code: string,
  places: readonly (readonly [file: string, start: number])[],
  supersedes: string[] = [],
): Rule {
  return {
    code,
    slug: code.toLowerCase(),
    area: 'foundations',
    severity: 'warning',
    title: code,
    supersedes,
    *check() {
      for (const [file, start] of places) yield found(code, file, start);
    },
  };
}

function found(code: string, file: string, start: number): Finding {
  const location = { file, range: { start, end: start + 4 } };
  return { rule: code, severity: 'warning', message: code, location, related: [], fixes: [] };
}

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map((f) => `${f.location.file}:${f.location.range.start} ${f.severity} ${f.rule}`);

test('findings come sorted by file and place, at the severity of their rule', async () => {
  const catalog = [
    rule('AAA001', [
      ['/shop/b', 5],
      ['/shop/b', 1],
    ]),
    rule('AAA002', [['/shop/a', 9]]),
  ];
  const findings = await lintProject(context, { rules: {}, source: sourceOf(''), catalog });
  expect(lines(findings)).toEqual(['/shop/a:9 warning AAA002', '/shop/b:1 warning AAA001', '/shop/b:5 warning AAA001']);
});

test('settings make a rule louder, quieter, or silent', async () => {
  const catalog = [rule('AAA001', [['/a', 1]]), rule('AAA002', [['/a', 20]]), rule('AAA003', [['/a', 40]])];
  const rules = { AAA001: 'off', AAA002: 'hint', AAA003: 'error' } as const;
  const findings = await lintProject(context, { rules, source: sourceOf(''), catalog });
  expect(lines(findings)).toEqual(['/a:20 hint AAA002', '/a:40 error AAA003']);
});

test('the more specific rule wins where both speak of one place, and only there', async () => {
  const general = rule('AAA001', [
    ['/a', 1],
    ['/a', 50],
  ]);
  const specific = rule('AAA002', [['/a', 2]], ['AAA001']);
  const findings = await lintProject(context, { rules: {}, source: sourceOf(''), catalog: [general, specific] });
  expect(lines(findings)).toEqual(['/a:2 warning AAA002', '/a:50 warning AAA001']);
});

test('a specific rule that is switched off silences nobody', async () => {
  const catalog = [rule('AAA001', [['/a', 1]]), rule('AAA002', [['/a', 1]], ['AAA001'])];
  const findings = await lintProject(context, { rules: { AAA002: 'off' }, source: sourceOf(''), catalog });
  expect(lines(findings)).toEqual(['/a:1 warning AAA001']);
});

test('one place is reported once, however many environments lead to it', async () => {
  const findings = await lintProject(context, {
    rules: {},
    source: sourceOf(''),
    catalog: [
      rule('AAA001', [
        ['/a', 1],
        ['/a', 1],
      ]),
    ],
  });
  expect(findings).toHaveLength(1);
});

test('a file shows its first ten findings, another file its own', async () => {
  const many = Array.from({ length: 15 }, (_, index) => ['/a', 100 - index] as const);
  const catalog = [rule('AAA001', [...many, ['/b', 1]])];
  const findings = await lintProject(context, { rules: {}, source: sourceOf(''), catalog });
  expect(findings).toHaveLength(findingsPerFile + 1);
  expect(findings[0]?.location.range.start).toBe(86);
});

test('a suppressed finding does not use up one of the ten places', async () => {
  const text = `# laravel-ops-ignore AAA001\n${'x'.repeat(10)}\n${'y'.repeat(200)}`;
  const places = Array.from({ length: 10 }, (_, index) => ['/a', 45 + index * 10] as const);
  const catalog = [rule('AAA001', [['/a', 30], ...places])];
  const findings = await lintProject(context, { rules: {}, source: sourceOf(text), catalog });
  expect(findings.map((f) => f.location.range.start)).toEqual(places.map(([, start]) => start));
});

test('an aborted signal ends the work', async () => {
  const signal = AbortSignal.abort();
  const work = lintProject(context, { rules: {}, source: sourceOf(''), catalog: [rule('AAA001', [])], signal });
  await expect(work).rejects.toMatchObject({ reason: 'cancelled' });
});
