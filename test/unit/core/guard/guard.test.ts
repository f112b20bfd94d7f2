import { describe, expect, test } from 'vitest';
import { OpsError } from '../../../../src/core/base/errors';
import type { Permit } from '../../../../src/core/connections/permit';
import type { ActivityEntry } from '../../../../src/core/guard/activity';
import { createGuard, type Guard } from '../../../../src/core/guard/guard';
import type { GuardTarget, Operation, Tier } from '../../../../src/core/guard/operation';

interface Answers {
  readonly confirm?: boolean;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly hold?: boolean;
  /** Seconds that really pass while the hold is shown. */
  readonly holdTakes?: number;
  /** Seconds that pass while any prompt is open. */
  readonly promptTakes?: number;
}

function bench(answers: Answers = {}, append?: (entry: ActivityEntry) => void) {
  let now = 0;
  const timers: { at: number; action: () => void }[] = [];
  const advance = (seconds: number): void => {
    now += seconds * 1000;
    for (const timer of timers.splice(0).filter((candidate) => candidate.at <= now || !timers.push(candidate)))
      timer.action();
  };
  const asked: string[] = [];
  const records: ActivityEntry[] = [];
  const lost: unknown[] = [];
  const guard = createGuard({
    ask: {
      confirm: async (operation) => {
        asked.push(`confirm ${operation.verb}`);
        advance(answers.promptTakes ?? 0);
        return answers.confirm ?? true;
      },
      type: async (_, expected) => {
        asked.push(`type ${expected}`);
        advance(answers.promptTakes ?? 0);
        return 'type' in answers ? answers.type : expected;
      },
      reason: async (_, minutes) => {
        asked.push(`reason ${minutes}`);
        return 'reason' in answers ? answers.reason : 'ticket 4711';
      },
      hold: async (_, seconds) => {
        asked.push(`hold ${seconds}`);
        advance(answers.holdTakes ?? seconds);
        return answers.hold ?? true;
      },
    },
    activity: {
      append: async (entry) => {
        append?.(entry);
        records.push(entry);
        return { ...entry, seq: records.length, at: '', previous: '', hash: '' };
      },
    },
    clock: {
      now: () => new Date(now),
      after: (milliseconds, action) => {
        const timer = { at: now + milliseconds, action };
        timers.push(timer);
        return { dispose: () => void timers.splice(timers.indexOf(timer) >>> 0, timers.includes(timer) ? 1 : 0) };
      },
    },
    unlockMinutes: () => 15,
    onActivityLost: (error) => lost.push(error),
  });
  return {
    guard,
    asked,
    advance,
    lost,
    log: () => records.map(({ kind, tier, outcome, detail }) => `${kind} T${tier} ${outcome}: ${detail}`),
  };
}

function target(role: GuardTarget['environment']['role'], suspicions: readonly string[] = []): GuardTarget {
  return {
    root: '/srv/shop',
    app: 'shop',
    environment: { id: 'live', name: 'production', role, suspicions },
    database: 'shop',
  };
}

function operation(tier: Tier, where: GuardTarget): Operation {
  return {
    id: 'cache.clear',
    tier,
    title: 'Clear the cache',
    verb: 'Clear Cache',
    preview: ['FLUSHDB'],
    target: where,
  };
}

const signal = new AbortController().signal;

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof OpsError ? error.reason : `no OpsError: ${String(error)}`;
}

const done = async (): Promise<string> => 'done';

test('a read asks nothing and leaves no record', async () => {
  const { guard, asked, log } = bench();
  expect(await guard.run(operation(0, target('production')), done, signal)).toBe('done');
  expect([asked, log()]).toEqual([[], []]);
});

test('an additive operation asks nothing and is recorded before and after', async () => {
  const { guard, asked, log } = bench();
  await guard.run(operation(1, target('production')), done, signal);
  expect(asked).toEqual([]);
  expect(log()).toEqual(['operation T1 started: Clear the cache', 'operation T1 finished: Clear the cache']);
});

test('suspected production is production', async () => {
  const { guard, asked } = bench();
  await guard.run(operation(2, target('unknown', ['Host db.example.com is public.'])), done, signal);
  expect(asked).toEqual(['reason 15', 'confirm Clear Cache']);
});

test('known local is local, whatever looks suspicious', async () => {
  const { guard, asked } = bench();
  await guard.run(operation(2, target('local', ['Host db.example.com is public.'])), done, signal);
  expect(asked).toEqual(['confirm Clear Cache']);
});

test('destroying on production asks for everything, and the records tell the whole story', async () => {
  const { guard, asked, log } = bench();
  await guard.run(operation(3, target('production')), done, signal);
  expect(asked).toEqual(['reason 15', 'type shop@production', 'hold 3']);
  expect(log()).toEqual([
    'unlock T1 finished: 15 min: ticket 4711',
    'operation T3 started: Clear the cache',
    'operation T3 finished: Clear the cache',
  ]);
});

describe('turning away', () => {
  test.each<[string, Answers, string, string]>([
    ['no reason', { reason: undefined }, 'cancelled', 'cancelled'],
    ['an empty reason', { reason: '  ' }, 'refused', 'refused'],
    ['nothing typed', { type: undefined }, 'cancelled', 'cancelled'],
    ['something else typed', { type: 'shop@staging' }, 'refused', 'refused'],
    ['another case typed', { type: 'SHOP@production' }, 'refused', 'refused'],
    ['the wait cancelled', { hold: false }, 'cancelled', 'cancelled'],
    ['the wait cut short', { holdTakes: 1 }, 'refused', 'refused'],
  ])('%s', async (_, answers, reason, outcome) => {
    const { guard, log } = bench(answers);
    let ran = false;
    const work = async (): Promise<void> => {
      ran = true;
    };
    expect(await reasonOf(guard.run(operation(3, target('production')), work, signal))).toBe(reason);
    expect(ran).toBe(false);
    expect(log().at(-1)).toContain(`operation T3 ${outcome}: Clear the cache`);
  });

  test('Cancel in the modal', async () => {
    const { guard, log } = bench({ confirm: false });
    expect(await reasonOf(guard.run(operation(2, target('local')), done, signal))).toBe('cancelled');
    expect(log()).toEqual(['operation T2 cancelled: Clear the cache: Cancelled. Nothing was changed.']);
  });

  test('an aborted signal asks nothing', async () => {
    const { guard, asked } = bench();
    expect(await reasonOf(guard.run(operation(2, target('local')), done, AbortSignal.abort()))).toBe('cancelled');
    expect(asked).toEqual([]);
  });
});

describe('permits', () => {
  async function permitOf(
    guard: Guard,
    work: (permit: Permit) => Promise<void> = async () => undefined,
  ): Promise<Permit> {
    let kept: Permit | undefined;
    const run = guard.run(
      operation(1, target('production')),
      async (permit) => {
        kept = permit;
        await work(permit);
      },
      signal,
    );
    await run.catch(() => undefined);
    return kept!;
  }

  test('allow profiles of their environment while the operation runs', async () => {
    const seen: boolean[] = [];
    const permit = await permitOf(bench().guard, async (live) => {
      seen.push(
        live.allows('live/mysql'),
        live.allows('staging/mysql'),
        live.allows('live'),
        live.allows('liver/mysql'),
      );
    });
    expect(seen).toEqual([true, false, false, false]);
    expect(permit.allows('live/mysql')).toBe(false);
    expect(permit.operation).toBe('cache.clear');
  });

  test('end with an operation that fails', async () => {
    const permit = await permitOf(bench().guard, () => Promise.reject(new Error('disk full')));
    expect(permit.allows('live/mysql')).toBe(false);
    expect(permit.ended.aborted).toBe(true);
  });
});

test('a failure is recorded and passed on', async () => {
  const { guard, log } = bench();
  const fail = (): Promise<never> => Promise.reject(new Error('disk full'));
  await expect(guard.run(operation(1, target('local')), fail, signal)).rejects.toThrow('disk full');
  expect(log().at(-1)).toBe('operation T1 failed: Clear the cache: disk full');
});

test('nothing runs when its beginning cannot be recorded', async () => {
  const { guard } = bench({}, () => {
    throw new OpsError('activity', 'The activity log could not be written.');
  });
  let ran = false;
  const work = async (): Promise<void> => {
    ran = true;
  };
  expect(await reasonOf(guard.run(operation(1, target('local')), work, signal))).toBe('activity');
  expect(ran).toBe(false);
});

test('an end that cannot be recorded is told after the work is done', async () => {
  const { guard } = bench({}, ({ outcome }) => {
    if (outcome === 'finished') throw new Error('disk full');
  });
  await expect(guard.run(operation(1, target('local')), done, signal)).rejects.toThrow(
    'Clear the cache is done, but its end could not be written',
  );
});

describe('unlocking', () => {
  const live = target('production');

  test('lasts for the minutes of the setting and is then locked and recorded by the clock', async () => {
    const { guard, asked, advance, log } = bench();
    let changes = 0;
    guard.onDidChange(() => changes++);
    await guard.unlock(live, 'ticket 4711');
    expect(guard.unlockedUntil(live)).toEqual(new Date(15 * 60_000));
    await guard.run(operation(2, live), done, signal);
    expect(asked).toEqual(['confirm Clear Cache']);
    advance(15 * 60);
    expect(guard.unlockedUntil(live)).toBeUndefined();
    expect(changes).toBe(2);
    expect(log().at(-1)).toBe('lock T1 finished: The time of the unlock is over.');
  });

  test('ends early with lock, and locking twice is recorded once', async () => {
    const { guard, log } = bench();
    await guard.unlock(live, 'ticket 4711');
    await guard.lock(live);
    await guard.lock(live);
    expect(guard.unlockedUntil(live)).toBeUndefined();
    expect(log()).toEqual(['unlock T1 finished: 15 min: ticket 4711', 'lock T1 finished: Locked.']);
  });

  test('counts for one environment of one app', async () => {
    const { guard } = bench();
    await guard.unlock(live, 'ticket 4711');
    expect(guard.unlockedUntil({ root: '/srv/other', environment: live.environment })).toBeUndefined();
    expect(guard.unlockedUntil({ root: '/srv/shop', environment: { id: 'other' } })).toBeUndefined();
  });

  test('that runs out while a prompt is open does not let the operation through', async () => {
    const { guard } = bench({ promptTakes: 16 * 60 });
    expect(await reasonOf(guard.run(operation(2, live), done, signal))).toBe('refused');
  });

  test('is forgotten by a new window', async () => {
    const first = bench();
    await first.guard.unlock(live, 'ticket 4711');
    expect(bench().guard.unlockedUntil(live)).toBeUndefined();
  });
});
