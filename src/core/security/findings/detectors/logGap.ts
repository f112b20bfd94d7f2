import type { Detector } from '../detector';
import { createIncidents } from '../incident';
import { createMinuteCounts, type MinuteCounts, minutesKept } from '../minuteCounts';
import { createRhythm, type Rhythm } from '../rhythm';
import { maySummerTime } from '../summerTime';
import { counted, minute, named, spanWords } from '../words';

/** Shorter than this is a restart, a deployment, a rotation. */
const shortest = 15 * minute;
/** exp(-16) is one in nine million: at 100 holes of this length judged a day, one false finding in two centuries. */
const unlikely = 16;
/** Times the longest silence of the same hours of the week before. */
const longer = 4;
const sourcesKept = 32;
/** Events in a row that are older than the newest. */
const clockSet = 100;

/**
 * A hole in a log that is otherwise steady: entries may have been removed (MITRE ATT&CK T1070), or nothing ran. The log's own rhythm
 * is the measure: with the seven days before all written in, λ is the number of events that the quietest of them had in the hours of the hole,
 * φ how much they come in clumps (variance over mean of counts by minute, the week's median, at least 1: Cox and Lewis' index of dispersion). For a
 * process whose counts vary by φ, nothing at all has the probability exp(-λ/φ), which must be below exp(-16); and the hole must be four times as
 * long as the silences of these hours that week, the longest left out, because people come in sessions. Nights, weekends and holidays without traffic have
 * λ = 0 where the week before had one, so they are never judged; neither is the hour that summer time takes. A warning when another
 * source was written meanwhile: then the server ran.
 */
export const logGap: Detector = {
  id: 'logGap',
  title: 'Gap in a log',
  explains:
    'Nothing was written for 15 minutes or longer, four times as long as ever in these hours in the last seven days, and by those days’ rhythm the chance of that is below one in nine million. Needs seven days of history.',
  acrossSources: true,
  start() {
    const sources = new Map<string, { rhythm: Rhythm; counts: MinuteCounts; last: number; behind: number }>();
    return {
      take({ source, time, position, forged }) {
        if (time === undefined || forged === true) return [];
        let known = sources.get(source);
        if (known === undefined) {
          if (sources.size >= sourcesKept) return [];
          known = { rhythm: createRhythm(), counts: createMinuteCounts(), last: time, behind: 0 };
          sources.set(source, known);
        }
        const from = known.last;
        // One that was put in late says nothing about a hole; many of them are a clock that was set.
        if (time < from && ++known.behind < clockSet) return [];
        known.behind = 0;
        known.last = time;
        const silence = time - from;
        const hole = silence >= shortest ? known.rhythm.hole(from, time) : undefined;
        known.rhythm.add(time);
        known.counts.add(Math.floor(time / minute), 1);
        if (hole === undefined || hole.expected / hole.dispersion < unlikely) return [];
        if (silence < longer * hole.longest || maySummerTime(from, silence)) return [];
        let elsewhere = 0;
        for (const [other, { counts }] of sources) {
          if (other !== source)
            elsewhere += counts.sum(Math.floor(time / minute) - 1, Math.min(minutesKept, silence / minute - 1));
        }
        const incidents = createIncidents('logGap', 0, () => ({
          severity: elsewhere > 0 ? 'warning' : 'notice',
          title: `Gap of ${spanWords(silence)} in ${named(source)}`,
          summary: `Nothing from ${new Date(from).toISOString().slice(0, 16)} to ${new Date(time).toISOString().slice(0, 16)}; about ${counted(Math.round(hole.expected), 'event')} or more were to be expected${elsewhere > 0 ? `, and other sources have ${counted(elsewhere, 'event')} of that time` : ''}`,
          why: `The quietest of the last seven days had ${counted(Math.round(hole.expected), 'event')} in these hours, and no silence longer than ${spanWords(hole.longest)}.`,
          filter: '',
          advice:
            'If the server was down then, that is all. If it was not: compare with the log of the web server and with a copy of this log kept elsewhere.',
        }));
        return [
          incidents.begin(source, [
            { time: from, source, position },
            { time, source, position },
          ]),
        ];
      },
    };
  },
};
