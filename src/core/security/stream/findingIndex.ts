import type { Finding, Subjects } from '../findings/finding';
import type { StreamEntry } from './entry';

/** Which findings an event belongs to, without asking all of them. */
export interface FindingIndex {
  /** In the order in which the findings were given. */
  of(entry: StreamEntry): readonly Finding[];
}

/** An event belongs to a finding that names it as evidence, or whose subjects it has within its time. */
export function createFindingIndex(findings: readonly Finding[]): FindingIndex {
  const byPlace = new Map<string, Finding[]>();
  const byIp = new Map<string, Finding[]>();
  const byUser = new Map<string, Finding[]>();
  const order = new Map(findings.map((finding, index) => [finding, index]));
  for (const finding of findings) {
    for (const { source, position } of finding.evidence) add(byPlace, place(source, position), finding);
    const { ips, users } = finding;
    // Both are asked below: one way to find it is enough.
    if (ips.total > 0) for (const { value } of ips.top) add(byIp, value, finding);
    else for (const { value } of users.top) add(byUser, value, finding);
  }
  return {
    of({ event, position }) {
      const proven = byPlace.get(place(event.source, position.offset)) ?? [];
      const concerned = [
        ...(event.ip === undefined ? [] : (byIp.get(event.ip) ?? [])),
        ...(event.user === undefined ? [] : (byUser.get(event.user) ?? [])),
      ].filter((finding) => concerns(finding, event));
      if (concerned.length === 0) return proven;
      return Array.from(new Set([...proven, ...concerned])).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    },
  };
}

function concerns(
  { ips, users, first, last, evidence }: Finding,
  { time, source, ip, user }: StreamEntry['event'],
): boolean {
  if (time === undefined || time < first || time > last) return false;
  if (!evidence.some((each) => each.source === source)) return false;
  return (ips.total === 0 || has(ips, ip)) && (users.total === 0 || has(users, user));
}

function has({ top }: Subjects, value: string | undefined): boolean {
  return value !== undefined && top.some((each) => each.value === value);
}

function place(source: string, position: number): string {
  return `${position} ${source}`;
}

function add(map: Map<string, Finding[]>, key: string, finding: Finding): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [finding]);
  else list.push(finding);
}
