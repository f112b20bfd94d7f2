import { throwIfAborted } from '../../base/abort';
import { OpsError } from '../../base/errors';
import type { Permit } from '../../connections/permit';
import type { SqlClient } from '../../connections/sql';
import { readServerRun, sameRun } from '../sources/serverVariables';
import type { CaptureBegun, CaptureJournal, CaptureOwner } from './journal';
import type { CapturePlan } from './plan';
import { explainRefused } from './privileges';
import { revertCapture } from './revert';
import { keyOf, readSettings, sameValue, settingSql, type CaptureSetting } from './settings';

/** Whose capture it is, and when it begins. */
export interface CaptureStart {
  readonly id: string;
  readonly owner: CaptureOwner;
  readonly environment: string;
  /** Id of the profile whose session `client` is. */
  readonly profile: string;
  readonly now: Date;
}

/** How long one setting may take. Milliseconds. */
const settingTimeout = 10_000;

/**
 * Sets what a plan says. The journal is on the disk before the first statement runs. When one fails, or `signal` aborts,
 * what was set is put back before this rejects: only when that fails too does the journal stay open.
 *
 * The caller has seen to it that no other capture is open on this server: its values would be taken for the usual ones.
 *
 * Rejects with OpsError `noPrivilege`, `changed` when the server is not as it was when the plan was made,
 * `journalNotWritten` (then nothing was set), `cancelled`, or what the client rejects with.
 */
export async function startCapture(
  client: SqlClient,
  permit: Permit,
  plan: CapturePlan,
  start: CaptureStart,
  journal: CaptureJournal,
  signal: AbortSignal,
): Promise<CaptureBegun> {
  throwIfAborted(signal);
  await checkUnchanged(client, plan, signal);
  const begun: CaptureBegun = {
    kind: 'begun',
    id: start.id,
    at: start.now.toISOString(),
    until: new Date(start.now.getTime() + plan.minutes * 60_000).toISOString(),
    owner: start.owner,
    environment: start.environment,
    profile: start.profile,
    server: plan.run.server,
    serverStartedAt: plan.run.startedAt.toISOString(),
    settings: plan.settings,
  };
  await journal.append(begun);
  for (const setting of plan.settings) {
    try {
      throwIfAborted(signal);
      await client.execute(permit, settingSql(setting, 'during'), [], { signal, timeoutMs: settingTimeout });
    } catch (error) {
      throw await takenBack(client, permit, begun, setting, journal, error);
    }
  }
  return begun;
}

async function checkUnchanged(client: SqlClient, plan: CapturePlan, signal: AbortSignal): Promise<void> {
  const run = await readServerRun(client, signal);
  const now = await readSettings(client, plan.settings, signal);
  const other = plan.settings.find((setting) => !sameValue(now.get(keyOf(setting)) ?? '', setting.before));
  if (sameRun(run, plan.run) && other === undefined) return;
  throw new OpsError(
    'changed',
    other === undefined
      ? 'The server restarted since the plan was made.'
      : `${other.name} was changed since the plan was made.`,
    { safe: 'Nothing was set.', next: 'Start again: the plan is made anew.' },
  );
}

/** The error to throw for a capture that could not begin; what was set is put back. */
async function takenBack(
  client: SqlClient,
  permit: Permit,
  begun: CaptureBegun,
  failed: CaptureSetting,
  journal: CaptureJournal,
  error: unknown,
): Promise<unknown> {
  try {
    await revertCapture(client, permit, begun, journal);
    return explainRefused(client, failed, error, 'What was set before it is back as it was.');
  } catch (second) {
    return new OpsError(
      'notReverted',
      `The capture could not begin, and what was set could not be put back: ${second instanceof Error ? second.message : String(second)}`,
      {
        safe: 'It is written down, and put back at the next start.',
        next: `An administrator can do it now: ${begun.settings
          .toReversed()
          .map((setting) => `${settingSql(setting, 'before')};`)
          .join(' ')}`,
      },
      { cause: error },
    );
  }
}
