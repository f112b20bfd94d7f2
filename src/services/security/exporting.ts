import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { throwIfAborted } from '../../core/base/abort';
import { type ExportFormat, exportEntry, exportHead } from '../../core/security/stream/exportText';
import type { StreamEntry } from '../../core/security/stream/entry';

/** Where events are written to. */
export interface ExportFile {
  /** Waits while the disk is slower than what comes. */
  write(entries: readonly StreamEntry[]): Promise<void>;
  /** Puts the file in its place; until then it stands beside it under another name. */
  done(): Promise<void>;
  /** Takes what was written back. */
  discard(): Promise<void>;
}

/** Begins a file of events, readable by its owner alone: it holds addresses and names. */
function openExport(file: string, format: ExportFormat, redact: (text: string) => string): ExportFile {
  const part = `${file}.${process.pid}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  const put = async (text: string): Promise<void> => {
    if (failure !== undefined) throw failure;
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    if (failure !== undefined) throw failure;
  };
  let started = false;
  const close = async (): Promise<void> => {
    stream.end();
    if (!stream.closed) await once(stream, 'close');
  };
  return {
    async write(entries) {
      if (!started) await put(exportHead(format));
      started = true;
      for (const entry of entries) await put(exportEntry(format, entry, redact));
    },
    async done() {
      if (!started) await put(exportHead(format));
      await close();
      if (failure !== undefined) throw failure;
      await rename(part, file);
    },
    async discard() {
      await close();
      await rm(part, { force: true });
    },
  };
}

/**
 * Writes events to a file, all or none.
 *
 * @param each hands over batches of them until there are no more
 * @returns how many were written
 */
export async function exportTo(
  target: { readonly file: string; readonly format: ExportFormat },
  redact: (text: string) => string,
  each: (take: (entries: readonly StreamEntry[]) => Promise<void>) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const out = openExport(target.file, target.format, redact);
  let count = 0;
  try {
    await each(async (entries) => {
      await out.write(entries);
      count += entries.length;
    });
    throwIfAborted(signal);
    await out.done();
    return count;
  } catch (error) {
    await out.discard();
    throw error;
  }
}
