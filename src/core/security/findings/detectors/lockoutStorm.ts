import type { Detector } from '../detector';
import { createIncidents, type Figures, type Words } from '../incident';
import { createMinuteCounts } from '../minuteCounts';
import { traceOf } from '../trace';
import { createWindows } from '../windows';
import { counted, minute, spanWords } from '../words';

/** Accounts (or clients, where a record names no account) locked in ten minutes. */
const locked = 6;
/** Of those who log in at the same time, the share that may be locked out without anybody's doing. */
const usualShare = 0.05;

/**
 * Many lockouts at once: somebody runs into Laravel's limiter with many accounts, or locks people out on purpose (ASVS 4.0.3
 * V2.2.1 names account lockout as an attack of its own). One person who keeps pressing is one. At a login peak some people
 * lock themselves out, so it also takes one for each 20 logins.
 */
export const lockoutStorm: Detector = {
  id: 'lockoutStorm',
  title: 'Lockout storm',
  explains: `${locked} different accounts, or addresses where no account is named, locked out in 10 minutes, and more than one for each 20 logins.`,
  start() {
    const storm = createWindows({ span: 10 * minute, perSubject: 400 });
    const logins = createMinuteCounts();
    const incidents = createIncidents('lockoutStorm', 60 * minute, describe);
    return {
      take(event) {
        if (event.time === undefined) return [];
        if (event.event === 'login') {
          logins.add(Math.floor(event.time / minute), 1);
          return [];
        }
        if (event.event !== 'lockout') return [];
        const trace = traceOf(event, event.time);
        const open = incidents.open('', event.time);
        if (open !== undefined) {
          open.add(trace);
          return [open];
        }
        const traces = storm.add('', trace);
        if (traces.length < locked) return [];
        const subjects = new Set(traces.map(({ user, ip }) => user ?? ip));
        const entered = logins.sum(Math.floor(event.time / minute), 10);
        if (subjects.size < locked || subjects.size < entered * usualShare) return [];
        const begun = incidents.begin('', traces);
        storm.forget('');
        return [begun];
      },
    };
  },
};

function describe({ first, last, events, users, ips }: Figures): Words {
  const who = users.total > 0 ? counted(users.total, 'account') : counted(ips.total, 'address', 'addresses');
  return {
    severity: 'warning',
    title: `Lockout storm: ${who}`,
    summary: `${counted(events, 'lockout')} of ${who} in ${spanWords(last - first)}, from ${counted(ips.total, 'address', 'addresses')}`,
    why: `${locked} different accounts or addresses were locked out in 10 minutes.`,
    filter: 'event:lockout',
    advice:
      'See who causes it: the addresses above. If people are locked out on purpose, limit by account and address together, so that others still get in.',
  };
}
