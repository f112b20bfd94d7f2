import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { logLevels } from '../../../../../src/core/security/level';
import { readLineHeader } from '../../../../../src/core/security/lineRecord';
import { scanHeaders } from '../../../../../src/core/security/logs/headerScan';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

/** Runs of headers: where the first stands, its moment, and the levels of all. */
const runs = (text: string): unknown[] => {
  const bytes = new TextEncoder().encode(text);
  const heard: unknown[] = [];
  scanHeaders(bytes, 0, bytes.length, ({ newline, at, atLength, counts }) =>
    heard.push([newline, text.slice(at, at + atLength), levelsOf([...counts])]),
  );
  return heard;
};
const levelsOf = (counts: readonly number[]): string[] =>
  counts.flatMap((count, level) => Array.from({ length: count }, () => logLevels[level] ?? ''));
test('headers after line breaks, with their moment and level', () => {
  expect(
    runs('\n[2026-11-22 20:42:43] production.INFO: a\n#0\n[2026-11-22T20:42:44.123456+00:00] a.b.EMERGENCY: b'),
  ).toEqual([
    [0, '2026-11-22 20:42:43', ['info']],
    [44, '2026-11-22T20:42:44.123456+00:00', ['emergency']],
  ]);
});

test.each([
  ' [2026-11-22 20:42:43] production.INFO: not at a line',
  '\n[2026-11-22 20:42:43 production.INFO: no bracket',
  '\n[2026-11-22 20:42:43] production.FATAL: no level',
  '\n[2026-11-22 20:42:43] production.info: small',
  '\n[2026-11-22 20:42:43] .INFO: no channel',
  '\n[2026-11-22 20:42:43] a b.INFO: a space',
  '\n[2026-11-22 20:42:43] production.INFO',
  `\n[2026-11-22 20:42:43] ${'x'.repeat(101)}.INFO: long`,
])('no header: %j', (text) => expect(runs(text)).toEqual([]));

test('on bytes what is found in lines', () => {
  const piece = fc.constantFrom(
    '\n',
    '[',
    '2026-11-22 20:42:43',
    '2026-11-22 20:42:4]',
    '\n[2026-11-22 20:42:44] production.INFO: ',
    '\n[2026-11-22 20:42:45] production.ERROR: ',
    '\n[2026-11-22 20:43:45] production.ERROR: ',
    '] ',
    'production',
    '.',
    'ERROR',
    'INFO',
    ': ',
    ' ',
    'x',
    '"',
    '#0 /srv',
    ':',
    '1',
    'T',
    '[2026-11-22 20:42:43] a.ALERT: ',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }).map((pieces) => `\n${pieces.join('')}`),
      (text) => {
        const lines = text.split('\n').slice(1);
        const expected = lines
          .map(readLineHeader)
          .filter((header) => /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:/.test(header?.at ?? ''));
        for (const padding of ['', 'x'.repeat(300)]) {
          const heard = runs(`${text}${padding}`) as [number, string, string[]][];
          // Levels of all, and the moments of those that begin a run.
          const sorted = (levels: readonly string[]): string[] => levels.toSorted((a, b) => a.localeCompare(b));
          expect(sorted(heard.flatMap(([, , levels]) => levels))).toEqual(
            sorted(expected.map((header) => header?.level ?? '')),
          );
          let index = 0;
          for (const [, at, levels] of heard) {
            expect(at).toBe(expected[index]?.at);
            for (const header of expected.slice(index, index + levels.length))
              expect(header?.at.slice(0, 16)).toBe(at.slice(0, 16));
            index += levels.length;
          }
        }
      },
    ),
    { numRuns: 5000, seed },
  );
});
