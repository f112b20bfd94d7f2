import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { locationOf, originInFile, readHere, type WrittenValue, writtenValue } from '../../written';
import { laravelEnvCast } from '../../../laravel/env';
import type { Origin } from '../../../laravel/value';

const packages = ['barryvdh/laravel-debugbar', 'fruitcake/laravel-debugbar'];

/** BOT005: Debugbar is switched on by name where production is known. */
export const debugbarInProduction: Rule = {
  code: 'BOT005',
  slug: 'debugbar-in-production',
  area: 'bottleneckIdentification',
  severity: 'warning',
  title: 'Debugbar in production',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const installed = packages
        .map((name) => environment.project.packages.get(name))
        .find((each) => each !== undefined);
      const written = installed === undefined ? undefined : switchedOn(environment);
      if (written === undefined || installed === undefined) continue;
      const { location, origin } = written;
      const where = installed.dev ? ' wherever Composer installed the development packages' : '';
      yield {
        rule: 'BOT005',
        severity: 'warning',
        message: `Debugbar is forced on in production${where}: it records every request and shows queries and session data to visitors.`,
        location,
        related: [...readHere(context, written), ...saysProduction(production, location)],
        fixes: [
          {
            title: origin.source === 'env' ? `Set ${origin.envKey ?? 'the value'}=false` : "Set 'enabled' => false",
            preferred: true,
            edits: [{ file: location.file, edits: [{ range: location.range, newText: 'false' }] }],
          },
        ],
      };
    }
  },
};

/** `debugbar.enabled` as the application writes it; without a published file, the variable that the package's own reads. */
function switchedOn(environment: EvaluatedEnvironment): WrittenValue | undefined {
  const { config, env } = environment.project;
  const written = writtenValue(environment, 'debugbar.enabled');
  // Debugbar that follows the debug switch is that switch's matter.
  const debug = writtenValue(environment, 'app.debug')?.origin.envKey;
  if (written !== undefined && debug !== undefined && written.origin.envKey === debug) return undefined;
  if (written !== undefined) return written.value.value === true ? written : undefined;
  if (config.names.includes('debugbar')) return undefined;
  const entry = env?.content.get('DEBUGBAR_ENABLED');
  if (env === undefined || entry === undefined || laravelEnvCast(entry.value) !== true) return undefined;
  const origin: Origin = { source: 'env', file: env.file, range: entry.valueRange, envKey: entry.key };
  const value = { kind: 'known', value: true, origins: [origin] } as const;
  const found = originInFile(value, environment.envFile);
  const location = found === undefined ? undefined : locationOf(found);
  return location === undefined ? undefined : { value, origin, location };
}
