import type { Finding } from './finding';
import { mergeFindings } from './merge';
import { minute } from './words';

/** Findings that are about the same events. */
interface Cluster {
  readonly id: string;
  readonly members: Map<string, Member>;
  last: number;
  closed: boolean;
  /** What was last told of it: the number of members, events, and the time. */
  told: { members: number; events: number; last: number; critical: boolean } | undefined;
}

interface Member {
  readonly finding: Finding;
  cluster: Cluster;
  /** Events that were another's too, by that one's id. */
  readonly shared: Map<string, number>;
}

/** Puts together what several detectors say about the same events, and forgets the oldest. */
export interface Clusters {
  /** One event belongs to all of these findings. @param time of the event */
  touch(findings: readonly Finding[], time: number): void;
  /** Closes what was quiet. @param time the newest of all events */
  close(time: number): void;
  /** Those that changed enough since they were last given here. */
  changed(): readonly Finding[];
  /** All, newest first. */
  all(): readonly Finding[];
}

/** Findings in one; attacks of thousands of addresses have thousands of findings of their own. */
const membersKept = 100;
/** Events that two findings must share before they are one, and the part of the smaller's. */
const sharedLeast = 3;
const sharedPart = 1 / 3;
/** Two sources that say the same about the same subject within this time. */
const sameTime = 15 * minute;
/** Without an event for so long, or four times its own interval, an attack is over. */
const quiet = 30 * minute;
const intervals = 4;

/** @param limit of findings that are kept */
export function createClusters(limit: number): Clusters {
  const clusters = new Set<Cluster>();
  const members = new Map<string, Member>();
  const bySubject = new Map<string, Member>();
  const dirty = new Set<Cluster>();
  /** Since changes were last asked for. */
  const touchedNow = new Set<Member>();

  const forget = (member: Member): void => {
    members.delete(member.finding.id);
    member.cluster.members.delete(member.finding.id);
    for (const other of member.shared.keys()) members.get(other)?.shared.delete(member.finding.id);
    const key = subjectKey(member.finding);
    if (key !== undefined && bySubject.get(key) === member) bySubject.delete(key);
  };
  const drop = (cluster: Cluster): void => {
    for (const member of cluster.members.values()) forget(member);
    clusters.delete(cluster);
    dirty.delete(cluster);
  };
  const unite = (one: Cluster, other: Cluster): void => {
    if (one === other) return;
    const [into, from] = startOf(one) <= startOf(other) ? [one, other] : [other, one];
    for (const [id, member] of from.members) {
      member.cluster = into;
      into.members.set(id, member);
    }
    into.last = Math.max(into.last, from.last);
    from.members.clear();
    clusters.delete(from);
    dirty.delete(from);
    dirty.add(into);
    while (into.members.size > membersKept) {
      let least: Member | undefined;
      for (const member of into.members.values()) {
        if (member.finding.id !== into.id && (least === undefined || member.finding.events < least.finding.events))
          least = member;
      }
      if (least === undefined) break;
      forget(least);
    }
  };
  const memberOf = (finding: Finding, time: number): Member => {
    const known = members.get(finding.id);
    if (known !== undefined) return known;
    const cluster: Cluster = { id: finding.id, members: new Map(), last: time, closed: false, told: undefined };
    const member: Member = { finding, cluster, shared: new Map() };
    cluster.members.set(finding.id, member);
    members.set(finding.id, member);
    clusters.add(cluster);
    const key = subjectKey(finding);
    if (key !== undefined) {
      const same = bySubject.get(key);
      bySubject.set(key, member);
      if (same !== undefined && !same.cluster.closed && Math.abs(same.finding.last - finding.first) <= sameTime) {
        unite(same.cluster, member.cluster);
      }
    }
    while (clusters.size > limit) drop([...clusters].reduce((oldest, one) => (one.last < oldest.last ? one : oldest)));
    return member;
  };

  return {
    touch(findings, time) {
      const touched = findings.map((finding) => memberOf(finding, time));
      for (const member of touched) {
        member.cluster.last = Math.max(member.cluster.last, time);
        member.cluster.closed = false;
        dirty.add(member.cluster);
        touchedNow.add(member);
      }
      for (const [at, one] of touched.entries()) {
        for (const other of touched.slice(at + 1)) {
          if (one.cluster === other.cluster) continue;
          const before = one.shared.get(other.finding.id);
          const shared = before === undefined ? sharedEvidence(one.finding, other.finding) : before + 1;
          one.shared.set(other.finding.id, shared);
          other.shared.set(one.finding.id, shared);
          const events = Math.min(one.finding.events, other.finding.events);
          if (shared >= Math.min(sharedLeast, events) && shared >= events * sharedPart) {
            unite(one.cluster, other.cluster);
          }
        }
      }
    },
    close(time) {
      for (const cluster of clusters) {
        if (cluster.closed || time - cluster.last <= quietOf(cluster)) continue;
        cluster.closed = true;
        cluster.told = undefined;
        dirty.add(cluster);
      }
    },
    changed() {
      const found: Finding[] = [];
      const critical = new Set<Cluster>();
      for (const { finding, cluster } of touchedNow) if (finding.severity === 'critical') critical.add(cluster);
      touchedNow.clear();
      for (const cluster of dirty) {
        const events = eventsOf(cluster);
        const { told } = cluster;
        const same = told?.members === cluster.members.size && (told.critical || !critical.has(cluster));
        const near = told !== undefined && events < told.events * 1.1 && Math.abs(cluster.last - told.last) < 1000;
        if (same && near) continue;
        cluster.told = {
          members: cluster.members.size,
          events,
          last: cluster.last,
          critical: told?.critical === true || critical.has(cluster),
        };
        dirty.delete(cluster);
        const merged = merge(cluster);
        if (merged !== undefined) found.push(merged);
      }
      return found;
    },
    all() {
      return [...clusters]
        .sort((a, b) => b.last - a.last)
        .map(merge)
        .filter((finding) => finding !== undefined);
    },
  };
}

function merge(cluster: Cluster): Finding | undefined {
  return mergeFindings(
    cluster.id,
    [...cluster.members.values()].map(({ finding }) => finding),
    cluster.closed,
  );
}

/** How much of the newest events is in both; a finding begins with what led to it. */
function sharedEvidence(one: Finding, other: Finding): number {
  const key = ({ source, position }: Finding['evidence'][number]): string => `${position} ${source}`;
  const known = new Set(one.evidence.map(key));
  return other.evidence.filter((place) => known.has(key(place))).length;
}

function startOf({ members }: Cluster): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { finding } of members.values()) first = Math.min(first, finding.first);
  return first;
}

function eventsOf({ members }: Cluster): number {
  let most = 0;
  for (const { finding } of members.values()) most = Math.max(most, finding.events);
  return most;
}

function quietOf(cluster: Cluster): number {
  const events = eventsOf(cluster);
  return Math.max(quiet, events < 2 ? 0 : (intervals * (cluster.last - startOf(cluster))) / events);
}

function subjectKey({ detector, subject }: Finding): string | undefined {
  return subject === undefined ? undefined : `${detector} ${subject}`;
}
