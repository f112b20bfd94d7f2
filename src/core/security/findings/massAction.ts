import type { SecurityEvent } from '../securityEvent';
import type { Detector } from './detector';
import { createIncidents, type Figures, type Words } from './incident';
import { accountOf, clientOf, traceOf } from './trace';
import { createWindows } from './windows';
import { counted, filterWord, minute, named, spanWords } from './words';

/** Something that people do now and then, and thieves and vandals in one go. */
export interface MassAction {
  readonly id: string;
  readonly title: string;
  readonly explains: string;
  /** So many in ten minutes by one account, or one client where no account is named. */
  readonly threshold: number;
  /** "export", "deletion". */
  readonly noun: string;
  readonly advice: string;
  readonly is: (event: SecurityEvent) => boolean;
}

/** A detector of one actor doing one thing very often. What names no actor is the application's own scheduled work. */
export function massActionDetector(action: MassAction): Detector {
  const { id, title, explains, threshold, noun } = action;
  const describe = ({ subject, first, last, events, users, ips }: Figures): Words => ({
    severity: 'warning',
    title: `${title} by ${named(subject)}`,
    summary: `${counted(events, noun)} in ${spanWords(last - first)}, ${counted(ips.total, 'address', 'addresses')}`,
    why: `${threshold} in 10 minutes by one account, or one address where no account is named.`,
    filter: filterWord(users.total > 0 ? 'user' : 'ip', subject),
    advice: action.advice,
  });
  return {
    id,
    title,
    explains,
    start() {
      const windows = createWindows({ span: 10 * minute, perSubject: threshold });
      const incidents = createIncidents(id, 30 * minute, describe);
      return {
        take(event) {
          if (event.time === undefined || !action.is(event)) return [];
          const actor = accountOf(event) ?? clientOf(event);
          if (actor === undefined) return [];
          const trace = traceOf(event, event.time);
          const open = incidents.open(actor, event.time);
          if (open !== undefined) {
            open.add(trace);
            return [open];
          }
          const traces = windows.add(actor, trace);
          if (traces.length < threshold) return [];
          const begun = incidents.begin(actor, traces);
          windows.forget(actor);
          return [begun];
        },
      };
    },
  };
}
