// Port: which commit something belongs to. The implementation is src/node/drivers/git.ts.

export interface Commit {
  /** 40 hexadecimal digits (64 in SHA-256 repositories). */
  readonly hash: string;
  /** The first seven digits: for people, not for look-ups. */
  readonly shortHash: string;
  /** When it was committed (the committer's date, not the author's: a rebase moves it). */
  readonly at: Date;
  readonly author: string;
  /** First line of the message. */
  readonly subject: string;
}

export interface GitProblem {
  readonly reason: 'noGit' | 'noFolder' | 'noRepository' | 'noCommits' | 'notTrusted';
  /** One sentence for people. */
  readonly message: string;
}

/**
 * Reads the history of the repository that a folder lies in. Everything answers `undefined` where there is no answer
 * (no git, no repository, no such commit); `problem` says why. Rejects with OpsError `timeout`, `cancelled` or
 * `gitFailed` only.
 */
export interface Git {
  /** Why nothing can be told; undefined when git and a repository with a commit are there. */
  problem(signal?: AbortSignal): Promise<GitProblem | undefined>;
  /** The last commit reachable from HEAD that was committed at or before `date`. */
  commitAt(date: Date, signal?: AbortSignal): Promise<Commit | undefined>;
  /** The commit that last changed `line` (1 is the first); undefined when the line is not committed. */
  commitOfLine(file: string, line: number, signal?: AbortSignal): Promise<Commit | undefined>;
  /** The last commit that touched the file. */
  commitOfFile(file: string, signal?: AbortSignal): Promise<Commit | undefined>;
  isTracked(file: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * Files below the folder, relative to it, that are not as on the default branch: not committed, not tracked, or
   * committed since HEAD left that branch. Undefined when the repository does not say which branch is the default.
   */
  filesAhead(signal?: AbortSignal): Promise<ReadonlySet<string> | undefined>;
}

/** What a folder held at a commit. */
export interface GitTree {
  /** Files below `folder` at a commit, as seen from the repository's opened folder; undefined where there is no such commit. */
  filesAt(commit: string, folder: string, signal?: AbortSignal): Promise<readonly string[] | undefined>;
}

/** A name that was given to a commit. */
export interface GitTag {
  readonly name: string;
  readonly commit: string;
  /** When an annotated tag was made; of other tags the commit's date. */
  readonly at: Date;
}

/** A move of HEAD in this working copy. */
export interface GitMove {
  readonly commit: string;
  readonly at: Date;
  /** Git's own words: "checkout: moving from main to fix", "pull: Fast-forward", "commit: Adds …". */
  readonly what: string;
}

/** History along a span of time. Everything is bounded; answers are empty where there is no answer, as with `Git`. */
export interface GitLog {
  /** The commit that is checked out. */
  head(signal?: AbortSignal): Promise<Commit | undefined>;
  /**
   * Commits of HEAD's first-parent line committed in the span, newest first, at most `limit`: what HEAD was, so that a
   * branch counts when it was merged.
   */
  commitsBetween(from: Date, to: Date, limit: number, signal?: AbortSignal): Promise<readonly Commit[]>;
  /** The newest tags, newest first. */
  tags(limit: number, signal?: AbortSignal): Promise<readonly GitTag[]>;
  /** The latest moves of HEAD on this machine, newest first. */
  moves(limit: number, signal?: AbortSignal): Promise<readonly GitMove[]>;
}
