// Sessions that remember what they were told, and answer as a server would that counts rows.
import type { BulkAnswer, BulkSession } from '../../../../../src/core/connections/bulk';
import type { DumpBytes } from '../../../../../src/core/backups/dump/dumpBytes';
import { OpsError } from '../../../../../src/core/base/errors';
import type { LoadTarget } from '../../../../../src/core/backups/restore/load';

export interface FakeServer {
  readonly target: LoadTarget;
  /** Every statement in the order in which it came, "1: …" with the session's number; LOAD DATA with its data behind " << ". */
  readonly said: string[];
  readonly closed: number[];
}

export interface FakeAnswers {
  readonly localInfile?: boolean;
  readonly maxAllowedPacket?: number;
  /** What to answer; undefined: as many rows as there are. Throw to refuse. */
  answer?: (statement: string, data: string | undefined) => Partial<BulkAnswer> | undefined;
}

/** The error of a session. */
export const refusal = (reason: string, message = `the server said ${reason}`): OpsError =>
  new OpsError(reason, message);

const rowsIn = (text: string): number => text.match(/\((?:[^'()]|'(?:[^'\\]|\\.)*')*\)/g)?.length ?? 0;

export function fakeServer({ localInfile = true, maxAllowedPacket = 1 << 24, answer }: FakeAnswers = {}): FakeServer {
  const said: string[] = [];
  const closed: number[] = [];
  let opened = 0;
  const open = (setup: readonly string[]): BulkSession => {
    const number = ++opened;
    said.push(...setup.map((statement) => `${number}: ${statement}`));
    const reply = async (statement: string, data: string | undefined): Promise<BulkAnswer> => {
      said.push(`${number}: ${statement}${data === undefined ? '' : ` << ${data}`}`);
      await Promise.resolve();
      const given = answer?.(statement, data);
      const values = data ?? /VALUES\s*(.*)$/is.exec(statement)?.[1];
      return { affectedRows: values === undefined ? 0 : rowsIn(values), warnings: 0, ...given };
    };
    return {
      server: {
        flavour: 'mariadb',
        version: '10.11.6',
        major: 10,
        minor: 11,
        currentUser: 'shop@%',
        connectionId: number,
        performanceSchema: false,
      },
      localInfile,
      maxAllowedPacket,
      run: (statement) =>
        reply(typeof statement === 'string' ? statement : Buffer.from(statement).toString(), undefined),
      rows: (statement) =>
        Promise.resolve(
          statement === 'SHOW COLLATION'
            ? [{ Collation: 'utf8mb4_unicode_ci' }]
            : statement === 'SHOW GRANTS'
              ? [{ g: 'GRANT ALL PRIVILEGES ON *.* TO `shop`@`%`' }]
              : [],
        ),
      async load(statement, data) {
        let text = '';
        for await (const chunk of data) text += Buffer.from(chunk).toString();
        return reply(statement, text);
      },
      close() {
        closed.push(number);
        return Promise.resolve();
      },
    };
  };
  return { said, closed, target: { database: 'copy', open: (setup) => Promise.resolve(open(setup)) } };
}

/** A dump in chunks of so many bytes. */
export function dumpOf(sql: string, chunk = 50): DumpBytes {
  const bytes = Buffer.from(sql);
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (read < bytes.length) {
      const part = Uint8Array.from(bytes.subarray(read, read + chunk));
      read += part.length;
      await Promise.resolve();
      yield part;
    }
  }
  return { name: 'test.sql', chunks: chunks(), readBytes: () => read, totalBytes: bytes.length };
}
