import type {
  Catalog,
  CatalogColumn,
  CatalogIndex,
  CatalogTable,
  IndexColumn,
} from '../../../../../src/core/queries/catalog/table';

/** "user_id", "title(20)", "created_at desc" or "(lower(email))" as a part of an index. */
function partOf(text: string): IndexColumn {
  const direction = text.endsWith(' desc') ? { descending: true as const } : {};
  const own = text.replace(/ desc$/, '');
  if (own.startsWith('(')) return { expression: own.slice(1, -1), ...direction };
  const [, column = own, prefix] = /^(.*?)\((\d+)\)$/.exec(own) ?? [];
  return { column, ...(prefix === undefined ? {} : { prefix: Number(prefix) }), ...direction };
}

/** "unique email_unique: email", "invisible i: a, b desc", "fulltext words: body". */
export function indexOf(text: string): CatalogIndex {
  const [, words = '', name = '', columns = ''] = /^(.*?)([^ ]+): (.*)$/.exec(text) ?? [];
  const type = /fulltext/.test(words) ? 'FULLTEXT' : /spatial/.test(words) ? 'SPATIAL' : 'BTREE';
  return {
    name,
    type,
    unique: name === 'PRIMARY' || /unique/.test(words),
    visible: !/invisible/.test(words),
    columns: columns.split(', ').map(partOf),
  };
}

/** A table of InnoDB with the columns that its indexes name, none of them NULL unless listed. */
export function tableOf(
  name: string,
  indexes: readonly string[],
  more: Partial<CatalogTable> & { readonly nullable?: readonly string[] } = {},
): CatalogTable {
  const { nullable = [], ...table } = more;
  const made = indexes.map(indexOf);
  const names = new Set(
    made.flatMap(({ columns }) => columns.flatMap((part) => ('column' in part ? [part.column] : []))),
  );
  return {
    schema: 'shop',
    name,
    engine: 'InnoDB',
    rows: 1000,
    dataBytes: 100_000,
    indexBytes: 50_000,
    rowFormat: 'Dynamic',
    partitioned: false,
    columns: [...names].map((column) => columnOf(column, nullable.includes(column))),
    indexes: made,
    foreignKeys: [],
    ...table,
  };
}

export function columnOf(name: string, nullable = false, more: Partial<CatalogColumn> = {}): CatalogColumn {
  return { name, type: 'bigint', columnType: 'bigint', nullable, keyBytes: 8, autoIncrement: false, ...more };
}

/** A catalog of these tables, whose foreign keys of other schemas were looked for. */
export function catalogOf(...tables: readonly CatalogTable[]): Catalog {
  return { schema: 'shop', tables, views: [], referencedFrom: [] };
}
