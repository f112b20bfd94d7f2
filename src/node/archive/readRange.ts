import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import type { RandomAccess } from '../../core/backups/randomAccess';

/** What one read asks for: of 256 KB pieces the inflater makes 430 to 470 MB/s, of 16 KB pieces half of that. */
export const blockBytes = 256 * 1024;

/**
 * The bytes from `start` to `end` (exclusive) in order, the next block being read while the last is used. Rejects with
 * OpsError `unreadable` when the file is shorter.
 *
 * @param counted is told of every block, before it is handed out
 */
export async function* readRange(
  file: RandomAccess,
  start: number,
  end: number,
  signal: AbortSignal,
  counted: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const size = file.blockBytes ?? blockBytes;
  const ask = (offset: number): Promise<Uint8Array> | undefined => {
    if (offset >= end) return undefined;
    const asked = file.read(offset, Math.min(size, end - offset), signal);
    // The consumer may leave before it comes to this block: its failure then is nobody's.
    asked.catch(() => undefined);
    return asked;
  };
  let offset = start;
  let pending = ask(offset);
  try {
    while (pending !== undefined) {
      const block: Uint8Array = await pending;
      pending = undefined;
      throwIfAborted(signal);
      if (block.length === 0)
        throw new OpsError('unreadable', `The file ends ${end - offset} bytes before it should: it is cut off.`);
      offset += block.length;
      pending = ask(offset);
      counted(block.length);
      yield block;
    }
  } finally {
    // The file may be closed once this has ended: not while it is being read.
    await pending?.catch(() => undefined);
  }
}
