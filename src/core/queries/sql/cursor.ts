import type { Expression, Query } from './ast';
import type { Dialect } from './dialect';
import { reserved } from './words';
import type { Token } from './token';

/**
 * Why a text was not read. `cut`: it ends too early · `deep`: nested deeper than we follow · `long`: over a million characters ·
 * `kind`: a statement of another kind · `several`: more than one · `into`: SELECT … INTO · `empty`: no statement at all.
 */
export type Obstacle = 'cut' | 'syntax' | 'deep' | 'long' | 'kind' | 'several' | 'into' | 'empty';

/** Thrown by the readers of this folder, caught by `parseStatement`. */
export class Stopped extends Error {
  constructor(
    readonly obstacle: Obstacle,
    readonly at: number,
  ) {
    super(obstacle);
  }
}

/** How deep parentheses, subqueries and the like may stand in each other. The servers give up earlier. */
export const deepest = 200;

/** What expressions, tables and queries need of each other: handed in, because each contains the others. */
export interface Readers {
  readonly expression: (cursor: Cursor) => Expression;
  readonly query: (cursor: Cursor) => Query;
  /** What stands between operators: no comparison, no arithmetic. */
  readonly operand: (cursor: Cursor) => Expression;
}

/** A place in the tokens of one statement. */
export class Cursor {
  private index = 0;
  private depth = 0;
  private closings: Int32Array | undefined;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly last: Token,
    readonly sql: string,
    readonly dialect: Dialect,
    readonly readers: Readers,
  ) {}

  get token(): Token {
    return this.tokens[this.index] ?? this.last;
  }

  /** The token so many further; `last` behind the end. */
  peek(ahead = 1): Token {
    return this.tokens[this.index + ahead] ?? this.last;
  }

  /** Where what was read ends. */
  get behind(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }

  next(): Token {
    const { token } = this;
    if (this.index < this.tokens.length) this.index++;
    return token;
  }

  is(key: string): boolean {
    return this.token.key === key;
  }

  /** Reads the words or symbols when all of them come next. */
  take(...keys: readonly string[]): boolean {
    if (this.token.key !== keys[0]) return false;
    for (let ahead = 1; ahead < keys.length; ahead++) if (this.peek(ahead).key !== keys[ahead]) return false;
    this.index += keys.length;
    return true;
  }

  /** Reads the first of them that comes next. */
  takeOneOf(keys: ReadonlySet<string>): string | undefined {
    const { key } = this.token;
    return key !== '' && keys.has(key) ? this.next().key : undefined;
  }

  /** True at the "..." of a digest: behind "?," or alone in parentheses. Elsewhere it says that the text was cut. */
  atMore(): boolean {
    if (this.token.kind !== 'more') return false;
    const before = this.peek(-1).key;
    return before === '(' || (before === ',' && this.peek(-2).kind === 'placeholder');
  }

  /** NULL, which a digest writes as "?". */
  takeNull(): boolean {
    if (!this.is('NULL') && this.token.kind !== 'placeholder') return false;
    this.next();
    return true;
  }

  expect(...keys: readonly string[]): void {
    for (const key of keys) if (!this.take(key)) this.fail();
  }

  fail(obstacle?: Obstacle): never {
    const { kind, start } = this.token;
    throw new Stopped(obstacle ?? (kind === 'end' || kind === 'open' || kind === 'more' ? 'cut' : 'syntax'), start);
  }

  /** What stands one level deeper. */
  deeper<Result>(read: () => Result): Result {
    if (++this.depth > deepest) this.fail('deep');
    const result = read();
    this.depth--;
    return result;
  }

  /** What stands in parentheses, the closing one read too. */
  inParentheses<Result>(read: () => Result): Result {
    this.expect('(');
    return this.deeper(() => {
      const result = read();
      this.expect(')');
      return result;
    });
  }

  /** One or more, with commas between. */
  list<Item>(read: () => Item): Item[] {
    const items = [read()];
    while (this.take(',')) items.push(read());
    return items;
  }

  expression(): Expression {
    return this.readers.expression(this);
  }

  query(): Query {
    return this.readers.query(this);
  }

  /** True before what may be a name: behind a dot (`qualified`) every word is one. */
  isName(qualified = false, ahead = 0): boolean {
    const { kind, key } = this.peek(ahead);
    return kind === 'name' || (kind === 'word' && (qualified || !reserved.has(key)));
  }

  name(qualified = false): string {
    if (!this.isName(qualified)) this.fail();
    return this.next().text;
  }

  /** True at a parenthesis that holds a query, be it in more parentheses, and not an expression or tables that begin with one. */
  atQuery(): boolean {
    let inner = this.index;
    while (this.tokens[inner]?.key === '(') if (++inner - this.index > deepest) this.fail('deep');
    if (inner === this.index || !startsQuery(this.tokens[inner]?.key, this.tokens[inner + 1]?.key)) return false;
    for (let open = inner - 1; open > this.index; open--) {
      const behind = this.tokens[this.closing(open) + 1]?.key ?? '';
      if (behind !== ')' && !followsQuery.has(behind)) return false;
    }
    return true;
  }

  /** Index of the parenthesis that closes the one at `open`; of the end where none does. */
  private closing(open: number): number {
    if (this.closings === undefined) {
      const closings = new Int32Array(this.tokens.length).fill(this.tokens.length);
      const opened: number[] = [];
      for (const [index, { key }] of this.tokens.entries()) {
        if (key === '(') opened.push(index);
        else if (key === ')') closings[opened.pop() ?? index] = index;
      }
      this.closings = closings;
    }
    return this.closings[open] ?? this.tokens.length;
  }
}

const followsQuery = new Set([
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'MINUS',
  'ORDER',
  'LIMIT',
  'FOR',
  'LOCK',
  'OFFSET',
  'FETCH',
]);

/** VALUES(x) is a function, VALUES ROW(1) and VALUES (1) are queries: here it is one behind a parenthesis. */
function startsQuery(key: string | undefined, following: string | undefined): boolean {
  return (
    key === 'SELECT' ||
    key === 'WITH' ||
    key === 'TABLE' ||
    (key === 'VALUES' && (following === 'ROW' || following === '('))
  );
}
