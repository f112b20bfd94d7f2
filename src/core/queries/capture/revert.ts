import { OpsError } from '../../base/errors';
import type { Permit } from '../../connections/permit';
import type { SqlClient } from '../../connections/sql';
import { readServerRun, sameRun } from '../sources/serverVariables';
import type { CaptureBegun, CaptureEnded, CaptureJournal, SettingOutcome } from './journal';
import { keyOf, readSettings, sameValue, settingSql, type CaptureSetting } from './settings';

/** How long one setting may take. Milliseconds. */
const settingTimeout = 10_000;

/**
 * Puts back what a capture set, and writes that down: at its end, when it is stopped, and after a crash from the journal
 * alone. Only what still has our value is touched: what has its former value is back already (a start that got no further),
 * and another value is somebody else's. A server that restarted meanwhile has forgotten what was set.
 *
 * Takes no signal: half of it is the one thing nobody wants. It can be repeated at any time.
 *
 * Rejects with OpsError `otherServer`, `notReverted` with the statements for an administrator (the journal stays open), or
 * what the client rejects with.
 */
export async function revertCapture(
  client: SqlClient,
  permit: Permit,
  begun: CaptureBegun,
  journal: CaptureJournal,
): Promise<CaptureEnded> {
  const run = await readServerRun(client);
  const then = { server: begun.server, startedAt: new Date(begun.serverStartedAt) };
  if (run.server !== then.server)
    throw new OpsError('otherServer', 'The capture ran on another server than this connection leads to now.', {
      safe: 'Nothing was changed on this one.',
      next: `On the other, an administrator puts it back: ${byHand(begun.settings)}`,
    });
  const ended = sameRun(run, then)
    ? { outcome: 'reverted' as const, settings: await putBack(client, permit, begun.settings) }
    : { outcome: 'restarted' as const, settings: [] };
  const record: CaptureEnded = { kind: 'ended', at: new Date().toISOString(), ...ended };
  await journal.append(record);
  return record;
}

async function putBack(
  client: SqlClient,
  permit: Permit,
  settings: readonly CaptureSetting[],
): Promise<readonly SettingOutcome[]> {
  const now = await readSettings(client, settings, undefined);
  const outcomes: SettingOutcome[] = [];
  const left: CaptureSetting[] = [];
  let refused: unknown;
  for (const setting of settings.toReversed()) {
    const value = now.get(keyOf(setting)) ?? '';
    if (sameValue(value, setting.before)) outcomes.push({ name: setting.name, outcome: 'wasBack', value });
    else if (!sameValue(value, setting.during)) outcomes.push({ name: setting.name, outcome: 'changed', value });
    else
      try {
        await client.execute(permit, settingSql(setting, 'before'), [], { timeoutMs: settingTimeout });
        outcomes.push({ name: setting.name, outcome: 'restored', value: setting.before });
      } catch (error) {
        // The others are tried still: each that is back is one less to worry about.
        refused ??= error;
        left.push(setting);
      }
  }
  if (left.length > 0)
    throw new OpsError(
      'notReverted',
      `Not everything that the capture set could be put back: ${refused instanceof Error ? refused.message : String(refused)}`,
      {
        safe: 'What is left is written down, and tried again at the next start.',
        next: `An administrator can do it now: ${byHand(left.toReversed())}`,
      },
      { cause: refused },
    );
  return outcomes;
}

const byHand = (settings: readonly CaptureSetting[]): string =>
  settings
    .toReversed()
    .map((setting) => `${settingSql(setting, 'before')};`)
    .join(' ');

/**
 * Ends the journal of a capture without putting anything back: for a server that does not exist any more, or where somebody
 * has done it by hand. Only for a person who says so.
 */
export async function forgetCapture(journal: CaptureJournal): Promise<void> {
  await journal.append({ kind: 'ended', at: new Date().toISOString(), outcome: 'forgotten', settings: [] });
}

/** What became of it, a sentence each, for people: only what is not as it was before. */
export function endedRemarks({ outcome, settings }: CaptureEnded): readonly string[] {
  if (outcome === 'forgotten') return ['Nothing was put back.'];
  if (outcome === 'restarted')
    return ['The server restarted meanwhile, and its settings with it: there was nothing to put back.'];
  return settings
    .filter((setting) => setting.outcome === 'changed')
    .map(({ name, value }) => `${name} was set to "${value}" by somebody else meanwhile: it was left so.`);
}
