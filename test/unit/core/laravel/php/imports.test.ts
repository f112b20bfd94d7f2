import { expect, test } from 'vitest';
import { applyEdits } from '../../../../../src/core/base/text';
import { importing, importsIn } from '../../../../../src/core/laravel/php/imports';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';

const schedule = 'Illuminate\\Support\\Facades\\Schedule';

function imported(text: string, className = schedule): { name: string; text: string } {
  const { name, edit } = importing(text, className);
  const after = applyEdits(text, edit === undefined ? [] : [edit]);
  expect(parsePhp(after)).toMatchObject({ ok: true });
  // What was added is seen, and not added again.
  expect(importing(after, className)).toEqual(name.startsWith('\\') ? importing(text, className) : { name });
  return { name, text: after };
}

test.each([
  ['behind the last one', '<?php\n\nuse A\\B; // why\n\nfoo();\n', '<?php\n\nuse A\\B; // why\nuse X;\n\nfoo();\n'],
  [
    'behind a group on several lines',
    '<?php\nuse A\\{\n  B,\n  C\n};\nfoo();\n',
    '<?php\nuse A\\{\n  B,\n  C\n};\nuse X;\nfoo();\n',
  ],
  ['behind imported functions', '<?php\nuse function A\\b;\nb();\n', '<?php\nuse function A\\b;\nuse X;\nb();\n'],
  ['behind the namespace', '<?php\n\nnamespace App;\n\nfoo();\n', '<?php\n\nnamespace App;\n\nuse X;\n\nfoo();\n'],
  [
    'behind declare',
    '<?php\n\ndeclare(strict_types=1);\n\nfoo();\n',
    '<?php\n\ndeclare(strict_types=1);\n\nuse X;\n\nfoo();\n',
  ],
  [
    'behind declare on the first line',
    '<?php declare(strict_types=1);\nfoo();\n',
    '<?php declare(strict_types=1);\n\nuse X;\nfoo();\n',
  ],
  ['behind the opening tag', '<?php // why\nfoo();\n', '<?php // why\n\nuse X;\nfoo();\n'],
  ['in front of code on the first line', '<?php foo(\n1);\n', '<?php\n\nuse X; foo(\n1);\n'],
  [
    'with the line ends of the file',
    '<?php\r\n\r\nuse A;\r\n\r\nfoo();\r\n',
    '<?php\r\n\r\nuse A;\r\nuse X;\r\n\r\nfoo();\r\n',
  ],
  [
    'not among traits',
    '<?php\nnamespace A;\nclass B {\nuse C;\n}\n',
    '<?php\nnamespace A;\n\nuse X;\nclass B {\nuse C;\n}\n',
  ],
  [
    'not among traits of a nameless class',
    '<?php\nreturn new class {\nuse C;\n};\n',
    '<?php\n\nuse X;\nreturn new class {\nuse C;\n};\n',
  ],
  [
    'not among variables of closures',
    '<?php\n$f = function ($x)\n  use ($a) { a(); };\n',
    '<?php\n\nuse X;\n$f = function ($x)\n  use ($a) { a(); };\n',
  ],
])('a class is imported %s', (_, text, expected) => {
  expect(imported(text)).toEqual({ name: 'Schedule', text: expected.replace('use X;', `use ${schedule};`) });
});

test.each([
  ['as it is', `use ${schedule};`, 'Schedule'],
  ['with a backslash', `use \\${schedule};`, 'Schedule'],
  ['in a group', 'use Illuminate\\Support\\Facades\\{Route, Schedule};', 'Schedule'],
  ['in a list', `use A\\B, ${schedule};`, 'Schedule'],
  ['under another name', `use ${schedule} as Cron;`, 'Cron'],
  ['under another name in a group', 'use Illuminate\\Support\\Facades\\{Schedule as Cron};', 'Cron'],
])('a class that is imported %s is not imported again', (_, use, name) => {
  const text = `<?php\n\n${use}\n\nfoo();\n`;
  expect(imported(text)).toEqual({ name, text });
});

test.each([
  ['another class has its name', '<?php\nuse App\\Schedule;\nfoo();\n'],
  ['another class is called by its name', '<?php\nuse App\\Cron as Schedule;\nfoo();\n'],
  ['the file declares such a class', '<?php\nnamespace App;\nfinal class Schedule {}\n'],
  ['the namespace has braces', '<?php\nnamespace App {\nfoo();\n}\n'],
])('where %s, it is called by its full name', (_, text) => {
  expect(imported(text)).toEqual({ name: `\\${schedule}`, text });
});

test('imports are read as PHP reads them', () => {
  const { names } = importsIn(
    '<?php\nuse A\\B;\nuse \\C\\D as E;\nuse F\\{G, H\\I as J};\nuse K, L\\M;\nuse function N\\o;\nuse const P\\Q;\nclass R { use S; }',
  );
  expect(Object.fromEntries(names)).toEqual({ b: 'A\\B', e: 'C\\D', g: 'F\\G', j: 'F\\H\\I', k: 'K', m: 'L\\M' });
});
