import { formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

/** A merge pass reads and writes a whole buffer: one a second is where a disk begins to notice. */
const oftenASecond = 1;

/** Sorts that did not fit into sort_buffer_size and were merged from disk. */
export function sortMerges({ status }: HealthReading): HealthFact {
  const id = 'sortMerges';
  const title = 'Sorts on disk';
  const rate = perSecond(status, 'sort_merge_passes');
  const count = numberOf(status, 'sort_merge_passes');
  if (count === undefined) return unknown(id, title, 'this server does not say it');
  if (rate === undefined) return unknown(id, title, 'the server has not run for an hour yet');
  const details = [`${formatCount(count)} merge passes since the server started (Sort_merge_passes).`];
  if (rate < oftenASecond) return good(id, title, count === 0 ? 'none' : rateText(rate), { details });
  return attention(id, title, rateText(rate), {
    // A larger sort_buffer_size is taken by every sort of every connection: no advice.
    details: [
      ...details,
      'Statements that sort many rows are marked in Slow Statements: an index in their order, or a LIMIT, helps.',
    ],
  });
}
