import type { Fix, Severity } from '../../../finding';
import type { EnvProblem } from '../../../laravel/env';
import { quoteWritten } from '../../../laravel/envEdit';
import type { LaravelProject } from '../../../laravel/project';
import type { Rule } from '../../rule';

/** GEN004: a line of the environment file that stops Laravel, or that it leaves out without a word. */
export const envParseError: Rule = {
  code: 'GEN004',
  slug: 'env-parse-error',
  area: 'foundations',
  severity: 'error',
  title: 'Environment file cannot be read',
  *check(context) {
    for (const { envFile: file, project } of context.environments) {
      const text = context.textOf(file);
      if (text === undefined) continue;
      for (const problem of project.env?.content.problems ?? []) {
        const severity = severityOf(problem);
        if (severity === undefined || (readsLoosely(project) && isReadElsewhere(problem, text))) continue;
        const fix = fixOf(problem, text, file);
        yield {
          rule: 'GEN004',
          severity,
          message: problem.message,
          location: { file, range: problem.range },
          related: [],
          fixes: fix === undefined ? [] : [fix],
        };
      }
    }
  },
};

/** Laravel 6 and 7 read their environment with phpdotenv 3 and 4. */
function readsLoosely({ packages, version }: LaravelProject): boolean {
  const installed = packages.get('vlucas/phpdotenv')?.version;
  return installed === undefined ? (version.major ?? 13) < 8 : Number.parseInt(installed, 10) < 5;
}

/** phpdotenv 3 takes escapes in single quotes, 3 and 4 take quotes anywhere in a name; all else stops them as it does 5. */
function isReadElsewhere({ range }: EnvProblem, text: string): boolean {
  const from = text.lastIndexOf('\n', range.start - 1) + 1;
  const to = text.indexOf('\n', range.end);
  return /['\\]|^[^=]*"/.test(text.slice(from, to === -1 ? text.length : to));
}

/** Lines that are left out are an application that runs with values nobody wrote; a long expansion is only not shown. */
function severityOf({ fatal, code }: EnvProblem): Severity | undefined {
  if (fatal) return 'error';
  return code === 'ignoredLines' || code === 'commentSpills' ? 'warning' : undefined;
}

function fixOf({ code, range, valueRange }: EnvProblem, text: string, file: string): Fix | undefined {
  if (code === 'ignoredLines') {
    const at = range.start + text.slice(range.start, range.end).trimEnd().length;
    const edit = { range: { start: at, end: at }, newText: '"' };
    return { title: 'Close the quote at the end of this line', preferred: false, edits: [{ file, edits: [edit] }] };
  }
  if (valueRange === undefined) return undefined;
  const written = text.slice(valueRange.start, valueRange.end);
  const replace = (title: string, preferred: boolean, newText: string): Fix => ({
    title,
    preferred,
    edits: [{ file, edits: [{ range: valueRange, newText }] }],
  });
  switch (code) {
    case 'unexpectedWhitespace':
      return replace('Put the value in quotes', true, quoteWritten(written));
    case 'unclosedQuote':
      return replace('Close the quote', false, written + written.charAt(0));
    case 'unknownEscape':
      return replace(
        'Double the backslashes that escape nothing',
        false,
        written.replace(/\\(["\\$fnrtv])|\\/g, doubled),
      );
    default:
      return undefined;
  }
}

function doubled(found: string, escaped: string | undefined): string {
  return escaped === undefined ? '\\\\' : found;
}
