import type { Detector } from '../detector';
import { createIncidents, type Figures, type Words } from '../incident';
import { hour } from '../words';
import { counted, spanWords } from '../words';

/**
 * Records whose header stands inside the text of another record: somebody sent a line break and what looks like a log header
 * (CWE-117). No other detector is told of them: who writes them wants somebody else accused.
 */
export const forgedEntries: Detector = {
  id: 'forgedEntries',
  title: 'Forged log entries',
  explains:
    'Records whose header stands inside the text of another record. One is enough. What they say is told to no other detector.',
  acrossSources: true,
  start() {
    const incidents = createIncidents('forgedEntries', hour, describe);
    return {
      take(event) {
        if (event.forged !== true || event.time === undefined) return [];
        // What they say of people and addresses is not true, so it is not counted.
        const trace = { time: event.time, source: event.source, position: event.position };
        const open = incidents.open(event.source, event.time);
        if (open === undefined) return [incidents.begin(event.source, [trace])];
        open.add(trace);
        return [open];
      },
    };
  },
};

function describe({ first, last, events }: Figures): Words {
  return {
    severity: 'warning',
    title: 'Forged log entries',
    summary: `${counted(events, 'entry', 'entries')}${events === 1 ? '' : ` in ${spanWords(last - first)}`} inside the text of others: somebody sent line breaks that look like the beginning of a record`,
    why: 'The header of a record stands inside the text of another record.',
    filter: '',
    advice:
      'Do not believe what these entries say. Log what people sent as context, not inside the message, or as JSON.',
  };
}
