import { largestInteger } from '../catalog/largestInteger';
import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/table';
import { attention, good, type HealthFact, unknown } from './fact';
import type { HealthReading } from './reading';
import type { TableState } from './tableRows';

const id = 'autoIncrement';
const title = 'Room for new ids';
/** Widening a key of a large table takes days of planning: four fifths leave time for that. */
const nearlyFull = 0.8;

/** A column that ids go into, and how much of its range the ids that were given take. */
interface IdColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** 0 to 1 */
  readonly share: number;
  /** "users.id (bigint unsigned)": it holds the ids of another table, by its name. */
  readonly pointsTo?: string;
}

/**
 * Room for new ids: the fullest AUTO_INCREMENT column, and columns without foreign key that are too narrow for the ids that
 * their name says they hold (InnoDB makes foreign keys of equal types only).
 */
export function autoIncrement({ tables }: HealthReading, catalog: Catalog | undefined): HealthFact {
  if (catalog === undefined) return unknown(id, title, 'the tables were not asked for');
  const columns = idColumns(catalog, tables).toSorted((a, b) => b.share - a.share);
  const [fullest] = columns;
  if (fullest === undefined) return good(id, title, 'no table counts its ids');
  const shown = columns.filter(({ pointsTo, share }) => pointsTo === undefined || share > nearlyFull / 2);
  const details = shown.slice(0, 5).map(columnText);
  const text = `${nameOf(fullest)} has used ${percent(fullest.share)}`;
  if (fullest.share <= nearlyFull) return good(id, title, text, { details });
  const full = columns.filter(({ share }) => share > nearlyFull);
  return attention(id, title, text, {
    details,
    remedies: full.slice(0, 5).map((each) => ({
      title:
        each.pointsTo === undefined
          ? `Widen ${each.table}.${each.column} to BIGINT UNSIGNED, and first every column that points to it`
          : `Widen ${each.table}.${each.column} to the type of ${each.pointsTo}`,
    })),
  });
}

const nameOf = ({ table, column, pointsTo }: IdColumn): string =>
  pointsTo === undefined ? table : `${table}.${column}`;

function percent(share: number): string {
  const value = Math.min(1, share) * 100;
  return value < 1 ? 'less than 1 %' : `${Math.floor(value)} %`;
}

function columnText({ table, column, type, share, pointsTo }: IdColumn): string {
  const own = `${table}.${column} (${type})`;
  return pointsTo === undefined
    ? `${own}: ${percent(share)} used.`
    : `${own} holds ids of ${pointsTo} by its name, which have used ${percent(share)} of it.`;
}

function idColumns(catalog: Catalog, states: readonly TableState[]): readonly IdColumn[] {
  const next = new Map(states.flatMap(({ name, nextId }) => (nextId === undefined ? [] : [[name, nextId] as const])));
  const byName = new Map<string, { readonly table: CatalogTable; readonly column: CatalogColumn }[]>();
  for (const table of catalog.tables)
    for (const column of table.columns)
      if (/_id$/i.test(column.name)) {
        const same = byName.get(column.name.toLowerCase()) ?? [];
        same.push({ table, column });
        byName.set(column.name.toLowerCase(), same);
      }
  return catalog.tables.flatMap((table): readonly IdColumn[] => {
    const counter = table.columns.find(({ autoIncrement: counts }) => counts);
    const limit = counter === undefined ? undefined : largestInteger(counter.type, counter.columnType);
    const nextId = next.get(table.name);
    if (counter === undefined || limit === undefined || nextId === undefined) return [];
    const used = nextId - 1;
    const own = { table: table.name, column: counter.name, type: counter.columnType, share: used / limit };
    const narrow = singulars(table.name)
      .flatMap((name) => byName.get(`${name}_${counter.name}`.toLowerCase()) ?? [])
      .flatMap((found): readonly IdColumn[] => {
        const bound = largestInteger(found.column.type, found.column.columnType);
        const key = found.table.foreignKeys.some(({ columns }) => columns.includes(found.column.name));
        if (bound === undefined || bound >= limit || key) return [];
        const pointsTo = `${table.name}.${counter.name} (${counter.columnType})`;
        const { name, columnType } = found.column;
        return [{ table: found.table.name, column: name, type: columnType, share: used / bound, pointsTo }];
      });
    return [own, ...narrow];
  });
}

/** "categories" → "category": what Laravel calls a column that points to the table, in English. */
function singulars(table: string): readonly string[] {
  if (/ies$/i.test(table)) return [table.replace(/ies$/i, 'y')];
  if (/(?:ss|x|ch|sh)es$/i.test(table)) return [table.replace(/es$/i, '')];
  return /s$/i.test(table) ? [table.replace(/s$/i, '')] : [];
}
