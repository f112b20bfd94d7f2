import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { simpleGit } from 'simple-git';
import { isAbort, OpsError } from '../../core/base/errors';
import type { Git, GitLog, GitProblem, GitTree } from '../../core/base/git';
import { parsePorcelainBlame } from './blame';
import { commitFormat, gitLog, parseCommit } from './gitLog';

/**
 * What git inherits: our environment without anything that changes what git does. simple-git refuses to start a task
 * whose `.env()` holds such names, so they are taken out rather than allowed.
 */
function environment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(GIT_.*|(.*_)?(EDITOR|VISUAL|PAGER|ASKPASS)|PREFIX)$/i.test(name)) continue;
    kept[name] = value;
  }
  // No lock files in the user's repository, no question on a terminal nobody sees, messages in English to recognise them.
  return { ...kept, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

function problemOf(message: string, folder: string): GitProblem | undefined {
  if (/\bspawn .*ENOENT\b/.test(message))
    return { reason: 'noGit', message: 'git was not found on PATH, so no commits are shown.' };
  if (/not a git repository/i.test(message))
    return { reason: 'noRepository', message: `${folder} is not in a git repository.` };
  if (/dubious ownership/i.test(message))
    return {
      reason: 'notTrusted',
      message: `git refuses to read ${folder}: the repository belongs to another user of this machine (safe.directory).`,
    };
  if (/does not have any commits yet|bad revision 'HEAD'|ambiguous argument 'HEAD'|no such ref: HEAD/i.test(message))
    return { reason: 'noCommits', message: 'The repository has no commit yet.' };
  return undefined;
}

/**
 * The history around `folder`, read by the git program through simple-git.
 *
 * A repository's own configuration can name programs that git runs (core.fsmonitor, gpg.program, textconv filters).
 * Those that have an option are switched off here; core.fsmonitor has none that simple-git lets through. Open only
 * folders of a trusted workspace.
 */
export function openGit(folder: string, options: { readonly timeoutMs?: number } = {}): Git & GitTree & GitLog {
  const block = options.timeoutMs ?? 10_000;

  /** Runs git; a problem with git or the repository is an answer, everything else an OpsError. */
  async function run(args: readonly string[], signal: AbortSignal | undefined): Promise<string | GitProblem> {
    if (!existsSync(folder)) return { reason: 'noFolder', message: `${folder} does not exist.` };
    const git = simpleGit({
      baseDir: folder,
      timeout: { block, stdOut: false, stdErr: false },
      allowEnvironment: ['GIT_OPTIONAL_LOCKS', 'GIT_TERMINAL_PROMPT'],
      ...(signal === undefined ? {} : { abort: signal }),
    }).env(environment());
    try {
      return await git.raw(['--no-pager', '--literal-pathspecs', ...args]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (signal?.aborted === true || isAbort(error))
        throw new OpsError('cancelled', 'Cancelled.', {}, { cause: error });
      if (/block timeout reached/.test(message))
        throw new OpsError('timeout', `Stopped after ${block / 1000} s: git ${args[0]} in ${folder}.`);
      const problem = problemOf(message, folder);
      if (problem !== undefined) return problem;
      throw new OpsError('gitFailed', `git ${args[0]} failed in ${folder}: ${message.trim()}`, {}, { cause: error });
    }
  }

  /** Git's own failures that only say "there is no such file or line" answer undefined. */
  async function optional(args: readonly string[], nothing: RegExp, signal: AbortSignal | undefined): Promise<string> {
    try {
      const output = await run(args, signal);
      return typeof output === 'string' ? output : '';
    } catch (error) {
      if (error instanceof OpsError && error.reason === 'gitFailed' && nothing.test(error.message)) return '';
      throw error;
    }
  }

  const pathOf = (file: string): string => {
    const inside = isAbsolute(file) ? relative(folder, file) : file;
    return inside.startsWith('..') ? file : inside.replaceAll('\\', '/');
  };

  const log = (...args: readonly string[]): readonly string[] => [
    'log',
    '-1',
    '--no-show-signature',
    '--no-color',
    `--format=${commitFormat}`,
    ...args,
  ];
  /** Where HEAD left the default branch: the remote's when there is a remote, since that is what others have. */
  const mergeBase = async (signal: AbortSignal | undefined): Promise<string | undefined> => {
    const nothing = /not a symbolic ref|not a valid object name|unknown revision|ambiguous argument|no such ref/i;
    const named = await optional(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], nothing, signal);
    const branches = [
      named.trim(),
      ...['refs/remotes/origin', 'refs/heads'].flatMap((at) => [`${at}/main`, `${at}/master`]),
    ];
    for (const branch of branches) {
      if (branch === '') continue;
      const base = (await optional(['merge-base', 'HEAD', branch], nothing, signal)).trim();
      if (base !== '') return base;
    }
    return undefined;
  };
  const noPath = /outside repository|no such path|ambiguous argument|unknown revision/i;

  return {
    ...gitLog(optional),
    async problem(signal) {
      // Without a commit it prints nothing, and simple-git takes a failure without a message for a success.
      const output = await run(['rev-parse', '--verify', '--quiet', 'HEAD'], signal);
      if (typeof output !== 'string') return output;
      return output.trim() === '' ? { reason: 'noCommits', message: 'The repository has no commit yet.' } : undefined;
    },
    async commitAt(date, signal) {
      if (Number.isNaN(date.getTime())) return undefined;
      return parseCommit(await optional(log(`--until=${date.toISOString()}`, 'HEAD'), noPath, signal));
    },
    async commitOfFile(file, signal) {
      return parseCommit(await optional(log('HEAD', '--', pathOf(file)), noPath, signal));
    },
    async commitOfLine(file, line, signal) {
      const range = `${line},${line}`;
      const args = ['blame', '--porcelain', '--no-textconv', '-L', range, '--', pathOf(file)];
      const nothing = /outside repository|no such path|has only \d+ lines?|cannot stat|invalid.* -L/i;
      return parsePorcelainBlame(await optional(args, nothing, signal));
    },
    async isTracked(file, signal) {
      const output = await optional(['ls-files', '-z', '--', pathOf(file)], noPath, signal);
      return output !== '';
    },
    async filesAt(commit, at, signal) {
      if (!/^[0-9a-f]{7,64}$/i.test(commit)) return undefined;
      const nothing = /not a valid object name|not a tree object|unknown revision|bad object/i;
      const known = await optional(['rev-parse', '--verify', '--quiet', `${commit}^{tree}`], nothing, signal);
      if (known.trim() === '') return undefined;
      const names = await optional(['ls-tree', '-r', '--name-only', '-z', commit, '--', pathOf(at)], nothing, signal);
      return names.split('\0').filter((name) => name !== '');
    },
    async filesAhead(signal) {
      const base = await mergeBase(signal);
      if (base === undefined) return undefined;
      const names = ['diff', '--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff', '--no-textconv', base];
      const changed = await run([...names, '--', '.'], signal);
      const added = await run(['ls-files', '-z', '--others', '--exclude-standard', '--', '.'], signal);
      if (typeof changed !== 'string' || typeof added !== 'string') return undefined;
      return new Set([...changed.split('\0'), ...added.split('\0')].filter((name) => name !== ''));
    },
  };
}
