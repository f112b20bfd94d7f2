import type { Rule } from '../../rule';
import { literalOrigin, locationOf } from '../../written';
import { tokenCalls } from './tokenCalls';

const minutesAYear = 525_600;

/** API006: Sanctum's personal access tokens are made without an end. */
export const tokensNeverExpire: Rule = {
  code: 'API006',
  slug: 'tokens-never-expire',
  area: 'apiThrottling',
  severity: 'information',
  title: 'Access tokens without an end',
  offByDefault: 'unproven',
  collectors: [tokenCalls],
  *check({ code, project }) {
    if (!project.packages.has('laravel/sanctum') || project.packages.has('laravel/passport')) return;
    const expiration = project.config.get('sanctum.expiration');
    if (expiration.kind !== 'known' || expiration.value !== null) return;
    const origin = literalOrigin(expiration);
    const location = origin === undefined ? undefined : locationOf(origin);
    const facts = code.facts(tokenCalls);
    if (location === undefined || !code.complete(tokenCalls) || facts.some(({ kind }) => kind === 'prunes')) return;
    const endless = facts.flatMap((fact) => (fact.kind === 'creates' && !fact.expires ? [fact.location] : []));
    if (endless.length === 0) return;
    yield {
      rule: 'API006',
      severity: 'information',
      message: 'Personal access tokens never expire: a token that leaks stays valid until somebody deletes it.',
      location,
      related: endless.slice(0, 3).map((each) => ({ location: each, message: 'A token without an end is made here.' })),
      fixes: [
        {
          title: `Expire tokens after a year ('expiration' => ${minutesAYear})`,
          preferred: false,
          edits: [{ file: location.file, edits: [{ range: location.range, newText: String(minutesAYear) }] }],
        },
      ],
    };
  },
};
