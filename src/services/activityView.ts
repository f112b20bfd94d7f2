import { parseRecord, verifyChain, type ActivityRecord } from '../core/guard/activity';
import { activityNodes } from '../core/guard/activityTree';
import type { LoadedView } from './loadedView';
import { restricted } from './loadedView';
import type { Workspace } from './workspace';

/** Records shown: the newest; the file keeps all. */
const shown = 200;

/** The Activity view: what was done through the guard, in every window of this machine. */
export async function activityView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  if (!workspace.host.trusted()) return restricted;
  const lines = await workspace.activity.readAll(signal);
  const records = lines.map(parseRecord).filter((record): record is ActivityRecord => record !== undefined);
  const nodes = activityNodes(records.slice(-shown), new Date());
  return { nodes, condition: nodes.length === 0 ? 'empty' : 'ready' };
}

/** Checks the hash chain of the whole log and says in one sentence what was found. */
export async function verifyActivity(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<{ intact: boolean; sentence: string }> {
  const report = await verifyChain(await workspace.activity.readAll(signal));
  const torn =
    report.torn.length === 0 ? '' : ` ${report.torn.length} lines were cut by a crash and are accounted for.`;
  return report.intact
    ? {
        intact: true,
        sentence: `The activity log is whole: ${report.records} records, each linked to the one before.${torn}`,
      }
    : {
        intact: false,
        sentence: `The activity log was changed or damaged at line ${report.brokenAt ?? '?'}. Records before it are intact: ${report.records}.`,
      };
}

/**
 * The whole activity log as it is kept, a record a line, each with the hash of the one before: whoever gets it can check the chain
 * (`docs/activity.md`), and the last hash, noted elsewhere, shows whether its end was cut off later.
 */
export async function exportActivity(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly sentence: string }> {
  const lines = await workspace.activity.readAll(signal);
  const { sentence } = await verifyActivity(workspace, signal);
  const last = lines.map(parseRecord).findLast((record) => record !== undefined);
  const head = last === undefined ? '' : ` Its last hash is ${last.hash}.`;
  return { text: lines.map((line) => `${line}\n`).join(''), sentence: `${sentence}${head}` };
}
