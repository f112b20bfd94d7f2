import type { DatabaseDumpOptions } from '../../core/backups/dumper/dumper';
import type { Piece } from '../../core/backups/dumper/objects';
import type { DumpWriter } from '../../core/backups/dumper/rowWriter';
import type { DumpCatalog } from './dumpCatalog';
import type { DumpSession } from './dumpSession';

/** What one dump works with. */
export interface DumpWork extends Pick<DatabaseDumpOptions, 'withoutRowsOf' | 'onProgress'> {
  readonly session: DumpSession;
  readonly database: string;
  readonly catalog: DumpCatalog;
  readonly writer: DumpWriter;
  /** A promise while the sink has enough. */
  readonly wait: () => Promise<void> | undefined;
  readonly flavour: 'mysql' | 'mariadb';
  /** Bytes that an INSERT of several rows may have. */
  readonly statementBytes: number;
}

/** Writes pieces one after the other. */
export function write(writer: DumpWriter, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    if (typeof piece === 'string') writer.text(piece);
    else writer.bytes(piece);
  }
}

/** Turns the server's refusal to show an object into a remark; anything else is thrown again. */
export function left(error: unknown, what: string, remarks: string[]): undefined {
  const message = error instanceof Error ? error.message : String(error);
  // 1142, 1143, 1227, 1370: no privilege · 1356: names what is gone · 1305, 1360, 1539: dropped meanwhile.
  const number = /\((1142|1143|1227|1370|1356|1305|1360|1539)\)/.exec(message)?.[1];
  if (number === undefined) throw error;
  const why =
    number === '1356'
      ? 'it names tables, columns or functions that are gone, or its definer may not use them'
      : number === '1305' || number === '1360' || number === '1539'
        ? 'it was dropped while the backup ran'
        : 'the account may not see its definition';
  remarks.push(`Not in this backup: ${what}, because ${why}.`);
  return undefined;
}
