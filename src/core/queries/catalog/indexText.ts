import type { CatalogIndex, IndexColumn } from './table';

/**
 * The columns of an index for people: "user_id, created_at desc", "title(20)", "(lower(`email`))". For display: names are
 * not quoted.
 */
export function indexText(columns: readonly IndexColumn[]): string {
  return columns.map(partText).join(', ');
}

function partText(part: IndexColumn): string {
  const direction = part.descending === true ? ' desc' : '';
  if ('expression' in part) return `(${part.expression})${direction}`;
  return `${part.column}${part.prefix === undefined ? '' : `(${part.prefix})`}${direction}`;
}

/** An index in words: "orders_user_id_index (user_id, created_at desc)", "unique users_email_unique (email), invisible". */
export function describeIndex({ name, type, unique, visible, columns }: CatalogIndex): string {
  const kind = name === 'PRIMARY' ? 'primary key' : `${unique ? 'unique ' : ''}${typeWord(type)}${name}`;
  return `${kind} (${indexText(columns)})${visible ? '' : ', invisible'}`;
}

function typeWord(type: CatalogIndex['type']): string {
  return type === 'BTREE' || type === 'HASH' ? '' : `${type.toLowerCase()} `;
}
