import { isAbort, messageOf, OpsError } from '../base/errors';
import { Emitter } from '../base/event';
import type { Event } from '../base/event';
import { treatAs } from '../connections/environment';
import { Permit } from '../connections/permit';
import type { ActivityEntry, ActivityLog } from './activity';
import { environmentKey } from './operation';
import type { GuardTarget, Operation } from './operation';
import type { GuardClock, GuardPrompts } from './prompts';
import { requirements } from './requirements';
import type { Requirement } from './requirements';

// The types that callers of the guard meet.
export type { GuardTarget, Operation } from './operation';
export type { GuardClock, GuardPrompts } from './prompts';

/** The one way to anything that changes a server, an application or a backup. */
export interface Guard {
  /**
   * Asks what tier and role demand, then runs `work` with a permit that ends with it. Everything from tier 1 on is written
   * down before and after. Rejects with `cancelled` when the person turns away, `refused` when an answer does not fit,
   * `activity` when the log cannot be written (then nothing ran), or with what `work` rejects with.
   */
  run<T>(
    operation: Operation,
    work: (permit: Permit, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** Lets writes through on one environment for some minutes; held in memory, so a window reload locks again. */
  unlock(target: GuardTarget, reason: string): Promise<void>;
  lock(target: GuardTarget): Promise<void>;
  /** Undefined when locked. */
  unlockedUntil(
    target: Pick<GuardTarget, 'root'> & { readonly environment: { readonly id: string } },
  ): Date | undefined;
  /** An environment was unlocked or locked, by a person or by the clock. */
  readonly onDidChange: Event<void>;
  dispose(): void;
}

export interface GuardOptions {
  readonly ask: GuardPrompts;
  readonly activity: ActivityLog;
  readonly clock: GuardClock;
  /** Read at every unlock, so that a changed setting counts at once. */
  readonly unlockMinutes: () => number;
  /** Told when the clock locked an environment and that could not be written down. */
  readonly onActivityLost: (error: unknown) => void;
}

/** Makes the guard of one window. */
export function createGuard({ ask, activity, clock, unlockMinutes, onActivityLost }: GuardOptions): Guard {
  const changed = new Emitter<void>();
  const unlocks = new Map<string, { until: Date; timer: { dispose(): void } }>();

  const unlockedUntil: Guard['unlockedUntil'] = (target) => {
    const until = unlocks.get(environmentKey(target))?.until;
    return until !== undefined && until > clock.now() ? until : undefined;
  };

  const record = (
    target: GuardTarget,
    fields: Pick<ActivityEntry, 'kind' | 'operation' | 'tier' | 'outcome' | 'detail'>,
  ): Promise<unknown> => activity.append({ ...fields, app: target.root, environment: target.environment.id });

  const forget = (target: GuardTarget): boolean => {
    const key = environmentKey(target);
    const entry = unlocks.get(key);
    entry?.timer.dispose();
    unlocks.delete(key);
    if (entry !== undefined) changed.fire();
    return entry !== undefined;
  };

  const lockRecord = (target: GuardTarget, detail: string): Promise<unknown> =>
    record(target, { kind: 'lock', operation: 'guard.lock', tier: 1, outcome: 'finished', detail });

  const unlock: Guard['unlock'] = async (target, reason) => {
    if (reason.trim() === '')
      throw new OpsError('refused', 'An unlock needs a reason.', { safe: 'Nothing was unlocked.' });
    const minutes = unlockMinutes();
    const detail = `${minutes} min: ${reason.trim()}`;
    await record(target, { kind: 'unlock', operation: 'guard.unlock', tier: 1, outcome: 'finished', detail });
    const key = environmentKey(target);
    unlocks.get(key)?.timer.dispose();
    const expire = (): void => {
      forget(target);
      lockRecord(target, 'The time of the unlock is over.').catch(onActivityLost);
    };
    const timer = clock.after(minutes * 60_000, expire);
    unlocks.set(key, { until: new Date(clock.now().getTime() + minutes * 60_000), timer });
    changed.fire();
  };

  const meet = async (requirement: Requirement, operation: Operation, signal: AbortSignal): Promise<void> => {
    switch (requirement.kind) {
      case 'unlock': {
        const reason = answered(await ask.reason(operation, unlockMinutes(), signal), signal);
        return unlock(operation.target, reason);
      }
      case 'modal':
        answered((await ask.confirm(operation, signal)) || undefined, signal);
        return;
      case 'type': {
        const typed = answered(await ask.type(operation, requirement.expected, signal), signal);
        if (typed.trim() !== requirement.expected)
          throw new OpsError('refused', `"${requirement.expected}" was not typed.`, { safe: 'Nothing was changed.' });
        return;
      }
      case 'hold': {
        const before = clock.now().getTime();
        answered((await ask.hold(operation, requirement.seconds, signal)) || undefined, signal);
        if (clock.now().getTime() - before < requirement.seconds * 1000)
          throw new OpsError('refused', `The wait of ${requirement.seconds} s was cut short.`, {
            safe: 'Nothing was changed.',
          });
      }
    }
  };

  const admit = async (operation: Operation, signal: AbortSignal): Promise<void> => {
    const role = treatAs(operation.target.environment);
    const needed = requirements(operation, role, unlockedUntil(operation.target) !== undefined);
    for (const requirement of needed) await meet(requirement, operation, signal);
    // An unlock may have run out while a prompt stood open.
    const left = requirements(operation, role, unlockedUntil(operation.target) !== undefined);
    if (left.some(({ kind }) => kind === 'unlock'))
      throw new OpsError('refused', 'The unlock ran out before you confirmed.', {
        safe: 'Nothing was changed.',
        next: 'Start again.',
      });
  };

  const run: Guard['run'] = async (operation, work, signal) => {
    const write = (outcome: ActivityEntry['outcome'], detail: string): Promise<unknown> =>
      operation.tier === 0
        ? Promise.resolve()
        : record(operation.target, {
            kind: 'operation',
            operation: operation.id,
            tier: operation.tier,
            outcome,
            detail,
          });
    try {
      if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
      await admit(operation, signal);
    } catch (error) {
      await write(isAbort(error) ? 'cancelled' : 'refused', `${operation.title}: ${messageOf(error)}`);
      throw error;
    }
    await write('started', operation.title);
    const { permit, release } = Permit.issue(operation.id, operation.target.root, operation.target.environment.id);
    let result;
    try {
      result = await work(permit, signal);
    } catch (error) {
      release();
      await write(isAbort(error) ? 'cancelled' : 'failed', `${operation.title}: ${messageOf(error)}`);
      throw error;
    }
    release();
    await write('finished', operation.title).catch((error: unknown) => {
      throw new OpsError(
        'activity',
        `${operation.title} is done, but its end could not be written to the activity log.`,
        {},
        { cause: error },
      );
    });
    return result;
  };

  return {
    run,
    unlock,
    lock: async (target) => {
      if (forget(target)) await lockRecord(target, 'Locked.');
    },
    unlockedUntil,
    onDidChange: changed.event,
    dispose: () => {
      for (const { timer } of unlocks.values()) timer.dispose();
      unlocks.clear();
      changed.dispose();
    },
  };
}

/** The answer, or the `cancelled` error when there is none. */
function answered<T>(answer: T | undefined, signal: AbortSignal): T {
  if (answer === undefined || signal.aborted)
    throw new OpsError('cancelled', 'Cancelled.', { safe: 'Nothing was changed.' });
  return answer;
}
