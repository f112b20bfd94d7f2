import { usualQuoting } from './quoting';
import type { DumpStatementKind } from './statement';
import { decodeName, toBinaryText, tokenizeHead } from './sqlText';
import { isStandIn } from './standIn';
import { readTokens, type TokenReader } from './tokenReader';

/** What a statement does and what it is about. */
export interface Classified {
  readonly kind: DumpStatementKind;
  readonly name?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly standIn?: true;
}

/** Bytes of a statement that are looked at: enough for the names of 1,000 columns. */
const headBytes = 131_072;

/**
 * Reads the beginning of a statement.
 * @param rowsAt where its rows begin, when it has any
 */
export function classify(bytes: Uint8Array, rowsAt = -1, quoting = usualQuoting): Classified {
  const text = toBinaryText(bytes.subarray(0, rowsAt >= 0 ? rowsAt : headBytes));
  const tokens = tokenizeHead(text, rowsAt >= 0 ? Infinity : 64, quoting);
  if (text.startsWith('/*!999999\\-') || text.startsWith('/*M!999999\\-')) return { kind: 'sandbox' };
  const reader = readTokens(tokens, text);
  const result = statement(reader);
  return isStandIn(result, text, bytes) ? { ...result, standIn: true } : result;
}

function statement(reader: TokenReader): Classified {
  const verb = reader.next();
  switch (verb?.kind === 'word' ? verb.text : '') {
    case 'INSERT':
    case 'REPLACE':
      return insert(reader);
    case 'CREATE':
      return create(reader);
    case 'DROP':
      return drop(reader);
    case 'SET':
      return { kind: 'set' };
    case 'USE':
      return { kind: 'use', ...named(reader) };
    case 'LOCK':
      return reader.take('TABLES', 'TABLE') === undefined
        ? { kind: 'other' }
        : { kind: 'lockTables', ...named(reader) };
    case 'UNLOCK':
      return reader.take('TABLES', 'TABLE') === undefined ? { kind: 'other' } : { kind: 'unlockTables' };
    case 'ALTER':
      return alter(reader);
    case 'START':
      return { kind: reader.take('TRANSACTION') === undefined ? 'other' : 'transaction' };
    case 'BEGIN':
    case 'COMMIT':
    case 'ROLLBACK':
      return { kind: 'transaction' };
    case 'SELECT':
    case 'DO':
      return reader.takeAll('SETVAL', '(') ? { kind: 'setSequence', ...named(reader) } : { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}

function insert(reader: TokenReader): Classified {
  while (reader.take('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO') !== undefined);
  const about = named(reader);
  if (reader.take('(') === undefined) return { kind: 'insert', ...about };
  const columns: string[] = [];
  do {
    const column = reader.name();
    if (column === undefined) return { kind: 'insert', ...about };
    columns.push(decodeName(column));
  } while (reader.take(',') !== undefined);
  return reader.take(')') === undefined ? { kind: 'insert', ...about } : { kind: 'insert', ...about, columns };
}

function create(reader: TokenReader): Classified {
  for (;;) {
    if (reader.takeAll('OR', 'REPLACE') || reader.take('TEMPORARY', 'AGGREGATE') !== undefined) continue;
    if (reader.takeAll('ALGORITHM', '=') || reader.takeAll('SQL', 'SECURITY')) reader.next();
    else if (reader.takeAll('DEFINER', '=')) account(reader);
    else break;
  }
  const what = reader.next()?.text ?? '';
  if (what === 'PACKAGE') reader.take('BODY');
  reader.takeAll('IF', 'NOT', 'EXISTS');
  switch (what) {
    case 'TABLE':
      return { kind: 'createTable', ...named(reader) };
    case 'VIEW':
      return { kind: 'createView', ...named(reader) };
    case 'TRIGGER':
      return trigger(reader);
    case 'FUNCTION':
    case 'PROCEDURE':
    case 'PACKAGE':
      return routine(reader);
    case 'EVENT':
      return { kind: 'createEvent', ...named(reader) };
    case 'SEQUENCE':
      return { kind: 'createSequence', ...named(reader) };
    case 'DATABASE':
    case 'SCHEMA':
      return { kind: 'createDatabase', ...named(reader) };
    default:
      return { kind: 'other' };
  }
}

/** Takes `user`@`host`, or CURRENT_USER with or without brackets. */
function account(reader: TokenReader): void {
  reader.next();
  if (reader.take('@') !== undefined) reader.next();
  else if (reader.take('(') !== undefined) reader.take(')');
}

function trigger(reader: TokenReader): Classified {
  const about = named(reader);
  for (let index = 0; index < 8; index++) {
    if (reader.take('ON') !== undefined) {
      const on = reader.qualified();
      return { kind: 'createTrigger', ...about, ...(on === undefined ? {} : { table: decodeName(on.name) }) };
    }
    reader.next();
  }
  return { kind: 'createTrigger', ...about };
}

/** A function from a shared library is none that a dump may bring. */
function routine(reader: TokenReader): Classified {
  const about = named(reader);
  if (reader.take('RETURNS') !== undefined) {
    reader.next();
    if (reader.take('SONAME') !== undefined) return { kind: 'other' };
  }
  return { kind: 'createRoutine', ...about };
}

const droppable = ['TABLE', 'VIEW', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT', 'SEQUENCE', 'PACKAGE'] as const;

function drop(reader: TokenReader): Classified {
  reader.take('TEMPORARY');
  const isDatabase = reader.take('DATABASE', 'SCHEMA') !== undefined;
  const what = reader.take(...droppable);
  if (!isDatabase && what === undefined) return { kind: 'other' };
  if (what === 'PACKAGE') reader.take('BODY');
  reader.takeAll('IF', 'EXISTS');
  return { kind: isDatabase ? 'dropDatabase' : 'drop', ...named(reader) };
}

function alter(reader: TokenReader): Classified {
  if (reader.take('DATABASE', 'SCHEMA') !== undefined) return { kind: 'alterDatabase', ...named(reader) };
  if (reader.take('TABLE') === undefined) return { kind: 'other' };
  const about = named(reader);
  const keys = reader.take('DISABLE', 'ENABLE') !== undefined && reader.take('KEYS') !== undefined;
  return { kind: keys ? 'keys' : 'alterTable', ...about };
}

function named(reader: TokenReader): { name?: string; schema?: string } {
  const found = reader.qualified();
  if (found === undefined) return {};
  const name = decodeName(found.name);
  return found.schema === undefined ? { name } : { name, schema: decodeName(found.schema) };
}
