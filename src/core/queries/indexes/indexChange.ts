import { quoteName } from '../../connections/sqlNames';
import type { CatalogIndex, IndexColumn } from '../catalog/table';

/** An index with the name that it has or will have. */
export interface NamedIndex {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  /** Ordinary ones when left out. */
  readonly type?: CatalogIndex['type'];
  readonly unique?: boolean;
  /** False: made where no statement uses it yet (MySQL's INVISIBLE, MariaDB's IGNORED). */
  readonly visible?: boolean;
}

/** One change of a table's indexes. `widen`: an index is made, then the one that it makes redundant goes. */
export type IndexChange =
  | { readonly kind: 'add'; readonly index: NamedIndex }
  | { readonly kind: 'drop'; readonly index: string }
  | { readonly kind: 'widen'; readonly index: NamedIndex; readonly replaces: string }
  /** Statements no longer use it, writes still keep it; `show` takes that back. */
  | { readonly kind: 'hide'; readonly index: string }
  | { readonly kind: 'show'; readonly index: string };

/** The columns of an index as SQL wants them: "`user_id`, `title`(20), (lower(`email`)) desc". */
export function columnsSql(columns: readonly IndexColumn[]): string {
  return columns.map(partSql).join(', ');
}

function partSql(part: IndexColumn): string {
  const direction = part.descending === true ? ' desc' : '';
  if ('expression' in part) return `(${part.expression})${direction}`;
  return `${quoteName(part.column)}${part.prefix === undefined ? '' : `(${part.prefix})`}${direction}`;
}

/** "add unique index `users_email_unique` (`email`)": a part of ALTER TABLE. */
export function addIndexSql(index: NamedIndex, flavour: 'mysql' | 'mariadb'): string {
  const kind = index.type === 'FULLTEXT' || index.type === 'SPATIAL' ? `${index.type.toLowerCase()} ` : '';
  const hidden = index.visible === false ? ` ${hiddenWord(flavour)}` : '';
  const using = index.type === 'HASH' ? ' using hash' : '';
  return `add ${index.unique === true ? 'unique ' : kind}index ${quoteName(index.name)}${using} (${columnsSql(index.columns)})${hidden}`;
}

/** What an index is called that no statement uses. */
export function hiddenWord(flavour: 'mysql' | 'mariadb'): string {
  return flavour === 'mysql' ? 'invisible' : 'ignored';
}
