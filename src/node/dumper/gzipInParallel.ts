import { availableParallelism } from 'node:os';
import { constants, crc32, deflateRaw } from 'node:zlib';

/** Uncompressed bytes of a block; pigz takes 128 KB, larger ones lose less where blocks meet. */
const blockBytes = 512 * 1024;
/** How far back deflate looks (RFC 1951, 2): the end of the block before is each block's dictionary. */
const windowBytes = 32 * 1024;
/** The platform's thread pool has four threads. */
const atOnce = Math.max(2, Math.min(4, availableParallelism()));

/** gzip's own default. Lower levels are faster still, but with several threads this one already takes less time than the peer. */
const level = 6;

/**
 * Compresses with the platform's zlib in several threads, as pigz does: blocks are compressed side by side, each knows the end
 * of the one before, and ends at a byte (Z_SYNC_FLUSH), so that they can be put one behind the other.
 */
export function createBlockDeflater(emit: (compressed: Uint8Array) => void): {
  /** @returns a promise while enough blocks are under way */
  write(bytes: Uint8Array): Promise<void> | undefined;
  end(): Promise<void>;
  readonly crc32: () => number;
  readonly bytes: () => number;
} {
  let crc = 0;
  let total = 0;
  let dictionary: Uint8Array | undefined;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let underWay = 0;
  let last: Promise<void> = Promise.resolve();
  let oldest: Promise<void>[] = [];

  const compress = (block: Uint8Array, finish: boolean): void => {
    const compressed = deflated(block, dictionary, finish);
    if (block.length >= windowBytes) dictionary = block.subarray(block.length - windowBytes);
    underWay++;
    const before = last;
    last = (async () => {
      // Both are awaited whatever happens, so that no rejection is left alone.
      const [, bytes] = await Promise.all([before, compressed]);
      underWay--;
      emit(bytes);
    })();
    last.catch(() => undefined);
    oldest.push(last);
  };
  const gather = (): Uint8Array => {
    const [only] = gathered;
    const block = gathered.length === 1 && only !== undefined ? only : Buffer.concat(gathered, gatheredBytes);
    gathered = [];
    gatheredBytes = 0;
    return block;
  };

  return {
    crc32: () => crc,
    bytes: () => total,
    write(bytes) {
      crc = crc32(bytes, crc);
      total += bytes.length;
      for (let from = 0; from < bytes.length; ) {
        const piece = bytes.subarray(from, from + blockBytes - gatheredBytes);
        from += piece.length;
        gathered.push(piece);
        gatheredBytes += piece.length;
        if (gatheredBytes === blockBytes) compress(gather(), false);
      }
      if (underWay < atOnce) return undefined;
      const waitFor = oldest[oldest.length - atOnce];
      oldest = oldest.slice(-atOnce);
      return waitFor;
    },
    async end() {
      compress(gather(), true);
      await last;
    },
  };
}

function deflated(block: Uint8Array, dictionary: Uint8Array | undefined, finish: boolean): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = {
      level,
      chunkSize: blockBytes,
      finishFlush: finish ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      ...(dictionary === undefined ? {} : { dictionary }),
    };
    deflateRaw(block, options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

/** A gzip stream's first ten bytes (RFC 1952, 2.3). */
const gzipHeader = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * What zip.js takes for the platform's CompressionStream. It is asked for "gzip" when an archive is not encrypted, because a gzip
 * stream ends with the CRC that zip.js needs, and for "deflate-raw" otherwise.
 */
export class ParallelCompressionStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;

  constructor(format: string) {
    if (format !== 'gzip' && format !== 'deflate-raw') throw new TypeError(`Unsupported format: ${format}`);
    let controller: TransformStreamDefaultController<Uint8Array> | undefined;
    const deflater = createBlockDeflater((bytes) => controller?.enqueue(bytes));
    const stream = new TransformStream<Uint8Array, Uint8Array>({
      start(own) {
        controller = own;
        if (format === 'gzip') own.enqueue(gzipHeader);
      },
      transform: (bytes) => deflater.write(bytes),
      async flush(own) {
        await deflater.end();
        if (format === 'deflate-raw') return;
        const trailer = new DataView(new ArrayBuffer(8));
        trailer.setUint32(0, deflater.crc32(), true);
        trailer.setUint32(4, deflater.bytes() % 2 ** 32, true);
        own.enqueue(new Uint8Array(trailer.buffer));
      },
    });
    this.readable = stream.readable;
    this.writable = stream.writable;
  }
}
