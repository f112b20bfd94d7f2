import { throwIfAborted } from '../../base/abort';

/** Milliseconds of work after which others get their turn. */
const turn = 25;

/**
 * Makes a function to be awaited between pieces of work: it lets the event loop run now and then.
 *
 * @returns rejects with the signal's reason when it is aborted
 */
export function breather(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    throwIfAborted(signal);
    if (performance.now() - last < turn) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    throwIfAborted(signal);
    last = performance.now();
  };
}
