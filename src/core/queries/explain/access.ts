import type { AccessWords } from './plan';

const accessWords: ReadonlyMap<string, AccessWords> = new Map([
  ['ALL', 'Full scan'],
  ['index', 'Index scan'],
  ['range', 'Range'],
  ['index_merge', 'Index merge'],
  ['fulltext', 'Full text'],
  ['ref', 'Lookup'],
  ['ref_or_null', 'Lookup'],
  ['index_subquery', 'Lookup'],
  ['eq_ref', 'Unique'],
  ['unique_subquery', 'Unique'],
  ['const', 'Const'],
  ['system', 'Const'],
]);

/**
 * The words for an access type of traditional EXPLAIN and JSON version 1. MariaDB writes "hash_ALL" for a hash join and
 * "ref|filter" for a rowid filter: the access is the part beside.
 */
export function accessOf(type: string | undefined): AccessWords {
  if (type === undefined) return 'No table';
  const bar = type.indexOf('|');
  return accessWords.get((bar < 0 ? type : type.slice(0, bar)).replace(/^hash_/, '')) ?? 'Unknown';
}
