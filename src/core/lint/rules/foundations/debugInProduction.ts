import { asBoolean } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';

/** GEN002: debug pages are on where production is known. */
export const debugInProduction: Rule = {
  code: 'GEN002',
  slug: 'debug-in-production',
  area: 'foundations',
  severity: 'error',
  title: 'Debug pages in production',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const written = writtenValue(production.environment, 'app.debug');
      if (written === undefined || asBoolean(written.value) !== true) continue;
      const { location, origin } = written;
      const title = origin.source === 'env' ? `Set ${origin.envKey ?? 'the value'}=false` : "Set 'debug' => false";
      yield {
        rule: 'GEN002',
        severity: 'error',
        message: 'Debug pages are on in production: visitors see stack traces and environment values.',
        location,
        related: [...readHere(context, written), ...saysProduction(production, location)],
        fixes: [
          {
            title,
            preferred: true,
            edits: [{ file: location.file, edits: [{ range: location.range, newText: 'false' }] }],
          },
        ],
      };
    }
  },
};
