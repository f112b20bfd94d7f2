import { formatBytes, formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'temporaryTables';
const title = 'Temporary tables on disk';
/** Temporary tables before their share says anything. */
const enough = 1_000;
/** A quarter on disk, and at least one a second: fewer cost nothing that anybody feels. */
const largeShare = 0.25;
const oftenASecond = 1;

/**
 * Internal temporary tables that did not fit into memory, since the server started. MySQL 8 counts those that became InnoDB
 * tables, and not what its TempTable engine maps into files (9.0 reference manual, 10.4.4); MariaDB counts every one with TEXT
 * or BLOB columns, however small, and keeps those in Aria's cache.
 */
export function temporaryTables({ status, variables, server }: HealthReading): HealthFact {
  const disk = numberOf(status, 'created_tmp_disk_tables');
  const all = numberOf(status, 'created_tmp_tables');
  const rate = perSecond(status, 'created_tmp_disk_tables');
  if (disk === undefined || all === undefined) return unknown(id, title, 'this server does not say it');
  const limit = numberOf(variables, 'tmp_table_size');
  const whole = numberOf(variables, 'temptable_max_ram');
  const heap = numberOf(variables, 'max_heap_table_size');
  const tempTable = server.flavour === 'mysql' && variables['internal_tmp_mem_storage_engine'] === 'TempTable';
  const one = tempTable || heap === undefined || limit === undefined ? limit : Math.min(limit, heap);
  const details = [
    `${formatCount(disk)} of ${formatCount(all)} since the server started.`,
    ...(one === undefined ? [] : [`Memory for one: ${formatBytes(one)}.`]),
    ...(tempTable && whole !== undefined ? [`Memory for all together: ${formatBytes(whole)}.`] : []),
    ...(server.flavour === 'mariadb' ? ['Those with TEXT or BLOB columns count as on disk, whatever their size.'] : []),
  ];
  if (rate === undefined || all < enough) return unknown(id, title, 'too few to say', { details });
  const share = Math.min(1, disk / all);
  const text = `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
  if (share < largeShare || rate < oftenASecond) return good(id, title, text, { details });
  // Raising the limits for everybody may cost more memory than there is: the statements are what to look at.
  return attention(id, title, `${text}, ${rateText(rate)}`, {
    details: [...details, 'The statements that make them are marked in Slow Statements.'],
  });
}
