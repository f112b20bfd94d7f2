import { formatBytes, formatCount } from '../../base/format';
import type { Catalog } from '../catalog/table';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'bufferPool';
const title = 'Buffer pool';
/** Page reads before the ratio says anything: a server that has just started reads everything from disk once. */
const enoughRequests = 1_000_000;
/** More than this left free: the pool never filled, and a larger one would hold nothing more. */
const freeEnough = 0.05;
/** Below this many reads from disk a second the disk is idle, whatever the ratio. */
const fewReads = 10;
/** Waits for a free page a second from which writing cannot keep up with the pool (one a minute). */
const someWaits = 1 / 60;

/**
 * How many page reads came from memory, since the server started (InnoDB status variables, MySQL 9.0 reference manual, 7.1.10).
 * The ratio alone misleads: it counts the start, and a pool with free pages is not too small.
 */
export function bufferPool({ status, variables }: HealthReading, catalog: Catalog | undefined): HealthFact {
  const reads = numberOf(status, 'innodb_buffer_pool_reads');
  const requests = numberOf(status, 'innodb_buffer_pool_read_requests');
  const size = numberOf(variables, 'innodb_buffer_pool_size');
  const total = numberOf(status, 'innodb_buffer_pool_pages_total');
  const free = numberOf(status, 'innodb_buffer_pool_pages_free');
  if (reads === undefined || requests === undefined) return unknown(id, title, 'this server does not say it');
  const data = catalog?.tables.reduce((sum, table) => sum + table.dataBytes + table.indexBytes, 0);
  const freeShare = total === undefined || total === 0 || free === undefined ? undefined : free / total;
  const details = [
    `${formatCount(reads)} of ${formatCount(requests)} page reads went to disk since the server started.`,
    ...(size === undefined ? [] : [`innodb_buffer_pool_size is ${formatBytes(size)}.`]),
    ...(freeShare === undefined ? [] : [`${(freeShare * 100).toFixed(0)} % of its pages are free.`]),
    ...(data === undefined ? [] : [`Tables and indexes of this database take about ${formatBytes(data)} (estimate).`]),
  ];
  const rate = perSecond(status, 'innodb_buffer_pool_reads');
  if (rate === undefined || requests < enoughRequests)
    return unknown(id, title, 'too little was read since the server started', { details });
  const text = `${((1 - reads / requests) * 100).toFixed(2)} % of page reads from memory`;
  const waits = perSecond(status, 'innodb_buffer_pool_wait_free') ?? 0;
  const raise = { title: 'Raise innodb_buffer_pool_size, where the machine has memory to spare' };
  if (waits >= someWaits)
    return attention(id, title, 'pages are not free in time', {
      details: [
        ...details,
        'Statements waited for a free page (Innodb_buffer_pool_wait_free): the disk writes too slowly for so small a pool.',
      ],
      remedies: [raise],
    });
  if (reads / requests <= 0.01) return good(id, title, text, { details });
  if (freeShare !== undefined && freeShare > freeEnough)
    return good(id, title, `${text}, and room for more`, {
      details: [...details, 'A larger one would hold nothing more.'],
    });
  if (rate < fewReads)
    return good(id, title, text, { details: [...details, `${rateText(rate)} is little for a disk.`] });
  return attention(id, title, text, {
    details: [...details, `${rateText(rate)} are read from disk.`],
    remedies: [raise],
  });
}
