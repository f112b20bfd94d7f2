// A small shop as the catalog tells it, and blocks as text, one line each.
import { blocksOf } from '../../../../../src/core/queries/blocks/blocksOf';
import type { Block, ColumnUse, Predicate, StatementBlocks, Value } from '../../../../../src/core/queries/blocks/block';
import type { Catalog, CatalogTable } from '../../../../../src/core/queries/catalog/table';
import type { Dialect } from '../../../../../src/core/queries/sql/dialect';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';

function table(name: string, columns: string): CatalogTable {
  return {
    schema: 'shop',
    name,
    engine: 'InnoDB',
    rows: 1_000,
    dataBytes: 0,
    indexBytes: 0,
    partitioned: false,
    indexes: [],
    foreignKeys: [],
    columns: columns.split(' ').map((column) => {
      const [columnName = '', type = 'bigint'] = column.split(':');
      return { name: columnName, type, columnType: type, nullable: true, autoIncrement: false };
    }),
  };
}

export const shop: Catalog = {
  schema: 'shop',
  views: ['active_users'],
  tables: [
    table(
      'users',
      'id team_id name:varchar email:varchar active:tinyint settings:json bio:text score:int created_at:datetime deleted_at:timestamp',
    ),
    table('orders', 'id user_id status:varchar total:decimal ordered_on:date created_at:datetime'),
    table('order_items', 'id order_id product_id quantity:int'),
    table('tags', 'id name:varchar'),
    table('taggables', 'tag_id taggable_id taggable_type:varchar'),
    table('jobs', 'id queue:varchar payload:longtext attempts:tinyint reserved_at:int available_at:int created_at:int'),
    table('Mixed', 'Id Value:int'),
  ],
};

export function blocks(sql: string, dialect: Dialect = {}): StatementBlocks {
  const parsed = parseStatement(sql, dialect);
  if (parsed.kind === 'unread') throw new Error(`${parsed.reason}: ${sql}`);
  return blocksOf(parsed, shop, dialect);
}

/** Each block as lines: its tables, then what is known of it. */
export function shown(sql: string, dialect: Dialect = {}): string[] {
  const { blocks: all, writes, remarks } = blocks(sql, dialect);
  return [
    ...(writes === undefined
      ? []
      : [`writes ${writes.table}${writes.columns === undefined ? '' : `(${writes.columns.join(', ')})`}`]),
    ...all.flatMap((block) => blockLines(block, all)),
    ...remarks.map((remark) => `remark ${remark}`),
  ];
}

function blockLines(block: Block, all: readonly Block[]): string[] {
  const column = (use: ColumnUse): string => `${block.tables[use.use]?.name}.${use.column}`;
  const on = (part: { readonly on?: number }): string =>
    part.on === undefined ? '' : ` ON ${block.tables[part.on]?.name}`;
  const terms = (list: Block['order']): string =>
    list
      .map((term) => `${term.column ? column(term.column) : `{${term.expression}}`}${term.descending ? ' desc' : ''}`)
      .join(', ');
  const tables = block.tables.map(
    ({ name, table: real, derived, join, hint }) =>
      `${join === 'first' ? '' : `${join} `}${name}${derived === undefined ? (real === undefined ? '?' : '') : `=#${derived}`}${hint ? ` hint ${hint}` : ''}`,
  );
  const where = block.parent === undefined ? '' : ` in ${block.parent}`;
  return [
    `#${block.id} ${block.negated ? 'not ' : ''}${block.role}${where}: ${tables.join(', ')}`,
    ...block.predicates.map((one) => `  ${predicateText(one, column)}${on(one)}`),
    ...block.joins.map((edge) => `  join ${column(edge.left)} = ${column(edge.right)}${on(edge)}`),
    ...block.outer.map(
      (edge) =>
        `  outer ${column(edge.inner)} = #${edge.block} ${all[edge.block]?.tables[edge.outer.use]?.name}.${edge.outer.column}`,
    ),
    ...(block.distinct ? ['  distinct'] : []),
    ...block.aggregates.map((one) => `  aggregate ${one.function}${one.column ? ` ${column(one.column)}` : ''}`),
    ...(block.group.length > 0 ? [`  group ${terms(block.group)}`] : []),
    ...(block.having ? ['  having'] : []),
    ...(block.order.length > 0 ? [`  order ${terms(block.order)}`] : []),
    ...(block.limit
      ? [
          `  limit ${block.limit.count ?? '?'}${block.limit.offset === undefined ? '' : ` offset ${block.limit.offset}`}`,
        ]
      : []),
    ...(block.locking ? ['  locking'] : []),
  ];
}

const valueText = (value: Value): string =>
  value.kind === 'null'
    ? 'NULL'
    : value.kind === 'placeholder'
      ? '?'
      : value.kind === 'string'
        ? `'${value.text}'`
        : value.kind === 'number'
          ? value.text
          : `{${value.text}}`;

function predicateText(one: Predicate, column: (use: ColumnUse) => string): string {
  switch (one.kind) {
    case 'equal':
      return `${column(one.column)} = ${valueText(one.value)}`;
    case 'in':
      return `${column(one.column)} in (${one.values?.map(valueText).join(', ') ?? '...'})`;
    case 'notEqual':
      return `${column(one.column)} != ${one.values?.map(valueText).join(', ') ?? '...'}`;
    case 'null':
      return `${column(one.column)} is ${one.not ? 'not ' : ''}null`;
    case 'range': {
      const low = one.low === undefined ? '' : `${valueText(one.low.value)} ${one.low.inclusive ? '<=' : '<'} `;
      const high = one.high === undefined ? '' : ` ${one.high.inclusive ? '<=' : '<'} ${valueText(one.high.value)}`;
      return `${low}${column(one.column)}${high}`;
    }
    case 'like':
      return `${column(one.column)} like ${valueText(one.value)} prefix ${one.prefix === undefined ? '?' : `'${one.prefix}'`}`;
    case 'expression':
      return `expression ${one.expression} ${one.comparison} of ${one.columns.map(column).join(', ')}${one.rewrite === undefined ? '' : ` -> ${one.rewrite}`}`;
    case 'or':
      return `or [${one.branches.map((branch) => branch.map((part) => predicateText(part, column)).join(' & ')).join(' | ')}]`;
    case 'fulltext':
      return `fulltext ${one.columns.map(column).join(', ')}`;
    default:
      return `other ${one.text}${one.columns.length > 0 ? ` of ${one.columns.map(column).join(', ')}` : ''}${one.subqueries ? ` with ${one.subqueries.map((id) => `#${id}`).join(', ')}` : ''}`;
  }
}

/** The predicates of one condition on `users`. */
export const conditions = (where: string, dialect: Dialect = {}): string[] =>
  shown(`SELECT 1 FROM users WHERE ${where}`, dialect)
    .slice(1)
    .map((line) => line.trim());
