import type { GitProblem } from '../core/base/git';
import { marksOf, type Release } from '../core/queries/history/deploys';
import type { CommitMark } from '../core/queries/history/history';
import { releasesOf } from './commitsOfReleases';
import { loadDrivers } from './loadDrivers';

/** Commits and deploys of an application in a span of time. */
export interface CommitsAndDeploys {
  /** HEAD, for the snapshots that are taken now. */
  readonly head?: string;
  /** Oldest first. */
  readonly marks: readonly CommitMark[];
  /** Releases on this machine; those of which the commit is known are among the marks too. */
  readonly releases: readonly Release[];
  /** There are more commits than were read: the oldest are missing. */
  readonly more: boolean;
  /** Why there are no commits. */
  readonly problem?: GitProblem;
}

export interface CommitsOptions {
  readonly from: Date;
  readonly to: Date;
  /** Most commits; 500 when absent. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/**
 * Reads commits and deploys through simple-git. Starts git, so it is for folders of a trusted workspace alone.
 *
 * Rejects with OpsError `timeout`, `cancelled` or `gitFailed`.
 *
 * @param root absolute path of the application
 */
export async function readCommits(root: string, options: CommitsOptions): Promise<CommitsAndDeploys> {
  const { from, to, signal } = options;
  const limit = options.limit ?? 500;
  const { openGit } = await loadDrivers();
  const git = openGit(root);
  const releases = await releasesOf(root, signal);
  const problem = await git.problem(signal);
  if (problem !== undefined) {
    const marks = marksOf({ commits: [], tags: [], moves: [], releases }, from, to);
    return { marks, releases, more: false, problem };
  }
  const [head, commits, tags, moves] = await Promise.all([
    git.head(signal),
    git.commitsBetween(from, to, limit, signal),
    git.tags(limit, signal),
    git.moves(limit, signal),
  ]);
  return {
    ...(head === undefined ? {} : { head: head.hash }),
    marks: marksOf({ commits, tags, moves, releases }, from, to),
    releases,
    more: commits.length >= limit,
  };
}
