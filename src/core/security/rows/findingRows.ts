import { momentText } from '../../base/clock';
import { formatCount } from '../../base/format';
import type { Icon, TreeNode } from '../../tree';
import { displayLine } from '../display';
import type { Finding, FindingSeverity, Subjects } from '../findings/finding';

/** What the rows of findings need to know. */
export interface FindingRowsContext {
  readonly root: string;
  readonly now: Date;
}

/** Findings of an application as they were last looked for. */
export interface LookedFor {
  /** Newest first, without those that are muted. */
  readonly findings: readonly Finding[];
  readonly muted: number;
  /** Records that were looked at, and since when. */
  readonly records: number;
  readonly since?: Date;
  readonly remarks: readonly string[];
}

const icons: Readonly<Record<FindingSeverity, Icon>> = {
  critical: { id: 'flame', color: 'list.errorForeground' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  notice: { id: 'bell' },
  info: { id: 'info' },
};

/** Rows shown: a list that nobody can read to its end helps nobody. */
const shown = 50;

/** The group "Recent Findings". */
export function findingGroup(
  { findings, muted, records, since, remarks }: LookedFor,
  context: FindingRowsContext,
): TreeNode {
  const span = since === undefined ? '' : ` since ${momentText(since, context.now)}`;
  const looked = `${formatCount(records)} ${records === 1 ? 'record' : 'records'}${span}`;
  const mutedText = muted === 0 ? '' : ` · ${muted} muted`;
  const none: TreeNode = {
    id: 'noFinding',
    label: 'Nothing found',
    description: `in ${looked}`,
    icon: { id: 'pass' },
  };
  const rows = findings.slice(0, shown).map((finding) => findingNode(finding, context));
  const more = findings.length - rows.length;
  return {
    id: 'findings',
    label: 'Recent Findings',
    description: `${findings.length === 0 ? 'none' : findings.length}${mutedText}`,
    tooltip: [`Looked at ${looked}.`, ...remarks].join('\n'),
    expanded: true,
    children: [
      ...(rows.length === 0 ? [none] : rows),
      ...(more > 0
        ? [{ id: 'moreFindings', label: `${more} more`, description: 'in the stream', icon: { id: 'ellipsis' } }]
        : []),
    ],
  };
}

function findingNode(finding: Finding, { root, now }: FindingRowsContext): TreeNode {
  const { id, severity, title, summary, why, advice, first, last, ips, users, routes, notes = [], closed } = finding;
  const label = displayLine(title, 200);
  const when = momentText(new Date(last), now);
  return {
    id: `finding:${id}:${first}`,
    label,
    description: displayLine(`${when} · ${summary}`, 300),
    tooltip: [
      `${severity}: ${label}`,
      displayLine(summary, 500),
      `${momentText(new Date(first), now)} to ${when}${closed === true ? ', over' : ''}`,
      ...subjectLines('Addresses', ips),
      ...subjectLines('Accounts', users),
      ...subjectLines('Routes', routes),
      ...notes.map((note) => `Also: ${displayLine(note, 200)}`),
      displayLine(why, 500),
      displayLine(advice, 500),
    ].join('\n'),
    icon: icons[severity],
    abilities: ['canShowInStream', 'canMuteFinding', ...(ips.total > 0 ? ['canCopyFail2ban' as const] : [])],
    opens: { kind: 'finding', id },
    subject: { kind: 'finding', root, id },
    spoken: `${severity}, ${label}, ${displayLine(summary, 300)}, ${when}`,
  };
}

function subjectLines(title: string, { total, top }: Subjects): readonly string[] {
  if (total === 0) return [];
  const named = top.slice(0, 3).map(({ value, events }) => `${displayLine(value, 60)} (${events})`);
  return [`${title}: ${named.join(', ')}${total > named.length ? ` and ${total - named.length} more` : ''}`];
}
