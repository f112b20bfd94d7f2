import { stat } from 'node:fs/promises';
import { isOpsError, messageOf } from '../../core/base/errors';
import { authEventCoverage } from '../../core/security/coverage/authEventCoverage';
import { limitsTree } from '../../core/security/limits/tree';
import { coverageGroup } from '../../core/security/rows/coverageRows';
import { findingGroup, type LookedFor } from '../../core/security/rows/findingRows';
import { type SeenSource, sourceGroup } from '../../core/security/rows/sourceRows';
import { securitySources, type SecuritySource } from '../../core/security/sources/securitySource';
import type { TreeNode } from '../../core/tree';
import { isMissing } from '../../node/tailFile';
import { newestOf } from '../../node/tail';
import type { App } from '../app';
import { type LoadedView, noApp, restricted } from '../loadedView';
import type { Workspace } from '../workspace';
import { extraLogsOf } from './extraLogs';
import { inventoryOf } from './limitInventory';
import { mutesOf, unmuted } from './mutes';
import { findingsOf, type FindingsRead } from './recentFindings';

/** How far back the view looks, and at how many records of a log at most. */
const day = 86_400_000;
const mostRecords = 20_000;

/** Findings of an application as they were read last, kept while its logs stay as they are. */
const known = new WeakMap<App, { readonly logs: string; readonly read: FindingsRead }>();

/** What was found last, for commands on its rows. */
export function findingsKnown(app: App): FindingsRead['findings'] {
  return known.get(app)?.read.findings ?? [];
}

/** The Security view: rate limits, events that reach a log, what detectors found in a day, and the logs. */
export async function securityView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const now = new Date();
  const context = await app.ruleContext(signal);
  const { project } = await app.current(signal);
  const sources = await seen(securitySources(project, extraLogsOf(workspace, app)));
  const coverage = authEventCoverage({ root: app.root, code: context.code, project });
  const looked = await lookFor(workspace, app, sources, now, signal);
  const nodes: readonly TreeNode[] = [
    findingGroup(looked, { root: app.root, now }),
    ...limitsTree(await inventoryOf(app, signal), app.root),
    coverageGroup(coverage, app.root),
    sourceGroup(sources, app.root, now),
  ];
  const critical = looked.findings.filter(({ severity, closed }) => severity === 'critical' && closed !== true).length;
  return {
    nodes,
    condition: 'ready',
    description: app.name,
    ...(critical === 0
      ? {}
      : {
          badge: { value: critical, tooltip: critical === 1 ? '1 critical finding' : `${critical} critical findings` },
        }),
  };
}

/** The newest file of each log. */
async function seen(sources: readonly SecuritySource[]): Promise<readonly SeenSource[]> {
  return Promise.all(
    sources.map(async (source): Promise<SeenSource> => {
      try {
        const file = source.kind === 'table' || source.path === undefined ? undefined : await newestOf(source.path);
        if (file === undefined) return { source };
        const { size, mtime } = await stat(file);
        return { source, newest: { file, bytes: size, changed: mtime } };
      } catch (error) {
        // One log that may not be read leaves the others, and all else of the view.
        return isMissing(error) ? { source } : { source, trouble: messageOf(error) };
      }
    }),
  );
}

async function lookFor(
  workspace: Workspace,
  app: App,
  sources: readonly SeenSource[],
  now: Date,
  signal: AbortSignal,
): Promise<LookedFor> {
  const logs = JSON.stringify(sources.map(({ source, newest }) => [source.id, newest]));
  const last = known.get(app);
  const since = now.getTime() - day;
  let read = last?.logs === logs ? last.read : undefined;
  try {
    read ??= await findingsOf(workspace, app, { since, most: mostRecords }, signal);
    known.set(app, { logs, read });
  } catch (error) {
    if (!isOpsError(error) || error.reason === 'cancelled') throw error;
    return { findings: [], muted: 0, records: 0, remarks: [messageOf(error)] };
  }
  // Read when the log was written last, which may be days ago.
  const recent = read.findings.filter(({ last: end }) => end >= since);
  const shown = unmuted(recent, mutesOf(workspace.host, app.root));
  return {
    findings: shown,
    muted: recent.length - shown.length,
    records: read.records,
    since: new Date(since),
    remarks: read.remarks,
  };
}
