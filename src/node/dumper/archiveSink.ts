import type { DumpSink } from '../../core/backups/dumper/dumper';

/** True for what a sink rejects with because the archive failed first. */
export const isFollowUp = (error: unknown): boolean => error instanceof Error && error.name === 'ArchiveEnded';

/** Pieces that wait for the compressor; each is about 1 MB. */
const waiting = 3;

/** A sink whose pieces can be read as a stream. `end` when all was written, `fail` when no more will be. */
export function createSink(): {
  sink: DumpSink;
  readable: ReadableStream<Uint8Array>;
  end: () => void;
  fail: (error: unknown) => void;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let wait:
    | { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (error: Error) => void }
    | undefined;
  let over = false;
  const ended = (): Error => Object.assign(new Error('The archive has ended.'), { name: 'ArchiveEnded' });
  const readable = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      pull() {
        wait?.resolve();
        wait = undefined;
      },
      cancel() {
        over = true;
        wait?.reject(ended());
      },
    },
    { highWaterMark: waiting },
  );
  return {
    readable,
    sink: {
      write(bytes) {
        if (over || controller === undefined) return Promise.reject(ended());
        controller.enqueue(bytes);
        if ((controller.desiredSize ?? 0) > 0) return undefined;
        wait ??= deferred();
        return wait.promise;
      },
    },
    end: () => {
      if (!over) controller?.close();
      over = true;
    },
    fail(error) {
      if (over) return;
      over = true;
      controller?.error(error);
      wait?.reject(ended());
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
