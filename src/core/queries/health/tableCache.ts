import { formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'tableCache';
const title = 'Open tables';
/** Tables that are opened anew a second, because others had to be closed for them. */
const oftenASecond = 10;

/**
 * Whether tables have to be opened again and again (table_open_cache, MySQL 9.0 reference manual, 10.4.3.1). Overflows are
 * tables that were closed to make room: misses alone are the first use of each table by each connection.
 */
export function tableCache({ status, variables }: HealthReading): HealthFact {
  const size = numberOf(variables, 'table_open_cache');
  const open = numberOf(status, 'open_tables');
  const misses = perSecond(status, 'table_open_cache_misses');
  const overflows = perSecond(status, 'table_open_cache_overflows');
  if (size === undefined || open === undefined) return unknown(id, title, 'this server does not say it');
  const details = [
    `${formatCount(open)} open, table_open_cache is ${formatCount(size)}.`,
    ...(misses === undefined ? [] : [`${rateText(misses)} were opened.`]),
    ...(overflows === undefined ? [] : [`${rateText(overflows)} were closed for others.`]),
  ];
  const text = `${formatCount(open)} of ${formatCount(size)}`;
  if (misses === undefined || overflows === undefined || Math.min(misses, overflows) < oftenASecond)
    return good(id, title, text, { details });
  return attention(id, title, `${rateText(Math.min(misses, overflows))} opened again`, {
    details,
    remedies: [
      {
        title: 'Raise table_open_cache; each open table takes a file, so open_files_limit has to allow it',
        copies: `SET GLOBAL table_open_cache = ${size * 2};`,
      },
    ],
  });
}
