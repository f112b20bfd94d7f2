import { isOpsError, OpsError } from '../../base/errors';
import type { JournalRecord, RestoreJournal } from '../restore/journal';
import { carryOut, newRun } from './carryOut';
import type { SwitchOptions, SwitchOutcome } from './carryOut';
import { readReality } from './currentReality';
import { holdName, releaseName } from './onlyOne';
import { hasTurned } from './places';
import type { Seat, SwitchPlan } from './plan';
import type { Reality } from './reality';
import { remainingSteps } from './remainingSteps';
import type { SwitchSession } from './session';

/** How long a recovery waits for the last statement of a session whose client was killed. Seconds. */
const patience = 60;

/** The switch or undo that a journal began and did not end; undefined when there is none. */
export function openSwitch(records: readonly JournalRecord[]): SwitchPlan | undefined {
  const last = records.findLast(({ kind }) => kind === 'switching' || kind === 'switched' || kind === 'backAgain');
  return last?.kind === 'switching' ? parsePlan(last.plan) : undefined;
}

/** The plan of the last switch or undo that was finished: what `undo` takes back. */
export function lastSwitch(records: readonly JournalRecord[]): SwitchPlan | undefined {
  const at = records.findLastIndex(({ kind }) => kind === 'switched');
  const begun = records.slice(0, Math.max(0, at)).findLast(({ kind }) => kind === 'switching');
  return begun?.kind === 'switching' ? parsePlan(begun.plan) : undefined;
}

/**
 * On or back: once a table moved between the databases it goes on, unless it was already going back; before, it goes back to
 * what was live. Both lead to a whole database; the shorter way is taken.
 */
export function decide(records: readonly JournalRecord[], plan: SwitchPlan, reality: Reality): Seat {
  const begun = records.findLastIndex(({ kind }) => kind === 'switching');
  const turned = records.slice(begun + 1).findLast(({ kind }) => kind === 'turned');
  if (turned?.kind === 'turned' && turned.to === 'back') return 'leaving';
  return hasTurned(plan, reality) ? 'coming' : 'leaving';
}

/**
 * After a crash of ours or the server's at any moment: looks at what is really there, decides on or back, and finishes. May
 * be killed and run again; without an open switch it does nothing and resolves to undefined.
 *
 * @param server host:port or socket of the session: a journal of another server is refused
 * @throws OpsError `otherServer`, `busy`, `notAsPlanned`, or what the server said
 */
export async function recoverSwitch(
  session: SwitchSession,
  server: string,
  journal: RestoreJournal,
  signal: AbortSignal,
  options: SwitchOptions = {},
): Promise<SwitchOutcome | undefined> {
  const first = openSwitch(await journal.read());
  if (first === undefined) return undefined;
  await holdName(session, first.live, patience, signal);
  try {
    // Read again: another window may have recovered it while we waited.
    const records = await journal.read();
    const plan = openSwitch(records);
    if (plan === undefined) return undefined;
    checkServer(records, server);
    const reality = await readReality(session, plan, signal).catch((error: unknown) => {
      throw tornTrigger(error) ?? error;
    });
    const seat = decide(records, plan, reality);
    const steps = remainingSteps(plan, reality, seat);
    const run = newRun(session, plan, journal, reality, options);
    run.turned = true;
    await journal.append({ kind: 'turned', at: run.now(), to: seat === 'coming' ? 'on' : 'back', detail: 'recovered' });
    const remarks = await carryOut(run, seat, steps, signal);
    await journal.append(
      seat === 'coming'
        ? { kind: 'switched', at: run.now(), direction: plan.direction }
        : { kind: 'backAgain', at: run.now(), detail: 'recovered after an interruption' },
    );
    return { live: seat, remarks };
  } finally {
    await releaseName(session, first.live);
  }
}

/**
 * MariaDB keeps the triggers of a table in a file beside it (.TRG). A KILL of somebody's in the middle of DROP TRIGGER leaves it
 * without content (seen on 10.11): error 1343 for whoever opens the table, until the file is gone. Its rows are whole.
 */
function tornTrigger(error: unknown): OpsError | undefined {
  if (!isOpsError(error) || !/\(1343\)/.test(error.message)) return undefined;
  return new OpsError(
    'tornTrigger',
    `The server left a file of triggers without content, and opens its table no more: ${error.message}`,
    {
      safe: 'The rows of the table are whole, and its triggers stand in the journal.',
      next: 'In the data directory, move away the .TRG file of these databases in which nothing stands behind "triggers=", run FLUSH TABLES, then recover again.',
    },
    { cause: error },
  );
}

/** A journal says on which server its databases are. */
export function checkServer(records: readonly JournalRecord[], server: string): void {
  const begun = records.find(({ kind }) => kind === 'begun');
  if (begun?.kind !== 'begun' || begun.server === server) return;
  throw new OpsError('otherServer', `This restore was made on ${begun.server}, and this is ${server}.`, {
    safe: 'Nothing was changed.',
    next: `Connect to ${begun.server}.`,
  });
}

function parsePlan(value: unknown): SwitchPlan {
  if (isPlan(value)) return value;
  throw new OpsError('newerJournal', 'The journal was written by another version of Laravel Ops.', {
    safe: 'Nothing was changed.',
    next: 'Update Laravel Ops, then recover.',
  });
}

/** Our own writing, whole or not at all (a cut line is no record): the version says the rest. */
function isPlan(value: unknown): value is SwitchPlan {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'tables' in value;
}
