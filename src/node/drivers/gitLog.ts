import type { Commit, GitLog, GitMove, GitTag } from '../../core/base/git';

const separator = '\u001f';

/** What `git log` prints of a commit, for `parseCommit`. */
export const commitFormat = ['%H', '%cI', '%an', '%s'].join('%x1f');

/** Reads a line of `commitFormat`; undefined for anything else. */
export function parseCommit(line: string): Commit | undefined {
  const [hash, at, author, subject] = line.trim().split(separator);
  if (hash === undefined || at === undefined || author === undefined || subject === undefined) return undefined;
  return { hash, shortHash: hash.slice(0, 7), at: new Date(at), author, subject };
}

/** Runs git; a failure whose message matches `nothing`, or that there is no repository, answers ''. */
export type AskGit = (args: readonly string[], nothing: RegExp, signal: AbortSignal | undefined) => Promise<string>;

const noCommit = /unknown revision|bad object|ambiguous argument|bad revision|not a commit|no such ref/i;
const log = ['log', '--no-show-signature', '--no-color'] as const;
const most = 5000;

/** The part of a repository that is about a span of time. */
export function gitLog(ask: AskGit): GitLog {
  const linesOf = (output: string): readonly string[] => output.split('\n').filter((line) => line !== '');
  const count = (limit: number): string => `--max-count=${Math.max(1, Math.min(most, Math.floor(limit)))}`;
  return {
    async head(signal) {
      return parseCommit(await ask([...log, '-1', `--format=${commitFormat}`, 'HEAD'], noCommit, signal));
    },
    async commitsBetween(from, to, limit, signal) {
      if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return [];
      const span = [`--since=${from.toISOString()}`, `--until=${to.toISOString()}`];
      const args = [...log, '--first-parent', ...span, count(limit), `--format=${commitFormat}`, 'HEAD'];
      return linesOf(await ask(args, noCommit, signal))
        .map(parseCommit)
        .filter((commit) => commit !== undefined);
    },
    async tags(limit, signal) {
      const format = ['%(objectname)', '%(*objectname)', '%(creatordate:iso-strict)', '%(refname:strip=2)'].join('%1f');
      const shown = `--count=${Math.max(1, Math.min(most, Math.floor(limit)))}`;
      const args = ['for-each-ref', '--sort=-creatordate', shown, `--format=${format}`, 'refs/tags'];
      return linesOf(await ask(args, noCommit, signal))
        .map(tagOf)
        .filter((tag) => tag !== undefined);
    },
    async moves(limit, signal) {
      const args = [...log, '--walk-reflogs', '--date=iso-strict', count(limit), '--format=%H%x1f%gd%x1f%gs', 'HEAD'];
      return linesOf(await ask(args, noCommit, signal))
        .map(moveOf)
        .filter((move) => move !== undefined);
    },
  };
}

/** An annotated tag is an object of its own, which names the commit. */
function tagOf(line: string): GitTag | undefined {
  const [object, commit, at, name] = line.split(separator);
  if (object === undefined || commit === undefined || at === undefined || name === undefined) return undefined;
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? undefined : { name, commit: commit === '' ? object : commit, at: moment };
}

/** "HEAD@{2026-11-23T08:38:10+00:00}" is where the moment stands. */
function moveOf(line: string): GitMove | undefined {
  const [commit, selector, what] = line.split(separator);
  const at = new Date(/@\{(.+)\}$/.exec(selector ?? '')?.[1] ?? '');
  if (commit === undefined || what === undefined || Number.isNaN(at.getTime())) return undefined;
  return { commit, at, what };
}
