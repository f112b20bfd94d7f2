import { OpsError } from './errors';

/**
 * Rejects when `signal` aborts or `timeoutMs` pass before `work` settles. The work itself is told through the signal
 * it is given, so that it can release what it holds.
 *
 * @param what completes the sentence "Stopped after N s: …"
 */
export async function withTimeout<T>(
  what: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(
        signal?.aborted === true
          ? new OpsError('cancelled', 'Cancelled.')
          : new OpsError('timeout', `Stopped after ${timeoutMs / 1000} s: ${what}.`),
      );
    if (either.aborted) onAbort();
    else either.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    either.removeEventListener('abort', onAbort);
  }
}

/** Throws the `cancelled` error when the signal is aborted: for loops between awaits. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new OpsError('cancelled', 'Cancelled.');
}
