import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createWindows, within } from '../windows';
import { counted, day, filterWord, hour, minute, named, spanWords } from '../words';

/** Failures from one client: in ten minutes, in a day. */
const soon = 20;
const inADay = 50;
/** Where no account is named: an app with an old password asks every half minute, which is 20 in ten minutes. */
const soonNameless = 40;
/** Logins for each failure above which the client is a gateway of people: one in four. */
const people = 0.25;

/**
 * Many failures from one address, whatever the accounts. fail2ban bans after 5 in 10 minutes (jail.conf: maxretry 5,
 * findtime 10m), which a person reaches and an office does at nine o'clock; as a finding must be read by somebody, it
 * takes four times that, and few logins beside it: of the people behind one address most get in.
 */
export const bruteForceIp: Detector = {
  id: 'bruteForceIp',
  title: 'Brute force from an address',
  explains: `${soon} failed or refused logins from one address (IPv6: one /64) in 10 minutes, or ${inADay} in a day, with fewer than a quarter as many logins; ${soonNameless} in 10 minutes where the log names no account. Attempts on accounts that logged in from there before are not counted.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const failures = createWindows({ span: day, perSubject: inADay });
    const logins = createWindows({ span: day, perSubject: inADay });
    const incidents = createIncidents('bruteForceIp', 2 * hour, describe);
    return {
      take(event) {
        const attempt = read(event);
        const client = attempt === undefined ? undefined : clientOf(event);
        if (attempt === undefined || client === undefined || event.time === undefined) return [];
        const account = accountOf(event);
        const open = incidents.open(client, event.time);
        const trace = traceOf(event, event.time);
        if (attempt === 'succeeded') {
          logins.add(client, trace);
          const usual = account !== undefined && familiar.has(account, client);
          if (account !== undefined) familiar.note(account, client);
          if (open === undefined || usual) return [];
          open.count('succeeded');
          return [open];
        }
        if (account !== undefined && familiar.has(account, client)) return [];
        if (open !== undefined) {
          open.add(trace);
          return [open];
        }
        const traces = failures.add(client, trace);
        const least = account === undefined ? soonNameless : soon;
        if (traces.length < least) return [];
        const succeeded = logins.get(client, event.time);
        const recent = within(traces, event.time, 10 * minute);
        const isSoon =
          recent.length >= least && within(succeeded, event.time, 10 * minute).length < recent.length * people;
        const isSlow = account !== undefined && traces.length >= inADay && succeeded.length < traces.length * people;
        if (!isSoon && !isSlow) return [];
        const begun = incidents.begin(client, isSoon ? recent : traces);
        failures.forget(client);
        return [begun];
      },
    };
  },
};

function describe({ subject, first, last, events, users, ips, counted: seen }: Figures): Words {
  const succeeded = seen.get('succeeded') ?? 0;
  return {
    severity: 'warning',
    title: `Brute force from ${named(subject)}`,
    summary: `${counted(events, 'failed login')} in ${spanWords(last - first)}, ${counted(users.total, 'account')}, ${succeeded === 0 ? 'none succeeded' : `${counted(succeeded, 'login')} succeeded`}`,
    why: `${soon} failures from one address in 10 minutes, or ${inADay} in a day, with fewer than a quarter as many logins.`,
    filter: filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      'Block the address where you block addresses (a fail2ban jail can be copied), and limit logins by address. Check first that it is no gateway of your own.',
  };
}
