import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createWindows, distinct, within } from '../windows';
import { counted, day, filterWord, hour, named } from '../words';

/** Failures before the login: on the account in an hour (fewer where they came from several clients), in a day. */
const inAnHour = 15;
const fromSeveral = 10;
const several = 3;
const inADay = 25;
/** Accounts that the client failed with in a day. */
const accountsTried = 8;

/**
 * A guess that worked: a login after many failures on that account, from an address that took part in them or that the
 * account never used; or a login from an address that tried many accounts. A person who forgot a password fails fewer times, from
 * where they logged in before, or resets it first: neither is told. Sigma and Elastic have the same rule for Windows ("Multiple
 * Logon Failure Followed by Logon Success": 5 failures in 5 seconds); web logins have no such pace.
 */
export const successAfterFailures: Detector = {
  id: 'successAfterFailures',
  title: 'Login after many failures',
  explains: `A login from an unusual address after ${inAnHour} failures on the account in an hour (${fromSeveral} from ${several} addresses) or ${inADay} in a day; or from an address that failed with ${accountsTried} accounts in a day and has hardly a login.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const ofAccount = createWindows({ span: day, perSubject: 40 });
    const ofClient = createWindows({ span: day, perSubject: 64 });
    const logins = createWindows({ span: day, perSubject: 32 });
    const incidents = createIncidents('successAfterFailures', 2 * hour, describe);
    return {
      take(event) {
        const account = accountOf(event);
        if (account === undefined || event.time === undefined) return [];
        // Whoever can read the owner's mail is taken for the owner.
        if (event.event === 'password_reset') ofAccount.forget(account);
        const attempt = read(event);
        const client = attempt === undefined ? undefined : clientOf(event);
        if (attempt === undefined || client === undefined) return [];
        const trace = { ...traceOf(event, event.time), user: account, ip: client };
        const usual = familiar.has(account, client);
        if (attempt !== 'succeeded') {
          if (usual) return [];
          ofAccount.add(account, trace);
          ofClient.add(client, trace);
          return [];
        }
        if (usual) return [];
        const guesses = ofAccount.get(account, event.time);
        const tried = ofClient.get(client, event.time);
        const others = distinct(logins.get(client, event.time), 'user');
        logins.add(client, trace);
        const lastHour = within(guesses, event.time, hour);
        const clients = distinct(lastHour, 'ip');
        const many =
          lastHour.length >= inAnHour ||
          (lastHour.length >= fromSeveral && clients >= several) ||
          guesses.length >= inADay;
        const takesPart = guesses.some(({ ip }) => ip === client);
        const guessed = many && (takesPart || (familiar.knows(account) && distinct(guesses, 'ip') >= several));
        const accounts = distinct(tried, 'user');
        const sprayed = accounts >= accountsTried && others < accounts / 4;
        if (!guessed && !sprayed) {
          familiar.note(account, client);
          return [];
        }
        const subject = guessed ? account : client;
        const open = incidents.open(subject, event.time);
        const incident = open ?? incidents.begin(subject, guessed ? guesses : tried);
        incident.add(trace);
        incident.count('logins');
        if (!guessed) incident.count('from a client');
        if (guessed) ofAccount.forget(account);
        return [incident];
      },
    };
  },
};

function describe({ subject, events, users, ips, counted: seen }: Figures): Words {
  const logins = seen.get('logins') ?? 0;
  const fromClient = (seen.get('from a client') ?? 0) > 0;
  const failures = counted(events - logins, 'failure');
  return {
    severity: 'critical',
    title: fromClient
      ? `${named(subject)} tried ${counted(users.total, 'account')} and got in`
      : `Login to ${named(subject)} after ${failures}`,
    summary: fromClient
      ? `${failures} for ${counted(users.total, 'account')}, then ${counted(logins, 'login')}`
      : `${failures} from ${counted(ips.total, 'address', 'addresses')}, then ${counted(logins, 'login')} from an address that is not usual for this account`,
    why: fromClient
      ? `The address failed with ${accountsTried} accounts or more in a day before it logged in.`
      : `The account failed ${inAnHour} times in an hour (${fromSeveral} from ${several} addresses), or ${inADay} times in a day, before it logged in.`,
    filter: fromClient ? filterWord('ip', subject) : filterWord('user', subject),
    advice:
      'Take the account for taken over until its owner says otherwise: end its sessions, have the password changed, and read what it did since the login.',
  };
}
