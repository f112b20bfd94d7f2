/** What a person is told when something failed: what happened, what is still safe, what to do next. */
export interface ErrorAdvice {
  readonly safe?: string;
  readonly next?: string;
}

/** An expected failure with a machine-readable reason; anything else thrown is a bug and shows its stack in the log. */
export class OpsError<Reason extends string = string> extends Error {
  readonly reason: Reason;
  readonly advice: ErrorAdvice;

  constructor(reason: Reason, message: string, advice: ErrorAdvice = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'OpsError';
    this.reason = reason;
    this.advice = advice;
  }

  /** Message and advice as one paragraph. */
  get explanation(): string {
    return [this.message, this.advice.safe, this.advice.next].filter(Boolean).join(' ');
  }
}

/**
 * Narrows to OpsError, optionally of one reason. By name and not by `instanceof`: each output file of the build has its
 * own copy of the class, and the drivers' errors are caught in another one.
 */
export function isOpsError(error: unknown, reason?: string): error is OpsError {
  if (!(error instanceof Error) || error.name !== 'OpsError' || !('reason' in error)) return false;
  return reason === undefined || error.reason === reason;
}

/** True when the error only says that the user or the caller cancelled. */
export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || error.name === 'CanceledError' || isOpsError(error, 'cancelled'))
  );
}

/** A message for anything that was thrown. */
export function messageOf(error: unknown): string {
  if (isOpsError(error)) return error.explanation;
  return error instanceof Error ? error.message : String(error);
}
