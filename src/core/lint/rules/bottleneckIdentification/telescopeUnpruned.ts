import { joinPath } from '../../../base/path';
import type { Location } from '../../../finding';
import { asBoolean } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, readHere, writtenValue } from '../../written';
import { nothingRuns, packageMentions, scheduleFix } from './packageTasks';

/** BOT004: Telescope records where production is known, and nothing deletes what it recorded. */
export const telescopeUnpruned: Rule = {
  code: 'BOT004',
  slug: 'telescope-unpruned',
  area: 'bottleneckIdentification',
  severity: 'warning',
  title: 'Telescope without pruning',
  collectors: [packageMentions],
  *check(context) {
    if (context.project.packages.get('laravel/telescope')?.dev !== false || isNotDiscovered(context)) return;
    if (context.code.facts(packageMentions).some(({ what }) => what === 'telescope decided')) return;
    if (!nothingRuns(context, 'telescope:prune')) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      if (asBoolean(environment.project.config.get('telescope.enabled')) !== true) continue;
      const location = placeOf(context, environment);
      if (location === undefined) continue;
      const written = writtenValue(environment, 'telescope.enabled');
      yield {
        rule: 'BOT004',
        severity: 'warning',
        message:
          'Telescope records in production and nothing prunes it: `telescope_entries` grows with every request and job.',
        location,
        related: [
          ...(written === undefined ? [] : (readHere(context, written) ?? [])),
          ...(saysProduction(production, location) ?? []),
        ],
        fixes: scheduleFix(context, 'Schedule telescope:prune daily', "command('telescope:prune')->daily();"),
      };
    }
  },
};

/** Laravel does not load the package by itself: composer.json says so. */
function isNotDiscovered(context: RuleContext): boolean {
  const list =
    /"dont-discover"\s*:\s*\[([^\]]*)\]/.exec(context.textOf(joinPath(context.root, 'composer.json')) ?? '')?.[1] ?? '';
  return list.includes('"laravel/telescope"') || list.includes('"*"');
}

/** The switch where it is written, else the package's name in composer.json. */
function placeOf(context: RuleContext, environment: EvaluatedEnvironment): Location | undefined {
  const written = writtenValue(environment, 'telescope.enabled')?.location;
  const place = written ?? configLocation(environment.project.config.get('telescope.enabled'));
  if (place !== undefined) return place;
  const file = joinPath(context.root, 'composer.json');
  const name = '"laravel/telescope"';
  const start = context.textOf(file)?.indexOf(name) ?? -1;
  return start === -1 ? undefined : { file, range: { start, end: start + name.length } };
}
