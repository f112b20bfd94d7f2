import type { Commit, GitMove, GitTag } from '../../base/git';
import type { CommitMark } from './history';

/** A release that a deploying program left on this machine. */
export interface Release {
  /** Name of its folder. */
  readonly name: string;
  readonly at: Date;
  /** Undefined where nothing says which commit it is. */
  readonly commit?: string;
}

/** What is known of a span of time. */
export interface DeployFacts {
  readonly commits: readonly Commit[];
  readonly tags: readonly GitTag[];
  readonly moves: readonly GitMove[];
  readonly releases: readonly Release[];
}

/** "deploy-42", "release/2026-01", "production-7", "v1.2.3", "2.0.1": names that teams give to what runs. */
const deployTag = /^(?:(?:deploy(?:ed|ment)?|releases?|prod(?:uction)?|live)[-_/.]\S|v?\d+\.\d+)/i;

/** Git's words for a move to code that was made elsewhere; "commit" is none, nor is what an interactive rebase does in between. */
const arrived = /^(?:checkout: moving|pull\b|merge \S+|reset: moving|clone: )/;

/** True for a tag that says "this was released". */
export function isDeployTag(name: string): boolean {
  return deployTag.test(name);
}

/**
 * Marks for the time axis, oldest first. A commit that is named by a release, a tag of a release or a move of this working copy is a
 * deploy, by the first of these that is known; of several of one kind the earliest counts, because the code ran from then on.
 */
export function marksOf(facts: DeployFacts, from: Date, to: Date): readonly CommitMark[] {
  const within = ({ at }: { readonly at: Date }): boolean => at >= from && at <= to;
  const marks = new Map<string, CommitMark>();
  for (const { hash, shortHash, subject, at } of facts.commits)
    marks.set(hash, { commit: hash, short: shortHash, subject, at: at.toISOString() });
  const deploy = (commit: string, at: Date, by: NonNullable<CommitMark['deployedBy']>, name?: string): void => {
    const known = marks.get(commit);
    const before = known?.deployedBy;
    if (before !== undefined && (before !== by || Date.parse(known?.deployedAt ?? '') <= at.getTime())) return;
    const base = known ?? { commit, short: commit.slice(0, 7), subject: '', at: at.toISOString() };
    const deployed = { deployedAt: at.toISOString(), deployedBy: by, ...(name === undefined ? {} : { name }) };
    marks.set(commit, { ...base, ...deployed });
  };
  for (const { name, at, commit } of facts.releases.filter(within)) {
    const whole = commit === undefined ? undefined : (completed(commit, marks) ?? commit);
    if (whole !== undefined) deploy(whole, at, 'release', name);
  }
  for (const { name, at, commit } of facts.tags.filter(within)) if (isDeployTag(name)) deploy(commit, at, 'tag', name);
  for (const { what, at, commit } of facts.moves.filter(within)) if (arrived.test(what)) deploy(commit, at, 'checkout');
  const moment = (mark: CommitMark): number => Date.parse(mark.deployedAt ?? mark.at);
  return [...marks.values()].sort((a, b) => moment(a) - moment(b));
}

/** The one commit that begins with these digits. */
function completed(start: string, marks: ReadonlyMap<string, CommitMark>): string | undefined {
  if (marks.has(start)) return start;
  const found = [...marks.keys()].filter((commit) => commit.startsWith(start));
  return found.length === 1 ? found[0] : undefined;
}
