import { limiterWords, routeTitle } from '../../core/security/limits/limitWords';
import { limitGroups } from '../../core/security/limits/tree';
import { displayLine } from '../../core/security/display';
import type { LimitedRoute, LimitInventory } from '../../core/security/limits/limitedRoute';
import type { ServiceAnswer } from '../runServices';
import type { SecurityRun } from './runSecurity';

/** `laravel-ops routes PATH --limits`: every route with what limits it, those without a limit first. */
export async function routes({ security, app, command, signal }: SecurityRun): Promise<ServiceAnswer> {
  const inventory = await (command.artisan ? security.readRoutes(app, signal) : security.inventoryOf(app, signal));
  const text =
    command.format === 'text' ? inventoryText(inventory) : await security.exportedLimits(app, command.format, signal);
  return {
    text,
    data: { ...inventory, routes: inventory.routes.map(routeData) },
    whole: !inventory.routes.some(({ group }) => group === 'unlimitedAuth'),
  };
}

function inventoryText({ routes: all, source, complete, gaps, environment }: LimitInventory): string {
  const groups = limitGroups.flatMap(({ group, label }) => {
    const own = all.filter((route) => route.group === group);
    return own.length === 0 ? [] : [`${label} (${own.length})\n`, ...own.map(routeLine), '\n'];
  });
  const from =
    source === 'artisan'
      ? 'Routes as artisan lists them.'
      : `Routes as the code registers them; those of packages are not among them${complete ? '' : ', and not all could be read'}.`;
  return `${groups.join('')}${from} Stores and proxies as in ${environment}.\n${gaps.map((gap) => `- ${displayLine(gap)}\n`).join('')}`;
}

function routeLine(route: LimitedRoute): string {
  const limits = route.limiters.length === 0 ? route.why : route.limiters.map(limiterWords).join(' + ');
  return `  ${displayLine(routeTitle(route), 80).padEnd(44)}  ${displayLine(limits, 300)}\n`;
}

/** Infinity is no number of JSON. */
function routeData(route: LimitedRoute) {
  return {
    ...route,
    limiters: route.limiters.map((limiter) => ({
      ...limiter,
      branches: limiter.branches.map((limits) =>
        limits.map(({ attempts, ...rest }) => ({
          ...rest,
          ...(attempts === undefined ? {} : { attempts: Number.isFinite(attempts) ? attempts : 'unlimited' }),
        })),
      ),
    })),
  };
}
