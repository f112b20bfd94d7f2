/** Strings (also one that is cut before its end), quoted names, comments, numbers; in that order of trying. */
const pieces =
  /'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"\\]|\\.|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\/\*[\s\S]*?(?:\*\/|$)|(?:#|--(?=\s|$))[^\n]*|\b0x[0-9a-f]+\b|(?<![\w$.@`])(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w$])/gis;

/**
 * A statement with "?" for every literal and no comments: what may be shown where values of the application must not be.
 * Double-quoted text counts as a literal, as it is without ANSI_QUOTES.
 */
export function withoutLiterals(sql: string): string {
  return sql.replace(pieces, (piece) => {
    if (piece.startsWith('`')) return piece;
    return piece.startsWith('/*') || piece.startsWith('#') || piece.startsWith('--') ? ' ' : '?';
  });
}

/**
 * One line for people: white space joined, the spacing of MySQL's digests ("`a` . `b`", "COUNT ( * )", "( ? )") taken
 * back, quotes of plain names left out. For display only: the result need not run.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/([`\w]) ?\. ?(?=[`\w*])/g, '$1.')
    .replace(/(?<!`)`([A-Za-z_][\w$]*)`(?!`)/g, '$1')
    .replace(/ ([,;)])/g, '$1')
    .replace(/\( /g, '(')
    .replace(
      /\b(COUNT|SUM|AVG|MIN|MAX|DATE|CONCAT|COALESCE|IFNULL|LOWER|UPPER|NOW|YEAR|MONTH|JSON_EXTRACT) \(/gi,
      '$1(',
    )
    .trim();
}

/** `oneLine`, cut after `length` characters. The columns of a long SELECT list give way first: tables say more. */
export function shortText(text: string, length = 80): string {
  const line = oneLine(text);
  if (line.length <= length) return line;
  const shorter = line.replace(/^(SELECT (?:DISTINCT )?)(.{25,}?)( FROM )/i, '$1…$3');
  return shorter.length <= length ? shorter : `${shorter.slice(0, length - 1).trimEnd()}…`;
}

/** True when the statement begins as one that EXPLAIN reads here: SELECT, WITH, or either in parentheses. */
export function looksExplainable(text: string): boolean {
  return /^[\s(]*(?:SELECT|WITH)\b/i.test(text);
}
