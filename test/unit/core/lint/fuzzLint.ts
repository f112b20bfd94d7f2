import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type TextRange } from '../../../../src/core/base/text';
import { createCodeCache } from '../../../../src/core/code/readCode';
import type { Finding, Fix } from '../../../../src/core/finding';
import { readEnv } from '../../../../src/core/laravel/env';
import { createParseCache } from '../../../../src/core/laravel/parseCache';
import { parsePhp } from '../../../../src/core/laravel/php/parse';
import { readRuleContext } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import type { Rule } from '../../../../src/core/lint/rule';
import { mapSource } from './mapSource';
import { mutated, seeded } from './mutate';

/** Changed files in one round: a broken one leaves the others to the rules. */
const filesAtOnce = 4;

export interface FuzzResult {
  readonly files: number;
  readonly findings: number;
  readonly fixes: number;
  /** What went wrong: which round, which rule, what. */
  readonly wrong: readonly string[];
  /** PHP files before and after a fix, for PHP itself to judge. */
  readonly fixed: readonly FixedFile[];
}

export interface FixedFile {
  readonly rule: string;
  readonly before: string;
  readonly after: string;
}

/** The files of a fixture as they would lie in /shop. */
export function fixture(name: string): Map<string, string> {
  const folder = join(import.meta.dirname, '../../../fixtures', name);
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:php|json|lock)$|^artisan$|^\.env/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    found.set(`/shop${file.slice(folder.length).replaceAll('\\', '/')}`, readFileSync(file, 'utf8'));
  }
  return found;
}

/** Runs all rules over an application in which a few files were changed by chance, as often as `rounds` says. */
export async function fuzzLint(
  rules: readonly Rule[],
  base: ReadonlyMap<string, string>,
  rounds: number,
  seed: number,
): Promise<FuzzResult> {
  const below = seeded(seed);
  const names = [...base.keys()].filter((path) => /\.php$|\/\.env[^/]*$/.test(path) && !path.endsWith('.example'));
  const cache = createParseCache();
  const codeCache = createCodeCache();
  const wrong: string[] = [];
  const fixed: FixedFile[] = [];
  let findings = 0;
  let fixes = 0;
  for (let round = 0; round < rounds; round++) {
    const files = new Map(base);
    // Environment files decide what the rest means: one of them is changed in every other round.
    if (round % 2 === 0) files.set('/shop/.env', mutated(base.get('/shop/.env') ?? '', below));
    for (let n = 0; n < filesAtOnce; n++) {
      const name = names[below(names.length)] ?? '';
      files.set(name, mutated(files.get(name) ?? '', below));
    }
    const source = mapSource(files);
    const report = (what: string): number => wrong.push(`seed ${seed}, round ${round}: ${what}`);
    try {
      const environments = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
      const declared = { appServers: 2, proxy: 'loadBalancer', apiGateway: false, retentionDays: 90 } as const;
      const context = await readRuleContext(source, '/shop', {
        environments,
        declared,
        tracked: new Set<string>(),
        catalog: rules,
        cache,
        codeCache,
      });
      for (const finding of await lintProject(context, { rules: {}, source, catalog: rules, all: true })) {
        findings++;
        for (const problem of problemsOf(finding, files)) report(`${finding.rule} ${problem}`);
        for (const fix of finding.fixes) {
          fixes++;
          const problem = problemOfFix(fix, files, (before, after) =>
            fixed.push({ rule: finding.rule, before, after }),
          );
          if (problem !== undefined) report(`${finding.rule} "${fix.title}" ${problem}`);
        }
      }
    } catch (error) {
      report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
  return { files: rounds * filesAtOnce + Math.ceil(rounds / 2), findings, fixes, wrong, fixed };
}

function problemsOf({ location, related }: Finding, files: ReadonlyMap<string, string>): string[] {
  return [location, ...related.map((each) => each.location)].flatMap(({ file, range }) => {
    const text = files.get(file);
    if (text === undefined) return [`points to ${file}, which is not there`];
    return isInside(range, text) ? [] : [`points to ${range.start}–${range.end} of ${file}, which has ${text.length}`];
  });
}

function isInside({ start, end }: TextRange, text: string): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length;
}

/** A fix stays inside its files, its edits do not overlap, and what could be read can be read afterwards. */
function problemOfFix(
  fix: Fix,
  files: ReadonlyMap<string, string>,
  fixed: (before: string, after: string) => void,
): string | undefined {
  for (const { file, edits } of fix.edits) {
    const before = files.get(file) ?? '';
    if (edits.some(({ range }) => !isInside(range, before))) return `edits outside of ${file}`;
    const sorted = [...edits].sort((a, b) => a.range.start - b.range.start);
    if (sorted.some(({ range }, index) => range.start < (sorted[index - 1]?.range.end ?? 0)))
      return `overlaps in ${file}`;
    const after = applyEdits(before, edits);
    if (file.endsWith('.php')) {
      if (parsePhp(before).ok && !parsePhp(after).ok) return `breaks ${file}:\n${after}`;
      fixed(before, after);
    } else if (/\/\.env[^/]*$/.test(file)) {
      if (isReadable(before) && !isReadable(after)) return `breaks ${file}:\n${after}`;
    }
  }
  return undefined;
}

/** Lines that an open quote hides may be broken themselves: closing it shows that, and breaks nothing. */
function isReadable(text: string): boolean {
  return readEnv(text).problems.every(({ fatal, code }) => !fatal && code !== 'ignoredLines');
}
