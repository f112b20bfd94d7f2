import { formatBytes, formatCount } from '../../base/format';
import type { Catalog } from '../catalog/table';
import { attention, good, type HealthFact, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'bufferPool';
const title = 'Buffer pool';
/** Page reads before the ratio says anything: a server that has just started reads everything from disk once. */
const enoughRequests = 1_000_000;

/** How many page reads came from memory, since the server started (InnoDB status variables, reference manual 17.15.3). */
export function bufferPool({ status, variables }: HealthReading, catalog: Catalog | undefined): HealthFact {
  const reads = numberOf(status, 'innodb_buffer_pool_reads');
  const requests = numberOf(status, 'innodb_buffer_pool_read_requests');
  const size = numberOf(variables, 'innodb_buffer_pool_size');
  if (reads === undefined || requests === undefined) return unknown(id, title, 'this login may not see it');
  const data = catalog?.tables.reduce((sum, table) => sum + table.dataBytes + table.indexBytes, 0);
  const details = [
    `${formatCount(reads)} of ${formatCount(requests)} page reads went to disk (SHOW GLOBAL STATUS).`,
    ...(size === undefined ? [] : [`innodb_buffer_pool_size is ${formatBytes(size)}.`]),
    ...(data === undefined ? [] : [`Tables and indexes of this database take about ${formatBytes(data)} (estimate).`]),
  ];
  if (requests < enoughRequests) return unknown(id, title, 'too little was read since the server started', { details });
  const ratio = 1 - reads / requests;
  const text = `${(ratio * 100).toFixed(2)} % of page reads from memory`;
  if (ratio >= 0.99) return good(id, title, text, { details });
  const fits = size !== undefined && data !== undefined && data < size;
  return attention(id, title, text, {
    details: fits ? [...details, 'The database fits into memory: after a start this ratio rises by itself.'] : details,
    remedies: fits ? [] : [{ title: 'Raise innodb_buffer_pool_size, where the machine has memory to spare' }],
  });
}
