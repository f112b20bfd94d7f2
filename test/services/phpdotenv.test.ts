import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readEnv } from '../../src/core/laravel/env';
import { quoteEnvValue } from '../../src/core/laravel/envEdit';
import type { EnvDialect } from '../../src/core/laravel/envLines';
import { hostileFiles, hostileValues } from '../fixtures/env/hostile';
import { dialectTable, envTable } from '../fixtures/env/table';

type Reading = { readonly error: string } | { readonly entries: readonly (readonly [string, string | null])[] };

/** Debian's package, or any vendor/autoload.php named by the variable. */
const autoloader = process.env['PHPDOTENV_AUTOLOAD'] ?? '/usr/share/php/Dotenv/autoload.php';
const missing = whyMissing();
if (missing !== undefined) process.stdout.write(`phpdotenv: skipped, ${missing}\n`);

function whyMissing(): string | undefined {
  if (spawnSync('php', ['--version']).status !== 0) return 'php is not installed (Debian: apt-get install php-cli)';
  return existsSync(autoloader)
    ? undefined
    : `${autoloader} is not there (Debian: apt-get install php-vlucas-phpdotenv php-mbstring)`;
}

/** All files in one PHP process. */
function askPhp(texts: readonly string[]): { dialect: EnvDialect; results: readonly Reading[] } {
  const script = fileURLToPath(new URL('../fixtures/env/phpdotenv.php', import.meta.url));
  const run = spawnSync('php', ['-d', 'memory_limit=1G', script, autoloader], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 50_000,
  });
  if (run.status !== 0) throw new Error(`php failed: ${run.stderr}${run.stdout.slice(0, 2000)}`);
  return JSON.parse(run.stdout);
}

function ours(text: string, dialect: EnvDialect): Reading {
  const file = readEnv(text, dialect);
  const fatal = file.problems.find((problem) => problem.fatal);
  if (fatal !== undefined) return { error: fatal.message };
  return { entries: file.entries.map(({ key, value }) => [key, value]) };
}

const normal = (reading: Reading): unknown => ('error' in reading ? 'error' : reading.entries);

test.skipIf(missing !== undefined)('8,000 hostile files read as the real phpdotenv reads them', () => {
  const texts = hostileFiles(8000, 20_261_122);
  const { dialect, results } = askPhp(texts);
  const differing = texts.flatMap((text, index) => {
    const theirs = results[index] ?? { error: 'no answer' };
    const mine = ours(text, dialect);
    return JSON.stringify(normal(mine)) === JSON.stringify(normal(theirs)) ? [] : [{ text, theirs, mine }];
  });
  const accepted = results.filter((result) => 'entries' in result && result.entries.length > 0).length;
  process.stdout.write(
    `phpdotenv ${dialect}: ${texts.length - differing.length} of ${texts.length} files agree, ${accepted} of them with entries\n`,
  );
  expect(differing.slice(0, 5)).toEqual([]);
  expect(accepted).toBeGreaterThan(1500);
});

test.skipIf(missing !== undefined)('the first complaint is the one that phpdotenv makes', () => {
  const texts = hostileFiles(4000, 7);
  const { dialect, results } = askPhp(texts);
  const phrase = (reading: Reading): string | undefined =>
    'error' in reading
      ? /unexpected whitespace|unexpected escape|missing closing quote|invalid name|unexpected equals/.exec(
          reading.error,
        )?.[0]
      : undefined;
  const differing = texts.filter((text, index) => {
    const theirs = results[index];
    return theirs === undefined || phrase(theirs) !== phrase(ours(text, dialect));
  });
  expect(differing.slice(0, 5)).toEqual([]);
});

test.skipIf(missing !== undefined)('the table of the unit tier is what phpdotenv says', () => {
  const { dialect, results } = askPhp([...envTable.map((row) => row[1]), ...dialectTable.map((row) => row[0])]);
  const expected = [...envTable.map((row) => row[2]), ...dialectTable.map((row) => row[dialect === '5.4' ? 1 : 2])];
  expect(results.map(normal)).toEqual(expected);
});

test.skipIf(missing !== undefined)('values that we write are read back by phpdotenv', () => {
  const values = hostileValues(4000, 3);
  const written = values.flatMap((value) =>
    (['none', 'single', 'double'] as const).map((style) => `A=1\nB=2\nK=${quoteEnvValue(value, style)} # c\nZ=1`),
  );
  const { results } = askPhp(written);
  const read = results.map((result) => ('entries' in result ? result.entries[2]?.[1] : result.error));
  expect(read).toEqual(values.flatMap((value) => [value, value, value]));
});
