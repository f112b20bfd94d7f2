import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../src/core/base/text';
import type { Finding, Severity } from '../../../../src/core/finding';
import { parsePhp } from '../../../../src/core/laravel/php/parse';
import { expressionsIn } from '../../../../src/core/laravel/php/walk';
import { readRuleContext, type RuleContextOptions } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import { suppressionComment } from '../../../../src/core/lint/suppression';
import type { Rule } from '../../../../src/core/lint/rule';
import { mapSource, shopFiles } from './mapSource';

/** Relative path → text; added to the Laravel 12 application of mapSource.ts. `undefined` takes a file away. */
export type Files = Readonly<Record<string, string | undefined>>;

/** What surrounds the files: settings, git, the machine, a connection. */
export type Surroundings = Partial<Omit<RuleContextOptions, 'cache' | 'codeCache' | 'signal' | 'catalog'>>;

export interface Bad extends Surroundings {
  readonly name: string;
  readonly files: Files;
  /** "file: text under the squiggle", one for each finding, in the order of files and places. */
  readonly at: readonly string[];
  /** Of the first finding; a string is the whole message. */
  readonly message?: string | RegExp;
  readonly severity?: Severity;
  /** Texts of the related places of the first finding, in order. */
  readonly related?: readonly string[];
  /** Title of the first finding's fix that is applied; its first one when left out. Null: the finding has no fix that edits. */
  readonly fix?: string | null;
  /** The files that the fix changed, as they are afterwards. Given whenever `fix` is not null. */
  readonly fixed?: Files;
  /** How many findings are left when the fix was applied; 0 when left out. */
  readonly left?: number;
}

export interface Good extends Surroundings {
  readonly name: string;
  readonly files: Files;
}

/** The findings of one rule, at its own severity, through the same path as in the editor. */
export async function findingsOf(
  rule: Rule,
  files: Files,
  surroundings: Surroundings = {},
): Promise<readonly Finding[]> {
  const source = mapSource(present(files));
  const options = { environments: [], tracked: new Set<string>(), ...surroundings, catalog: [rule] };
  const context = await readRuleContext(source, '/shop', options);
  return lintProject(context, { rules: {}, source, catalog: [rule], all: true });
}

/**
 * The behaviour of one rule: where it speaks, that its fix silences it and leaves PHP that parses, and where it is silent.
 * The default application is Laravel 12 in the slim layout; production is `'.env': 'APP_ENV=production\n'`.
 */
export function ruleCases(rule: Rule, cases: { readonly bad: readonly Bad[]; readonly good: readonly Good[] }): void {
  describe(`${rule.code} ${rule.slug}`, () => {
    test.each([...cases.bad])('speaks: $name', async (bad) => {
      const found = await findingsOf(rule, bad.files, bad);
      expect(found.map((finding) => shown(finding, bad.files))).toEqual(bad.at);
      const [first] = found;
      expect(first).toBeDefined();
      expect(found.every((finding) => finding.rule === rule.code)).toBe(true);
      expect(first?.severity).toBe(bad.severity ?? rule.severity);
      if (typeof bad.message === 'string') expect(first?.message).toBe(bad.message);
      else if (bad.message !== undefined) expect(first?.message).toMatch(bad.message);
      if (bad.related !== undefined) expect(first?.related.map(({ message }) => message)).toEqual(bad.related);
    });
    test.each(cases.bad.filter(({ fix }) => fix === null))('has no edit to offer: $name', async (bad) => {
      const [first] = await findingsOf(rule, bad.files, bad);
      expect(first?.fixes.filter(({ edits }) => edits.length > 0)).toEqual([]);
    });
    test.each(cases.bad.filter(({ fix }) => fix !== null))('is mended by its fix: $name', async (bad) => {
      const [first] = await findingsOf(rule, bad.files, bad);
      const fix = bad.fix === undefined ? first?.fixes[0] : first?.fixes.find(({ title }) => title === bad.fix);
      expect(fix, `a fix titled ${bad.fix ?? '(the first)'}`).toBeDefined();
      const changed: Record<string, string> = {};
      for (const { file, edits } of fix?.edits ?? []) {
        const name = file.replace('/shop/', '');
        const text = applyEdits(present(bad.files).get(file) ?? '', edits);
        if (name.endsWith('.php')) expect(parsePhp(text)).toMatchObject({ ok: true });
        changed[name] = text;
      }
      expect(changed).toEqual(bad.fixed);
      expect(await findingsOf(rule, { ...bad.files, ...changed }, bad)).toHaveLength(bad.left ?? 0);
    });
    // What servers told of a line is of the line as it was.
    const written = cases.bad.filter(({ live }) => (live?.costlyReads.length ?? 0) === 0);
    test.each(written)('is silent under a comment above: $name', async (bad) => {
      const found = await findingsOf(rule, bad.files, bad);
      const commented = { ...bad.files, ...withComments(found, bad.files, rule.code) };
      const left = await findingsOf(rule, commented, bad);
      expect(left.map((finding) => shown(finding, commented))).toEqual([]);
    });
    test.each(cases.bad)('says and mends the same where lines end in CRLF: $name', async (bad) => {
      const files = windows(bad.files);
      const before = await findingsOf(rule, bad.files, bad);
      const found = await findingsOf(rule, files, { ...bad, ...windowsSaved(bad) });
      expect(found.map((finding) => shown(finding, files).replaceAll('\r', ''))).toEqual(bad.at);
      for (const [index, { fixes, message }] of found.entries()) {
        expect(message).toBe(before[index]?.message);
        expect(fixes.map(({ title }) => title)).toEqual(before[index]?.fixes.map(({ title }) => title));
        for (const [at, { edits: changes }] of fixes.entries()) {
          for (const { file, edits } of changes) {
            const text = applyEdits(present(files).get(file) ?? '', edits);
            const plain = before[index]?.fixes[at]?.edits.find((each) => each.file === file)?.edits ?? [];
            expect(text.replaceAll('\r', '')).toBe(
              applyEdits(present(bad.files).get(file) ?? '', plain).replaceAll('\r', ''),
            );
            if (present(files).get(file)?.includes('\r\n') === true)
              expect(text.replaceAll('\r\n', '')).not.toContain('\n');
          }
        }
      }
    });
    test.each(cases.bad)('says and mends the same in array(), indented with tabs: $name', async (bad) => {
      const files = legacy(bad.files);
      const before = await findingsOf(rule, bad.files, bad);
      const found = await findingsOf(rule, files, bad);
      expect(found.map(({ message }) => message)).toEqual(before.map(({ message }) => message));
      for (const [index, { fixes }] of found.entries()) {
        expect(fixes.map(({ title }) => title)).toEqual(before[index]?.fixes.map(({ title }) => title));
        for (const { edits: changes, title } of fixes) {
          for (const { file, edits } of changes) {
            const text = applyEdits(present(files).get(file) ?? '', edits);
            if (!file.endsWith('.php')) continue;
            expect(parsePhp(text)).toMatchObject({ ok: true });
            if (present(files).has(file)) expect(`${title}\n${text}`).not.toMatch(/^\t* {4}/m);
          }
        }
      }
    });
    test.each([...cases.good])('is silent: $name', async (good) => {
      const found = await findingsOf(rule, good.files, good);
      expect(found.map((finding) => `${shown(finding, good.files)} · ${finding.message}`)).toEqual([]);
    });
  });
}

/** The files with a comment above each finding's line that suppresses it. */
function withComments(found: readonly Finding[], files: Files, code: string): Files {
  const changed = new Map<string, string>();
  const placed = [...found].sort((a, b) => b.location.range.start - a.location.range.start);
  for (const { file, range } of placed.map(({ location }) => location)) {
    const text = changed.get(file) ?? present(files).get(file) ?? '';
    const start = text.lastIndexOf('\n', range.start - 1) + 1;
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
    changed.set(file, `${text.slice(0, start)}${indent}${suppressionComment(file, code)}\n${text.slice(start)}`);
  }
  return Object.fromEntries([...changed].map(([file, text]) => [file.replace('/shop/', ''), text]));
}

/** The same files as an editor on Windows writes them. */
function windows(files: Files): Files {
  const all = [...present(files)].map(([path, text]) => [path.replace('/shop/', ''), text] as const);
  const ended = all.map(([name, text]) => [name, name.endsWith('.json') ? text : text.replaceAll(/\r?\n/g, '\r\n')]);
  return { ...files, ...Object.fromEntries(ended) };
}

/** The same PHP files in an older hand: `array()` for brackets, a tab for four spaces. */
function legacy(files: Files): Files {
  const changed = [...present(files)].flatMap(([path, text]) => {
    const parsed = path.endsWith('.php') ? parsePhp(text) : undefined;
    if (parsed?.ok !== true) return [];
    const arrays = [...expressionsIn(parsed.program)].filter(
      ({ kind, range }) => kind === 'array' && text[range.start] === '[' && text[range.end - 1] === ']',
    );
    const edits = arrays.flatMap(({ range: { start, end } }) => [
      { range: { start, end: start + 1 }, newText: 'array(' },
      { range: { start: end - 1, end }, newText: ')' },
    ]);
    const tabbed = applyEdits(text, edits).replaceAll(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4));
    return parsePhp(tabbed).ok ? [[path.replace('/shop/', ''), tabbed] as const] : [];
  });
  return { ...files, ...Object.fromEntries(changed) };
}

function windowsSaved({ saved }: Surroundings): Surroundings {
  if (saved === undefined) return {};
  return { saved: new Map([...saved].map(([file, text]) => [file, text.replaceAll(/\r?\n/g, '\r\n')])) };
}

function present(files: Files): Map<string, string> {
  const all = shopFiles({});
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) all.delete(`/shop/${name}`);
    else all.set(`/shop/${name}`, text);
  }
  return all;
}

function shown({ location: { file, range } }: Finding, files: Files): string {
  return `${file.replace('/shop/', '')}: ${(present(files).get(file) ?? '').slice(range.start, range.end)}`;
}
