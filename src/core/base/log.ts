/** Where the product tells its own story. Implementations redact: see redact.ts. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** A logger for callers that have none (tests, the CLI without --verbose). */
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
