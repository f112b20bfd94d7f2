import { classify, type Classified } from './classify';
import { createCutter, type Cut } from './cutter';
import { createHeader } from './header';
import { notSql, signatureBytes } from './notSql';
import { quotingOf, usualQuoting } from './quoting';
import { createSessionTracker } from './session';
import { toBinaryText } from './sqlText';
import type { DumpEnd, DumpStatement, RowForm } from './statement';
import { createWholeness } from './wholeness';

/** Cuts one dump into its statements. */
export interface DumpReader {
  /**
   * The statements that end in this chunk.
   * @param chunk any length; its memory must not be used again, as statements may lie in it
   */
  push(chunk: Uint8Array): readonly DumpStatement[];
  /** Call once, when no more bytes come. An unfinished statement is a problem, not a statement. */
  end(): { readonly statements: readonly DumpStatement[]; readonly end: DumpEnd };
}

/** No server takes a longer one: the most that max_allowed_packet can be. */
const longestStatement = 1_073_741_824;

/** Statements up to this length are copied, so that they do not keep the chunk in which they lie. */
const copiedBytes = 65_536;

const rowForms: readonly RowForm[] = ['plain', 'literals', 'expressions'];

/**
 * Reads a dump as mysqldump, mariadb-dump, spatie/db-dumper, mydumper (one of its files), phpMyAdmin and our own dumper write
 * it. Nothing is decoded: binary values stay as they are. Never throws; what cannot be read is a problem at the end.
 *
 * @param options.longestStatement bytes after which a statement is given up and reported; 1 GiB when left out
 */
export function createDumpReader(options: { readonly longestStatement?: number } = {}): DumpReader {
  const longest = options.longestStatement ?? longestStatement;
  const session = createSessionTracker();
  const wholeness = createWholeness();
  const header = createHeader();
  let found: DumpStatement[] = [];
  let statements = 0;
  let lastInsert: Classified = { kind: 'insert' };
  let head: Uint8Array | undefined = new Uint8Array(0);
  let quoting = usualQuoting;
  let refused = false;
  let bytes = 0;

  const cutter = createCutter({ cut, gap, withinBody }, longest, (offset) =>
    wholeness.add(
      `a statement at byte ${offset} is longer than ${Math.round(longest / 1_048_576)} MB: no server takes it`,
    ),
  );

  function cut(piece: Cut): void {
    const about = piece.sameHead ? lastInsert : classify(piece.bytes, piece.rowsAt, quoting);
    if (piece.rows > 0) lastInsert = about;
    if (about.kind === 'set') {
      session.set(toBinaryText(piece.bytes));
      quoting = quotingOf(session.state.sqlMode);
      cutter.setQuoting(quoting);
    }
    const statement = assemble(piece, about, session.state);
    wholeness.statement(statement);
    header.statement(statement);
    statements++;
    found.push(statement);
  }

  function gap(text: Uint8Array): void {
    const line = header.comment(text);
    if (line !== undefined) wholeness.message(line);
  }

  /** The head decides what it is; once a body began, only a ";" at the end of a line ends it, as mydumper writes. */
  function withinBody(start: Uint8Array): boolean {
    const { kind } = classify(start, -1, quoting);
    if (kind !== 'createTrigger' && kind !== 'createRoutine' && kind !== 'createEvent') return false;
    return /\bBEGIN\b/i.test(toBinaryText(start));
  }

  function take(): readonly DumpStatement[] {
    const statementsFound = found;
    found = [];
    return statementsFound;
  }

  /** Looks at the first bytes before anything is cut. */
  function begin(chunk: Uint8Array, last: boolean): Uint8Array | undefined {
    if (head === undefined) return chunk;
    const together = new Uint8Array(head.length + chunk.length);
    together.set(head);
    together.set(chunk, head.length);
    head = together;
    if (together.length < signatureBytes && !last) return undefined;
    head = undefined;
    const reason = together.length === 0 ? 'is empty' : notSql(together);
    if (reason === undefined) return together;
    refused = true;
    wholeness.add(reason);
    return undefined;
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      if (refused) return [];
      const ready = begin(chunk, false);
      if (ready !== undefined) cutter.push(ready);
      return take();
    },
    end() {
      const ready = refused ? undefined : begin(new Uint8Array(0), true);
      if (ready !== undefined) cutter.push(ready);
      const problems = wholeness.end(
        refused ? undefined : cutter.end(),
        session.unrestored.map((name) => `@${name}`),
      );
      return { statements: take(), end: { bytes, statements, ...header.found, problems } };
    },
  };
}

function assemble(piece: Cut, about: Classified, state: DumpStatement['session'] & {}): DumpStatement {
  const { bytes, offset, rows, rowsAt, form } = piece;
  if (about.kind === 'insert')
    return rows === 0
      ? { ...about, bytes, offset }
      : { ...about, bytes, offset, rows, rowsAt, rowForm: rowForms[form] ?? 'expressions' };
  const own = bytes.length <= copiedBytes && bytes.length < bytes.buffer.byteLength ? bytes.slice() : bytes;
  const kept =
    about.kind === 'createView' ||
    about.kind === 'createTrigger' ||
    about.kind === 'createRoutine' ||
    about.kind === 'createEvent';
  return { ...about, bytes: own, offset, ...(kept ? { session: state } : {}) };
}
