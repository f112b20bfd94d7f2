import type { Detector } from '../detector';
import { createIncidents, type Figures, type Words } from '../incident';
import { maySummerTime } from '../summerTime';
import { counted, hour, minute, named, spanWords } from '../words';

/**
 * Several processes write one log, so neighbours may be seconds out of order; Apache writes the start of a request when it
 * ends, so a long upload comes minutes late.
 */
const allowed = 15 * minute;
const sourcesKept = 32;

/**
 * An entry older than what stands before it: it was put in later, or the clock was set. The hour that summer time gives
 * back is let pass.
 */
export const timeReversal: Detector = {
  id: 'timeReversal',
  title: 'Entries out of order',
  explains:
    'An entry that is more than 15 minutes older than the one before it in the same source, other than by summer time.',
  acrossSources: true,
  start() {
    const newest = new Map<string, number>();
    const incidents = createIncidents('timeReversal', 6 * hour, describe);
    return {
      take({ source, time, position, forged }) {
        if (time === undefined || forged === true) return [];
        const before = newest.get(source);
        if (before === undefined && newest.size >= sourcesKept) return [];
        const back = before === undefined ? 0 : before - time;
        // After a leap, what follows is compared with where it leaped to.
        if (before === undefined || time > before || back > allowed) newest.set(source, time);
        if (back <= allowed || maySummerTime(time, back)) return [];
        const trace = { time, source, position };
        const open = incidents.open(source, time);
        const incident = open ?? incidents.begin(source, [trace]);
        if (open !== undefined) open.add(trace);
        incident.count('minutes', Math.round(back / minute));
        return [incident];
      },
    };
  },
};

function describe({ subject, events, counted: seen }: Figures): Words {
  return {
    severity: 'notice',
    title: `Entries out of order in ${named(subject)}`,
    summary: `${counted(events, 'time')} an entry was older than the one before it, by ${spanWords(((seen.get('minutes') ?? 0) / events) * minute)}${events === 1 ? '' : ' on average'}`,
    why: 'More than 15 minutes backwards within one source.',
    filter: '',
    advice:
      'See whether the clock of the server was set then. If not, entries were put in later: compare with a copy of this log.',
  };
}
