import type { EnvEntry } from '../../../laravel/env';
import { quoteWritten } from '../../../laravel/envEdit';
import type { Rule } from '../../rule';

/** Names of variables whose value is used whole or not at all. */
const wholeValue = /PASS|SECRET|KEY|TOKEN|URL|DSN/i;

/** GEN003: an unquoted value is cut off by a `#` in it. */
export const envValueTruncated: Rule = {
  code: 'GEN003',
  slug: 'env-value-truncated',
  area: 'foundations',
  severity: 'warning',
  title: 'Environment value cut off at #',
  *check(context) {
    for (const { envFile: file, project } of context.environments) {
      const text = context.textOf(file);
      const content = project.env?.content;
      if (text === undefined || content === undefined) continue;
      for (const entry of content.entries) {
        const meant = meantValue(text, entry);
        if (meant === undefined || content.get(entry.key) !== entry) continue;
        const certain = wholeValue.test(entry.key);
        const range = { start: entry.valueRange.start, end: entry.valueRange.start + meant.length };
        yield {
          rule: 'GEN003',
          severity: certain ? 'warning' : 'hint',
          message: `\`#\` starts a comment in a value without quotes: Laravel reads ${entry.key} only up to there.`,
          location: { file, range },
          related: [],
          fixes: [
            {
              title: 'Put the whole value in quotes',
              preferred: certain,
              edits: [{ file, edits: [{ range, newText: quoteWritten(meant) }] }],
            },
          ],
        };
      }
    }
  },
};

/**
 * What stands there up to an ordinary comment. Undefined when nothing is cut off, and when white space behind the `#`
 * makes it look like a comment in earnest.
 */
function meantValue(text: string, { quote, valueRange, commentRange }: EnvEntry): string | undefined {
  if (quote !== 'none' || commentRange?.start !== valueRange.end || valueRange.start === valueRange.end) {
    return undefined;
  }
  const whole = text.slice(valueRange.start, commentRange.end);
  const [meant = '', behind = ''] = whole.split(/[ \t]+(.*)/s);
  if (behind === '') return meant;
  // `A=abc# # note` is a decorated comment.
  const lone = /^#+$/.test(meant.slice(valueRange.end - valueRange.start));
  return behind.startsWith('#') && !lone ? meant : undefined;
}
