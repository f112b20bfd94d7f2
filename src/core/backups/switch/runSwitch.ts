import { isOpsError, messageOf, OpsError } from '../../base/errors';
import { readContents } from '../readContents';
import type { RestoreJournal } from '../restore/journal';
import { carryOut, newRun, note } from './carryOut';
import type { SwitchOptions, SwitchOutcome } from './carryOut';
import { checkUnchanged, readReality } from './currentReality';
import { holdName, releaseName } from './onlyOne';
import type { SwitchPlan } from './plan';
import { remainingSteps } from './remainingSteps';
import type { SwitchSession } from './session';

/**
 * Carries out a plan: writes it and each step to the journal before it runs. Until the tables move, a failure or `signal` takes
 * everything back; afterwards it finishes, whatever `signal` says. When the connection is lost, the journal stays open and
 * `recoverSwitch` goes on or back.
 *
 * @param session in no database, or in information_schema; it is left in that
 * @throws OpsError with what is still safe: `changed`, `busy`, `standstill`, `interrupted`, or what the server said
 */
export async function runSwitch(
  session: SwitchSession,
  plan: SwitchPlan,
  journal: RestoreJournal,
  signal: AbortSignal,
  options: SwitchOptions = {},
): Promise<SwitchOutcome> {
  await holdName(session, plan.live, 0, signal);
  try {
    const read = (sql: string, abort: AbortSignal) => session.rows(sql, abort);
    const [live, copy] = [
      await readContents(read, plan.live, signal),
      await readContents(read, plan.coming.home, signal),
    ];
    checkUnchanged(plan, live, copy);
    const reality = await readReality(session, plan, signal);
    const run = newRun(session, plan, journal, reality, options);
    signal.throwIfAborted();
    await journal.append({
      kind: 'switching',
      at: run.now(),
      direction: plan.direction,
      plan,
      ...(options.process === undefined ? {} : { process: options.process }),
    });
    try {
      const remarks = await carryOut(run, 'coming', remainingSteps(plan, reality, 'coming'), signal);
      await note(run, { kind: 'switched', at: run.now(), direction: plan.direction });
      return { live: 'coming', remarks: [...remarks, ...run.unwritten] };
    } catch (error) {
      // A lost connection may have run its last statement or not: recovery looks.
      if (run.turned || isOpsError(error, 'connectionLost')) throw interrupted(plan, error);
      await goBack(run, error);
      throw error;
    }
  } finally {
    await releaseName(session, plan.live);
  }
}

async function goBack(run: ReturnType<typeof newRun>, why: unknown): Promise<void> {
  const never = new AbortController().signal;
  // From here on there is one direction, and a journal that cannot be written (a full disk, perhaps why we go back) does not stop it.
  run.turned = true;
  try {
    await note(run, { kind: 'turned', at: run.now(), to: 'back', detail: messageOf(why) });
    // A cancelled lock may have been granted; and contents are read from outside of both databases.
    await run.session.run('UNLOCK TABLES', never);
    await run.session.run('USE information_schema', never);
    // From what is really there: the statement that failed may have done something of what it does.
    const back = newRun(
      run.session,
      run.plan,
      run.journal,
      await readReality(run.session, run.plan, never),
      run.options,
    );
    back.turned = true;
    back.index = run.index;
    await carryOut(back, 'leaving', remainingSteps(back.plan, back.reality, 'leaving'), never);
    await note(back, { kind: 'backAgain', at: back.now(), detail: messageOf(why) });
  } catch (error) {
    throw interrupted(run.plan, error);
  }
}

function interrupted(plan: SwitchPlan, error: unknown): OpsError {
  return new OpsError(
    'interrupted',
    `The ${plan.direction} of ${plan.live} was interrupted: ${messageOf(error)}`,
    {
      safe: `Nothing is lost: every table is in ${plan.live}, ${plan.leaving.home} or ${plan.coming.home}, and the journal says what comes next.`,
      next: 'Recover it: that finishes it or takes it back.',
    },
    { cause: error },
  );
}
