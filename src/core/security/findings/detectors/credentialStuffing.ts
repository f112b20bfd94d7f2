import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createUnresolved } from '../unresolved';
import { createWindows, distinct } from '../windows';
import { counted, filterWord, hour, minute, named, spanWords } from '../words';

/** Accounts that fail and do not get in: everywhere in ten minutes, in two hours; from one client in half an hour. */
const soon = 20;
const inTwoHours = 40;
const fromOneClient = 10;
/** Failing accounts for each that gets in, before this application's own share is learned, and its bounds. */
const firstShare = 0.25;
const leastShare = 0.05;

/**
 * Many accounts, one to three tries each (OWASP Automated Threats OAT-008, Credential Stuffing Prevention Cheat Sheet:
 * tested pairs of leaked lists mostly fail). What tells it from a login peak after a mail is that people who mistype get in
 * a minute later: counted are accounts that failed and have not got in since, against those that did. The number that
 * is usual is learned each hour, and four standard deviations of a Poisson count are let pass. From one client it takes 10
 * accounts: Sigma's rule for one source ("Multiple Users Remotely Failing To Authenticate From Single Source") has
 * "more than 10 in 24 hours", and a gateway of people has logins beside them.
 */
export const credentialStuffing: Detector = {
  id: 'credentialStuffing',
  title: 'Credential stuffing',
  explains: `${soon} accounts in 10 minutes, or ${inTwoHours} in 2 hours, that fail with at most 3 tries and do not get in, where that is four standard deviations above the application's usual share of logins; or ${fromOneClient} such accounts from one address in half an hour with hardly a login.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const unresolved = createUnresolved();
    const clients = createWindows({ span: 30 * minute, perSubject: 48 });
    const logins = createWindows({ span: 30 * minute, perSubject: 48 });
    const incidents = createIncidents('credentialStuffing', hour, describe);
    let share = firstShare;
    let learned = 0;

    const learn = (time: number): void => {
      if (Math.abs(time - learned) < hour) return;
      if (learned !== 0) {
        const { failing, entered } = unresolved.counts(time, 60);
        if (entered >= 20) share += 0.2 * (Math.min(firstShare, Math.max(leastShare, failing / entered)) - share);
      }
      learned = time;
    };
    const isMany = (time: number, minutes: number, least: number): boolean => {
      const { failing, entered } = unresolved.counts(time, minutes);
      const expected = share * entered;
      return failing >= least && failing > expected + 4 * Math.sqrt(expected);
    };

    return {
      take(event) {
        const attempt = read(event);
        if (attempt === undefined || event.time === undefined) return [];
        const time = event.time;
        const account = accountOf(event);
        const client = clientOf(event);
        const trace = traceOf(event, time);
        const everywhere = incidents.open('', time);
        const here = client === undefined ? undefined : incidents.open(client, time);
        if (attempt === 'succeeded') {
          unresolved.succeeded(account, client, time);
          if (client !== undefined) logins.add(client, trace);
          if (account !== undefined && client !== undefined) familiar.note(account, client);
          if (here === undefined) return [];
          here.count('succeeded');
          return [here];
        }
        if (account === undefined) return [];
        if (client !== undefined && familiar.has(account, client)) return [];
        if (everywhere === undefined) learn(time);
        unresolved.failed(account, client, trace);
        if (!unresolved.isFew(account)) return [];

        const changed = [];
        if (everywhere !== undefined) {
          everywhere.add(trace);
          changed.push(everywhere);
        } else if (isMany(time, 10, soon)) changed.push(incidents.begin('', unresolved.traces(time, 10)));
        else if (isMany(time, 120, inTwoHours)) changed.push(incidents.begin('', unresolved.traces(time, 120)));
        if (client === undefined) return changed;
        if (here !== undefined) {
          here.add(trace);
          changed.push(here);
          return changed;
        }
        const traces = clients.add(client, { ...trace, user: account });
        if (traces.length < fromOneClient || distinct(traces, 'user') < fromOneClient) return changed;
        if (distinct(logins.get(client, time), 'user') >= distinct(traces, 'user') / 4) return changed;
        changed.push(incidents.begin(client, traces));
        clients.forget(client);
        return changed;
      },
    };
  },
};

function describe({ subject, first, last, events, users, ips, counted: seen }: Figures): Words {
  const succeeded = seen.get('succeeded') ?? 0;
  return {
    severity: 'warning',
    title:
      subject === ''
        ? `Credential stuffing on ${counted(users.total, 'account')} from ${counted(ips.total, 'address', 'addresses')}`
        : `Credential stuffing from ${named(subject)}`,
    summary: `${counted(events, 'failed login')} for ${counted(users.total, 'account')} in ${spanWords(last - first)}, ${counted(ips.total, 'address', 'addresses')}${succeeded === 0 ? '' : `, ${counted(succeeded, 'login')} succeeded`}`,
    why:
      subject === ''
        ? `${soon} accounts in 10 minutes, or ${inTwoHours} in 2 hours, failed and did not get in: far above this application's usual share of logins.`
        : `${fromOneClient} accounts failed from one address in half an hour, with hardly a login from there.`,
    filter:
      subject === ''
        ? 'event:login_failed'
        : filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      'Limit logins by address and by account, ask for a second factor, and refuse passwords of known leaks (the validation rule uncompromised). Accounts that logged in meanwhile from these addresses need a new password.',
  };
}
