import { loggedQuery } from '../core/queries/slowLog/queryLog';
import type { LoggedCall } from '../core/queries/slowLog/digests';
import { createRecordParser } from '../core/security/records';
import { localFiles } from './archive/localFiles';
import { createLineBytes } from './lineBytes';
import type { SlowLogPart } from './slowLogFile';

export interface QueryLogFileOptions {
  /** Most bytes of the end that are read; 64 MiB when absent. */
  readonly maxBytes?: number;
  /** Reads a moment as the application writes it; milliseconds since 1970. */
  readonly moment: (written: string) => number | undefined;
  readonly signal: AbortSignal;
}

const blockBytes = 256 * 1024;

/**
 * Statements with times in the end of the application's own log (storage/logs/laravel.log or a channel of its own).
 *
 * Rejects with OpsError `missing`, `denied`, `unreadable` or `cancelled`.
 */
export async function readQueryLogFile(
  path: string,
  take: (call: LoggedCall) => void,
  options: QueryLogFileOptions,
): Promise<SlowLogPart> {
  const { signal, moment } = options;
  const file = await localFiles.open(path, signal);
  try {
    const { size } = file;
    const from = Math.max(0, size - (options.maxBytes ?? 64 * 1024 * 1024));
    const lines = createLineBytes(from, from > 0);
    const parser = createRecordParser();
    const hand = (records: ReturnType<typeof parser.push>): void => {
      for (const record of records) {
        const call = record.truncated ? undefined : loggedQuery(record, moment);
        if (call !== undefined) take(call);
      }
    };
    let at = from;
    while (at < size) {
      const block = await file.read(at, blockBytes, signal);
      if (block.length === 0) break;
      at += block.length;
      hand(parser.push(lines.push(block)));
    }
    hand(parser.push(lines.end()));
    hand(parser.flush());
    return { path, size, from, bytes: at - from, complete: from === 0, compressed: false };
  } finally {
    await file.close();
  }
}
