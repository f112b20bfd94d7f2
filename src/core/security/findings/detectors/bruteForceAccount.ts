import { createAttemptReader } from '../attempt';
import type { Detector } from '../detector';
import { createFamiliar } from '../familiar';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { createWindows, within } from '../windows';
import { counted, day, filterWord, hour, minute, named, spanWords } from '../words';

/** Failed or refused attempts on one account: in ten minutes, in a day. */
const soon = 15;
const inADay = 30;

/**
 * Many failures for one account. Laravel's own limiter lets through 5 a minute for account and address (Breeze LoginRequest,
 * laravel/ui ThrottlesLogins, Fortify) and answers Lockout after that, so a guesser at that pace crosses 15 in three
 * minutes, while a person who forgot a password tries five, meets the lockout and presses again a few times. 30 a day is
 * far below what ASVS 4.0.3 V2.2.1 still calls acceptable (100 an hour on one account), as that is a bound for blocking.
 * Failures from where the account logged in before do not count: that is its owner, or an app with an old password.
 */
export const bruteForceAccount: Detector = {
  id: 'bruteForceAccount',
  title: 'Brute force on an account',
  explains: `${soon} failed or refused logins for one account in 10 minutes, or ${inADay} in a day. Attempts from an address where the account logged in before are not counted.`,
  start() {
    const read = createAttemptReader();
    const familiar = createFamiliar();
    const windows = createWindows({ span: day, perSubject: inADay });
    const incidents = createIncidents('bruteForceAccount', 2 * hour, describe);
    return {
      take(event) {
        const attempt = read(event);
        const account = attempt === undefined ? undefined : accountOf(event);
        if (attempt === undefined || account === undefined || event.time === undefined) return [];
        const client = clientOf(event);
        const open = incidents.open(account, event.time);
        if (attempt === 'succeeded') {
          const usual = client !== undefined && familiar.has(account, client);
          if (client !== undefined) familiar.note(account, client);
          if (open === undefined || usual) return [];
          open.count('succeeded');
          return [open];
        }
        if (client !== undefined && familiar.has(account, client)) return [];
        const trace = traceOf(event, event.time);
        if (open !== undefined) {
          open.add(trace);
          return [open];
        }
        const traces = windows.add(account, trace);
        const recent = within(traces, event.time, 10 * minute);
        if (recent.length < soon && traces.length < inADay) return [];
        const begun = incidents.begin(account, recent.length >= soon ? recent : traces);
        windows.forget(account);
        return [begun];
      },
    };
  },
};

function describe({ subject, first, last, events, ips, counted: seen }: Figures): Words {
  const succeeded = seen.get('succeeded') ?? 0;
  const addresses = counted(ips.total, 'address', 'addresses');
  return {
    severity: 'warning',
    title: `Brute force on the account ${named(subject)}`,
    summary: `${counted(events, 'failed login')} in ${spanWords(last - first)}, ${addresses}, ${succeeded === 0 ? 'none succeeded' : `${counted(succeeded, 'login')} from an unusual address`}`,
    why: `${soon} failures for one account in 10 minutes, or ${inADay} in a day, from addresses where it never logged in before.`,
    filter: filterWord('user', subject),
    advice:
      'Limit logins by account and by address. Tell the owner where the account matters; ask for a second factor. Locking the account alone would let anybody lock it.',
  };
}
