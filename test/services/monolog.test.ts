import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogLine } from '../../src/core/security/logLine';
import { createRecordParser } from '../../src/core/security/records';

type Written = readonly [
  format: 'line' | 'json',
  level: number,
  message: string,
  context: Readonly<Record<string, unknown>>,
  extra: Readonly<Record<string, unknown>>,
];

/** Debian's package of Monolog 2. */
const autoloader = '/usr/share/php/Monolog/autoload.php';
const missing = spawnSync('php', ['--version']).status !== 0 || !existsSync(autoloader);
if (missing)
  process.stdout.write('monolog: skipped, php or Monolog 2 is not installed (Debian: apt-get install php-monolog)\n');

const levels = {
  100: 'debug',
  200: 'info',
  250: 'notice',
  300: 'warning',
  400: 'error',
  500: 'critical',
  550: 'alert',
  600: 'emergency',
};

function logOf(records: readonly Written[]): LogLine[] {
  const script = fileURLToPath(new URL('../fixtures/logs/monolog.php', import.meta.url));
  const run = spawnSync('php', [script, autoloader], {
    input: JSON.stringify(records),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 50_000,
  });
  if (run.status !== 0) throw new Error(`php failed: ${run.stderr}${run.stdout.slice(0, 2000)}`);
  return run.stdout
    .split('\n')
    .slice(0, -1)
    .map((text, offset) => ({ offset, text }));
}

// No carriage return: the line format writes it as a line feed.
const word = fc.constantFrom(
  'a',
  'User',
  '"',
  "'",
  '\\',
  'App\\notify',
  '\n',
  '\t',
  '{',
  '}',
  '{x}',
  ': ',
  '[b]',
  '] ',
  'é',
  '🐎',
  '\u001b[31m',
  ' ',
  '#',
  '/',
);
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
// A message that ends with a JSON value cannot be told from one with a context.
const message = text.map((body) => `m${body}.`);
const scalar = fc.oneof(text, fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null));
const key = fc.constantFrom('user_id', 'ip', 'a b', 'é', 'x"y');
const values = fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { minKeys: 1, maxKeys: 2 })), {
  maxKeys: 3,
});
const written = fc.tuple(
  fc.constantFrom('line' as const, 'json' as const),
  fc.constantFrom(...Object.keys(levels).map(Number)),
  message,
  values,
  values,
);

test.skipIf(missing)('3,000 records that Monolog wrote are read back', () => {
  // Extra alone stands where context would: what is read as the context then is the extra.
  const records = fc
    .sample(written, { numRuns: 3000, seed: 20_261_122 })
    .map(
      ([format, level, body, context, extra]): Written => [
        format,
        level,
        body,
        context,
        Object.keys(context).length === 0 ? {} : extra,
      ],
    );
  const parser = createRecordParser();
  const read = [...parser.push(logOf(records)), ...parser.flush()];
  const plain = (value: object): object | undefined => (Object.keys(value).length === 0 ? undefined : { ...value });
  const differing = records.flatMap(([format, level, body, context, extra], index) => {
    const expected = {
      level: levels[level as keyof typeof levels],
      message: body,
      context: plain(context),
      extra: plain(extra),
    };
    const { level: foundLevel, message: foundMessage, context: foundContext, extra: foundExtra } = read[index] ?? {};
    const found = { level: foundLevel, message: foundMessage, context: foundContext, extra: foundExtra };
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [{ format, expected, found }];
  });
  expect(differing.slice(0, 3)).toEqual([]);
  expect(read).toHaveLength(records.length);
});

test.skipIf(missing)('exceptions that Monolog wrote are the stack', () => {
  for (const format of ['line', 'json'] as const) {
    const parser = createRecordParser();
    const lines = logOf([
      [format, 400, 'Oops', { userId: 7, exception: 'say "x" {y}\nat App\\notify' }, {}],
      [format, 200, 'next', {}, {}],
    ]);
    const [failed, next, ...none] = [...parser.push(lines), ...parser.flush()];
    expect(none).toEqual([]);
    expect(failed).toMatchObject({ level: 'error', message: 'Oops', context: { userId: 7 } });
    expect(failed?.stack).toContain('RuntimeException');
    expect(failed?.stack).toContain('say "x" {y}\nat App\\notify');
    expect(failed?.stack).toContain('LogicException');
    expect(next).toMatchObject({ level: 'info', message: 'next' });
  }
});
