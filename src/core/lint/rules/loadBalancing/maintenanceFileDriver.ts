import { asString } from '../../../laravel/value';
import { cacheStore, defaultCacheStore, sharedDrivers } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { appServers, saysServers } from '../../topology';
import { readHere, writtenValue } from '../../written';

/** LBS009: several servers, and a maintenance mode that only one of them is told of. */
export const maintenanceFileDriver: Rule = {
  code: 'LBS009',
  slug: 'maintenance-file-driver',
  area: 'loadBalancing',
  severity: 'information',
  title: 'Maintenance mode for one server',
  *check(context) {
    // The driver can be chosen since Laravel 9 (MaintenanceModeManager).
    if (appServers(context) !== 2 || (context.project.version.major ?? 0) < 9) return;
    const path = 'app.maintenance.driver';
    for (const production of productionEnvironments(context)) {
      const { project } = production.environment;
      const written = writtenValue(production.environment, path);
      if (written === undefined || asString(written.value) !== 'file') continue;
      const named = asString(project.config.get('app.maintenance.store'));
      const store = named === undefined || named === '' ? defaultCacheStore(project) : cacheStore(project, named);
      const shared = store !== undefined && sharedDrivers.has(store.driver);
      yield {
        rule: 'LBS009',
        severity: 'information',
        message: '`artisan down` writes a file: it reaches only the server where it ran.',
        location: written.location,
        related: [
          ...readHere(context, written),
          ...saysServers(context, written.location),
          ...saysProduction(production, written.location),
        ],
        fixes: shared ? [rewritten(written, path, 'cache')] : [],
      };
    }
  },
};
