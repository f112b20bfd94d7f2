import { createLru } from './lru';
import { createMinuteCounts, minutesKept } from './minuteCounts';
import type { Trace } from './trace';
import { hour, minute } from './words';

/** Accounts that failed to log in and have not got in since, minute by minute, beside those that got in. */
export interface Unresolved {
  failed(account: string, client: string | undefined, trace: Trace): void;
  succeeded(account: string | undefined, client: string | undefined, time: number): void;
  /** Accounts in the last minutes, at most 120. */
  counts(time: number, minutes: number): { readonly failing: number; readonly entered: number };
  /** The first failure of each that counts in the last minutes. */
  traces(time: number, minutes: number): readonly Trace[];
  /** Whether this account counts: few tries, and it has not got in. */
  isFew(account: string): boolean;
}

interface Failing {
  at: number;
  tries: number;
  readonly client: string | undefined;
  readonly trace: Trace;
}

/** Tries above which an account is being guessed at, which others detect: a list of leaked pairs has one or two each. */
const fewTries = 3;
const accountsKept = 10_000;
/** A person who mistyped the account itself logs in under another name, from the same client. */
const corrects = 10 * minute;

export function createUnresolved(): Unresolved {
  const failing = createLru<Failing>(accountsKept);
  const entered = createLru<{ at: number }>(accountsKept);
  const lastOf = createLru<{ readonly account: string; readonly time: number }>(accountsKept);
  const failures = createMinuteCounts();
  const logins = createMinuteCounts();
  const minuteOf = (time: number): number => Math.floor(time / minute);

  const resolve = (account: string): void => {
    const entry = failing.get(account);
    if (entry === undefined) return;
    if (entry.tries <= fewTries) failures.add(entry.at, -1);
    failing.delete(account);
  };

  return {
    failed(account, client, trace) {
      const at = minuteOf(trace.time);
      if (client !== undefined) lastOf.set(client, { account, time: trace.time });
      const entry = failing.get(account);
      if (entry === undefined || Math.abs(at - entry.at) >= minutesKept) {
        failing.set(account, { at, tries: 1, client, trace });
        failures.add(at, 1);
        return;
      }
      entry.tries++;
      if (entry.tries <= fewTries + 1) failures.add(entry.at, -1);
      if (entry.tries <= fewTries) failures.add(at, 1);
      entry.at = at;
    },
    succeeded(account, client, time) {
      const at = minuteOf(time);
      if (account !== undefined) resolve(account);
      const last = client === undefined ? undefined : lastOf.get(client);
      if (last !== undefined && client !== undefined && Math.abs(time - last.time) <= corrects) {
        resolve(last.account);
        lastOf.delete(client);
      }
      const name = account ?? client;
      if (name === undefined) return;
      const entry = entered.get(name);
      if (entry === undefined) entered.set(name, { at });
      else {
        if (Math.abs(at - entry.at) < hour / minute) return;
        entry.at = at;
      }
      logins.add(at, 1);
    },
    counts(time, minutes) {
      const at = minuteOf(time);
      return { failing: failures.sum(at, minutes), entered: logins.sum(at, minutes) };
    },
    traces(time, minutes) {
      const at = minuteOf(time);
      const found: Trace[] = [];
      for (const entry of failing.values()) {
        if (entry.tries <= fewTries && at - entry.at < minutes && at >= entry.at) found.push(entry.trace);
      }
      return found.sort((a, b) => a.time - b.time);
    },
    isFew: (account) => (failing.get(account)?.tries ?? fewTries + 1) <= fewTries,
  };
}
