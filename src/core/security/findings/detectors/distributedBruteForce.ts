import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createWindows, distinct, within } from '../windows';
import { counted, day, filterWord, hour, named, spanWords } from '../words';

/** Clients and failures on one account in an hour; clients in a day. */
const clientsSoon = 5;
const failuresSoon = 10;
const clientsInADay = 10;

/**
 * One account, many addresses: guessing that stays below every limit by address (OWASP Automated Threats OAT-007). One
 * person is seen from a few addresses a day (home, office, mobile network), and rarely fails from each of them.
 */
export const distributedBruteForce: Detector = {
  id: 'distributedBruteForce',
  title: 'Distributed brute force on an account',
  explains: `${failuresSoon} failed or refused logins for one account from ${clientsSoon} addresses in an hour, or from ${clientsInADay} addresses in a day; addresses where the account logged in before are not counted.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const windows = createWindows({ span: day, perSubject: 48 });
    const incidents = createIncidents('distributedBruteForce', 6 * hour, describe);
    return {
      take(event) {
        const attempt = read(event);
        const account = attempt === undefined ? undefined : accountOf(event);
        const client = account === undefined ? undefined : clientOf(event);
        if (account === undefined || client === undefined || event.time === undefined) return [];
        const open = incidents.open(account, event.time);
        const usual = familiar.has(account, client);
        if (attempt === 'succeeded') {
          familiar.note(account, client);
          if (open === undefined || usual) return [];
          open.count('succeeded');
          return [open];
        }
        if (usual) return [];
        // Addresses of one client count once.
        const trace = { ...traceOf(event, event.time), ip: client };
        if (open !== undefined) {
          open.add(trace);
          return [open];
        }
        const traces = windows.add(account, trace);
        if (traces.length < failuresSoon) return [];
        const recent = within(traces, event.time, hour);
        const isSoon = recent.length >= failuresSoon && distinct(recent, 'ip') >= clientsSoon;
        if (!isSoon && distinct(traces, 'ip') < clientsInADay) return [];
        const begun = incidents.begin(account, isSoon ? recent : traces);
        windows.forget(account);
        return [begun];
      },
    };
  },
};

function describe({ subject, first, last, events, ips, counted: seen }: Figures): Words {
  const succeeded = seen.get('succeeded') ?? 0;
  return {
    severity: 'warning',
    title: `Brute force on the account ${named(subject)} from ${counted(ips.total, 'address', 'addresses')}`,
    summary: `${counted(events, 'failed login')} in ${spanWords(last - first)} from ${counted(ips.total, 'address', 'addresses')}, ${succeeded === 0 ? 'none succeeded' : `${counted(succeeded, 'login')} from an unusual address`}`,
    why: `${failuresSoon} failures from ${clientsSoon} addresses in an hour, or from ${clientsInADay} addresses in a day, for one account.`,
    filter: filterWord('user', subject),
    advice:
      'Limit logins by account as well as by address: blocking addresses one by one does not end this. Ask for a second factor.',
  };
}
