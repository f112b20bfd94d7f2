import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { configLocation } from '../../written';
import { nothingRuns, packageMentions, scheduleFix } from './packageTasks';

/** BOT007: Horizon is used, and nothing takes the snapshots that its metrics are made of. */
export const horizonSnapshotUnscheduled: Rule = {
  code: 'BOT007',
  slug: 'horizon-snapshot-unscheduled',
  area: 'bottleneckIdentification',
  severity: 'information',
  title: 'Horizon without snapshots',
  offByDefault: 'unproven',
  collectors: [packageMentions],
  *check(context) {
    if (context.project.packages.get('laravel/horizon')?.dev !== false) return;
    if (!nothingRuns(context, 'horizon:snapshot')) return;
    for (const production of productionEnvironments(context)) {
      const { config } = production.environment.project;
      const connection = asString(config.get('queue.default'));
      const driver = asString(config.get(`queue.connections.${connection}.driver`));
      const location = configLocation(config.get('horizon.metrics')) ?? configLocation(config.get('horizon.use'));
      if (driver !== 'redis' || location === undefined) continue;
      yield {
        rule: 'BOT007',
        severity: 'information',
        message: "Horizon's metrics stay empty: nothing runs `horizon:snapshot`.",
        location,
        related: saysProduction(production, location),
        fixes: scheduleFix(
          context,
          'Schedule horizon:snapshot every five minutes',
          "command('horizon:snapshot')->everyFiveMinutes();",
        ),
      };
    }
  },
};
