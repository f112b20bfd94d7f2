/** One line of a log file as the tail delivers it: decoded, without its line break. */
export interface LogLine {
  /** Bytes before the line in its file. */
  readonly offset: number;
  readonly text: string;
  /** True when the line is longer than `lineLimit` and its end is missing. */
  readonly cut?: boolean;
}

/** Most bytes that are read of one line, and most UTF-16 units that are kept of one record. */
export const lineLimit = 100_000;
