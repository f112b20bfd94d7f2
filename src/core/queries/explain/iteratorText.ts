import type { AccessWords } from './plan';

/** What the text of an iterator that reads says: "Covering index lookup on o using k (user_id = u.id, status = 'open')". */
export interface ReadText {
  readonly access: AccessWords;
  readonly table: string;
  readonly key?: string;
  readonly keyParts?: readonly string[];
  /** "user_id = u.id, status = 'open'"; values of the application. */
  readonly lookup?: string;
  readonly indexCondition?: string;
  readonly covering: boolean;
  /** "(re-planned for each iteration)" */
  readonly rangeChecked: boolean;
}

/** How iterators begin, longest first where one is the beginning of another. Source: explain_access_path.cc of MySQL 9. */
const reads: readonly (readonly [string, AccessWords])[] = [
  ['Table scan on ', 'Full scan'],
  ['Sample scan on ', 'Full scan'],
  ['Scan new records on ', 'Full scan'],
  ['Single-row index lookup on ', 'Unique'],
  ['Single-row covering index lookup on ', 'Unique'],
  ['Constant row from ', 'Const'],
  ['Full-text index search on ', 'Full text'],
  ['Full-text covering index search on ', 'Full text'],
  ['Count rows in ', 'Index scan'],
  ['Intersect rows sorted by row ID on ', 'Index merge'],
  ['Index scan on ', 'Index scan'],
  ['Index lookup on ', 'Lookup'],
  ['Multi-range index lookup on ', 'Lookup'],
  ['Index range scan on ', 'Range'],
  ['Index skip scan on ', 'Range'],
  ['Index skip scan for grouping on ', 'Range'],
  ['Index skip scan for deduplication on ', 'Range'],
  ['Group index skip scan on ', 'Range'],
];

const covering = 'Covering i';

/** Undefined for an iterator that reads no table. Linear in the text. */
export function readText(operation: string): ReadText | undefined {
  const isCovering = operation.startsWith(covering);
  const plain = isCovering ? `I${operation.slice(covering.length)}` : operation;
  const found = reads.find(([beginning]) => plain.startsWith(beginning));
  if (found === undefined) return undefined;
  let rest = plain.slice(found[0].length);
  const cut = (mark: string): string | undefined => {
    const at = rest.indexOf(mark);
    if (at < 0) return undefined;
    const behind = rest.slice(at + mark.length);
    rest = rest.slice(0, at);
    return behind;
  };
  const indexCondition = cut(', with index condition: ');
  const rangeChecked = cut(' (re-planned for each iteration)') !== undefined;
  const range = cut(' over (');
  const lookup = range === undefined ? cut(' (') : undefined;
  const key = cut(' using ');
  const inside = lookup?.endsWith(')') === true ? lookup.slice(0, -1) : undefined;
  const keyParts = inside === undefined || inside === 'reverse' ? [] : lookupColumns(inside);
  return {
    access: found[1],
    table: rest,
    ...(key === undefined ? {} : { key }),
    ...(keyParts.length === 0 ? {} : { keyParts }),
    ...(inside === undefined ? {} : { lookup: inside }),
    ...(indexCondition === undefined ? {} : { indexCondition }),
    covering: isCovering || plain.startsWith('Single-row covering'),
    rangeChecked,
  };
}

/** Columns of "user_id = u.id, status = 'a, b'": what stands before "=" at commas outside quotes and parentheses. */
function lookupColumns(text: string): readonly string[] {
  const columns: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? ',';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '"' || char === '`') quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (at < text.length && (char !== ',' || depth > 0 || quote !== '')) continue;
    const equals = text.indexOf('=', start);
    if (equals > start && equals < at)
      columns.push(
        text
          .slice(start, equals)
          .trim()
          .replace(/^`([^`]*)`$/, '$1'),
      );
    start = at + 1;
  }
  return columns;
}
