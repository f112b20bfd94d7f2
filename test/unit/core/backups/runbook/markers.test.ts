import { array, assert, constantFrom, property, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { marked, readSection, withoutMarks, writeSections } from '../../../../../src/core/backups/runbook/markers';

const names = ['head', 'where', 'facts'] as const;
const line = constantFrom(
  'words',
  '',
  '# Title',
  ...names.flatMap((name) => [`<!-- laravel-ops:begin ${name} -->`, `<!-- laravel-ops:end ${name} -->`]),
  '<!-- laravel-ops:begin',
  'end -->',
);
const document = array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
const section = record({
  name: constantFrom(...names),
  text: array(constantFrom('a', 'b c', '', '<!-- x -->'), { minLength: 1, maxLength: 3 }).map((lines) =>
    withoutMarks(`x${lines.join('\n')}x`),
  ),
});
const sections = uniqueArray(section, { selector: ({ name }) => name, minLength: 1, maxLength: 3 });

test('in whatever document, every section is there afterwards, and writing again changes nothing', () => {
  assert(
    property(document, sections, (text, all) => {
      const once = writeSections(text, all);
      for (const { name, text: wanted } of all) expect(readSection(once, name)).toBe(wanted);
      expect(writeSections(once, all)).toBe(once);
    }),
    { seed: 11, numRuns: 2000 },
  );
});

test('in a document without marks every line of people stays, in its order', () => {
  const own = array(constantFrom('a', 'b', '', '- c', '<!-- theirs -->'), { maxLength: 10 });
  assert(
    property(own, sections, (lines, all) => {
      const text = lines.join('\n').trimEnd();
      expect(writeSections(text, all).startsWith(text)).toBe(true);
    }),
    { seed: 11 },
  );
});

test('what stands outside the marks stays to the letter when sections change', () => {
  const paragraph = constantFrom('mine', 'a\n\nb', '  indented', '| t |', '');
  assert(
    property(paragraph, paragraph, paragraph, (before, between, after) => {
      const make = (head: string, where: string): string =>
        `${before}\n${marked({ name: 'head', text: head })}\n${between}\n${marked({ name: 'where', text: where })}\n${after}`;
      const changed = [
        { name: 'head', text: 'new head\nof two lines' },
        { name: 'where', text: 'elsewhere' },
      ];
      expect(writeSections(make('old', 'old'), changed)).toBe(make('new head\nof two lines', 'elsewhere'));
    }),
    { seed: 11 },
  );
});

test('a begin without its end is words of people', () => {
  const text = 'a\n<!-- laravel-ops:begin head -->\nno end\n';
  const written = writeSections(text, [{ name: 'head', text: 'x' }]);
  expect(written).toBe(`${text}\n${marked({ name: 'head', text: 'x' })}\n`);
});

test('a new section follows the one before it', () => {
  const text = `${marked({ name: 'head', text: '1' })}\n\n## Contacts\n`;
  expect(
    writeSections(text, [
      { name: 'head', text: '1' },
      { name: 'where', text: '2' },
    ]),
  ).toBe(`${marked({ name: 'head', text: '1' })}\n\n${marked({ name: 'where', text: '2' })}\n\n## Contacts\n`);
});
