import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSecurityEvent } from '../../../../../src/core/security/toEvent';
import { parseText } from './parseText';

const pieces = [
  '[2026-11-22 20:42:43] local.ERROR: ',
  '[22-Nov-2026 20:42:43] WARNING: [pool www] ',
  '[22-Nov-2026 20:42:43 UTC] PHP Warning:  ',
  '[22-Nov-2026 20:42:43]  [pool www] pid 12',
  'script_filename = /a.php',
  '[0x00007f] f() /a.php:1',
  '203.0.113.9 - - [22/Nov/2026:20:42:43 +0100] "GET /?a=b HTTP/1.1" 200 5',
  ' "-" "x" 0.1 0.2',
  '{"message":"x","datetime":"2026-11-22T20:42:43Z","channel":"a"}',
  '{"@timestamp":"t","@fields":{"ctxt_a":1},"@message":"x"}',
  ' {"a":"',
  '"} ',
  '\\',
  '"',
  '  ',
  '\u001b[31m',
  '\uFFFD\uD800',
  '#0 ',
];

test('lines of all formats in any order and any shape: nothing is lost, nothing throws', () => {
  const line = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
      const text = lines.map((parts) => parts.join('').replace(/[\r\n]/g, '')).join('\n');
      const records = parseText(text);
      // An empty line before a block of the slow log is its separator.
      const nonEmpty = (whole: string): string[] => whole.split('\n').filter((each) => each !== '');
      expect(records.flatMap(({ raw }) => nonEmpty(raw))).toEqual(nonEmpty(text));
      for (const record of records)
        expect(toSecurityEvent(record, 's', 'Europe/Berlin').message.length).toBeLessThanOrEqual(300);
    }),
    { numRuns: Number(process.env['LARAVEL_OPS_RECORDS'] ?? 500) },
  );
});

test('a megabyte in one line is read up to its limit', () => {
  for (const piece of pieces) {
    const [record, ...none] = parseText(piece + 'x"{[ '.repeat(200_000));
    expect(none).toEqual([]);
    expect(record?.message.length).toBeLessThanOrEqual(1_000_200);
  }
});
