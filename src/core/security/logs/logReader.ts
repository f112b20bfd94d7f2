import type { LogRecord } from '../records';

/** Where a record begins, in the files of a log: the newest file is the one that is written now. */
export interface LogPosition {
  /** Absolute path; a rotated file may be compressed. */
  readonly file: string;
  /** Bytes before the record, in the uncompressed text. */
  readonly offset: number;
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
  readonly bytes: number;
  readonly totalBytes: number;
  readonly matches: number;
}

/** Port: all files of one log, read by position: opens at the end at once, whatever their size. */
export interface LogReader {
  /** Up to `count` records before a position; `end`: the last ones there are. */
  before(position: LogPosition | 'end', count: number, signal: AbortSignal): Promise<LogPage>;
  /** Up to `count` records from a position on, that record included; `start`: the oldest there are. */
  from(position: LogPosition | 'start', count: number, signal: AbortSignal): Promise<LogPage>;
  /**
   * Records that match, newest file last, given in batches as they are found. Reads to the end of what was there when it
   * began, in constant memory.
   */
  search(
    matches: LogSearch,
    hears: { onMatches(found: readonly PlacedRecord[]): void; onProgress(progress: SearchProgress): void },
    signal: AbortSignal,
  ): Promise<SearchProgress>;
  /** Bytes of all files, uncompressed where that is known. */
  size(signal: AbortSignal): Promise<number>;
}

/** What to look for: a cheap test on bytes first, the record itself after it. */
export interface LogSearch {
  /** A text that every matching record contains as written (in any case of ASCII letters), when there is one: read as bytes. */
  readonly contains?: string;
  readonly matches: (record: LogRecord) => boolean;
}
