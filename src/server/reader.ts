import { baseName } from '../core/base/path';
import { createCodeCache, type GiveWay } from '../core/code/readCode';
import { createParseCache } from '../core/laravel/parseCache';
import { createProjectCache } from '../core/laravel/projectCache';
import type { TextSource } from '../core/laravel/textSource';
import { rules as catalog } from '../core/lint/catalog';
import { readRuleContext } from '../core/lint/context';
import { readDecisions } from '../core/lint/decisions';
import type { TrackedFiles } from '../core/lint/environmentFiles';
import type { GitFacts } from '../core/lint/gitFacts';
import { type LintOptions, rulesInUse } from '../core/lint/lint';
import type { LiveFacts } from '../core/lint/liveFacts';
import type { MachineFacts } from '../core/lint/machineFacts';
import type { RuleContext } from '../core/lint/rule';
import type { AppServerOptions } from '../protocol/server';
import type { Snapshot } from './documents';

/** What an application's files do not say. */
export interface Surroundings {
  readonly disk: TextSource;
  tracked(root: string, signal: AbortSignal): Promise<TrackedFiles>;
  machine(root: string, signal: AbortSignal): Promise<MachineFacts | undefined>;
  ahead(root: string, signal: AbortSignal): Promise<GitFacts['ahead']>;
}

/** Rules that look at `git.ahead`: asking git for it costs a process, so nobody asks while they are off. */
const rulesAboutAhead = ['REC003', 'DBO003'];

/** Milliseconds after which the machine is looked at again: programs are installed and logs grow. */
const machineAge = 60_000;

/** Everything that is kept of one application from one reading to the next. */
export function createReader(root: string, around: Surroundings) {
  const kept = { cache: createParseCache(), codeCache: createCodeCache(), projects: createProjectCache() };
  let seen: { readonly at: number; readonly facts: MachineFacts | undefined } | undefined;
  let differing: GitFacts['ahead'] | undefined;

  const machineFacts = async (signal: AbortSignal): Promise<MachineFacts | undefined> => {
    if (seen === undefined || performance.now() - seen.at > machineAge) {
      seen = { facts: await around.machine(root, signal), at: performance.now() };
    }
    return seen.facts;
  };

  return {
    /** Files changed on disk, so they may differ from the default branch now. */
    touched: (paths: readonly string[]): void => {
      if (paths.length > 0) differing = undefined;
    },

    /** Reads the application as `snapshot` shows it. Rejects only when the signal aborts. */
    read: async (
      snapshot: Snapshot,
      options: AppServerOptions,
      live: LiveFacts | undefined,
      giveWay: GiveWay,
      signal: AbortSignal,
    ): Promise<{ readonly context: RuleContext; readonly decisions: NonNullable<LintOptions['decisions']> }> => {
      const { rules } = options.diagnostics;
      const asked = rulesAboutAhead.some((code) => rules[code] !== undefined && rules[code] !== 'off');
      if (asked) differing ??= await around.ahead(root, signal);
      const facts = await machineFacts(signal);
      const written = await readDecisions(snapshot.source, root, signal);
      const context = await readRuleContext(snapshot.source, root, {
        ...kept,
        catalog: rulesInUse(catalog, options.diagnostics, live !== undefined),
        environments: options.environments,
        declared: options.topology,
        tracked: await around.tracked(root, signal),
        saved: await savedTexts(snapshot, around.disk, signal),
        signal,
        giveWay,
        ...(asked && differing !== undefined ? { ahead: differing } : {}),
        ...(facts === undefined ? {} : { machine: facts }),
        ...(live === undefined ? {} : { live }),
      });
      return { context, decisions: { list: written.decisions, now: new Date() } };
    },
  };
}

/** What is on disk of environment files that are open and edited. */
async function savedTexts(
  { open }: Snapshot,
  disk: TextSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const saved = new Map<string, string>();
  for (const [path, { text }] of open) {
    if (!baseName(path).startsWith('.env')) continue;
    const read = await disk.readText(path, signal);
    if (read.kind === 'text' && read.text !== text) saved.set(path, read.text);
  }
  return saved;
}
