import type { Detector } from '../detector';
import { createIncidents, type Figures, type Words } from '../incident';
import { probeOf } from '../probePaths';
import { clientOf, traceOf } from '../trace';
import { createWindows, distinct, within } from '../windows';
import { counted, day, filterWord, hour, minute, named, spanWords } from '../words';

/** Different probes of one client: in ten minutes, in a day. */
const soon = 3;
const inADay = 6;
/** Probes answered with success above which the application answers everything so: a single page for every path. */
const catchAll = 3;

/**
 * Requests for what other software, and careless deployments, leave behind (OWASP Automated Threats OAT-014 Vulnerability Scanning).
 * Every public host is asked for /wp-login.php now and then, so it takes three different ones. One that is
 * answered with success and would give secrets away is critical by itself, unless this application answers success to every path.
 */
export const scanner: Detector = {
  id: 'scanner',
  title: 'Scanner',
  explains: `${soon} different known probe paths (/.env, /.git/config, /wp-login.php …) asked for by one address in 10 minutes, or ${inADay} in a day. One such file of secrets answered with status 200: critical.`,
  start() {
    const windows = createWindows({ span: day, perSubject: 24 });
    const incidents = createIncidents('scanner', 2 * hour, describe);
    const answered = new Set<string>();
    let refused = 0;
    return {
      take(event) {
        if (event.route === undefined || event.time === undefined) return [];
        const probe = probeOf(event.route);
        const client = probe === undefined ? undefined : clientOf(event);
        if (probe === undefined || client === undefined) return [];
        const trace = traceOf(event, event.time);
        const success = event.status === 200 && event.method !== 'HEAD';
        if (success && answered.size <= catchAll) answered.add(probe.family);
        if (event.status !== undefined && event.status >= 400) refused++;
        const everythingAnswered = answered.size > catchAll && refused < answered.size;
        const gave = success && probe.grave && !everythingAnswered;
        const open = incidents.open(client, event.time);
        if (open !== undefined) {
          open.add(trace);
          if (gave) open.count('given');
          if (everythingAnswered) open.count('catch-all');
          return [open];
        }
        const traces = windows.add(client, trace);
        const enough =
          distinct(within(traces, event.time, 10 * minute), 'route') >= soon || distinct(traces, 'route') >= inADay;
        if (!gave && !enough) return [];
        const begun = incidents.begin(client, traces);
        if (gave) begun.count('given');
        windows.forget(client);
        return [begun];
      },
    };
  },
};

function describe({ subject, first, last, events, routes, ips, counted: seen }: Figures): Words {
  const given = (seen.get('catch-all') ?? 0) > 0 ? 0 : (seen.get('given') ?? 0);
  const paths = routes.top
    .slice(0, 3)
    .map(({ value }) => named(value))
    .join(', ');
  return {
    severity: given > 0 ? 'critical' : 'notice',
    title: given > 0 ? `A scanner was answered: ${named(subject)}` : `Scanner: ${named(subject)}`,
    summary: `${counted(events, 'probe')} of ${counted(routes.total, 'path')} in ${spanWords(last - first)}: ${paths}${given === 0 ? ', none answered with a secret' : `; ${counted(given, 'answer')} with status 200`}`,
    why:
      given > 0
        ? 'A path that would give secrets away or run code was answered with status 200.'
        : `${soon} different probe paths in 10 minutes, or ${inADay} in a day, from one address.`,
    filter: filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      given > 0
        ? 'Ask for that path yourself. If it shows a file: take it away from the document root, and change every secret in it.'
        : 'Nothing has to be done where nothing was answered. A fail2ban jail keeps the log readable.',
  };
}
