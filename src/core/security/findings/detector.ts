import type { SecurityEvent } from '../securityEvent';
import type { Finding } from './finding';

/**
 * One kind of attack. A detector is told every event once, in the order in which a source wrote them; time is what events
 * say, never a clock, so that a log of last week gives the same findings as the stream gave then.
 */
export interface Detector {
  /** "bruteForce". */
  readonly id: string;
  /** For people: "Brute force". */
  readonly title: string;
  /** What it looks for and with which thresholds, for the docs and "Explain". */
  readonly explains: string;
  /** True for one that compares sources; every other has a run for each source, whose clocks may differ. */
  readonly acrossSources?: true;
  /** A run with nothing seen yet. Memory is bounded whatever it is told. */
  start(): DetectorRun;
}

/** One detector over one stream. */
export interface DetectorRun {
  /**
   * @returns findings that are new or have changed; the last one given for an id is what counts. A finding may be a living
   *   view that goes on changing: who keeps one copies it
   */
  take(event: SecurityEvent): readonly Finding[];
}
