import type { CatalogForeignKey, CatalogIndex, CatalogTable, IndexColumn } from '../catalog/table';

/** An index as the engine keeps it: what it can be asked for, and the name it has. */
export interface EngineIndex {
  readonly index: CatalogIndex;
  /**
   * Its columns; in InnoDB those of the primary key follow that are not in it yet (MySQL 9.0 reference manual, 17.6.2.1
   * "Clustered and Secondary Indexes"). The optimizers of both servers use them.
   */
  readonly parts: readonly IndexColumn[];
}

/** @param table whose index it is */
export function engineIndex(index: CatalogIndex, table: Pick<CatalogTable, 'engine' | 'indexes'>): EngineIndex {
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY');
  const appended = table.engine.toLowerCase() === 'innodb' && index.type === 'BTREE' && index.name !== 'PRIMARY';
  if (primary === undefined || !appended) return { index, parts: index.columns };
  const missing = primary.columns.filter((part) => !index.columns.some((own) => samePart(own, part)));
  return { index, parts: [...index.columns, ...missing] };
}

/**
 * Whether every lookup, range and order that `index` gives, `other` gives too, by columns alone. False where it is not
 * certain: opposite directions, FULLTEXT on other columns, kinds that are compared by their whole key.
 */
export function serves(other: EngineIndex, index: EngineIndex): boolean {
  const [a, b] = [other.index, index.index];
  if (!other.index.visible || a.type !== b.type) return false;
  if (a.type === 'BTREE') return index.index.columns.every((part, at) => partServes(other.parts[at], part));
  if (a.columns.length !== b.columns.length || a.type === 'VECTOR') return false;
  // MATCH asks for a set of columns; spatial indexes have one; hashes want their whole key.
  if (a.type === 'FULLTEXT') return b.columns.every((part) => a.columns.some((own) => samePart(own, part)));
  return b.columns.every((part, at) => partServes(a.columns[at], part));
}

/** Whether both are the same to the engine: as many columns, the primary key's counted, each as good as its counterpart. */
export function equals(a: EngineIndex, b: EngineIndex): boolean {
  return a.parts.length === b.parts.length && a.parts.every((part, at) => samePart(part, b.parts[at]));
}

/**
 * Whether what a unique index forbids is forbidden by `other` already: its columns are all among those of the index, whole
 * or by a prefix that is no longer. NULL is no exception: it is none of `other`'s doubles only where it is none here.
 */
export function forbids(other: CatalogIndex, index: CatalogIndex): boolean {
  if (!other.unique || other.type !== index.type) return false;
  return other.columns.every((part) =>
    index.columns.some((own) => {
      if ('expression' in part || 'expression' in own) return samePart(part, { ...own });
      if (!sameName(part.column, own.column)) return false;
      return part.prefix === undefined
        ? own.prefix === undefined
        : own.prefix === undefined || own.prefix >= part.prefix;
    }),
  );
}

/** Whether a foreign key can stand on an index: its columns come first, in its order and whole (15.1.20.5 "FOREIGN KEY"). */
export function supportsKey({ type, columns }: CatalogIndex, key: readonly string[]): boolean {
  if (type !== 'BTREE' && type !== 'HASH') return false;
  return key.every((column, at) => {
    const part = columns[at];
    return part !== undefined && 'column' in part && part.prefix === undefined && sameName(part.column, column);
  });
}

/** A foreign key's columns on one side of it: those of the table that has it, or those that it refers to. */
export interface KeySide {
  readonly columns: readonly string[];
  /** The side referred to: from MySQL 8.4 on it has to be a unique key of exactly these columns. */
  readonly referenced: boolean;
}

/** Whether some foreign key would be left without an index if of `indexes` one were gone. */
export function neededByKey(index: CatalogIndex, indexes: readonly CatalogIndex[], sides: readonly KeySide[]): boolean {
  const others = indexes.filter((other) => other !== index);
  return sides.some(({ columns, referenced }) => {
    if (!supportsKey(index, columns)) return false;
    const exact = ({ unique, columns: own }: CatalogIndex): boolean => unique && own.length === columns.length;
    const needed = others.filter((other) => supportsKey(other, columns));
    return referenced && exact(index) ? !needed.some(exact) : needed.length === 0;
  });
}

/** Both sides of all foreign keys that a table has or is referred to by. */
export function keySides(
  table: CatalogTable,
  foreignKeys: readonly (CatalogForeignKey & { readonly table?: string })[],
): readonly KeySide[] {
  const own = table.foreignKeys.map(({ columns }) => ({ columns, referenced: false }));
  const referring = foreignKeys.filter(
    ({ referencedSchema, referencedTable }) =>
      sameName(referencedSchema, table.schema) && sameName(referencedTable, table.name),
  );
  return [...own, ...referring.map(({ referencedColumns }) => ({ columns: referencedColumns, referenced: true }))];
}

function partServes(other: IndexColumn | undefined, part: IndexColumn): boolean {
  if (other === undefined || other.descending !== part.descending) return false;
  if ('expression' in other || 'expression' in part) return samePart(other, part);
  if (!sameName(other.column, part.column)) return false;
  if (other.prefix === undefined) return true;
  return part.prefix !== undefined && other.prefix >= part.prefix;
}

function samePart(a: IndexColumn, b: IndexColumn | undefined): boolean {
  if (b === undefined || a.descending !== b.descending) return false;
  if ('expression' in a) return 'expression' in b && a.expression === b.expression;
  return 'column' in b && sameName(a.column, b.column) && a.prefix === b.prefix;
}

/** Names of columns know no case; those of tables may, and two that differ in it alone are taken for one: the safe side. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
