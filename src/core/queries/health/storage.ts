import { formatBytes, formatCount } from '../../base/format';
import type { Catalog } from '../catalog/table';
import { attention, good, type HealthFact, unknown } from './fact';
import type { HealthReading } from './reading';

/** Room for new ids: the fullest AUTO_INCREMENT column. */
export function autoIncrement({ increments }: HealthReading): HealthFact {
  const id = 'autoIncrement';
  const title = 'Room for new ids';
  const [fullest] = increments;
  if (fullest === undefined) return good(id, title, 'no table counts its ids');
  const percent = fullest.share * 100;
  const text = `${fullest.table} has used ${percent < 1 ? '< 1' : Math.round(percent)} %`;
  const details = increments
    .slice(0, 5)
    .map(({ table, type, share }) => `${table} (${type}): ${(share * 100).toFixed(share < 0.01 ? 4 : 1)} % used.`);
  if (fullest.share <= 0.8) return good(id, title, text, { details });
  return attention(id, title, text, {
    details,
    remedies: [{ title: `Widen the id of ${fullest.table} to BIGINT UNSIGNED, and every column that points to it` }],
  });
}

/** The largest tables, by the server's estimate. */
export function tableSizes(catalog: Catalog | undefined): HealthFact {
  const id = 'tableSizes';
  const title = 'Table sizes';
  if (catalog === undefined) return unknown(id, title, 'the tables were not asked for');
  const bytes = ({ dataBytes, indexBytes }: Catalog['tables'][number]): number => dataBytes + indexBytes;
  const largest = catalog.tables.toSorted((a, b) => bytes(b) - bytes(a)).slice(0, 10);
  const all = catalog.tables.reduce((sum, table) => sum + bytes(table), 0);
  return good(id, title, `${formatBytes(all)} in ${catalog.tables.length} tables (estimate)`, {
    details: largest.map(
      (table) =>
        `${table.name}: ${formatBytes(bytes(table))}, about ${formatCount(table.rows)} rows, indexes ${formatBytes(table.indexBytes)}.`,
    ),
  });
}

/** Days after which statistics of a table that is written to may mislead the optimizer. */
const oldDays = 30;

/** When the optimizer's statistics were last computed. */
export function statisticsAge({ statistics, variables, at }: HealthReading): HealthFact {
  const id = 'statistics';
  const title = 'Age of statistics';
  if (statistics === undefined)
    return unknown(id, title, 'this login may not see it', {
      details: ['mysql.innodb_table_stats holds it: it needs SELECT on that table.'],
    });
  const automatic = /^(?:on|1)$/i.test(variables['innodb_stats_auto_recalc'] ?? '');
  const [oldest] = statistics.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (oldest === undefined) return unknown(id, title, 'no table keeps its statistics');
  const days = Math.floor((at.getTime() - oldest.at.getTime()) / 86_400_000);
  const text = days < 1 ? 'computed today' : `${oldest.table}: ${days} ${days === 1 ? 'day' : 'days'}`;
  const details = [
    automatic
      ? 'The server computes them again when a tenth of a table has changed (innodb_stats_auto_recalc).'
      : 'innodb_stats_auto_recalc is off: they are as old as the last ANALYZE TABLE.',
  ];
  // With recalculation on, old statistics are those of tables that hardly change: they are right.
  if (automatic || days < oldDays) return good(id, title, text, { details });
  return attention(id, title, text, {
    details,
    remedies: [{ title: `Compute them again`, copies: `ANALYZE TABLE ${oldest.table};` }],
  });
}
