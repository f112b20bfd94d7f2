import { quoteName } from '../../connections/sqlNames';
/** What a statement consists of, as far as names of databases are concerned; strings and comments are opaque. */
const piece =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|--[ \t][^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?\*\/|[\w$\u0080-\uffff]+|\s+|[\s\S]/g;

interface Name {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly dotBefore: boolean;
  readonly dotAfter: boolean;
  /** The word in front, in upper case. */
  readonly word: string;
}

/**
 * Rewrites the database in qualified names: `shop`.`orders` → `shop_before`.`orders`. Never inside strings and comments.
 *
 * @returns undefined when a table or an alias carries the database's own name, so that `shop`.`id` may be either
 */
export function requalify(sql: string, from: string, to: string): string | undefined {
  const names = namesIn(sql);
  const quotedTo = quoteName(to);
  let result = '';
  let last = 0;
  for (const [index, name] of names.entries()) {
    if (name.text !== from) continue;
    if (!name.dotBefore && name.dotAfter) {
      const written = sql.slice(name.at, name.end);
      const plain = !written.startsWith('`') && /^[A-Za-z_]\w*$/.test(to);
      result += `${sql.slice(last, name.at)}${plain ? to : quotedTo}`;
      last = name.end;
    } else if (isTableName(names, index)) return undefined;
  }
  return result + sql.slice(last);
}

/** The databases that a statement's qualified names may mean: whatever stands in front of a dot and behind none. */
export function qualifiersIn(sql: string): ReadonlySet<string> {
  return new Set(namesIn(sql).flatMap((name) => (!name.dotBefore && name.dotAfter ? [name.text] : [])));
}

/** Tables and views that are named with their database: `shop`.`orders` → "orders". */
export function qualifiedIn(sql: string, database: string): ReadonlySet<string> {
  const names = namesIn(sql);
  return new Set(
    names.flatMap((name, index) => {
      const before = names[index - 1];
      return name.dotBefore && before?.text === database && !before.dotBefore ? [name.text] : [];
    }),
  );
}

/** A name that is a table or its alias and not a column: `shop`.`shop`, FROM `orders` `shop`, WITH `shop` AS. */
function isTableName(names: readonly Name[], index: number): boolean {
  const name = names[index];
  const before = names[index - 1];
  if (name === undefined) return false;
  // `shop`.`shop`.`id`, and FROM `shop`.`shop`; not `o`.`shop`, nor the column in `shop`.`orders`.`shop`.
  if (name.dotBefore) return before !== undefined && !before.dotBefore && before.text === name.text;
  return name.word !== 'AS';
}

function namesIn(sql: string): readonly Name[] {
  const names: Name[] = [];
  let dot = false;
  let word = '';
  let open: { -readonly [Key in keyof Name]: Name[Key] } | undefined;
  for (const { 0: text, index } of sql.matchAll(piece)) {
    if (/^\s|^--[ \t]|^#|^\/\*/.test(text)) continue;
    if (text === '.') {
      if (open !== undefined) open.dotAfter = true;
      dot = true;
      continue;
    }
    const quoted = text.startsWith('`');
    if (quoted || /^[\w$\u0080-\uffff]/.test(text)) {
      const plain = quoted ? text.slice(1, -1).replaceAll('``', '`') : text;
      open = { text: plain, at: index, end: index + text.length, dotBefore: dot, dotAfter: false, word };
      names.push(open);
      word = quoted ? '' : text.toUpperCase();
    } else {
      open = undefined;
      word = '';
    }
    dot = false;
  }
  return names;
}
