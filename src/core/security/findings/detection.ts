import type { SecurityEvent } from '../securityEvent';
import { detectors as catalog } from './catalog';
import { createClusters } from './clusters';
import type { Detector, DetectorRun } from './detector';
import type { Finding } from './finding';
import { logTruncated, type Truncation } from './logTruncated';
import { ownEvent } from './trace';
import { minute } from './words';

export interface DetectionOptions {
  /** Every one of the catalog when absent. */
  readonly detectors?: readonly Detector[];
  /** Findings that are kept; 500 when absent. */
  readonly limit?: number;
}

/** All detectors over all sources of one application. */
export interface Detection {
  /**
   * Events in the order in which their source wrote them; sources may alternate. What may be forged is told to the detector of
   * forgeries alone; an event without a time has that of the one before it in its source.
   *
   * @returns findings that are new or have changed enough to be shown again: by a member, in severity, by a tenth of their events
   *   or a second of event time
   */
  take(events: readonly SecurityEvent[]): readonly Finding[];
  /** A file became shorter without being rotated: whoever follows it tells. */
  tell(truncation: Truncation): readonly Finding[];
  /** All, newest first, with their figures of now. */
  findings(): readonly Finding[];
}

/** What a date of JavaScript can be (ECMA-262, 21.4.1.1); a hostile year may lie beyond. */
const latest = 8.64e15;
/** Sources with detectors of their own; what further ones say is only compared across sources. */
const sourcesKept = 16;

export function createDetection({ detectors = catalog, limit = 500 }: DetectionOptions = {}): Detection {
  const across = detectors.filter((detector) => detector.acrossSources === true).map((detector) => detector.start());
  const own = detectors.filter((detector) => detector.acrossSources !== true);
  const sources = new Map<string, DetectorRun[]>();
  const times = new Map<string, number>();
  const clusters = createClusters(limit);
  let nextClose = Number.NEGATIVE_INFINITY;

  const runsOf = (source: string): readonly DetectorRun[] => {
    const runs = sources.get(source);
    if (runs !== undefined) return runs;
    if (sources.size >= sourcesKept) return [];
    const started = own.map((detector) => detector.start());
    sources.set(source, started);
    return started;
  };

  const take = (given: SecurityEvent): void => {
    const time = given.time ?? times.get(given.source);
    if (time === undefined || !(Math.abs(time) <= latest)) return;
    const event = ownEvent(given, time);
    if (event.forged !== true && (times.size < 1_000 || times.has(event.source))) times.set(event.source, time);
    let touched: Finding[] | undefined;
    const tell = (runs: readonly DetectorRun[]): void => {
      for (const run of runs) {
        const found = run.take(event);
        if (found.length > 0) touched = touched === undefined ? [...found] : [...touched, ...found];
      }
    };
    tell(across);
    if (event.forged !== true) tell(runsOf(event.source));
    if (touched !== undefined) clusters.touch(touched, time);
    if (event.forged !== true && (time >= nextClose || time < nextClose - 2 * minute)) {
      clusters.close(time);
      nextClose = time + minute;
    }
  };

  return {
    take(events) {
      for (const event of events) take(event);
      return clusters.changed();
    },
    tell(truncation) {
      clusters.touch([logTruncated(truncation)], truncation.time);
      return clusters.changed();
    },
    findings: () => clusters.all(),
  };
}
