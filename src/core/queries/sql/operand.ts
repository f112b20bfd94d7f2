import type { Expression } from './ast';
import { readCall } from './call';
import type { Cursor } from './cursor';
import { bareFunctions, functionWords, isUnit } from './words';

/** How many COLLATE may follow one operand. */
const mostCollations = 20;

/** An operand with the signs before it and `->`, COLLATE behind it. */
export function readOperand(cursor: Cursor): Expression {
  const { key, start } = cursor.token;
  if (key === '-' || key === '+' || key === '~' || key === 'BINARY') {
    cursor.next();
    const operand = cursor.deeper(() => readOperand(cursor));
    const { end } = cursor.peek(-1);
    if (key === '-' && operand.kind === 'literal' && operand.type === 'number' && !operand.text.startsWith('-'))
      return { ...operand, text: `-${operand.text}`, start };
    return { kind: 'unary', operator: key === 'BINARY' ? 'binary' : key, operand, start, end };
  }
  if (cursor.take('!')) {
    const operand = cursor.deeper(() => readOperand(cursor));
    return { kind: 'not', operand, start, end: operand.end };
  }
  let operand = readPrimary(cursor);
  for (let count = 0; count < mostCollations; count++) {
    if (cursor.is('->') || cursor.is('->>')) {
      const unquoted = cursor.next().key === '->>';
      const path = readPrimary(cursor);
      operand = { kind: 'json', unquoted, operand, path, start, end: cursor.behind };
    } else if (cursor.take('COLLATE')) {
      const collation = cursor.token.kind === 'string' || cursor.is('BINARY') ? cursor.next().text : cursor.name();
      operand = { kind: 'collate', operand, collation, start, end: cursor.behind };
    } else break;
  }
  return operand;
}

function readPrimary(cursor: Cursor): Expression {
  const { kind, start, end, text } = cursor.token;
  switch (kind) {
    case 'number':
      cursor.next();
      return { kind: 'literal', type: 'number', text, start, end };
    case 'binary':
      cursor.next();
      return { kind: 'literal', type: 'binary', text, start, end };
    case 'string':
      return readString(cursor);
    case 'placeholder':
      return readPlaceholder(cursor);
    case 'variable':
      cursor.next();
      // "@@SESSION . `sql_mode`" of a digest.
      while (cursor.is('.') && cursor.isName(true, 1)) {
        cursor.next();
        cursor.next();
      }
      return { kind: 'variable', start, end: cursor.behind };
    case 'word':
      return readWord(cursor);
    case 'name':
      return cursor.peek().key === '(' ? readCall(cursor) : readColumn(cursor);
    case 'symbol':
      if (cursor.is('(')) return readParentheses(cursor);
      return readOdbc(cursor);
    default:
      return cursor.fail();
  }
}

/** A string; strings that follow directly belong to it. */
function readString(cursor: Cursor): Expression {
  const { start } = cursor.token;
  let { text } = cursor.next();
  if (cursor.token.kind === 'string') {
    const parts = [text];
    while (cursor.token.kind === 'string') parts.push(cursor.next().text);
    text = parts.join('');
  }
  return { kind: 'literal', type: 'string', text, start, end: cursor.behind };
}

/** "?"; digests write strings that follow each other as "? ?". */
function readPlaceholder(cursor: Cursor): Expression {
  const { start, text } = cursor.next();
  if (text === '') while (cursor.token.kind === 'placeholder' && cursor.token.text === '') cursor.next();
  return { kind: 'placeholder', ...(text === '' ? {} : { name: text }), start, end: cursor.behind };
}

function readWord(cursor: Cursor): Expression {
  const { key, start, end } = cursor.token;
  const following = cursor.peek();
  switch (key) {
    case 'NULL':
      cursor.next();
      return { kind: 'literal', type: 'null', text: 'NULL', start, end };
    case 'TRUE':
    case 'FALSE':
      cursor.next();
      return { kind: 'literal', type: 'boolean', text: key === 'TRUE' ? '1' : '0', start, end };
    case 'CASE':
      return readCase(cursor);
    case 'EXISTS': {
      cursor.next();
      if (!cursor.atQuery()) cursor.fail();
      const query = cursor.inParentheses(() => cursor.query());
      return { kind: 'exists', query, start, end: cursor.behind };
    }
    case 'MATCH':
      return readCall(cursor);
    case 'INTERVAL':
      return readInterval(cursor);
    case 'ROW':
      if (following.key !== '(') break;
      cursor.next();
      return { kind: 'row', items: cursor.inParentheses(() => readItems(cursor)), start, end: cursor.behind };
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      if (following.kind !== 'string' && following.kind !== 'placeholder') break;
      cursor.next();
      if (following.kind === 'placeholder') return readPlaceholder(cursor);
      cursor.next();
      return { kind: 'literal', type: 'temporal', text: following.text, start, end: following.end };
    case 'DEFAULT':
      if (following.key === '(') break;
      cursor.next();
      return { kind: 'literal', type: 'keyword', text: key, start, end };
    case 'NEXT':
    case 'PREVIOUS':
      if (following.key !== 'VALUE' || cursor.peek(2).key !== 'FOR') break;
      cursor.take(key, 'VALUE', 'FOR');
      readColumn(cursor);
      return {
        kind: 'call',
        name: 'NEXTVAL',
        arguments: [],
        distinct: false,
        window: false,
        start,
        end: cursor.behind,
      };
  }
  if (key.startsWith('_') && /^(?:string|binary|placeholder)$/.test(following.kind)) {
    // A charset introducer.
    cursor.next();
    return { ...readPrimary(cursor), start };
  }
  if (bareFunctions.has(key) && following.key !== '(') {
    cursor.next();
    return { kind: 'call', name: key, arguments: [], distinct: false, window: false, start, end };
  }
  if (following.key === '(' && (functionWords.has(key) || cursor.isName())) return readCall(cursor);
  return readColumn(cursor);
}

/** "a", "t.a", "schema.t.a", and with a star at the end. A function of a schema too: "schema.f(1)". */
export function readColumn(cursor: Cursor): Expression {
  const { start } = cursor.token;
  const first = cursor.name();
  if (!cursor.take('.')) return { kind: 'column', name: first, start, end: cursor.behind };
  if (cursor.take('*')) return { kind: 'star', table: first, start, end: cursor.behind };
  const second = cursor.name(true);
  if (cursor.is('(')) return readCall(cursor, start);
  if (!cursor.take('.')) return { kind: 'column', table: first, name: second, start, end: cursor.behind };
  if (cursor.take('*')) return { kind: 'star', schema: first, table: second, start, end: cursor.behind };
  return { kind: 'column', schema: first, table: second, name: cursor.name(true), start, end: cursor.behind };
}

function readParentheses(cursor: Cursor): Expression {
  const { start } = cursor.token;
  if (cursor.atQuery()) {
    const query = cursor.inParentheses(() => cursor.query());
    return { kind: 'subquery', query, start, end: cursor.behind };
  }
  const items = cursor.inParentheses(() => readItems(cursor));
  const [only] = items;
  if (only === undefined || items.length > 1 || only.kind === 'more')
    return { kind: 'row', items, start, end: cursor.behind };
  // "(_charset) ?" is what MySQL's digests make of an introducer.
  if (only.kind === 'column' && only.name === '_charset' && cursor.token.kind === 'placeholder')
    return readPlaceholder(cursor);
  return only;
}

/** `{d '2026-01-01'}` and `{fn f()}` of ODBC; digests quote the word. */
function readOdbc(cursor: Cursor): Expression {
  cursor.expect('{');
  if (!cursor.isName(true)) cursor.fail();
  cursor.next();
  return cursor.deeper(() => {
    const inside = cursor.expression();
    cursor.expect('}');
    return inside;
  });
}

function readCase(cursor: Cursor): Expression {
  const { start } = cursor.next();
  return cursor.deeper(() => {
    const parts: Expression[] = [];
    if (!cursor.is('WHEN')) parts.push(cursor.expression());
    if (!cursor.is('WHEN')) cursor.fail();
    while (cursor.take('WHEN')) {
      parts.push(cursor.expression());
      cursor.expect('THEN');
      parts.push(cursor.expression());
    }
    if (cursor.take('ELSE')) parts.push(cursor.expression());
    cursor.expect('END');
    return { kind: 'case', parts, start, end: cursor.behind };
  });
}

/** INTERVAL 1 DAY; INTERVAL(a, b) is a function. */
function readInterval(cursor: Cursor): Expression {
  const { start } = cursor.next();
  const value = cursor.deeper(() => cursor.expression());
  if (isUnit(cursor.token.key)) {
    const unit = cursor.next().key.replace('SQL_TSI_', '');
    return { kind: 'interval', value, unit, start, end: cursor.behind };
  }
  if (value.kind !== 'row') cursor.fail();
  return {
    kind: 'call',
    name: 'INTERVAL',
    arguments: value.items,
    distinct: false,
    window: false,
    start,
    end: cursor.behind,
  };
}

/** One or more expressions with commas between; a digest leaves some out: `?, ...`. */
export function readItems(cursor: Cursor): Expression[] {
  return cursor.list(() => readItem(cursor));
}

/** An expression, or the "..." of a digest. */
export function readItem(cursor: Cursor): Expression {
  if (!cursor.atMore()) return cursor.expression();
  const { start, end } = cursor.token;
  cursor.next();
  return { kind: 'more', start, end };
}
