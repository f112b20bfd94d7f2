import type { Finding, FindingSeverity, Subjects } from './finding';
import { createLru } from './lru';
import { createTally } from './tally';
import type { Trace } from './trace';

/** What an incident says, made anew from its figures whenever it is asked. */
export interface Words {
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly summary: string;
  readonly why: string;
  readonly filter: string;
  readonly advice: string;
}

/** The figures of an incident. */
export interface Figures {
  /** What it is about: an account, a client; '' where it is about everybody. */
  readonly subject: string;
  readonly first: number;
  readonly last: number;
  readonly events: number;
  readonly ips: Subjects;
  readonly users: Subjects;
  readonly routes: Subjects;
  /** Whatever else the detector counts, by name. */
  readonly counted: ReadonlyMap<string, number>;
}

/** A finding that goes on: a living view, cheap to add to; its texts are made when they are read. */
export interface Incident extends Finding {
  add(trace: Trace): void;
  /** Counts something else about it. */
  count(what: string, by?: number): void;
}

const evidenceKept = 50;

function createIncident(
  detector: string,
  subject: string,
  first: Trace,
  describe: (figures: Figures) => Words,
): Incident {
  const [ips, users, routes] = [createTally(), createTally(), createTally()];
  const evidence: { source: string; position: number }[] = [];
  const counted = new Map<string, number>();
  let events = 0;
  let from = first.time;
  let to = first.time;
  let words: Words | undefined;
  const told = (): Words => (words ??= describe({ subject, ...figures() }));
  const figures = (): Omit<Figures, 'subject'> => ({
    first: from,
    last: to,
    events,
    ips: ips.subjects,
    users: users.subjects,
    routes: routes.subjects,
    counted,
  });
  return {
    id: `${detector} ${subject === '' ? '' : `${subject} `}${first.source} ${new Date(first.time).toISOString()}`,
    detector,
    ...(subject === '' ? {} : { subject }),
    get severity() {
      return told().severity;
    },
    get title() {
      return told().title;
    },
    get summary() {
      return told().summary;
    },
    get why() {
      return told().why;
    },
    get filter() {
      return told().filter;
    },
    get advice() {
      return told().advice;
    },
    get first() {
      return from;
    },
    get last() {
      return to;
    },
    get events() {
      return events;
    },
    get ips() {
      return ips.subjects;
    },
    get users() {
      return users.subjects;
    },
    get routes() {
      return routes.subjects;
    },
    get evidence() {
      return evidence.slice(-evidenceKept);
    },
    add(trace) {
      words = undefined;
      events++;
      if (trace.time < from) from = trace.time;
      if (trace.time > to) to = trace.time;
      if (trace.ip !== undefined) ips.add(trace.ip);
      if (trace.user !== undefined) users.add(trace.user);
      if (trace.route !== undefined) routes.add(trace.route);
      evidence.push({ source: trace.source, position: trace.position });
      if (evidence.length >= evidenceKept * 4) evidence.splice(0, evidence.length - evidenceKept);
    },
    count(what, by = 1) {
      words = undefined;
      counted.set(what, (counted.get(what) ?? 0) + by);
    },
  };
}

/** The incidents of one detector that go on, by subject. */
export interface Incidents {
  /** The one that is going on for a subject; one that was quiet for too long is over. */
  open(subject: string, time: number): Incident | undefined;
  /** Begins one with what led to it. */
  begin(subject: string, traces: readonly Trace[]): Incident;
}

/** Open incidents of one detector; more than that at once are one attack that another detector names. */
const openAtOnce = 200;

/** @param quiet milliseconds without an event after which an incident is over */
export function createIncidents(detector: string, quiet: number, describe: (figures: Figures) => Words): Incidents {
  const incidents = createLru<Incident>(openAtOnce);
  return {
    open(subject, time) {
      const incident = incidents.get(subject);
      if (incident === undefined || Math.abs(time - incident.last) <= quiet) return incident;
      incidents.delete(subject);
      return undefined;
    },
    begin(subject, traces) {
      const first = traces[0] ?? { time: 0, source: '', position: 0 };
      const incident = createIncident(detector, subject, first, describe);
      for (const trace of traces) incident.add(trace);
      incidents.set(subject, incident);
      return incident;
    },
  };
}
