import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruleOf, rules } from '../../../../src/core/lint/catalog';
import { docsPath } from '../../../../src/core/lint/rule';

test('every code is used once', () => {
  const codes = rules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each(rules)('$code has a page of its own that shows how to suppress it', (rule) => {
  const { code } = rule;
  const page = new URL(`../../../../${docsPath(rule)}`, import.meta.url);
  expect(existsSync(page)).toBe(true);
  const text = readFileSync(page, 'utf8');
  expect(text.startsWith(`# ${code}: `)).toBe(true);
  expect(text).toContain(`laravel-ops-ignore ${code}`);
});

test('the index of pages lists every rule with its title and severity', () => {
  const index = readFileSync(new URL('../../../../docs/rules/README.md', import.meta.url), 'utf8');
  for (const { code, title, severity } of rules)
    expect(index).toContain(`| [${code}](${code}.md) | ${title} | ${severity} |`);
  expect(index.match(/^\| \[/gm)).toHaveLength(rules.length);
});

test('a rule is found by its code, an unknown code finds none', () => {
  expect(ruleOf('GEN002')?.slug).toBe('debug-in-production');
  expect(ruleOf('XXX999')).toBeUndefined();
});
