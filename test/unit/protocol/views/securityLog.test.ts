import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fittingRows,
  type SecurityLogRow,
  visibleText,
  windowLimits,
} from '../../../../src/protocol/views/securityLog';

const row = (id: number, message = 'Failed login', more?: string): SecurityLogRow => ({
  id: String(id),
  at: '13:02:10',
  level: 'warning',
  message,
  ...(more === undefined ? {} : { more }),
});
const rows = (count: number, message?: string, more?: string) =>
  Array.from({ length: count }, (_, id) => row(id, message, more));
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('the window keeps the newest rows in their order', () => {
  const kept = fittingRows(rows(5000));
  expect(kept).toHaveLength(500);
  expect(kept[0]?.id).toBe('4500');
  expect(kept.at(-1)?.id).toBe('4999');
});

test.each([
  ['latin', 'x'],
  ['emoji', '😀'],
  ['controls', '\u0001'],
  ['quotes', '"'],
])('a window of huge rows of %s stays under 200 kB', (_, letter) => {
  const kept = fittingRows(rows(600, letter.repeat(100_000), letter.repeat(100_000)));
  expect(kept.length).toBeGreaterThan(5);
  expect(size(kept)).toBeLessThan(200_000);
});

test('the oldest that fit are kept where one goes back', () => {
  expect(fittingRows(rows(5000), 'oldest').map(({ id }) => id)).toEqual(
    Array.from({ length: 500 }, (_, id) => String(id)),
  );
  const [first] = fittingRows(rows(600, 'x'.repeat(100_000)), 'oldest');
  expect(first?.id).toBe('0');
});

test('long texts are cut with an ellipsis, short ones are left alone', () => {
  const [long, short] = fittingRows([row(1, 'y'.repeat(5000)), row(2, 'short')]);
  expect(long?.message).toHaveLength(windowLimits.message);
  expect(long?.message.endsWith('…')).toBe(true);
  expect(short).toEqual(row(2, 'short'));
});

test.each([
  ['\u001b[31mred', '␛[31mred'],
  ['a\u202Egpj.exe', 'a⟪U+202E⟫gpj.exe'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['\u007f\u0000', '␡␀'],
  ['naïve 日本 😀', 'naïve 日本 😀'],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('no shown text turns the direction of writing or controls a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // oxlint-disable-next-line no-control-regex
      expect(visibleText(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069]/);
    }),
  );
});
