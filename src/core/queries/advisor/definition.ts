import type { IndexColumn } from '../catalog/table';
import type { IndexDefinition } from './advice';

function partId(part: IndexColumn): string {
  const what = 'column' in part ? part.column : `(${part.expression})`;
  const prefix = 'column' in part && part.prefix !== undefined ? `(${String(part.prefix)})` : '';
  return `${what}${prefix}${part.descending ? ' desc' : ''}`;
}

/** The same text for the same index: "orders(user_id,created_at desc,title(20))". */
export function indexId({ table, columns }: IndexDefinition): string {
  return `${table}(${columns.map(partId).join(',')})`;
}

/** The longer begins with every part of the shorter, or is the same. */
export function isLeftPrefix(shorter: readonly IndexColumn[], longer: readonly IndexColumn[]): boolean {
  return shorter.length <= longer.length && shorter.every((part, place) => samePart(part, longer[place]));
}

function samePart(left: IndexColumn, right: IndexColumn | undefined): boolean {
  return right !== undefined && partId(left) === partId(right);
}
