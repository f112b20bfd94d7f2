import type { LogRecord } from '../records';

/** Where a record begins, in the files of a log: the newest file is the one that is written now. */
export interface LogPosition {
  /** Absolute path; a rotated file may be compressed. */
  readonly file: string;
  /** Bytes before the record, in the uncompressed text. */
  readonly offset: number;
  /** Which file that was when it was read: rotation hands names on. Absent, the file of that name now is meant. */
  readonly identity?: string;
}

/** Records that follow each other. */
export interface LogPage {
  /** Oldest first. */
  readonly records: readonly PlacedRecord[];
  /** True when nothing stands before the first, or after the last, in all files of the log. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

export interface PlacedRecord {
  readonly position: LogPosition;
  readonly record: LogRecord;
}

/** What a search has read so far. */
export interface SearchProgress {
  /** Of the files as they are on disk: compressed ones count less. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly matches: number;
}

/**
 * Port: all files of one log, read by position: opens at the end at once, whatever their size. A page may have fewer
 * records than were asked for: where it would hold more than a few megabytes.
 *
 * Rejects with OpsError `moved` for a position in a file that was compressed or removed since, `denied` and `unreadable`
 * when the file that is asked for cannot be read, `cancelled`.
 */
export interface LogReader {
  /** Up to `count` records before a position; `end`: the last ones there are. */
  before(position: LogPosition | 'end', count: number, signal: AbortSignal): Promise<LogPage>;
  /** Up to `count` records from a position on, that record included; `start`: the oldest there are. */
  from(position: LogPosition | 'start', count: number, signal: AbortSignal): Promise<LogPage>;
  /**
   * Records that match, newest file last, given in batches as they are found. Reads to the end of what was there when it
   * began, in constant memory: a promise that `onMatches` returns is waited for before reading goes on.
   */
  search(
    matches: LogSearch,
    hears: {
      onMatches(found: readonly PlacedRecord[]): void | Promise<void>;
      onProgress(progress: SearchProgress): void;
    },
    signal: AbortSignal,
  ): Promise<SearchProgress>;
  /**
   * The first record that was written at or after a moment (milliseconds since 1970), found by bisection: records are
   * nearly in order. `end` when all are older, or none has a moment that is understood.
   */
  seek(time: number, signal: AbortSignal): Promise<LogPosition | 'end'>;
  /** Bytes of all files, uncompressed where that is known. */
  size(signal: AbortSignal): Promise<number>;
}

/** What to look for: a cheap test on bytes first, the record itself after it. */
export interface LogSearch {
  /** A text that every matching record contains as written (in any case of ASCII letters), when there is one: read as bytes. */
  readonly contains?: string;
  readonly matches: (record: LogRecord) => boolean;
}
