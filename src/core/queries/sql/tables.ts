import type { JoinKind, TableName, TableReference, TableSource } from './ast';
import { readType } from './call';
import type { Cursor } from './cursor';

/** A FROM clause without its first word: tables with commas and joins between, in the order written. */
export function readTables(cursor: Cursor): TableReference[] {
  const tables: TableReference[] = [];
  do {
    const from = tables.length;
    tables.push({ join: from === 0 ? 'first' : 'comma', natural: false, source: readSource(cursor) });
    readJoins(cursor, tables, from);
  } while (cursor.take(','));
  return tables;
}

/**
 * "a LEFT JOIN b JOIN c ON … ON …" joins b and c first: when a condition comes for a join that lies further back, everything
 * behind it becomes one reference.
 */
function readJoins(cursor: Cursor, tables: TableReference[], from: number): void {
  const waiting: number[] = [];
  let wraps = 0;
  for (;;) {
    const join = readJoinWords(cursor);
    if (join !== undefined) {
      if (!join.natural) waiting.push(tables.length);
      tables.push({ ...join, source: readSource(cursor) });
      continue;
    }
    const condition = readCondition(cursor);
    if (condition === undefined) break;
    const at = waiting.pop();
    const joined = at === undefined ? undefined : tables[at];
    if (at === undefined || joined === undefined || at <= from) cursor.fail();
    const behind = tables.splice(at + 1);
    // Inner joins without a condition need none: they may as well stand side by side.
    if (behind.length === 0 || (joined.join === 'inner' && behind.every(({ join }) => join === 'inner')))
      tables.splice(at, 1, { ...joined, ...condition }, ...behind);
    else {
      if (++wraps > 50) cursor.fail('deep');
      const nest: TableSource = {
        kind: 'nest',
        tables: [{ join: 'first', natural: false, source: joined.source }, ...behind],
      };
      tables.splice(at, 1, { ...joined, source: nest, ...condition });
    }
  }
  // An outer join has to say what it joins by.
  if (waiting.some((at) => tables[at]?.join === 'left' || tables[at]?.join === 'right')) cursor.fail();
}

function readCondition(cursor: Cursor): Pick<TableReference, 'on' | 'using'> | undefined {
  // INSERT … SELECT … FROM a JOIN b ON DUPLICATE KEY UPDATE.
  if (cursor.is('ON') && cursor.peek().key === 'DUPLICATE' && cursor.peek(2).key === 'KEY') return undefined;
  if (cursor.take('ON')) return { on: cursor.expression() };
  if (cursor.take('USING')) return { using: cursor.inParentheses(() => cursor.list(() => cursor.name())) };
  return undefined;
}

function readJoinWords(cursor: Cursor): { join: JoinKind; natural: boolean } | undefined {
  if (
    cursor.take('JOIN') ||
    cursor.take('INNER', 'JOIN') ||
    cursor.take('CROSS', 'JOIN') ||
    cursor.take('STRAIGHT_JOIN')
  )
    return { join: 'inner', natural: false };
  const natural = cursor.take('NATURAL');
  for (const [word, join] of sides)
    if (cursor.take(word)) {
      cursor.take('OUTER');
      cursor.expect('JOIN');
      return { join, natural };
    }
  if (!natural) return undefined;
  cursor.take('INNER');
  cursor.expect('JOIN');
  return { join: 'inner', natural };
}

const sides = [
  ['LEFT', 'left'],
  ['RIGHT', 'right'],
] as const;

function readSource(cursor: Cursor): TableSource {
  if (cursor.take('LATERAL')) return readDerived(cursor, true);
  if (cursor.is('(')) {
    if (cursor.atQuery()) return readDerived(cursor, false);
    const tables = cursor.inParentheses(() => readTables(cursor));
    const [only] = tables;
    return tables.length === 1 && only !== undefined ? only.source : { kind: 'nest', tables };
  }
  if (cursor.is('{') && cursor.peek().text.toUpperCase() === 'OJ') {
    cursor.next();
    cursor.next();
    const tables = cursor.deeper(() => readTables(cursor));
    cursor.expect('}');
    return { kind: 'nest', tables };
  }
  if (cursor.is('JSON_TABLE') && cursor.peek().key === '(') return readJsonTable(cursor);
  const table = readTableName(cursor);
  const partitions = cursor.take('PARTITION')
    ? cursor.inParentheses(() => cursor.list(() => cursor.name()))
    : undefined;
  readSystemTime(cursor);
  const alias = readAlias(cursor);
  const hint = readIndexHints(cursor);
  return {
    kind: 'table',
    table,
    ...(alias === undefined ? {} : { alias }),
    ...(partitions === undefined ? {} : { partitions }),
    ...(hint.length === 0 ? {} : { hint }),
  };
}

export function readTableName(cursor: Cursor): TableName {
  const { start } = cursor.token;
  // ".t" is a table of the selected schema.
  if (cursor.take('.')) return { name: cursor.name(true), start, end: cursor.behind };
  const first = cursor.name();
  if (!cursor.is('.') || cursor.peek().key === '*') return { name: first, start, end: cursor.behind };
  cursor.next();
  return { schema: first, name: cursor.name(true), start, end: cursor.behind };
}

/** MariaDB's system-versioned tables: FOR SYSTEM_TIME AS OF …, BETWEEN … AND …, FROM … TO …, ALL. */
function readSystemTime(cursor: Cursor): void {
  if (!cursor.take('FOR', 'SYSTEM_TIME')) return;
  const operand = (): unknown => cursor.readers.operand(cursor);
  if (cursor.take('ALL')) return;
  if (cursor.take('AS', 'OF')) {
    if (cursor.is('TRANSACTION')) cursor.next();
    operand();
  } else if (cursor.take('BETWEEN')) {
    operand();
    cursor.expect('AND');
    operand();
  } else {
    cursor.expect('FROM');
    operand();
    cursor.expect('TO');
    operand();
  }
}

/** Words that no table is called by without AS, though they are reserved on one of the servers only. */
const notAliases = new Set('EXCEPT INTERSECT OFFSET WINDOW OVER RETURNING LATERAL END'.split(' '));

/** An alias with AS or without. One that was written as a string is "?" in a digest. */
export function readAlias(cursor: Cursor): string | undefined {
  const quoted = cursor.peek().kind;
  if ((quoted === 'string' || quoted === 'placeholder') && cursor.take('AS')) return cursor.next().text;
  if (cursor.take('AS')) return cursor.name();
  return cursor.isName() && !notAliases.has(cursor.token.key) ? cursor.next().text : undefined;
}

const hintWords = new Set(['USE', 'FORCE', 'IGNORE']);

/** USE INDEX FOR ORDER BY (a, PRIMARY) and the like, several of them: the names. */
function readIndexHints(cursor: Cursor): string[] {
  const names: string[] = [];
  for (;;) {
    const what = cursor.peek().key;
    if ((what !== 'INDEX' && what !== 'KEY') || cursor.takeOneOf(hintWords) === undefined) return names;
    cursor.next();
    if (cursor.take('FOR') && !cursor.take('JOIN')) {
      if (!cursor.take('ORDER')) cursor.expect('GROUP');
      cursor.expect('BY');
    }
    cursor.inParentheses(() => {
      if (cursor.is(')')) return;
      names.push(...cursor.list(() => (cursor.is('PRIMARY') ? cursor.next().text : cursor.name())));
    });
  }
}

function readDerived(cursor: Cursor, lateral: boolean): TableSource {
  const query = cursor.inParentheses(() => cursor.query());
  const alias = readAlias(cursor);
  const columns =
    alias !== undefined && cursor.is('(') ? cursor.inParentheses(() => cursor.list(() => cursor.name())) : undefined;
  return {
    kind: 'derived',
    query,
    lateral,
    ...(alias === undefined ? {} : { alias }),
    ...(columns === undefined ? {} : { columns }),
  };
}

function readJsonTable(cursor: Cursor): TableSource {
  const { text: name } = cursor.next();
  const columns: string[] = [];
  const given = cursor.inParentheses(() => {
    const first = cursor.expression();
    cursor.expect(',');
    // A digest makes "?, ..." of the document and the path.
    if (cursor.atMore()) cursor.next();
    else cursor.expression();
    readJsonColumns(cursor, columns);
    return first;
  });
  const alias = readAlias(cursor);
  return { kind: 'function', name, arguments: [given], columns, ...(alias === undefined ? {} : { alias }) };
}

/** COLUMNS (id FOR ORDINALITY, a INT PATH '$.a' DEFAULT '1' ON EMPTY, NESTED PATH '$' COLUMNS (…)); digests: FIELDS. */
function readJsonColumns(cursor: Cursor, names: string[]): void {
  if (!cursor.take('FIELDS')) cursor.expect('COLUMNS');
  cursor.inParentheses(() =>
    cursor.list(() => {
      if (cursor.take('NESTED')) {
        cursor.take('PATH');
        cursor.expression();
        return readJsonColumns(cursor, names);
      }
      names.push(cursor.name());
      if (cursor.take('FOR', 'ORDINALITY')) return undefined;
      readType(cursor);
      if (cursor.take('COLLATE')) cursor.next();
      cursor.take('EXISTS');
      cursor.expect('PATH');
      cursor.expression();
      for (;;) {
        if (cursor.take('DEFAULT')) cursor.expression();
        else if (!cursor.take('ERROR') && !cursor.takeNull()) return undefined;
        cursor.expect('ON');
        cursor.next();
      }
    }),
  );
}
