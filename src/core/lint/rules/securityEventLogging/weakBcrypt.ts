import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';

/** What Laravel 11 and later (and 10 in its last versions) take by themselves; before, it was 10. */
const rounds = 12;

/** SEC007: passwords are hashed with few bcrypt rounds where production is known. */
export const weakBcrypt: Rule = {
  code: 'SEC007',
  slug: 'weak-bcrypt',
  area: 'securityEventLogging',
  severity: 'information',
  title: 'Few bcrypt rounds',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { config } = production.environment.project;
      const driver = config.get('hashing.driver');
      if (driver.kind !== 'absent' && asString(driver) !== 'bcrypt') continue;
      const written = writtenValue(production.environment, 'hashing.bcrypt.rounds');
      const count = written === undefined ? Number.NaN : Number(asString(written.value)?.trim() || Number.NaN);
      if (written === undefined || !Number.isInteger(count) || count >= 10 || count < 4) continue;
      const { origin, location } = written;
      const { envKey } = origin;
      yield {
        rule: 'SEC007',
        severity: 'information',
        message: `${count} bcrypt rounds: guessing passwords from a stolen table costs 1/${2 ** (rounds - count)} of what Laravel's ${rounds} rounds make it cost.`,
        location,
        related: [...readHere(context, written), ...saysProduction(production, location)],
        fixes: [
          {
            title: envKey === undefined ? `Set 'rounds' => ${rounds}` : `Set ${envKey}=${rounds}`,
            preferred: true,
            edits: [{ file: location.file, edits: [{ range: location.range, newText: String(rounds) }] }],
          },
        ],
      };
    }
  },
};
