import { formatBytes, formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'redoLog';
const title = 'Redo log';
/**
 * Rounds an hour from which it is too small. Each round makes InnoDB write every page that it names; a log that is filled in
 * five minutes leaves too little time to write a page once for many changes. The counter errs to the high side: a block that
 * is written for each of several commits counts each time.
 */
const manyRounds = 12;
/** Waits a second for the buffer in front of it (one a minute). */
const someWaits = 1 / 60;
const gigabyte = 2 ** 30;
const largestAdvised = 32;

/** Whether InnoDB's redo log is large enough for what is written (MySQL 9.0 reference manual, 17.6.5 and 10.5.4). */
export function redoLog({ status, variables, server }: HealthReading): HealthFact {
  const whole = numberOf(variables, 'innodb_redo_log_capacity');
  const file = numberOf(variables, 'innodb_log_file_size');
  const size =
    whole ?? (file === undefined ? undefined : file * (numberOf(variables, 'innodb_log_files_in_group') ?? 1));
  const written = perSecond(status, 'innodb_os_log_written');
  if (size === undefined || size === 0) return unknown(id, title, 'this server does not say it');
  const details = [`It holds ${formatBytes(size)}.`];
  if (written === undefined) return unknown(id, title, 'the server has not run for an hour yet', { details });
  const anHour = written * 3600;
  const waits = perSecond(status, 'innodb_log_waits') ?? 0;
  details.push(`At most ${formatBytes(anHour)} an hour are written to it, on average since the server started.`);
  if (waits >= someWaits)
    return attention(id, title, 'its buffer is too small', {
      details: [...details, `${rateText(waits)} waits for the log buffer (Innodb_log_waits).`],
      remedies: [{ title: 'Raise innodb_log_buffer_size' }],
    });
  const rounds = anHour / size;
  if (rounds < manyRounds) return good(id, title, `${formatBytes(size)}, large enough`, { details });
  const gigabytes = Math.min(largestAdvised, 2 ** Math.ceil(Math.log2(Math.max(1, anHour / gigabyte))));
  const name = whole === undefined ? 'innodb_log_file_size' : 'innodb_redo_log_capacity';
  // MariaDB sizes it while it runs since 10.9.
  const running = whole !== undefined || (server.flavour === 'mariadb' && (server.major > 10 || server.minor >= 9));
  return attention(id, title, `filled ${formatCount(rounds)} times an hour`, {
    details: [...details, 'A larger one takes disk space, and longer to start after a crash.'],
    remedies: [
      running
        ? { title: `Raise ${name} to hold an hour`, copies: `SET GLOBAL ${name} = ${gigabytes * gigabyte};` }
        : { title: `Raise ${name} to hold an hour; it needs a restart`, copies: `[mysqld]\n${name} = ${gigabytes}G\n` },
    ],
  });
}
