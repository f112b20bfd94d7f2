/** Takes a stream of bytes in pieces of a wanted length. */
export interface ByteQueue {
  /** So many bytes; fewer, or none, only where the stream ends. Rejects as the stream does. */
  take(length: number): Promise<Uint8Array>;
}

/** @param source is read as far as is asked for; whoever made it also ends it */
export function byteQueue(source: AsyncIterator<Uint8Array>): ByteQueue {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async take(length) {
      if (rest.length < length) {
        const parts = [rest];
        let have = rest.length;
        while (have < length) {
          const next = await source.next();
          if (next.done === true) break;
          parts.push(next.value);
          have += next.value.length;
        }
        rest = Buffer.concat(parts, have);
      }
      const taken = rest.subarray(0, length);
      rest = rest.subarray(taken.length);
      return taken;
    },
  };
}
