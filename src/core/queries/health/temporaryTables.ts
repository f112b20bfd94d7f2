import { formatBytes, formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'temporaryTables';
const title = 'Temporary tables on disk';
/** Temporary tables before their share says anything. */
const enough = 1_000;

/** Temporary tables that did not fit into memory, since the server started. */
export function temporaryTables({ status, variables, server }: HealthReading): HealthFact {
  const disk = numberOf(status, 'created_tmp_disk_tables');
  const all = numberOf(status, 'created_tmp_tables');
  if (disk === undefined || all === undefined) return unknown(id, title, 'this login may not see it');
  const memory = numberOf(
    variables,
    server.flavour === 'mysql' && server.major >= 8 ? 'temptable_max_ram' : 'tmp_table_size',
  );
  const details = [
    `${formatCount(disk)} of ${formatCount(all)} since the server started.`,
    ...(memory === undefined ? [] : [`Memory for them: ${formatBytes(memory)}.`]),
    'The statements that make them are marked in Slow Statements.',
  ];
  // MariaDB counts those with TEXT columns as on disk whatever their size: a share alone is no reason to raise limits.
  if (all + disk < enough) return unknown(id, title, 'too few to say', { details });
  const share = disk / Math.max(all, disk);
  const text = `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
  return share < 0.25 ? good(id, title, text, { details }) : attention(id, title, text, { details });
}
