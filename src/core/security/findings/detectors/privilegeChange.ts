import type { SecurityEvent } from '../../securityEvent';
import type { Detector } from '../detector';
import { createIncidents, type Figures, type Words } from '../incident';
import { accountOf, clientOf, traceOf } from '../trace';
import { counted, filterWord, minute, named, spanWords } from '../words';

/** Names of events: spatie/laravel-permission's RoleAttached and PermissionAttached, and what applications call theirs. */
const eventName =
  /(?:^|_)(?:role|permission|privilege|ability|admin)s?_(?:was_)?(?:attached|assigned|granted|added|given|synced|changed|elevated|created|promoted)(?:_event)?$|(?:^|_)(?:promoted_to_admin|user_promoted|made_admin|impersonation_started|take_impersonation|impersonated)$/;
/** Messages without such a name. Gaps are bounded, so that a match costs the same for any text. */
const sentence =
  /\b(?:role|permission|privilege)s?\b.{0,40}\b(?:granted|assigned|attached|given|elevated)\b|\b(?:granted|assigned|gave|promoted|elevated)\b.{0,60}\b(?:role|permission|privilege|admin|administrator|superuser)s?\b/i;
const powerful = /admin|super|owner|root|impersonat/i;
/** Changes by one person in half an hour above which it is more than an ordinary day's work. */
const many = 5;

/**
 * Somebody got more rights: OWASP Top 10 2021 A09 and the Logging Cheat Sheet ("use of higher-risk functionality": users
 * added, privileges changed) want it seen. It happens on ordinary days too, so it is a notice; a warning where the words name
 * an administrator, or one person changes many.
 */
export const privilegeChange: Detector = {
  id: 'privilegeChange',
  title: 'Privilege change',
  explains: `An event or message that says that a role or permission was given, or an account impersonated. More than ${many} by one person in half an hour, or an administrator made: a warning.`,
  start() {
    const incidents = createIncidents('privilegeChange', 30 * minute, describe);
    return {
      take(event) {
        if (event.time === undefined || !changesPrivileges(event)) return [];
        const subject = accountOf(event) ?? clientOf(event) ?? '';
        const trace = traceOf(event, event.time);
        const open = incidents.open(subject, event.time);
        const incident = open ?? incidents.begin(subject, [trace]);
        if (open !== undefined) incident.add(trace);
        if (powerful.test(event.event ?? '') || powerful.test(event.message.slice(0, 300))) incident.count('powerful');
        return [incident];
      },
    };
  },
};

function changesPrivileges({ event, message, status }: SecurityEvent): boolean {
  if (event !== undefined) return eventName.test(event);
  return status === undefined && sentence.test(message.slice(0, 300));
}

function describe({ subject, first, last, events, counted: seen }: Figures): Words {
  const strong = (seen.get('powerful') ?? 0) > 0;
  const by = subject === '' ? '' : ` by ${named(subject)}`;
  return {
    severity: strong || events > many ? 'warning' : 'notice',
    title: `${strong ? 'Administrator rights changed' : 'Privileges changed'}${by}`,
    summary: `${counted(events, 'change')}${events === 1 ? '' : ` in ${spanWords(last - first)}`}`,
    why: 'A record says that a role or permission was given, or that an account was impersonated.',
    filter: subject === '' ? 'role' : filterWord(subject.includes('/64') ? 'ip' : 'user', subject),
    advice: 'Check that this was meant. If not: take the rights back and read what the account did since.',
  };
}
