import { expect, test } from 'vitest';
import { applyEdits } from '../../../../../src/core/base/text';
import { appendArrayItem } from '../../../../../src/core/laravel/php/edit';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { expressionsIn } from '../../../../../src/core/laravel/php/walk';

/** The first array of `<?php return …;` with an item more. */
function appended(written: string): string {
  const text = `<?php return ${written};\n`;
  const parsed = parsePhp(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const array = [...expressionsIn(parsed.program)].find((each) => each.kind === 'array');
  if (array?.kind !== 'array') throw new Error('no array');
  const after = applyEdits(text, [appendArrayItem(text, array.range, array.items.at(-1)?.range, "'new'")]);
  const again = parsePhp(after);
  expect(again).toMatchObject({ ok: true });
  const arrays = again.ok ? [...expressionsIn(again.program)].filter((each) => each.kind === 'array') : [];
  expect(arrays[0]).toMatchObject({ items: { length: array.items.length + 1 } });
  return after.slice('<?php return '.length, -2);
}

test.each([
  ["['a']", "['a', 'new']"],
  ["['a', ]", "['a', 'new', ]"],
  ["array('a')", "array('a', 'new')"],
  ['[]', "['new']"],
  ['array( )', "array('new')"],
  ['[ /* nothing yet */ ]', "['new', /* nothing yet */ ]"],
  ['[\n    // nothing yet\n]', "['new',\n    // nothing yet\n]"],
  ["[\n    'a',\n]", "[\n    'a',\n    'new',\n]"],
  ["[\n    'a'\n]", "[\n    'a',\n    'new',\n]"],
  ["[\n\t'a', // why\n]", "[\n\t'a', // why\n\t'new',\n]"],
  ["[\n    'a' // why\n]", "[\n    'a', // why\n    'new',\n]"],
  ["[\n    'a' /* why */,\n]", "[\n    'a' /* why */,\n    'new',\n]"],
  ["[\n    'a' // why\n    ,\n]", "[\n    'a' // why\n    ,\n    'new',\n]"],
  ["[\n    'a' /* one\n    two */\n]", "[\n    'a', /* one\n    two */\n    'new',\n]"],
  ["[\n    'a', /* one\n    two */\n]", "[\n    'a', /* one\n    two */\n    'new',\n]"],
  ["[\r\n    'a'\r\n]", "[\r\n    'a',\r\n    'new',\r\n]"],
  ["array(\n    'a' => array(1),\n)", "array(\n    'a' => array(1),\n    'new',\n)"],
])('an item is added to %j', (written, expected) => {
  // The file's line ends decide: they are those of its first line.
  expect(appended(written)).toBe(expected);
});
