import { isAbort, messageOf, OpsError } from '../../base/errors';
import { literal } from '../readRows';
import type { JournalRecord, RestoreJournal } from '../restore/journal';
import { tablesToLock } from './gapSteps';
import type { Seat, SwitchPlan } from './plan';
import { applyEffects } from './reality';
import type { Effect, Reality } from './reality';
import { remainingSteps } from './remainingSteps';
import { isLockTimeout, isRefusal } from './session';
import type { SwitchSession } from './session';
import type { SwitchStep } from './step';

export interface SwitchOptions {
  /** Whole seconds that one attempt to get at the tables may make the application wait; 2 when left out. */
  readonly lockSeconds?: number;
  /** How often it is tried; 15 when left out. */
  readonly attempts?: number;
  /** Waits between attempts, so that the application gets on; rejects on abort. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onStep?: (step: SwitchStep, index: number, count: number) => void;
  readonly clock?: () => Date;
  readonly process?: { readonly host: string; readonly pid: number };
}

/** Which contents are live now, and what could not be made anew and why. */
export interface SwitchOutcome {
  readonly live: Seat;
  readonly remarks: readonly string[];
}

/** One carrying out: session, plan, journal, and what is known to be there. */
export interface Run {
  readonly session: SwitchSession;
  readonly plan: SwitchPlan;
  readonly journal: RestoreJournal;
  readonly reality: Reality;
  readonly options: SwitchOptions;
  /** Steps journalled so far. */
  index: number;
  /** It only goes on in its direction: the tables have moved, or it is a way back. */
  turned: boolean;
  /** What the journal could not take. */
  readonly unwritten: string[];
  now(): string;
}

/** Begins; `reality` is changed along with the server. */
export function newRun(
  session: SwitchSession,
  plan: SwitchPlan,
  journal: RestoreJournal,
  reality: Reality,
  options: SwitchOptions,
): Run {
  const now = (): string => (options.clock?.() ?? new Date()).toISOString();
  return { session, plan, journal, reality, options, index: 0, turned: false, unwritten: [], now };
}

const never = new AbortController().signal;

/**
 * Runs steps in order. @returns remarks about objects that could not be made after the tables were in place
 * @throws what the server said, before the tables moved; `standstill` when they could not be locked
 */
export async function carryOut(
  run: Run,
  seat: Seat,
  steps: readonly SwitchStep[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { session, options } = run;
  const seconds = Math.max(1, options.lockSeconds ?? 2);
  await session.run(
    `SET SESSION lock_wait_timeout = ${seconds}, SESSION sql_mode = '', SESSION autocommit = 1`,
    signal,
  );
  await session.run('USE information_schema', signal);
  const remarks: string[] = [];
  const count = steps.length;
  for (const step of steps.filter(({ phase }) => phase === 'prepare')) {
    signal.throwIfAborted();
    await perform(run, step, count);
  }
  if (steps.some(({ phase }) => phase === 'gap')) await crossTheGap(run, seat, count, signal);
  for (const step of steps.filter(({ phase }) => phase === 'finish')) {
    // What is left over stays when something could not be made anew: its definition is there.
    if (remarks.length > 0 && step.effects.some((effect) => isDropIn(effect, run.plan[seat].home))) continue;
    try {
      await patiently(run, () => perform(run, step, count));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The tables are in place. One object less is said, and never a reason to stand still in the middle.
      await session.run('SET NAMES utf8mb4', never);
      remarks.push(`${step.title}: ${messageOf(error)}`);
    }
  }
  await session.run('USE information_schema', never);
  return [...remarks, ...run.unwritten];
}

function isDropIn(effect: Effect, home: string): boolean {
  return effect.do.startsWith('drop') && 'database' in effect && effect.database === home;
}

/** Writes to the journal. Where there is no way back any more, a full disk is no reason to stand still in the middle. */
export async function note(run: Run, record: JournalRecord): Promise<void> {
  try {
    await run.journal.append(record);
  } catch (error) {
    if (!run.turned) throw error;
    run.unwritten.push(`The journal could not be written: ${messageOf(error)}`);
  }
}

/** Cancelling waits for the end of a step: what a statement that was stopped has done would not be known, and stay. */
async function perform(run: Run, step: SwitchStep, count: number): Promise<void> {
  if (step.onlyIfEmpty !== undefined && !(await isEmpty(run.session, step.onlyIfEmpty))) return;
  run.index++;
  run.options.onStep?.(step, run.index, count);
  await note(run, { kind: 'step', at: run.now(), index: run.index, title: step.title });
  for (const statement of step.statements) await run.session.run(statement, never);
  applyEffects(run.reality, step.effects);
  if (step.turns === true) run.turned = true;
}

/** Tables move while the application waits, or not at all: each attempt is short, and what it began is taken back. */
async function crossTheGap(run: Run, seat: Seat, count: number, signal: AbortSignal): Promise<void> {
  const attempts = run.options.attempts ?? 15;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      await lock(run, seat, signal);
      await gap(run, seat, count);
      return;
    } catch (error) {
      if (run.plan.lock !== 'none' && isRefusal(error)) await run.session.run('UNLOCK TABLES', never);
      if (!isLockTimeout(error) || isAbort(error)) throw error;
      if (!run.turned) await takeBack(run, seat, count);
      if (attempt >= attempts) throw standstill(run.plan, attempts, error);
    }
    await run.options.wait?.(Math.min(8_000, 500 * 2 ** attempt), signal);
  }
}

/** The steps of the gap, from what is there now. */
async function gap(run: Run, seat: Seat, count: number): Promise<void> {
  for (const step of remainingSteps(run.plan, run.reality, seat).filter(({ phase }) => phase === 'gap'))
    await (run.turned ? patiently(run, () => perform(run, step, count)) : perform(run, step, count));
  if (run.plan.lock === 'hold') await run.session.run('UNLOCK TABLES', never);
}

async function lock(run: Run, seat: Seat, signal: AbortSignal): Promise<void> {
  const tables = tablesToLock(run.plan, run.reality, seat);
  if (run.plan.lock === 'none' || tables.length === 0) return;
  await run.session.run(`LOCK TABLES ${tables.map((table) => `${table} WRITE`).join(', ')}`, signal);
  if (run.plan.lock === 'drain') await run.session.run('UNLOCK TABLES', never);
}

/** A table that was taken out of reach comes back with its triggers before the next attempt. */
async function takeBack(run: Run, seat: Seat, count: number): Promise<void> {
  const back: Seat = seat === 'coming' ? 'leaving' : 'coming';
  for (const step of remainingSteps(run.plan, run.reality, back).filter(({ phase }) => phase === 'gap'))
    await patiently(run, () => perform(run, step, count));
}

/** For steps that have to be done: tried again while something holds their lock. */
async function patiently(run: Run, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await work();
      return;
    } catch (error) {
      if (!isLockTimeout(error) || attempt >= (run.options.attempts ?? 15)) throw error;
    }
}

async function isEmpty(session: SwitchSession, database: string): Promise<boolean> {
  const name = literal(database);
  const [row] = await session.rows(
    `SELECT (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${name}) +
       (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${name}) +
       (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${name}) AS objects`,
    never,
  );
  return row?.['objects'] === '0';
}

function standstill(plan: SwitchPlan, attempts: number, cause: unknown): OpsError {
  return new OpsError(
    'standstill',
    `The tables of ${plan.live} were in use all the time: a transaction or a long query holds them (tried ${attempts} times).`,
    {
      safe: `Nothing was changed: ${plan.live} is as it was.`,
      next: 'Look for long transactions (Queries), end them or pause the workers, then switch again.',
    },
    { cause },
  );
}
