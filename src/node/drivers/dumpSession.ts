import { OpsError } from '../../core/base/errors';
import { throwIfAborted } from '../../core/base/abort';
import { endpointError } from './endpoint';
import { mysqlError } from './mysqlErrors';
import { openConnection } from './mysqlSession';
import type { Target } from './mysqlSession';

/** A server that says nothing for so long is gone, whatever the network believes. Milliseconds. */
const silenceLimit = 10 * 60_000;

/** A cell as the server sent it. */
export type Cell = Uint8Array | null;

/** A connection for one dump: results as bytes, and rows without a JavaScript value for each cell. */
export interface DumpSession {
  /** Runs a statement without a result. */
  run(sql: string): Promise<void>;
  /** Rows of a small result by column name. */
  rows(sql: string): Promise<readonly ReadonlyMap<string, Cell>[]>;
  /**
   * Streams a large result. `row` gets each row in the text protocol's form, valid during the call; where it returns a promise
   * the server's data waits until it settles.
   */
  stream(sql: string, row: (bytes: Uint8Array, start: number, end: number) => Promise<void> | undefined): Promise<void>;
  /** Drops the connection; the snapshot ends with it. */
  close(): void;
}

/** The parts of mysql2's packet that a row handler needs (lib/packets/packet.js). */
interface RowPacket {
  readonly buffer: Uint8Array;
  /** Where the payload begins. */
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

/** Connects. On abort the connection is dropped at once and whatever waits rejects with `cancelled`. */
export async function openDumpSession(target: Target, signal: AbortSignal): Promise<DumpSession> {
  const connection = await openConnection(target, signal);
  let cancel: (error: unknown) => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = reject;
  });
  // Nobody may be waiting at that moment.
  cancelled.catch(() => undefined);
  const onAbort = (): void => {
    connection.destroy();
    cancel(new OpsError('cancelled', 'Cancelled.'));
  };
  signal.addEventListener('abort', onAbort, { once: true });

  let asking = false;
  let paused = false;
  let packets = 0;
  let heard = 0;
  const watch = setInterval(() => {
    if (asking && !paused && packets === heard) {
      connection.destroy();
      cancel(endpointError(target.endpoint, 'timeout', `the server sent nothing for ${silenceLimit / 60_000} minutes`));
    }
    heard = packets;
  }, silenceLimit);
  watch.unref();

  /** Runs one query whose rows go to `take`; mysql2's own row parser never runs. */
  const query = (sql: string, take: (packet: RowPacket) => void, fields: (names: readonly string[]) => void) => {
    throwIfAborted(signal);
    const answer = new Promise<void>((resolve, reject) => {
      const command = connection.query(sql, (error) => {
        if (error === null) resolve();
        else reject(mysqlError(target.endpoint, error, { sql }));
      });
      command.on('fields', (packets: readonly { readonly name: string }[] | undefined) =>
        fields((packets ?? []).map(({ name }) => name)),
      );
      const ended: unknown = Reflect.get(command, 'row');
      if (typeof ended !== 'function') throw new TypeError('mysql2 has changed: its query has no row handler');
      // Query.prototype.fieldsEOF goes on with `this.row`, and each handler returns the next one (lib/commands/query.js).
      const row = (packet: RowPacket, of: unknown): unknown => {
        packets++;
        if (packet.isEOF()) return Reflect.apply(ended, command, [packet, of]);
        take(packet);
        return row;
      };
      Object.assign(command, { row });
    });
    asking = true;
    packets++;
    return Promise.race([answer, cancelled]).finally(() => {
      asking = false;
    });
  };

  return {
    run: (sql) =>
      query(
        sql,
        () => undefined,
        () => undefined,
      ),
    async rows(sql) {
      let names: readonly string[] = [];
      const rows: ReadonlyMap<string, Cell>[] = [];
      await query(
        sql,
        (packet) => rows.push(cellsOf(packet, names)),
        (given) => {
          names = given;
        },
      );
      return rows;
    },
    async stream(sql, row) {
      let failed: unknown;
      const goOnAfter = async (wait: Promise<void>): Promise<void> => {
        try {
          await wait;
          paused = false;
          packets++;
          connection.resume();
        } catch (error) {
          failed = error;
          connection.destroy();
          cancel(error);
        }
      };
      await query(
        sql,
        ({ buffer, offset, end }) => {
          if (failed !== undefined) return;
          const wait = row(buffer, offset, end);
          if (wait === undefined) return;
          paused = true;
          connection.pause();
          void goOnAfter(wait);
        },
        () => undefined,
      );
    },
    close() {
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
      connection.destroy();
    },
  };
}

/** One row as a map; bytes are copied because the packet's memory is used again. */
function cellsOf({ buffer, offset, end }: RowPacket, names: readonly string[]): ReadonlyMap<string, Cell> {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const cells = new Map<string, Cell>();
  let at = offset;
  for (const name of names) {
    if (at >= end) break;
    const first = view.getUint8(at++);
    if (first === 0xfb) {
      cells.set(name, null);
      continue;
    }
    let length = first;
    if (first === 0xfc) {
      length = view.getUint16(at, true);
      at += 2;
    } else if (first === 0xfd) {
      length = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
      at += 3;
    } else if (first === 0xfe) {
      length = Number(view.getBigUint64(at, true));
      at += 8;
    }
    cells.set(name, new Uint8Array(buffer.subarray(at, at + length)));
    at += length;
  }
  return cells;
}
