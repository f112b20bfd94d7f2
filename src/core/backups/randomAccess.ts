/** A file of which any part can be read: on a disk, or behind ranged requests. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** When it was written, where that is known: tells whether it is still the same file. Milliseconds since 1970. */
  readonly mtimeMs?: number;
  /** Bytes that are best asked for at once; 256 KiB where it says nothing. */
  readonly blockBytes?: number;
  /**
   * Bytes from `offset` on: `length` of them, fewer only at the end of the file. The memory is the caller's.
   * Rejects with OpsError.
   */
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Gives back what `open` took. Not to be called while a read is under way. */
  close(): Promise<void>;
}

/** Port: where backup files lie. */
export interface RandomAccessFiles {
  /** Rejects with OpsError `missing`, `denied` or `unreadable`. */
  open(path: string, signal: AbortSignal): Promise<RandomAccess>;
  /** File names directly in `path`, or undefined when it is no folder. Absent: there are no folders here. */
  list?(path: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}
