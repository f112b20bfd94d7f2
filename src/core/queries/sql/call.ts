import type { Expression, OrderItem } from './ast';
import type { Cursor } from './cursor';

/** Functions whose first argument is a word of the language and no column. */
const wordFirst = new Set(['EXTRACT', 'TIMESTAMPADD', 'TIMESTAMPDIFF', 'GET_FORMAT']);
/** Functions whose arguments are joined by words. */
const joinedByWords = new Set(['TRIM', 'SUBSTRING', 'SUBSTR', 'MID', 'EXTRACT']);
const sides = new Set(['BOTH', 'LEADING', 'TRAILING']);
const duplicates = new Set(['DISTINCT', 'DISTINCTROW', 'ALL']);

/**
 * Reads a call of a function at its name, with all that the servers let stand between its parentheses, and OVER behind it.
 * @param from where a name with its schema began, when the parenthesis comes next
 */
export function readCall(cursor: Cursor, from?: number): Expression {
  const start = from ?? cursor.token.start;
  const name = from === undefined ? cursor.next().text.toUpperCase() : '';
  if (name === 'MATCH') return readMatch(cursor, start);
  if (name === 'CAST' || name === 'CONVERT') return readCast(cursor, name, start);
  const call = cursor.inParentheses(() => readArguments(cursor, name));
  const window = readOver(cursor);
  return {
    kind: 'call',
    name,
    arguments: window === undefined ? call.items : [...call.items, ...window],
    distinct: call.distinct,
    window: window !== undefined,
    start,
    end: cursor.behind,
  };
}

interface Arguments {
  readonly items: readonly Expression[];
  readonly distinct: boolean;
}

function readArguments(cursor: Cursor, name: string): Arguments {
  const items: Expression[] = [];
  if (cursor.is(')')) return { items, distinct: false };
  const duplicate = cursor.takeOneOf(duplicates);
  const distinct = duplicate !== undefined && duplicate !== 'ALL';
  if (name === 'TRIM' && cursor.takeOneOf(sides) !== undefined && cursor.take('FROM')) {
    items.push(cursor.expression());
    return { items, distinct };
  }
  if (wordFirst.has(name) && cursor.token.kind === 'word') {
    const { start, end, text } = cursor.next();
    items.push({ kind: 'literal', type: 'keyword', text, start, end });
  } else if (name === 'POSITION') {
    items.push(cursor.readers.operand(cursor));
    cursor.expect('IN');
    items.push(cursor.expression());
  } else items.push(readArgument(cursor));
  for (;;) {
    if (cursor.take(',')) items.push(readArgument(cursor));
    else if (joinedByWords.has(name) && (cursor.take('FROM') || cursor.take('FOR'))) items.push(cursor.expression());
    else if (!readEnding(cursor, items)) return { items, distinct };
  }
}

function readArgument(cursor: Cursor): Expression {
  const { start, end } = cursor.token;
  if (cursor.take('*')) return { kind: 'star', start, end };
  if (cursor.atMore()) {
    cursor.next();
    return { kind: 'more', start, end };
  }
  return cursor.expression();
}

/** ORDER BY, SEPARATOR and LIMIT of aggregates, USING of CHAR, AS of WEIGHT_STRING, RETURNING … ON EMPTY of JSON_VALUE. */
function readEnding(cursor: Cursor, items: Expression[]): boolean {
  if (cursor.take('ORDER', 'BY')) items.push(...readOrder(cursor).map(({ expression }) => expression));
  else if (cursor.take('SEPARATOR')) cursor.expression();
  else if (cursor.take('LIMIT')) cursor.list(() => readArgument(cursor));
  else if (cursor.take('USING')) cursor.next();
  else if (cursor.take('AS') || cursor.take('RETURNING')) readType(cursor);
  else if (cursor.peek().key === 'ON' && (cursor.take('ERROR') || cursor.takeNull())) {
    cursor.expect('ON');
    cursor.next();
  } else if (cursor.take('DEFAULT')) {
    cursor.expression();
    cursor.expect('ON');
    cursor.next();
  } else return false;
  return true;
}

function readMatch(cursor: Cursor, start: number): Expression {
  const list = (): Expression[] => cursor.list(() => cursor.readers.operand(cursor));
  const columns = cursor.is('(') ? cursor.inParentheses(list) : list();
  if (columns.some(({ kind }) => kind !== 'column')) cursor.fail();
  cursor.expect('AGAINST');
  const against = cursor.inParentheses(() => {
    // "IN BOOLEAN MODE" must not be read as IN of the text before it.
    const text = readPlain(cursor);
    if (cursor.take('IN', 'NATURAL', 'LANGUAGE', 'MODE')) cursor.take('WITH', 'QUERY', 'EXPANSION');
    else if (!cursor.take('IN', 'BOOLEAN', 'MODE')) cursor.take('WITH', 'QUERY', 'EXPANSION');
    return text;
  });
  return { kind: 'match', columns, against, start, end: cursor.behind };
}

/** What AGAINST takes: a literal, a variable, or an expression in parentheses or of a function. */
const readPlain = (cursor: Cursor): Expression => cursor.readers.operand(cursor);

function readCast(cursor: Cursor, name: string, start: number): Expression {
  return cursor.inParentheses(() => {
    const operand = cursor.expression();
    if (name === 'CONVERT' && cursor.take('USING')) {
      const from = cursor.next().start;
      return {
        kind: 'cast',
        operand,
        type: `CHAR CHARACTER SET ${cursor.sql.slice(from, cursor.behind)}`,
        start,
        end: cursor.behind + 1,
      };
    }
    if (name === 'CONVERT') cursor.expect(',');
    else {
      // CAST(x AT TIME ZONE '+00:00' AS DATETIME), MySQL 8.0.22.
      if (cursor.take('AT', 'TIME', 'ZONE')) cursor.expression();
      cursor.expect('AS');
    }
    const type = readType(cursor);
    return { kind: 'cast', operand, type, start, end: cursor.token.end };
  });
}

/** The words of a type with its lengths, upper case, one space between: "DECIMAL ( 10 , 2 )". */
export function readType(cursor: Cursor): string {
  const words: string[] = [];
  for (;;) {
    const { kind, key, text } = cursor.token;
    if (key === '(') {
      cursor.inParentheses(() => cursor.list(() => readArgument(cursor)));
      words.push('(…)');
    } else if ((kind === 'word' && !typeEnds.has(key)) || kind === 'name') {
      words.push(key === '' ? text : key);
      cursor.next();
    } else break;
  }
  if (words.length === 0) cursor.fail();
  return words.join(' ');
}

const typeEnds = new Set(['NULL', 'ERROR', 'DEFAULT', 'PATH', 'EXISTS', 'ON', 'FOR', 'COLLATE']);

/** Expressions with ASC or DESC behind them. */
export function readOrder(cursor: Cursor): OrderItem[] {
  return cursor.list(() => {
    const expression = readArgument(cursor);
    const descending = cursor.take('DESC');
    if (!descending) cursor.take('ASC');
    return { expression, descending };
  });
}

/** What stands in OVER; undefined: no OVER. */
function readOver(cursor: Cursor): readonly Expression[] | undefined {
  if (cursor.take('WITHIN', 'GROUP'))
    cursor.inParentheses(() => {
      cursor.expect('ORDER', 'BY');
      readOrder(cursor);
    });
  if (
    cursor.is('FROM') &&
    /^(?:FIRST|LAST)$/.test(cursor.peek().key) &&
    /^(?:OVER|RESPECT|IGNORE)$/.test(cursor.peek(2).key)
  ) {
    cursor.next();
    cursor.next();
  }
  if (!cursor.take('RESPECT', 'NULLS')) cursor.take('IGNORE', 'NULLS');
  if (!cursor.is('OVER') || !(cursor.peek().key === '(' || cursor.isName(false, 1))) return undefined;
  cursor.next();
  if (cursor.is('(')) return readWindow(cursor);
  cursor.next();
  return [];
}

const frames = new Set(['ROWS', 'RANGE', 'GROUPS']);

/** "(PARTITION BY a ORDER BY b ROWS …)": the expressions that it is cut and ordered by. */
export function readWindow(cursor: Cursor): readonly Expression[] {
  return cursor.inParentheses(() => {
    const found: Expression[] = [];
    if (cursor.isName() && !frames.has(cursor.token.key)) cursor.next();
    if (cursor.take('PARTITION', 'BY')) found.push(...cursor.list(() => cursor.expression()));
    if (cursor.take('ORDER', 'BY')) found.push(...readOrder(cursor).map(({ expression }) => expression));
    if (cursor.takeOneOf(frames) !== undefined) {
      if (cursor.take('BETWEEN')) {
        readBound(cursor);
        cursor.expect('AND');
      }
      readBound(cursor);
      if (cursor.take('EXCLUDE')) while (cursor.token.kind === 'word') cursor.next();
    }
    return found;
  });
}

function readBound(cursor: Cursor): void {
  if (cursor.take('CURRENT', 'ROW')) return;
  if (!cursor.take('UNBOUNDED')) cursor.readers.operand(cursor);
  if (!cursor.take('PRECEDING')) cursor.expect('FOLLOWING');
}
