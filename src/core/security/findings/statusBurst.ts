import type { SecurityEvent } from '../securityEvent';
import type { Detector } from './detector';
import { createIncidents, type Figures, type Words } from './incident';
import { clientOf, traceOf } from './trace';
import { createWindows } from './windows';
import { minute } from './words';

/** One client that gets one answer again and again. */
export interface StatusBurst {
  readonly id: string;
  readonly title: string;
  readonly explains: string;
  /** So many in five minutes. */
  readonly threshold: number;
  readonly is: (event: SecurityEvent) => boolean;
  readonly describe: (figures: Figures) => Words;
}

/** A detector of one client that goes on after it was refused. */
export function statusBurstDetector({ id, title, explains, threshold, is, describe }: StatusBurst): Detector {
  return {
    id,
    title,
    explains,
    start() {
      const windows = createWindows({ span: 5 * minute, perSubject: threshold });
      const incidents = createIncidents(id, 30 * minute, describe);
      return {
        take(event) {
          if (event.time === undefined || !is(event)) return [];
          const client = clientOf(event);
          if (client === undefined) return [];
          const trace = traceOf(event, event.time);
          const open = incidents.open(client, event.time);
          if (open !== undefined) {
            open.add(trace);
            return [open];
          }
          const traces = windows.add(client, trace);
          if (traces.length < threshold) return [];
          const begun = incidents.begin(client, traces);
          windows.forget(client);
          return [begun];
        },
      };
    },
  };
}
