import { formatBytes, formatCount } from '../../base/format';
import { quoteName } from '../../connections/sqlNames';
import type { Catalog, CatalogTable } from '../catalog/table';
import { refusedFact } from './asked';
import { attention, good, type HealthFact, unknown } from './fact';
import type { HealthReading } from './reading';

const bytesOf = ({ dataBytes, indexBytes }: CatalogTable): number => dataBytes + indexBytes;
const notAsked = 'the tables were not asked for';

/** The largest tables, by the server's estimate. */
export function tableSizes(catalog: Catalog | undefined): HealthFact {
  const id = 'tableSizes';
  const title = 'Table sizes';
  if (catalog === undefined) return unknown(id, title, notAsked);
  const largest = catalog.tables.toSorted((a, b) => bytesOf(b) - bytesOf(a)).slice(0, 10);
  const all = catalog.tables.reduce((sum, table) => sum + bytesOf(table), 0);
  return good(id, title, `${formatBytes(all)} in ${formatCount(catalog.tables.length)} tables (estimate)`, {
    details: largest.map(
      (table) =>
        `${table.name}: ${formatBytes(bytesOf(table))}, about ${formatCount(table.rows)} rows, indexes ${formatBytes(table.indexBytes)}.`,
    ),
  });
}

/** Below this it is looked through in no time. */
const manyRows = 10_000;

/**
 * InnoDB tables without a primary key: a replica looks through the whole table for each changed row, and the hidden key that
 * takes its place is counted for all such tables together (MySQL 9.0 reference manual, 17.6.2.1).
 */
export function primaryKeys(catalog: Catalog | undefined): HealthFact {
  const id = 'primaryKeys';
  const title = 'Primary keys';
  if (catalog === undefined) return unknown(id, title, notAsked);
  const without = catalog.tables
    .filter(
      ({ engine, indexes }) => engine.toLowerCase() === 'innodb' && !indexes.some(({ name }) => name === 'PRIMARY'),
    )
    .toSorted((a, b) => b.rows - a.rows);
  if (without.length === 0) return good(id, title, 'all have one');
  const details = without.slice(0, 10).map(({ name, rows }) => `${name} has none, about ${formatCount(rows)} rows.`);
  const text = without.length === 1 ? '1 table has none' : `${formatCount(without.length)} tables have none`;
  const [largest] = without;
  if (largest === undefined || largest.rows < manyRows)
    return good(id, title, `${text}, ${without.length === 1 ? 'it is' : 'all'} small`, { details });
  return attention(id, title, text, { details, remedies: [{ title: `Give ${largest.name} a primary key` }] });
}

const muchFree = 5_000_000_000;
const half = 0.5;

/** Tables whose file is mostly unused. New rows take that space first: it matters only where the disk is short. */
export function freeSpace({ tables, ownFiles }: HealthReading, catalog: Catalog | undefined): HealthFact {
  const id = 'freeSpace';
  const title = 'Unused space in tables';
  if (catalog === undefined) return unknown(id, title, notAsked);
  if ('refused' in ownFiles) return refusedFact(id, title, ownFiles.refused);
  const freeBytes = new Map(tables.map(({ name, freeBytes: free }) => [name, free]));
  const found = catalog.tables.flatMap((table) => {
    const free = freeBytes.get(table.name) ?? 0;
    const certain = ownFiles.known.has(table.name) && !table.partitioned;
    return certain && free >= muchFree && free >= half * (bytesOf(table) + free) ? [{ name: table.name, free }] : [];
  });
  const [most] = found.toSorted((a, b) => b.free - a.free);
  if (most === undefined) return good(id, title, 'little');
  return attention(id, title, `${formatBytes(most.free)} in ${most.name}`, {
    details: [
      ...found.map(({ name, free }) => `${name}: ${formatBytes(free)} of its file are unused.`),
      'New rows take that space first. Rebuilding a table gives it back to the disk, and needs room for a second copy meanwhile.',
    ],
    remedies: [
      {
        title: `Rebuild ${most.name}, where the disk needs the room`,
        copies: `ALTER TABLE ${quoteName(most.name)} ENGINE = InnoDB, ALGORITHM = INPLACE, LOCK = NONE;`,
      },
    ],
  });
}

/** Days after which statistics of a table that is written to may mislead the optimizer. */
const oldDays = 30;

/** When the optimizer's statistics were last computed. */
export function statisticsAge({ statistics, variables, at }: HealthReading): HealthFact {
  const id = 'statistics';
  const title = 'Age of statistics';
  if ('refused' in statistics) return refusedFact(id, title, statistics.refused);
  const setting = variables['innodb_stats_auto_recalc'];
  const [oldest] = statistics.known.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (oldest === undefined) return unknown(id, title, 'no table keeps its statistics');
  const days = Math.max(0, Math.floor((at.getTime() - oldest.at.getTime()) / 86_400_000));
  const text = days < 1 ? 'computed today' : `${oldest.table}: ${days === 1 ? '1 day' : `${formatCount(days)} days`}`;
  // With recalculation on, old statistics are those of tables that hardly change: they are right.
  if (setting === undefined || /^(?:on|1)$/i.test(setting))
    return good(id, title, text, {
      details:
        setting === undefined
          ? []
          : ['The server computes them again when a tenth of a table has changed (innodb_stats_auto_recalc).'],
    });
  const details = ['innodb_stats_auto_recalc is off: they are as old as the last ANALYZE TABLE.'];
  if (days < oldDays) return good(id, title, text, { details });
  return attention(id, title, text, {
    details: [
      ...details,
      'Statements that run for long meanwhile may make others wait for the table: choose a quiet hour.',
    ],
    remedies: [{ title: 'Compute them again', copies: `ANALYZE TABLE ${quoteName(oldest.table)};` }],
  });
}
