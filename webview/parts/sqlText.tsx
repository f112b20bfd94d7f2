const keywords = new Set(
  `select from where and or not in is null like between exists join inner left right outer cross on using group order by
  having limit offset union all distinct as insert into values update set delete replace case when then else end asc desc
  with recursive for count sum min max avg`.split(/\s+/),
);
const clauses = new Set(['from', 'where', 'group', 'having', 'order', 'limit', 'union', 'set', 'values']);
const joins = new Set(['inner', 'left', 'right', 'cross', 'join']);

/** Quoted text is one piece, so that no word of it is taken for a keyword. */
const pieces = /('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|\b[a-z_]+\b)/i;

export interface SqlPiece {
  readonly text: string;
  /** `clause` begins a line, `keyword` is set apart. */
  readonly kind: 'clause' | 'keyword' | 'plain';
}

/**
 * A statement in pieces that give its text back. No parser: clauses are found outside parentheses only, so that a
 * subquery or a function stays in its line; a wrong guess costs one coloured word.
 */
export function sqlPieces(sql: string): readonly SqlPiece[] {
  const texts = sql.split(pieces);
  let depth = 0;
  let before = '';
  return texts.flatMap((text, at): SqlPiece[] => {
    if (text === '') return [];
    const word = text.toLowerCase();
    if (!keywords.has(word)) {
      if (!/^['"`]/.test(text)) for (const char of text) depth += char === '(' ? 1 : char === ')' && depth > 0 ? -1 : 0;
      if (text.trim() !== '') before = '';
      return [{ text, kind: 'plain' }];
    }
    // left(name, 3) is a function, "left outer join" one clause, and so is "delete from".
    const called = (texts[at + 1] ?? '').trimStart().startsWith('(');
    const joined = joins.has(before) || before === 'outer';
    const begins = joins.has(word) ? !called && !joined : clauses.has(word) && before !== 'delete';
    before = word;
    return [{ text, kind: begins && depth === 0 && at > 1 ? 'clause' : 'keyword' }];
  });
}

/** A statement with its keywords set apart and its clauses below each other; the text itself is unchanged. */
export function SqlText({ text }: { readonly text: string }) {
  return (
    <pre class="sql">
      <code>
        {sqlPieces(text).map((piece, at) =>
          piece.kind === 'plain' ? (
            piece.text
          ) : (
            <b key={at} class={piece.kind}>
              {piece.text}
            </b>
          ),
        )}
      </code>
    </pre>
  );
}
