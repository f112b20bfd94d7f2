/** How much a finding asks for. */
export type FindingSeverity = 'info' | 'notice' | 'warning' | 'critical';

/** Something that the stream shows, said once however many events it is made of. Texts made of events are untrusted. */
export interface Finding {
  /** The same for the same attack while it goes on: detector and subject ("bruteForce ip 203.0.113.9"). */
  readonly id: string;
  /** Id of the detector: "bruteForce". */
  readonly detector: string;
  readonly severity: FindingSeverity;
  /** What it is about where that is one thing: an account in lower case, a client ("203.0.113.9", "2001:db8:0:7::/64"). */
  readonly subject?: string;
  /** "Brute force on one account from 3 addresses". */
  readonly title: string;
  /** What was seen, with its figures: "214 failed logins in 5 minutes, 3 addresses, none succeeded". */
  readonly summary: string;
  /** Which threshold was crossed and what it is, for "Why". */
  readonly why: string;
  /** Milliseconds since 1970 of its first and last event. */
  readonly first: number;
  readonly last: number;
  readonly events: number;
  /** The busiest, most first, at most ten of each; `total` counts all of them. */
  readonly ips: Subjects;
  readonly users: Subjects;
  readonly routes: Subjects;
  /** What to type into the stream's filter to see its events. */
  readonly filter: string;
  /** Positions of some of its events, newest last, at most 50. */
  readonly evidence: readonly { readonly source: string; readonly position: number }[];
  /** What can be done, in words; nothing here is ever executed. */
  readonly advice: string;
  /** Titles of what other detectors say about the same events, where several do: this finding is the most telling one. */
  readonly notes?: readonly string[];
  /** Ids of the findings that were put together in this one, its own among them; mutes and notifications ask all. */
  readonly members?: readonly string[];
  /** True once nothing of it has been seen for a while: the same attack tomorrow is another finding. */
  readonly closed?: boolean;
}

/** Distinct values of a field and how many events each has. */
export interface Subjects {
  readonly total: number;
  readonly top: readonly { readonly value: string; readonly events: number }[];
}
