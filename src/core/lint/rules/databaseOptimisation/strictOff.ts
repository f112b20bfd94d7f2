import { asBoolean } from '../../../laravel/value';
import { literalOrigin, locationOf } from '../../written';
import type { Rule } from '../../rule';
import { defaultConnectionOf, evaluations, isMysql } from './connections';

/** DBO005: strict mode is switched off by a literal. */
export const strictOff: Rule = {
  code: 'DBO005',
  slug: 'strict-off',
  area: 'databaseOptimisation',
  severity: 'hint',
  title: 'Strict mode is off',
  offByDefault: 'unproven',
  *check(context) {
    for (const { project } of evaluations(context)) {
      const connection = defaultConnectionOf(project);
      if (connection === undefined || !isMysql(connection)) continue;
      const value = project.config.get(`${connection.path}.strict`);
      const origin = value.kind === 'known' ? literalOrigin(value) : undefined;
      const location = origin === undefined ? undefined : locationOf(origin);
      // A list of modes counts instead of `strict`.
      const modes = project.config.get(`${connection.path}.modes`);
      const hasModes = modes.kind !== 'absent' && !(modes.kind === 'known' && modes.value === null);
      if (location === undefined || asBoolean(value) !== false || hasModes) continue;
      if (saysWhy(context.textOf(location.file) ?? '', location.range.end)) continue;
      yield {
        rule: 'DBO005',
        severity: 'hint',
        message: `Strict mode is off for connection \`${connection.name}\`: the server cuts texts that are too long and changes invalid dates and numbers without an error.`,
        location,
        related: [],
        fixes: [],
      };
    }
  },
};

/** A comment behind the value that speaks of strictness: somebody meant it. */
function saysWhy(text: string, end: number): boolean {
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  const comment = /(?:\/\/|#|\/\*).*/.exec(rest)?.[0] ?? '';
  return /strict|\bmode\b|setting this|on purpose|intentional/i.test(comment);
}
