import { once } from 'node:events';
import type { Transform } from 'node:stream';

/** One of zlib's: it says how much of its input it has used. */
export type Inflater = Transform & { readonly bytesWritten: number };

/**
 * Sends bytes through one of zlib's transforms, with back-pressure on both sides. Nothing of it is left when this ends: the
 * transform is destroyed and `source` has been read to its end or asked to return, whoever stops first.
 *
 * @param surplus is given what stands after the end of the compressed data: zlib itself would keep silent about it
 */
export async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: Inflater,
  surplus: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const closed = new AbortController();
  transform.once('close', () => closed.abort());
  // The iteration below rejects with the same error; an error after it is nobody's.
  transform.on('error', () => undefined);
  let ended = false;
  transform.once('end', () => (ended = true));
  let left = false;
  let given = 0;
  /** Chunks that are not known to be used, and where each began. */
  let recent: { readonly start: number; readonly chunk: Uint8Array }[] = [];

  const feed = async (): Promise<void> => {
    for await (const chunk of source) {
      if (left) return;
      recent = recent.filter((each) => each.start + each.chunk.length > transform.bytesWritten);
      recent.push({ start: given, chunk });
      given += chunk.length;
      // After its end the rest is read all the same: a checksum or authentication code may come with it.
      if (!ended && !transform.destroyed && !transform.write(chunk))
        await once(transform, 'drain', { signal: closed.signal }).catch(() => undefined);
    }
    if (!ended && !transform.destroyed) transform.end();
  };
  let failure: unknown;
  const feeding = feed().catch((error: unknown) => {
    failure = error;
    transform.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of transform) if (chunk instanceof Uint8Array) yield chunk;
    const used = transform.bytesWritten;
    await feeding;
    if (failure !== undefined) throw failure;
    if (given > used)
      for (const { start, chunk } of recent)
        if (start + chunk.length > used) surplus(chunk.subarray(Math.max(0, used - start)));
  } finally {
    left = true;
    transform.destroy();
    closed.abort();
    await feeding;
  }
}
