import { throwIfAborted } from '../../base/abort';
import { createByteLines } from './byteLines';
import { createSlowEntries } from './entries';
import type { SlowEntry } from './slowEntry';

/** Where the bytes come from. */
export interface ReadSlowLogOptions {
  /** Bytes of the file before the first chunk; 0 when absent. Entries name their place in the file by it. */
  readonly offset?: number;
  /** The first chunk begins somewhere inside the file: what stands before the first whole entry is left out. */
  readonly fromMiddle?: boolean;
  /** Is told of the bytes read after every chunk. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The entries of a slow query log of MySQL 5.0 to 9, MariaDB or Percona Server, in the order of the file. Holds one entry
 * (about 100 KB) whatever the bytes are, at most 17 where one is in doubt. Lines that belong to no entry are left out.
 *
 * Rejects with OpsError `cancelled`, or with what `chunks` rejects with.
 */
export async function* readSlowLog(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadSlowLogOptions = {},
): AsyncGenerator<SlowEntry, void, undefined> {
  for await (const batch of readSlowLogBatches(chunks, options)) yield* batch;
}

/** The same, with all entries that end in one chunk at once: an await for each entry costs more than reading it. */
export async function* readSlowLogBatches(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadSlowLogOptions = {},
): AsyncGenerator<readonly SlowEntry[], void, undefined> {
  let batch: SlowEntry[] = [];
  const entries = createSlowEntries((entry) => batch.push(entry), options.fromMiddle);
  const lines = createByteLines(entries.line, options.offset);
  throwIfAborted(options.signal);
  for await (const chunk of chunks) {
    throwIfAborted(options.signal);
    lines.push(chunk);
    options.onBytes?.(chunk.length);
    if (batch.length > 0) yield batch;
    batch = [];
  }
  lines.end();
  entries.end();
  if (batch.length > 0) yield batch;
}
