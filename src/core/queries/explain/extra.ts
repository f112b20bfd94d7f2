/** What one remark of EXPLAIN's Extra column means, and whether it is worth a warning. */
export interface ExtraRemark {
  /** As the server wrote it: "Using filesort". */
  readonly text: string;
  /** One sentence for people. */
  readonly sentence: string;
}

// MySQL Reference Manual 9.x, 10.8.2 "EXPLAIN Output Format", "EXPLAIN Extra Information"; MariaDB KB "EXPLAIN".
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^Using index condition(?:\(.*\))?$/, 'The index itself drops rows before the table is read.'],
  [/^Using index for group-by/, 'Groups are read off an index, without reading every row.'],
  [/^Using index for skip scan/, 'Jumps through an index whose first column has no condition.'],
  [/^Using index$/, 'The index holds every column that is needed; the table is not read.'],
  [/^Using where(?: with pushed condition.*)?$/, 'Rows are checked against conditions after they were read.'],
  [/^Using temporary$/, 'Builds a temporary table.'],
  [/^Using filesort$/, 'Sorts the rows, because no index gives them in order.'],
  [
    /^Using join buffer \((?:hash join|.*BNLH.*|.*hash.*)\)$/i,
    'Joins by hashing: reads the table once and keeps it in a join buffer.',
  ],
  [/^Using join buffer/, 'Reads the table in blocks against a join buffer, because no index fits the join.'],
  [/^Using (?:sort_)?(?:union|intersect)\(.*\)/i, 'Merges what several indexes find.'],
  [/^Using MRR$|^Rowid-ordered scan|^Key-ordered/, 'Collects row positions first and reads the table in order.'],
  [/^Using rowid filter$/, 'A second index drops rows before the table is read.'],
  [
    /^Range checked for each record/,
    'No index fits for certain: for every row of the tables before it the server tries again.',
  ],
  [/^Full scan on NULL key/, 'Scans everything when the compared value is NULL.'],
  [/^Backward index scan$/, 'Reads the index from its end.'],
  [/^Distinct$/, 'Stops at the first match of each row.'],
  [/^Not exists$/, 'Stops at the first match: only rows without one are wanted.'],
  [/^FirstMatch/, 'Stops at the first match of each row.'],
  [
    /^LooseScan|^Start (?:temporary|materialize)|^End (?:temporary|materialize)|^Materialize/i,
    'Runs a subquery as a join.',
  ],
  [/^Impossible (?:WHERE|HAVING|ON)/i, 'The condition can never be true: nothing is read.'],
  [
    /^No matching min\/max row|^no matching row in const table|^No matching rows after partition pruning/i,
    'No row fits: nothing is read.',
  ],
  [/^Select tables optimized away$/, 'Answered from an index alone, without reading rows.'],
  [/^No tables used$/, 'Reads no table.'],
  [/^const row not found$/, 'The table is empty.'],
  [/^unique row not found$/, 'No row has that key.'],
  [/^Zero limit$/, 'LIMIT 0: nothing is read.'],
  [/^Recursive$/i, 'The repeated part of a recursive query.'],
  [/^Using sort_.*$/, 'Merges what several indexes find.'],
  [/^Scanned \d+ databases?$|^Open_|^Skip_open_table$/i, 'Reads the server’s own catalogue.'],
];

/** Splits Extra at the semicolons between remarks (those in parentheses belong to one remark) and explains each. */
export function decodeExtra(extra: string): readonly ExtraRemark[] {
  const remarks: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of extra) {
    if (char === '(') depth++;
    if (char === ')') depth = Math.max(0, depth - 1);
    if (char === ';' && depth === 0) {
      remarks.push(current.trim());
      current = '';
    } else current += char;
  }
  remarks.push(current.trim());
  return remarks
    .filter((text) => text !== '')
    .map((text) => ({ text, sentence: sentences.find(([pattern]) => pattern.test(text))?.[1] ?? text }));
}
