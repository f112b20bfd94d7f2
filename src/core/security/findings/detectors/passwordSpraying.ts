import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createWindows, distinct } from '../windows';
import { counted, day, filterWord, minute, named, spanWords } from '../words';

/** Accounts from one client in a day, the time they are spread over, and tries each. */
const accounts = 10;
const spread = 30 * minute;
const triesEach = 3;

/**
 * Few passwords on many accounts, slowly, so that no account locks (MITRE ATT&CK T1110.003). From one address: Sigma's rule
 * "Multiple Users Remotely Failing To Authenticate From Single Source" takes more than 10 accounts in 24 hours and
 * names gateways as its false positives; of those, people get in, so a quarter as many logins keeps this silent. What comes
 * within half an hour is credential stuffing's. Spraying from an address for each account is found by credential
 * stuffing's count over two hours, or not at all.
 */
export const passwordSpraying: Detector = {
  id: 'passwordSpraying',
  title: 'Password spraying',
  explains: `${accounts} accounts failing from one address (IPv6: one /64) in a day, over at least half an hour, with at most ${triesEach} tries each on average and hardly a login.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const failures = createWindows({ span: day, perSubject: 64 });
    const logins = createWindows({ span: day, perSubject: 64 });
    const incidents = createIncidents('passwordSpraying', 12 * 60 * minute, describe);
    return {
      take(event) {
        const attempt = read(event);
        const client = attempt === undefined ? undefined : clientOf(event);
        const account = accountOf(event);
        if (client === undefined || account === undefined || event.time === undefined) return [];
        const trace = { ...traceOf(event, event.time), user: account };
        const open = incidents.open(client, event.time);
        if (attempt === 'succeeded') {
          logins.add(client, trace);
          familiar.note(account, client);
          if (open === undefined) return [];
          open.count('succeeded');
          return [open];
        }
        if (familiar.has(account, client)) return [];
        if (open !== undefined) {
          open.add(trace);
          return [open];
        }
        const traces = failures.add(client, trace);
        const first = traces[0];
        if (first === undefined || traces.length < accounts || event.time - first.time < spread) return [];
        const failing = distinct(traces, 'user');
        if (failing < accounts || traces.length > failing * triesEach) return [];
        if (distinct(logins.get(client, event.time), 'user') >= failing / 4) return [];
        const begun = incidents.begin(client, traces);
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
    title: `Password spraying from ${named(subject)}`,
    summary: `${counted(events, 'failed login')} for ${counted(users.total, 'account')} in ${spanWords(last - first)}${succeeded === 0 ? ', none succeeded' : `, ${counted(succeeded, 'login')} succeeded`}`,
    why: `${accounts} accounts failed from one address in a day, slowly, with at most ${triesEach} tries each and hardly a login.`,
    filter: filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      'Refuse common and leaked passwords, ask for a second factor, limit logins by address over a day. Look whether any of these accounts logged in since.',
  };
}
