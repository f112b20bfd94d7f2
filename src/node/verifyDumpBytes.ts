import { createHash } from 'node:crypto';
import { isOpsError, type OpsError } from '../core/base/errors';
import type { DumpEntry } from '../core/backups/archive';
import type { DumpBytes } from '../core/backups/dump/dumpBytes';
import type { RewriteContext } from '../core/backups/dump/rewrite';
import type { VerifiedDump } from '../core/backups/verify/report';
import { verifyDump } from '../core/backups/verify/verifyDump';

export interface VerifyDumpOptions {
  readonly signal: AbortSignal;
  /** The server that the dump is to be restored into, if that is known. */
  readonly target?: RewriteContext;
  /** Is told which table is being read. */
  readonly onTable: (table: string) => void;
}

/** A dump that was read, and why its bytes are not what was written; undefined when its container holds. */
export interface DumpReading {
  readonly dump: VerifiedDump;
  readonly damage?: string;
}

/** True for the dumps whose statements are understood: MySQL's and MariaDB's. A plain .sql file does not say whose it is. */
export function isReadableDump({ driver, entry }: Pick<DumpEntry, 'driver' | 'entry'>): boolean {
  return driver === 'mysql' || driver === 'mariadb' || (driver === undefined && /\.sql(?:\.\w+)?$/i.test(entry));
}

/**
 * Reads a dump statement by statement, and all of its bytes whatever stands in them, so that checksums behind them are seen.
 * Damage is part of the answer; rejects only for what is no damage: a wrong password, a cancellation.
 */
export async function readDump(
  entry: Pick<DumpEntry, 'entry' | 'database'>,
  bytes: DumpBytes,
  { signal, target, onTable }: VerifyDumpOptions,
): Promise<DumpReading> {
  const iterator = bytes.chunks[Symbol.asyncIterator]();
  let failure: unknown;
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const source = entry.database === undefined ? {} : { source: entry.database };
  const name = { entry: entry.entry, ...(entry.database === undefined ? {} : { database: entry.database }) };
  try {
    const found = await verifyDump(
      { ...bytes, chunks: { [Symbol.asyncIterator]: chunks } },
      {
        hasher: () => {
          const hash = createHash('sha256');
          return { update: (part) => void hash.update(part), digest: () => hash.digest('hex') };
        },
        ...(target === undefined ? {} : { target: { ...target, ...source } }),
        signal,
        onProgress: ({ current }) => (current === undefined ? undefined : onTable(current)),
      },
    );
    while ((await iterator.next()).done !== true);
    return { dump: { ...found, ...name } };
  } catch (error) {
    // What the reader of statements itself could not cope with is damage of the dump, not a failure of ours.
    const reason = failure ?? error;
    if (!isOpsError(reason) || !['unreadable', 'unsupported'].includes(reason.reason)) throw reason;
    return { dump: nothingOf(name), damage: explained(reason) };
  } finally {
    await iterator.return?.();
  }
}

/** A dump of which nothing could be read. */
function nothingOf(name: { readonly entry: string; readonly database?: string }): VerifiedDump {
  return {
    ...name,
    bytes: 0,
    statements: 0,
    tables: [],
    views: 0,
    triggers: 0,
    routines: 0,
    events: 0,
    rewritings: [],
    problems: ['It could not be read to its end.'],
  };
}

/** Message and what to do, as one paragraph. */
export const explained = (error: OpsError): string => error.explanation;
