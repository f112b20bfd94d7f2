import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { rules } from '../../src/core/lint/catalog';
import { fixture, fuzzLint } from '../unit/core/lint/fuzzLint';

// What our own parser takes for PHP may be none: files before and after a quick fix, judged by PHP itself. Nothing is run.

const hasPhp = spawnSync('php', ['-v']).status === 0;
if (!hasPhp) console.warn('fixedFiles: skipped, there is no PHP on PATH.');

/** Files that are judged: each costs two processes. */
const most = 40;

const isPhp = (text: string): boolean => spawnSync('php', ['-l'], { input: text }).status === 0;

test.skipIf(!hasPhp)('a fix never turns PHP into something that PHP refuses', { timeout: 300_000 }, async () => {
  const base = fixture('demo-shop');
  base.set('/shop/.env', 'APP_ENV=production\nCACHE_STORE=array\n');
  const { fixed } = await fuzzLint(rules, base, 60, 4711);
  const different = [...new Map(fixed.map((each) => [each.after, each])).values()];
  const step = Math.max(1, Math.floor(different.length / most));
  const sample = different.filter((_, index) => index % step === 0);
  const broken = sample.filter(({ before, after }) => isPhp(before) && !isPhp(after));
  expect(broken.map(({ rule, after }) => `${rule}\n${after}`)).toEqual([]);
  expect(sample.length).toBeGreaterThan(5);
});
