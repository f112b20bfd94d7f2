// A small shop as the advisor sees it: catalog, samples and hand-made blocks, the same on every run.
import type { SqlValue } from '../../../../../src/core/connections/sql';
import type { Block, Predicate, StatementBlocks, Value } from '../../../../../src/core/queries/blocks/block';
import type { Catalog, CatalogColumn, CatalogIndex, CatalogTable } from '../../../../../src/core/queries/catalog/table';
import type { TableSample } from '../../../../../src/core/queries/advisor/sample';
import type { TableWrites, Workload, WorkloadStatement } from '../../../../../src/core/queries/advisor/workload';

/** mulberry32: 0 to 1 */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const keyBytes: Record<string, number> = { bigint: 8, int: 4, tinyint: 1, timestamp: 4, decimal: 5 };

export function column(name: string, columnType: string, nullable = false): CatalogColumn {
  const type = columnType.split('(')[0] ?? columnType;
  const text = type === 'varchar' || type === 'text';
  const length = Number(/\((\d+)/.exec(columnType)?.[1] ?? 0);
  const bytes = type === 'varchar' ? length * 4 + 2 : keyBytes[type];
  return {
    name,
    type,
    columnType,
    nullable,
    autoIncrement: name === 'id',
    ...(text && { charset: 'utf8mb4', collation: 'utf8mb4_unicode_ci' }),
    ...(bytes !== undefined && { keyBytes: bytes }),
  };
}

const primary: CatalogIndex = {
  name: 'PRIMARY',
  type: 'BTREE',
  unique: true,
  visible: true,
  columns: [{ column: 'id' }],
};

export const index = (name: string, columns: string[], unique = false): CatalogIndex => ({
  name,
  type: 'BTREE',
  unique,
  visible: true,
  columns: columns.map((one) => ({ column: one })),
});

export function table(
  name: string,
  rows: number,
  columns: CatalogColumn[],
  more: Partial<CatalogTable> = {},
): CatalogTable {
  return {
    schema: 'shop',
    name,
    engine: 'InnoDB',
    rows,
    dataBytes: rows * 120,
    indexBytes: 0,
    rowFormat: 'Dynamic',
    partitioned: false,
    columns,
    indexes: [primary],
    foreignKeys: [],
    ...more,
  };
}

const day = (ago: number) =>
  new Date(Date.UTC(2026, 10, 1) - ago * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');

const words = ['amber', 'birch', 'cedar', 'dune', 'elm', 'fern', 'grove', 'heath'];

const generators: Record<string, Record<string, (row: number, next: () => number) => SqlValue>> = {
  users: {
    id: (row) => row + 1,
    email: (row) => `user${String(row)}@example.test`,
    country: (_, next) => ['DE', 'DE', 'DE', 'AT', 'CH'][Math.floor(next() * 5)] ?? 'DE',
    bio: (row) =>
      `${words[row % 8] ?? ''} ${words[Math.floor(row / 8) % 8] ?? ''} ${String(row)} ${'and so on '.repeat(12)}`,
    created_at: (row) => day(1_000 - row / 100),
  },
  orders: {
    id: (row) => row + 1,
    user_id: (_, next) => Math.floor(next() ** 2 * 100_000) + 1,
    status: (_, next) => (next() < 0.02 ? 'pending' : 'done'),
    city: (_, next) => `city ${String(Math.floor(next() * 50))}`,
    total: (_, next) => Math.floor(next() * 100_000) / 100,
    note: (_, next) => (next() < 0.9 ? null : 'a note'),
    created_at: (row) => day(1_000 - row / 400),
    deleted_at: (_, next) => (next() < 0.98 ? null : day(3)),
  },
  items: {
    id: (row) => row + 1,
    order_id: (row) => Math.floor(row / 2.5) + 1,
    product_id: (_, next) => Math.floor(next() ** 2 * 5_000) + 1,
    quantity: (_, next) => 1 + Math.floor(next() * 4),
  },
  small: { id: (row) => row + 1, name: (row) => `name ${String(row)}` },
};

export const tables: readonly CatalogTable[] = [
  table('users', 100_000, [
    column('id', 'bigint'),
    column('email', 'varchar(191)'),
    column('country', 'varchar(2)'),
    column('bio', 'text'),
    column('created_at', 'timestamp', true),
  ]),
  table('orders', 400_000, [
    column('id', 'bigint'),
    column('user_id', 'bigint'),
    column('status', 'varchar(20)'),
    column('city', 'varchar(40)'),
    column('total', 'decimal(10,2)'),
    column('note', 'varchar(255)', true),
    column('created_at', 'timestamp', true),
    column('deleted_at', 'timestamp', true),
  ]),
  table('items', 1_000_000, [
    column('id', 'bigint'),
    column('order_id', 'bigint'),
    column('product_id', 'bigint'),
    column('quantity', 'int'),
  ]),
  table('small', 200, [column('id', 'bigint'), column('name', 'varchar(40)')]),
];

export const catalog = (changed: readonly CatalogTable[] = []): Catalog => ({
  schema: 'shop',
  tables: tables.map((one) => changed.find(({ name }) => name === one.name) ?? one),
  views: ['totals'],
});

/** The table with these indexes besides its primary key. */
export function withIndexes(name: string, ...indexes: CatalogIndex[]): CatalogTable {
  const found = tables.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return { ...found, indexes: [primary, ...indexes] };
}

function sampleOf({ name, rows, columns }: CatalogTable): TableSample {
  const next = random(7);
  const fraction = Math.min(1, 10_000 / rows);
  const drawn: number[] = [];
  for (let row = 0; row < rows; row++) if (next() < fraction) drawn.push(row);
  const own = generators[name] ?? {};
  const values = columns.map((one) => [one.name, drawn.map((row) => own[one.name]?.(row, next) ?? null)] as const);
  return {
    table: name,
    tableRows: rows,
    fraction,
    rows: drawn.length,
    columns: new Map(values),
    bytes: new Map(
      values.map(([column, list]) => [
        column,
        list.reduce<number>((sum, value) => sum + (value === null ? 0 : String(value).length), 0) /
          Math.max(1, list.length),
      ]),
    ),
  };
}

export const samples: readonly TableSample[] = tables.map(sampleOf);

export const text = (value: string): Value => ({ kind: 'string', text: value });
export const number = (value: number): Value => ({ kind: 'number', text: String(value) });
export const unknown: Value = { kind: 'placeholder' };

export const equal = (name: string, value: Value = unknown, use = 0): Predicate => ({
  kind: 'equal',
  column: { use, column: name },
  value,
});
export const after = (name: string, value: Value = unknown, use = 0): Predicate => ({
  kind: 'range',
  column: { use, column: name },
  low: { value, inclusive: true },
});
export const isNull = (name: string, not = false, use = 0): Predicate => ({
  kind: 'null',
  column: { use, column: name },
  not,
});
export const by = (name: string, descending = false, use = 0) => ({ column: { use, column: name }, descending });

/** A block of these tables that reads every column of them, unless `columns` are given. */
export function block(names: readonly string[], given: Partial<Block> = {}): Block {
  return {
    id: 0,
    role: 'top',
    tables: names.map((name, at) => ({ name, table: name, join: at === 0 ? 'first' : 'inner' })),
    predicates: [],
    joins: [],
    outer: [],
    group: [],
    order: [],
    distinct: false,
    aggregates: [],
    having: false,
    columns: [],
    allColumnsOf: given.columns === undefined ? names.map((_, at) => at) : [],
    locking: false,
    ...given,
  };
}

export function statement(id: string, callsPerHour: number, ...blocks: Block[]): WorkloadStatement {
  const own: StatementBlocks = { kind: 'select', blocks, remarks: [] };
  return { id, text: id, callsPerHour, calls: [{ sql: '', runnable: false, blocks: own }] };
}

export const workload = (statements: readonly WorkloadStatement[], writes: readonly TableWrites[] = []): Workload => ({
  statements,
  unread: [],
  writes,
});
