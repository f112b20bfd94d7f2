import { detectors } from './catalog';
import type { Finding, FindingSeverity, Subjects } from './finding';
import { formatCount } from '../../base/format';

/** Least first. */
export const severities: readonly FindingSeverity[] = ['info', 'notice', 'warning', 'critical'];

const telling = new Map(detectors.map(({ id }, at) => [id, at]));
const notesShown = 10;

/** The findings about the same events, as one: what the most telling one says, the titles of the others as its notes. */
export function mergeFindings(id: string, members: readonly Finding[], closed: boolean): Finding | undefined {
  const ranked = members
    .map((finding) => ({
      finding,
      severity: severities.indexOf(finding.severity),
      telling: telling.get(finding.detector) ?? 99,
    }))
    .sort((a, b) => b.severity - a.severity || a.telling - b.telling || b.finding.events - a.finding.events);
  const lead = ranked[0]?.finding;
  if (lead === undefined) return undefined;
  const { detector, severity, subject, title, summary, why, filter, advice } = lead;
  const others = [...new Set(ranked.slice(1).map(({ finding }) => finding.title))].filter((note) => note !== title);
  const more = others.length - notesShown;
  const notes = more > 0 ? [...others.slice(0, notesShown), `and ${formatCount(more)} more`] : others;
  return {
    id,
    detector,
    severity,
    ...(subject === undefined ? {} : { subject }),
    title,
    summary,
    why,
    first: members.reduce((least, one) => Math.min(least, one.first), lead.first),
    last: members.reduce((most, one) => Math.max(most, one.last), lead.last),
    events: members.reduce((most, one) => Math.max(most, one.events), lead.events),
    ips: widest(members.map(({ ips }) => ips)),
    users: widest(members.map(({ users }) => users)),
    routes: widest(members.map(({ routes }) => routes)),
    filter,
    evidence: [...lead.evidence],
    advice,
    ...(notes.length === 0 ? {} : { notes }),
    members: members.map((member) => member.id),
    closed,
  };
}

/** A copy: what findings hold goes on changing. */
function widest(subjects: readonly Subjects[]): Subjects {
  const { total, top } = subjects.reduce((most, one) => (one.total > most.total ? one : most), { total: 0, top: [] });
  return { total, top };
}
