import type { Token } from './sqlText';
import { isText } from './tokenReader';

/** A line of a CREATE TABLE: a column, a key or a constraint. */
export interface TableItem {
  /** As written. */
  readonly text: string;
  /** Without version comments' ends. */
  readonly tokens: readonly Token[];
}

export interface TableParts {
  /** "CREATE TABLE `orders` (" */
  readonly before: string;
  readonly items: readonly TableItem[];
  /** ") ENGINE=InnoDB …" */
  readonly after: string;
  readonly options: readonly Token[];
}

/** Takes a CREATE TABLE apart at its commas; undefined when it is of another form than SHOW CREATE TABLE writes. */
export function tableParts(create: string, tokens: readonly Token[]): TableParts | undefined {
  const open = tokens.findIndex((token) => isText(token, '('));
  if (open < 3 || tokens.slice(0, open).some(({ kind }) => kind === 'open' || kind === 'string')) return undefined;
  if (!isText(tokens[0], 'CREATE') || !isText(tokens[1], 'TABLE')) return undefined;
  const items: TableItem[] = [];
  let depth = 1;
  let comment = false;
  let from = open + 1;
  let at = open + 1;
  for (; at < tokens.length && depth > 0; at++) {
    const token = tokens[at];
    if (token === undefined) return undefined;
    if (token.kind === 'open') comment = true;
    if (token.kind === 'close') comment = false;
    if (isText(token, '(')) depth++;
    if (isText(token, ')')) depth--;
    const ends = depth === 0 || (depth === 1 && isText(token, ','));
    if (!ends) continue;
    const item = tokens.slice(from, at);
    const first = item[0];
    const last = item.at(-1);
    // A comma in a version comment would belong to it, and a whole item in one may not be there at all.
    if (first === undefined || last === undefined || comment || first.kind === 'open') return undefined;
    items.push({ text: create.slice(first.start, last.end), tokens: item.filter(isSeen) });
    from = at + 1;
  }
  const close = tokens[at - 1];
  const opening = tokens[open];
  if (depth > 0 || close === undefined || opening === undefined) return undefined;
  return {
    before: create.slice(0, opening.end),
    items,
    after: create.slice(close.start),
    options: tokens.slice(at).filter(isSeen),
  };
}

const isSeen = ({ kind }: Token): boolean => kind !== 'open' && kind !== 'close';

/** The first column of a key, unquoted; undefined when it is an expression. */
export function firstColumn(key: readonly Token[]): string | undefined {
  const open = key.findIndex((token) => isText(token, '('));
  const first = key[open + 1];
  return open >= 0 && first?.kind === 'name' ? first.text : undefined;
}

/** All columns of a key, unquoted; undefined when one is an expression. */
export function keyColumns(key: readonly Token[]): readonly string[] | undefined {
  const columns: string[] = [];
  let depth = 0;
  let begins = false;
  for (const token of key) {
    if (isText(token, ')') && --depth === 0) return columns;
    if (begins && depth === 1) {
      if (token.kind !== 'name') return undefined;
      columns.push(token.text);
    }
    if (isText(token, '(')) depth++;
    begins = depth === 1 && (isText(token, ',') || (isText(token, '(') && columns.length === 0));
  }
  return undefined;
}
