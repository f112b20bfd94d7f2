import { isAbort } from '../core/base/errors';
import type { GitFacts } from '../core/lint/gitFacts';
import { loadDrivers } from './loadDrivers';

/** Milliseconds that one question to git may take. */
const patience = 3000;

/**
 * Files of an application that differ from the default branch. Starts git, so it is for folders of a trusted workspace
 * alone. `unknown` without git, without a repository, without a default branch, or when git took too long.
 *
 * @param root absolute path of the application
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function filesAhead(root: string, signal?: AbortSignal): Promise<GitFacts['ahead']> {
  try {
    const { openGit } = await loadDrivers();
    const git = openGit(root, { timeoutMs: patience });
    if ((await git.problem(signal)) !== undefined) return 'unknown';
    return (await git.filesAhead(signal)) ?? 'unknown';
  } catch (error) {
    if (isAbort(error) || !(error instanceof Error)) throw error;
    return 'unknown';
  }
}
