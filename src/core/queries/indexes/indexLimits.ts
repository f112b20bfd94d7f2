import type { CatalogColumn, CatalogTable } from '../catalog/table';
import type { NamedIndex } from './indexChange';

/** Most bytes of a key in InnoDB, and of a column in old row formats (MySQL 9.0 reference manual, 17.21 "InnoDB Limits"). */
const mostKeyBytes = 3072;
const mostOldKeyBytes = 767;
const mostParts = 16;
const mostSecondary = 64;
const longestName = 64;

/** Why a server would refuse an index, one sentence each; empty when nothing is known to speak against it. */
export function indexProblems(index: NamedIndex, table: CatalogTable): readonly string[] {
  const problems: string[] = [];
  const taken = table.indexes.some(({ name }) => name.toLowerCase() === index.name.toLowerCase());
  if (taken) problems.push(`${table.name} has an index named ${index.name} already.`);
  if (index.name.length > longestName) problems.push(`Names of indexes have ${longestName} characters at most.`);
  if (index.columns.length > mostParts) problems.push(`An index has ${mostParts} columns at most.`);
  if (table.indexes.filter(({ name }) => name !== 'PRIMARY').length >= mostSecondary)
    problems.push(`${table.name} has ${mostSecondary} indexes, and more are not possible.`);
  if (index.type === 'FULLTEXT' || index.type === 'SPATIAL') return problems;
  const limit = /^(?:compact|redundant)$/i.test(table.rowFormat ?? '') ? mostOldKeyBytes : mostKeyBytes;
  let sum = 0;
  for (const part of index.columns) {
    if ('expression' in part) continue;
    const column = table.columns.find(({ name }) => name.toLowerCase() === part.column.toLowerCase());
    if (column === undefined) {
      problems.push(`${table.name} has no column ${part.column}.`);
      continue;
    }
    const bytes = part.prefix === undefined ? column.keyBytes : part.prefix * bytesPerUnit(column);
    if (bytes === undefined) problems.push(`${column.name} (${column.columnType}) can be indexed by a prefix only.`);
    else if (bytes > limit) problems.push(`${column.name} takes ${bytes} bytes in an index; ${limit} are possible.`);
    sum += bytes ?? 0;
  }
  if (sum > mostKeyBytes) problems.push(`The index would take ${sum} bytes an entry; ${mostKeyBytes} are possible.`);
  return problems;
}

const widths: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf8: 3,
  utf8mb3: 3,
  utf16: 4,
  utf16le: 4,
  utf32: 4,
  ucs2: 2,
};

/** Bytes of one character of a prefix; of binary columns prefixes count bytes. Charsets that are not listed take up to 4. */
function bytesPerUnit({ charset }: CatalogColumn): number {
  if (charset === undefined || charset === 'binary') return 1;
  return (
    widths[charset] ??
    (/^(?:latin|cp|ascii|koi8|greek|hebrew|tis|armscii|geostd|hp8|dec8|swe7|mac|keybcs)/.test(charset) ? 1 : 4)
  );
}
