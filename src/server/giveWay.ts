import { setImmediate } from 'node:timers/promises';
import type { GiveWay } from '../core/code/readCode';

/** Milliseconds of work after which requests, changes and cancellations get their turn. */
const longest = 12;

/** For one run: counts the time since the last turn of others. */
export function createGiveWay(): GiveWay {
  let from = performance.now();
  const others = async (): Promise<void> => {
    await setImmediate();
    from = performance.now();
  };
  return () => (performance.now() - from < longest ? undefined : others());
}
