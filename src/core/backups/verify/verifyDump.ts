import { throwIfAborted } from '../../base/abort';
import type { DumpBytes } from '../dump/dumpBytes';
import { createDumpReader } from '../dump/dumpReader';
import { createRewriter, type RewriteContext } from '../dump/rewrite';
import type { DumpStatement } from '../dump/statement';
import { createContents } from './contents';
import type { VerifiedDump, VerifyProgress } from './report';

/** Port: SHA-256 as a stream. Node's `createHash('sha256')` fits, with `digest()` in hex. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  digest(): string;
}

export interface VerifyDumpOptions {
  /** A new hasher for each table. */
  readonly hasher: () => Hasher;
  /** The server that it would be restored to: then `rewritings` and its refusals are part of the answer. */
  readonly target?: RewriteContext;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

/** Decompressed bytes between two reports of progress. */
const progressBytes = 4_194_304;

/**
 * Reads a dump to its end: whether it is whole, what is in it, and what a restore would write differently.
 *
 * A table's SHA-256 is over its CREATE TABLE, a line feed, and its rows as they are written, with commas between them: how many
 * rows share a statement makes no difference. Rejects with what `DumpBytes` rejects with, and with OpsError `cancelled`.
 */
export async function verifyDump(dump: DumpBytes, options: VerifyDumpOptions): Promise<VerifiedDump> {
  const { target, signal, onProgress } = options;
  const reader = createDumpReader();
  const rewriter = target === undefined ? undefined : createRewriter(target);
  const contents = createContents(options.hasher);
  const add = (statements: readonly DumpStatement[]): void => {
    for (const statement of statements) {
      contents.add(statement);
      rewriter?.rewrite(statement);
    }
  };
  const report = (): void => {
    const current = contents.current;
    onProgress?.({
      readBytes: dump.readBytes(),
      totalBytes: dump.totalBytes,
      ...(current === undefined ? {} : { current }),
    });
  };
  let unreported = 0;
  for await (const chunk of dump.chunks) {
    throwIfAborted(signal);
    add(reader.push(chunk));
    unreported += chunk.length;
    if (unreported < progressBytes) continue;
    unreported = 0;
    report();
  }
  throwIfAborted(signal);
  const { statements, end } = reader.end();
  add(statements);
  report();
  const database = end.databases[0] ?? end.database;
  return {
    entry: dump.name,
    ...(database === undefined ? {} : { database }),
    ...(end.server === undefined ? {} : { server: end.server }),
    bytes: end.bytes,
    statements: end.statements,
    ...contents.found(),
    rewritings: rewriter?.rewritings ?? [],
    problems: [...end.problems, ...contents.problems],
    ...(rewriter === undefined ? {} : { refusals: rewriter.problems }),
    remarks: [...severalDatabases(end.databases, rewriter !== undefined), ...(rewriter?.remarks ?? [])],
  };
}

/** With a target, the rewriter has refused it already. */
function severalDatabases(databases: readonly string[], refused: boolean): readonly string[] {
  if (databases.length < 2 || refused) return [];
  return [
    `holds ${databases.length} databases: ${databases.slice(0, 5).join(', ')}${databases.length > 5 ? ' and more' : ''}`,
  ];
}
