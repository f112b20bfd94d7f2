import { asString } from '../../../laravel/value';
import type { Finding } from '../../../finding';
import type { Rule } from '../../rule';
import { configLocation } from '../../written';
import { horizonAlertCollector } from './horizonProvider';

/** ALR006: Horizon measures how long jobs wait and has nobody to tell. */
export const horizonAlertsUnrouted: Rule = {
  code: 'ALR006',
  slug: 'horizon-alerts-unrouted',
  area: 'alerting',
  severity: 'information',
  title: 'Horizon alerts that reach nobody',
  collectors: [horizonAlertCollector],
  *check({ code, project }) {
    if (project.packages.get('laravel/horizon')?.dev !== false || !code.complete(horizonAlertCollector)) return;
    const facts = code.facts(horizonAlertCollector);
    const provider = facts.find(({ fact }) => fact === 'provider');
    if (provider === undefined || facts.some(({ fact }) => fact === 'told')) return;
    const waits = project.config.get('horizon.waits');
    if (waits.kind !== 'array') return;
    const limits = [...waits.entries].flatMap(([queue, { value }]) => {
      const seconds = Number(asString(value) ?? Number.NaN);
      return seconds > 0 ? [`${queue} ${seconds} s`] : [];
    });
    if (limits.length === 0) return;
    const place = configLocation(waits);
    const related: Finding['related'] =
      place === undefined ? [] : [{ location: place, message: 'The thresholds are here.' }];
    const shown = limits.length > 3 ? `${limits.slice(0, 3).join(', ')} …` : limits.join(', ');
    yield {
      rule: 'ALR006',
      severity: 'information',
      message: `Horizon watches how long jobs wait (${shown}), but no mail, Slack or SMS route is set: nobody is told.`,
      location: provider.location,
      related,
      fixes: [
        {
          title: 'Copy the line that routes them by mail',
          preferred: false,
          copies: "Horizon::routeMailNotificationsTo('');",
          edits: [],
        },
      ],
    };
  },
};
