import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detailsPreview, displayLine, displayRecord, displayText } from '../../../../src/core/security/display';

test.each([
  ['\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
  ['a\u0000b\u0007\u007f', 'a␀b␇␡'],
  ['a\rb', 'a␍b'],
  ['\u009b31m', '<U+009B>31m'],
  ['user\u202Egnp.exe', 'user<U+202E>gnp.exe'],
  ['\u2066x\u2069\u200F\u061C', '<U+2066>x<U+2069><U+200F><U+061C>'],
  ['ad\u200Bmin\uFEFF', 'ad<U+200B>min<U+FEFF>'],
  ['a\u2028b', 'a<U+2028>b'],
  ['\u{E0041}', '<U+E0041>'],
  ['\uD800', '<U+D800>'],
  ['žluťoučký 日本語 عربي 🐎 <b>', 'žluťoučký 日本語 عربي 🐎 <b>'],
  ['two\n\tlines', 'two\n\tlines'],
])('%j is shown as %j', (text, shown) => {
  expect(displayText(text)).toBe(shown);
});

test('one line has no line breaks and no more than its limit', () => {
  expect(displayLine('a\n\tb')).toBe('a␊ b');
  expect(displayLine('abcdef', 3)).toBe('abc…');
  expect(displayLine('ab🐎', 3)).toBe('ab…');
});

test('whatever is logged, nothing invisible or controlling is shown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      ),
      (text) => {
        const shown = displayText(text);
        expect(shown).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}/u);
        expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
        expect(displayText(shown)).toBe(shown);
        expect(displayLine(text)).not.toMatch(/[\n\r\t]/);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a record is shown with its first line, and everything else below', () => {
  const record = {
    at: '2026-11-22 20:42:43',
    offset: 0,
    level: 'error',
    channel: 'security',
    message: 'one\u001b\ntwo',
    context: { a: '\u202E' },
    stack: '#0 x',
    user: 'eve\n',
    raw: '',
    truncated: true,
  } as const;
  expect(displayRecord(record, (text) => text.replace('one', '***'))).toEqual({
    at: '2026-11-22 20:42:43',
    level: 'error',
    channel: 'security',
    user: 'eve␊',
    message: '***␛',
    details:
      'two\n#0 x\n{\n  "a": "<U+202E>"\n}\nThe entry is longer than what is read of it: the rest is in the file.',
  });
});

test('context becomes one line of key=value, other text one line', () => {
  const context = JSON.stringify({ user_id: 7, ip: '192.0.2.1', agent: 'a "b" { c }' }, undefined, 2);
  expect(detailsPreview(context)).toBe('user_id=7, ip="192.0.2.1", agent="a \\"b\\" { c }"');
  expect(detailsPreview('#0 A.php(42)\n#1 {main}')).toBe('#0 A.php(42) #1 {main}');
  expect(detailsPreview('x'.repeat(5000))).toHaveLength(300);
});
