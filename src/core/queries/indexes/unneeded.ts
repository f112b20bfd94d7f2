import { indexText } from '../catalog/indexText';
import type { Catalog, CatalogForeignKey, CatalogIndex, CatalogTable } from '../catalog/table';
import type { IndexUsage, TableUsage, UnknownUsage } from './indexUsage';
import { type EngineIndex, engineIndex, equals, forbids, type KeySide, keySides, neededByKey, serves } from './serves';

/** An index of the database that may not be needed, and how certain that is. */
export interface UnneededIndex {
  readonly table: string;
  readonly index: string;
  /** Columns as written: "user_id, created_at", "title(20)". */
  readonly columns: string;
  /**
   * `duplicate`: another has the same columns · `redundant`: another begins with its columns · `unused`: the server counted
   * no read of it since `since`.
   */
  readonly kind: 'duplicate' | 'redundant' | 'unused';
  /** The index that serves in its place. */
  readonly servedBy?: string;
  /** ISO 8601: since when the server counts. */
  readonly since?: string;
  /** Bytes that it takes, where the server says so. */
  readonly bytes?: number;
  /** Why it may still be needed, in words: a foreign key, uniqueness, a short time of counting. Empty: it can be tried. */
  readonly caution: readonly string[];
}

/** What is known beside the catalog. */
export interface UnneededOptions {
  readonly usage?: IndexUsage | UnknownUsage;
  /** Bytes by table and index, from `readIndexSizes`. */
  readonly sizes?: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The application reads from other servers too, which count for themselves. */
  readonly replicas?: boolean;
}

/**
 * Indexes that could go, all of them together: never one that a foreign key stands on and that nothing else supports, never
 * the primary key. A FULLTEXT index is never called unused, because servers do not count its reads; neither is one of a table
 * that nobody read at all.
 */
export function unneededIndexes(catalog: Catalog, options: UnneededOptions = {}): readonly UnneededIndex[] {
  const foreignKeys = [...catalog.tables.flatMap((table) => table.foreignKeys), ...(catalog.referencedFrom ?? [])];
  const outsideKnown = catalog.referencedFrom !== undefined;
  return catalog.tables.flatMap((table) => ofTable(table, foreignKeys, outsideKnown, options));
}

function ofTable(
  table: CatalogTable,
  foreignKeys: readonly CatalogForeignKey[],
  outsideKnown: boolean,
  options: UnneededOptions,
): readonly UnneededIndex[] {
  const sides = keySides(table, foreignKeys);
  const kept = new Set(table.indexes.map((index) => engineIndex(index, table)));
  const gone: EngineIndex[] = [];
  const free = (index: EngineIndex): boolean =>
    !neededByKey(
      index.index,
      [...kept].map((each) => each.index),
      sides,
    );
  for (const index of [...kept].sort(fromTheLeastNeeded)) {
    if (index.index.name === 'PRIMARY' || !free(index)) continue;
    const others = [...kept].filter((other) => other !== index);
    const replaced = (each: EngineIndex): boolean => others.some((other) => replaces(other, each, table));
    // Those that went before it for its sake need another one too.
    if (![index, ...gone].every(replaced)) continue;
    kept.delete(index);
    gone.push(index);
  }
  const served = gone.map((index) => servedIndex(index, [...kept], table, outsideKnown, options));
  const usage = options.usage?.source === 'unknown' ? undefined : options.usage;
  const counted = usage?.tables.get(table.name);
  if (usage === undefined || counted === undefined || counted.reads === 0) return served.toSorted(byName);
  // One after the other: two that support the same foreign key cannot both go.
  const unused = [...kept].flatMap((index): UnneededIndex[] => {
    // An index that would take over the reads of one that goes is needed for those.
    const inPlaceOf = gone.filter((each) => replaces(index, each, table));
    if (![index, ...inPlaceOf].every((each) => isUnread(each.index, counted)) || !free(index)) return [];
    kept.delete(index);
    return [unusedIndex(index.index, table, usage, counted, sides, outsideKnown, options)];
  });
  return [...served, ...unused].sort(byName);
}

/** Of two equal ones the unique, the visible, the one with more columns of its own, the earlier name stays. */
function fromTheLeastNeeded({ index: a }: EngineIndex, { index: b }: EngineIndex): number {
  return (
    Number(a.unique) - Number(b.unique) ||
    Number(a.visible) - Number(b.visible) ||
    a.columns.length - b.columns.length ||
    (a.name < b.name ? 1 : -1)
  );
}

function replaces(other: EngineIndex, index: EngineIndex, table: CatalogTable): boolean {
  if (!index.index.unique) return serves(other, index);
  if (!other.index.visible || !forbids(other.index, index.index)) return false;
  if (serves(other, index)) return true;
  // At most one row for its columns: what follows them in the longer one finds nothing more.
  return serves(index, other) && other.index.columns.every((part) => isNeverNull(part, table));
}

function isNeverNull(part: CatalogIndex['columns'][number], table: CatalogTable): boolean {
  if ('expression' in part || part.prefix !== undefined) return false;
  return table.columns.find(({ name }) => name.toLowerCase() === part.column.toLowerCase())?.nullable === false;
}

function servedIndex(
  index: EngineIndex,
  kept: readonly EngineIndex[],
  table: CatalogTable,
  outsideKnown: boolean,
  options: UnneededOptions,
): UnneededIndex {
  const [by] = kept
    .filter((other) => replaces(other, index, table))
    .sort((a, b) => Number(equals(b, index)) - Number(equals(a, index)) || a.parts.length - b.parts.length);
  const same = by !== undefined && (index.index.type === 'FULLTEXT' || equals(by, index));
  const caution: string[] = [];
  if (by !== undefined && !same && index.parts.length > index.index.columns.length && !serves(by, whole(index))) {
    const order = indexText(index.parts.slice(index.index.columns.length));
    caution.push(
      `Rows with the same ${indexText(index.index.columns)} stand in it in the order of ${order}; in ${by.index.name} they do not. Statements that sort by ${order} may read it for that.`,
    );
  }
  if (index.index.type === 'FULLTEXT') caution.push('Only if both use the same parser.');
  return {
    ...described(index.index, table, options),
    kind: same ? 'duplicate' : 'redundant',
    ...(by === undefined ? {} : { servedBy: by.index.name }),
    caution: [...caution, ...outsideCaution(index.index, outsideKnown)],
  };
}

/** The index with the primary key's columns counted as its own. */
function whole({ index, parts }: EngineIndex): EngineIndex {
  return { index: { ...index, columns: parts }, parts };
}

function isUnread({ name, type }: CatalogIndex, { indexes }: TableUsage): boolean {
  return name !== 'PRIMARY' && type !== 'FULLTEXT' && type !== 'VECTOR' && (indexes.get(name) ?? 0) === 0;
}

const week = 7 * 24 * 60 * 60 * 1000;

function unusedIndex(
  index: CatalogIndex,
  table: CatalogTable,
  usage: IndexUsage,
  counted: TableUsage,
  sides: readonly KeySide[],
  outsideKnown: boolean,
  { replicas, ...options }: UnneededOptions,
): UnneededIndex {
  const since = counted.since !== undefined && counted.since > usage.since ? counted.since : usage.since;
  const caution: string[] = [];
  if (index.unique) caution.push('It is unique: it forbids doubles, whether anybody reads it or not.');
  if (!usage.sinceCertain) caution.push('Counting began when userstat was turned on, which may be later than that.');
  if (usage.readAt.getTime() - since.getTime() < week)
    caution.push('Counted for less than a week: what runs monthly, or on some days only, may need it.');
  if (replicas === true) caution.push('Replicas count for themselves: it may be read there.');
  if (sides.some(({ columns }) => startsWith(index, columns)))
    caution.push('It begins with the columns of a foreign key; another index supports that key.');
  return {
    ...described(index, table, options),
    kind: 'unused',
    since: since.toISOString(),
    caution: [...caution, ...outsideCaution(index, outsideKnown)],
  };
}

function startsWith({ columns }: CatalogIndex, key: readonly string[]): boolean {
  return key.every((name, at) => {
    const part = columns[at];
    return part !== undefined && 'column' in part && part.column.toLowerCase() === name.toLowerCase();
  });
}

function outsideCaution({ unique }: CatalogIndex, known: boolean): readonly string[] {
  return known || !unique ? [] : ['Foreign keys of other databases that may refer to it were not looked for.'];
}

function described(
  index: CatalogIndex,
  table: CatalogTable,
  { sizes }: UnneededOptions,
): Pick<UnneededIndex, 'table' | 'index' | 'columns' | 'bytes'> {
  const secondary = table.indexes.filter(({ name }) => name !== 'PRIMARY');
  const alone = table.engine.toLowerCase() === 'innodb' && secondary.length === 1 && table.indexes.length === 2;
  const bytes = sizes?.get(table.name)?.get(index.name) ?? (alone ? table.indexBytes : undefined);
  return {
    table: table.name,
    index: index.name,
    columns: indexText(index.columns),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function byName(a: UnneededIndex, b: UnneededIndex): number {
  return a.index < b.index ? -1 : a.index > b.index ? 1 : 0;
}
