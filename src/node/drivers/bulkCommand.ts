import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type { BulkAnswer } from '../../core/connections/bulk';

/** Largest payload of one packet; a longer one goes on in the next (MySQL Source Documentation, "MySQL Packets"). */
const largestPacket = 0xff_ff_ff;

/** COM_QUERY (MySQL Source Documentation, "Command Phase"). */
const queryByte = 3;

/** SERVER_MORE_RESULTS_EXISTS in the status flags of OK and EOF packets. */
const moreResults = 8;

/** Size of the packets that LOAD DATA LOCAL is fed with; a server takes none that is larger than its max_allowed_packet. */
const infilePacket = 256 * 1024;

/** What of mysql2's Packet is used: bytes from `offset` to `end`. */
interface IncomingPacket {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  asError(encoding: string): Error;
}

/** What of mysql2's Connection is used: the part that its own commands use. */
export interface RawConnection {
  sequenceId: number;
  readonly clientEncoding?: string;
  /** A socket, or TLS over one. */
  readonly stream: Writable & { setKeepAlive?(on: boolean, idleMs: number): unknown };
  addCommand(command: unknown): unknown;
  write(bytes: Uint8Array): void;
}

export interface BulkStatement {
  /** The statement as the server is to read it. */
  readonly bytes: Uint8Array;
  /** Answers the server's question for the file of this name, and for no other; it is asked at most once. */
  readonly infile?: { readonly name: string; readonly data: AsyncIterable<Uint8Array>; readonly packetBytes: number };
}

/** The server asked for something that this statement does not offer. Nothing was sent to it. */
export class UnexpectedFileRequest extends Error {
  constructor() {
    super('the server asked for a file that was not offered to it; nothing was sent');
    this.name = 'UnexpectedFileRequest';
  }
}

type Callback = (error: Error | undefined, answer?: BulkAnswer) => void;

/**
 * A command of mysql2's queue that sends a statement as the bytes it is. mysql2's own `query` takes text alone, encodes it
 * anew, copies it, and leaves out the empty packet that has to follow a payload of exactly 16,777,215 bytes. Rows that the
 * statement gives are read over.
 */
class BulkCommand extends EventEmitter {
  /** mysql2 calls it when the connection breaks. */
  readonly onResult: (error: Error | null | undefined) => void;
  private readonly statement: BulkStatement;
  private readonly done: Callback;
  private state: 'new' | 'sent' | 'columns' | 'rows' | 'feeding' | 'fed' = 'new';

  constructor(statement: BulkStatement, done: Callback) {
    super();
    this.statement = statement;
    this.onResult = (error) => done(error ?? undefined);
    this.done = done;
  }

  /** True when the command has ended: the connection then takes the next one. */
  execute(packet: IncomingPacket | undefined, connection: RawConnection): boolean {
    if (packet === undefined) {
      connection.sequenceId = 0;
      this.state = 'sent';
      writePayload(connection, Uint8Array.of(queryByte), this.statement.bytes);
      return false;
    }
    const first = packet.buffer[packet.offset];
    // An answer while we still send: nobody knows any more who speaks next.
    if (this.state === 'feeding') connection.stream.destroy();
    if (first === 0xff) return this.end(packet.asError(connection.clientEncoding ?? 'utf8'));
    if (this.state === 'columns' || this.state === 'rows') return this.readOver(packet, first);
    if (first === 0xfb) return this.answerFileRequest(packet, connection);
    if (first === 0) {
      const ok = readOk(packet);
      if ((ok.status & moreResults) !== 0) {
        this.state = 'sent';
        return false;
      }
      return this.end(undefined, ok);
    }
    this.state = 'columns';
    return false;
  }

  /** Column definitions up to the first EOF packet, rows up to the second. */
  private readOver(packet: IncomingPacket, first: number | undefined): boolean {
    if (first !== 0xfe || packet.end - packet.offset >= 9) return false;
    if (this.state === 'columns') {
      this.state = 'rows';
      return false;
    }
    const warnings = packet.buffer.readUInt16LE(packet.offset + 1);
    const status = packet.buffer.readUInt16LE(packet.offset + 3);
    this.state = 'sent';
    return (status & moreResults) !== 0 ? false : this.end(undefined, { affectedRows: 0, warnings });
  }

  private answerFileRequest(packet: IncomingPacket, connection: RawConnection): boolean {
    const { infile } = this.statement;
    const name = packet.buffer.toString('latin1', packet.offset + 1, packet.end);
    if (infile === undefined || name !== infile.name || this.state !== 'sent') {
      // Nothing more is said to such a server, and nothing that it says is waited for.
      this.done(new UnexpectedFileRequest());
      connection.stream.destroy();
      return false;
    }
    this.state = 'feeding';
    void this.feed(connection, infile.data, infile.packetBytes);
    return false;
  }

  private async feed(connection: RawConnection, data: AsyncIterable<Uint8Array>, packetBytes: number): Promise<void> {
    try {
      await feed(connection, data, packetBytes);
      this.state = 'fed';
    } catch (error) {
      // What has arrived must not be taken for the whole: only a broken connection makes the server forget it.
      this.done(error instanceof Error ? error : new Error(String(error)));
      connection.stream.destroy();
    }
  }

  private end(error: Error | undefined, answer?: BulkAnswer): boolean {
    const early = this.state === 'feeding' ? new Error('the server answered before it had everything') : undefined;
    this.done(error ?? early, answer);
    this.emit('end');
    return true;
  }
}

/** Runs one statement and resolves with the server's answer; rejects with mysql2's errors or UnexpectedFileRequest. */
export function runBulk(connection: RawConnection, statement: BulkStatement): Promise<BulkAnswer> {
  return new Promise((resolve, reject) => {
    connection.addCommand(
      new BulkCommand(statement, (error, answer) => {
        if (error !== undefined) reject(error);
        else resolve({ affectedRows: answer?.affectedRows ?? 0, warnings: answer?.warnings ?? 0 });
      }),
    );
  });
}

/** Size of LOAD DATA LOCAL's packets for a server with this `max_allowed_packet`. Bytes. */
export function infilePacketBytes(maxAllowedPacket: number): number {
  return Math.max(1, Math.min(infilePacket, maxAllowedPacket - 1));
}

async function feed(connection: RawConnection, data: AsyncIterable<Uint8Array>, packetBytes: number): Promise<void> {
  const { stream } = connection;
  for await (const chunk of data) {
    for (let from = 0; from < chunk.length; from += packetBytes) {
      if (stream.destroyed) throw new Error('the connection broke');
      writePayload(connection, chunk.subarray(from, from + packetBytes), new Uint8Array(0));
    }
    await drained(stream);
  }
  writePayload(connection, new Uint8Array(0), new Uint8Array(0));
}

/** Resolves when the stream takes more, or will never take anything again. */
function drained(stream: Writable): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      stream.off('drain', settle).off('close', settle).off('error', settle);
      resolve();
    };
    stream.on('drain', settle).on('close', settle).on('error', settle);
  });
}

/**
 * Sends `head` and `body` as one payload, cut into packets of at most 16,777,215 bytes; the last one is shorter than that,
 * empty if need be. The bytes are not copied, so they must not change until the answer is there.
 */
function writePayload(connection: RawConnection, head: Uint8Array, body: Uint8Array): void {
  const total = head.length + body.length;
  connection.stream.cork();
  for (let from = 0; from <= total; from += largestPacket) {
    const length = Math.min(largestPacket, total - from);
    const sequence = connection.sequenceId;
    connection.sequenceId = (sequence + 1) % 256;
    const header = Uint8Array.of(length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, sequence);
    const begin = Math.max(0, from - head.length);
    const part = body.subarray(begin, from + length - head.length);
    if (from === 0 && head.length > 0) {
      const joined = new Uint8Array(header.length + head.length);
      joined.set(header);
      joined.set(head, header.length);
      connection.write(joined);
    } else connection.write(header);
    if (part.length > 0) connection.write(part);
    if (length < largestPacket) break;
  }
  connection.stream.uncork();
}

/** MySQL Source Documentation, "OK_Packet": rows and id as length-encoded integers, then status and warnings. */
function readOk(packet: IncomingPacket): BulkAnswer & { readonly status: number } {
  const { buffer } = packet;
  const rows = readLengthEncoded(buffer, packet.offset + 1);
  const id = readLengthEncoded(buffer, rows.next);
  return {
    affectedRows: rows.value,
    status: buffer.readUInt16LE(id.next),
    warnings: buffer.readUInt16LE(id.next + 2),
  };
}

function readLengthEncoded(buffer: Buffer, at: number): { readonly value: number; readonly next: number } {
  const first = buffer.readUInt8(at);
  if (first === 0xfc) return { value: buffer.readUInt16LE(at + 1), next: at + 3 };
  if (first === 0xfd) return { value: buffer.readUIntLE(at + 1, 3), next: at + 4 };
  if (first === 0xfe) return { value: Number(buffer.readBigUInt64LE(at + 1)), next: at + 9 };
  return { value: first, next: at + 1 };
}
