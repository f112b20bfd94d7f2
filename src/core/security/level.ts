/** The levels of PSR-3 and RFC 5424, lowest first. */
export const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Monolog's numbers (Monolog\Logger, Monolog\Level). */
const numbers: ReadonlyMap<number, LogLevel> = new Map([
  [100, 'debug'],
  [200, 'info'],
  [250, 'notice'],
  [300, 'warning'],
  [400, 'error'],
  [500, 'critical'],
  [550, 'alert'],
  [600, 'emergency'],
]);

/** The level that a name in any case or one of Monolog's numbers stands for. */
export function logLevelOf(value: unknown): LogLevel | undefined {
  if (typeof value === 'number') return numbers.get(value);
  if (typeof value !== 'string') return undefined;
  const name = value.toLowerCase();
  return logLevels.find((level) => level === name);
}

/** 0 for debug to 7 for emergency. */
export function severityOf(level: LogLevel): number {
  return logLevels.indexOf(level);
}
