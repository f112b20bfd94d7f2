import { expect, test } from 'vitest';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';

test('a half-typed file says what is wrong and where', () => {
  const text = `<?php\nreturn [\n  'a' => 1\n  'b' => 2,\n];`;
  const result = parsePhp(text);
  expect(result).toMatchObject({ ok: false, reason: 'syntax' });
  if (!result.ok) {
    expect(result.message).toMatch(/^PHP syntax error: unexpected ''b''/);
    expect(text.slice(result.offset).startsWith(`'b'`)).toBe(true);
  }
});

test('a file over the limit is not parsed', () => {
  expect(parsePhp('x'.repeat(513 * 1024))).toEqual({
    ok: false,
    reason: 'unreadable',
    message: 'The file is longer than 512 KB.',
  });
});

test('nesting that exhausts the stack is an answer', () => {
  const deep = parsePhp(`<?php return ${'['.repeat(60_000)}${']'.repeat(60_000)};`);
  expect(deep).toMatchObject({ ok: false, reason: 'unreadable' });
});

test.each(['', 'no php at all', '<?php', '<?php return', '<html><?= 1 ?></html>'])(
  '%j parses or says why not',
  (text) => {
    const result = parsePhp(text);
    expect(result.ok || result.message.length > 0).toBe(true);
  },
);

test('the input that hangs the parser in its tolerant mode is refused', () => {
  expect(parsePhp("<?php function d{''namespace")).toMatchObject({ ok: false, reason: 'syntax' });
});
