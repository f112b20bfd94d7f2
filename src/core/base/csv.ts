/** What a cell may hold; null is an empty one. */
export type CsvCell = string | number | boolean | null;

/**
 * A table as RFC 4180 says: commas, CRLF, quotes doubled. Spreadsheets run cells that begin like a formula (OWASP, "CSV
 * Injection"): an apostrophe in front keeps them texts.
 */
export function csvTable(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // Spreadsheets skip what stands in front and cannot be seen.
  const text = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]|^'|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
