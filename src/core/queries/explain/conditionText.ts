/** Something in a condition that keeps an index from being used. Names only, never values. */
export interface ConditionTrouble {
  readonly kind: 'functionOnColumn' | 'leadingWildcard';
  /** The column as the server wrote it last: "created_at". */
  readonly column: string;
  /** The function's name in upper case; for `functionOnColumn`. */
  readonly name?: string;
}

interface Token {
  readonly kind: 'name' | 'word' | 'string' | 'symbol';
  readonly text: string;
}

/** Words in front of a parenthesis that are no functions of a column. */
const noFunctions = new Set(
  'AND OR NOT IN BETWEEN LIKE IS IF ANY ALL SOME EXISTS CASE WHEN THEN ELSE XOR DIV MOD INTERVAL ISNULL ISNOTNULL TRIGCOND CACHE EXPR_CACHE IN_OPTIMIZER MATCH AGAINST ROW VALUES SELECT'.split(
    ' ',
  ),
);

const comparisons = new Set(['=', '<', '>', '!', 'BETWEEN', 'LIKE', 'IN']);

/** The most of a condition that is looked at: IN lists can be megabytes. */
const longest = 20_000;

/**
 * Looks through a condition as the server prints it (attached_condition, index_condition) for a function of a column that is compared,
 * and for LIKE with a wildcard at the beginning. By pattern: what it does not recognise is not reported. Linear.
 */
export function conditionTroubles(condition: string): readonly ConditionTrouble[] {
  const tokens = tokensOf(condition.slice(0, longest));
  const found: ConditionTrouble[] = [];
  /** For every open parenthesis: the function in front of it, and the first column inside. */
  const open: { readonly name?: string; column?: string }[] = [];
  let column: string | undefined;
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    const next = tokens[index + 1];
    if (token.text === '(' && token.kind === 'symbol') {
      const name = previous?.kind === 'word' && !noFunctions.has(previous.text) ? previous.text : undefined;
      open.push(name === undefined ? {} : { name });
      column = undefined;
    } else if (token.text === ')' && token.kind === 'symbol') {
      const closed = open.pop();
      const outside = open.at(-1);
      if (outside !== undefined && closed?.column !== undefined) outside.column ??= closed.column;
      if (closed?.name !== undefined && closed.column !== undefined && comparisons.has(next?.text ?? ''))
        found.push({ kind: 'functionOnColumn', column: closed.column, name: closed.name });
    } else if (token.kind === 'name' || (token.kind === 'word' && isColumn(token, previous, next))) {
      column = token.kind === 'name' ? token.text : token.text.toLowerCase();
      const inside = open.at(-1);
      if (inside !== undefined && next?.text !== '.') inside.column ??= column;
    } else if (token.kind === 'string') {
      if (previous?.text === 'LIKE' && column !== undefined && /^[%_]/.test(token.text))
        found.push({ kind: 'leadingWildcard', column });
    }
  }
  return found;
}

/** A word behind a dot, or in front of one: MariaDB writes names without backticks ("orders.created_at"). */
function isColumn(token: Token, previous: Token | undefined, next: Token | undefined): boolean {
  return (previous?.text === '.' && next?.text !== '(') || (next?.text === '.' && !/^\d/.test(token.text));
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  // An open quote takes the rest: trying again behind each would take the square of the time.
  const pattern =
    /'((?:[^'\\]|\\[\s\S]|'')*)(?:'|\\?$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|`((?:[^`]|``)*)(?:`|$)|([\w$\u0080-\uffff]+)|(\S)/g;
  for (const [, string, name, word, symbol] of text.matchAll(pattern)) {
    if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('``', '`') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toUpperCase() });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}
