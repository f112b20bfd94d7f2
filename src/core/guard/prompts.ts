import type { Operation } from './operation';

/**
 * Port: how the guard asks a person. Each answer is undefined or false when the person turns away (Escape, Cancel, the
 * window closes). The guard itself compares typed texts and counts time; an implementation only asks.
 */
export interface GuardPrompts {
  /** Modal: what, where, `operation.preview` on request, one button with `operation.verb`; the default is Cancel. */
  confirm(operation: Operation, signal: AbortSignal): Promise<boolean>;
  /** Input box that asks for `expected` and returns what was typed. */
  type(operation: Operation, expected: string, signal: AbortSignal): Promise<string | undefined>;
  /** Input box for the reason of an unlock of `minutes`, which is written to the activity log. */
  reason(operation: Operation, minutes: number, signal: AbortSignal): Promise<string | undefined>;
  /** Counts down in the open with Cancel in reach; true when the time passed. */
  hold(operation: Operation, seconds: number, signal: AbortSignal): Promise<boolean>;
}

/** Port: time. */
export interface GuardClock {
  now(): Date;
  /** Runs `action` once, `milliseconds` from now. */
  after(milliseconds: number, action: () => void): { dispose(): void };
}
