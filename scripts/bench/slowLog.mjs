// A slow-log file: adding all of it up, and the first list of the last hour, which reads its end alone.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { alternate, runProcess } from './measure.mjs';

const megabytes = Number(process.env.LARAVEL_OPS_BENCH_MB ?? 200);

/** `node slowLog.cjs FILE all|hour`: prints own milliseconds, entries and megabytes read. */
const reader = `
import { createLogDigests } from './src/core/queries/slowLog/digests';
import { readSlowLogFile } from './src/node/slowLogFile';

const [, , file = '', what, newest] = process.argv;
const { signal } = new AbortController();
const sinceMs = what === 'hour' ? Number(newest) - 3_600_000 : undefined;
const from = performance.now();
const digests = createLogDigests('slowLogFile', sinceMs === undefined ? {} : { sinceMs });
const options = what === 'hour' ? { sinceMs } : { maxBytes: Number.MAX_SAFE_INTEGER };
void readSlowLogFile(file, (entries) => entries.forEach((entry) => digests.add(entry)), { ...options, signal }).then((part) => {
  const { calls, snapshot } = digests.summary(50);
  const ms = performance.now() - from;
  console.log(JSON.stringify({ ms, calls, listed: snapshot.statements.length, read: part.bytes, peak: process.resourceUsage().maxRSS * 1024 }));
});
`;

/**
 * Entries of 40 kinds as MySQL 8 writes them with log_slow_extra, some 2.5 seconds apart; the same every time.
 * @param {string} file @returns {number} moment of the last one, milliseconds since 1970
 */
function writeLog(file) {
  let seed = 20_261_123;
  const below = (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % n;
  };
  let at = Date.UTC(2026, 0, 1);
  const out = openSync(file, 'w');
  try {
    for (let written = 0; written < megabytes * 1_000_000; ) {
      let block = '';
      while (block.length < 1_000_000) {
        at += below(5000);
        const moment = new Date(at).toISOString();
        block += `# Time: ${moment}\n# User@Host: shop[shop] @ app-1 [10.0.0.5]  Id: ${below(900)}\n# Query_time: 0.${String(below(1_000_000)).padStart(6, '0')}  Lock_time: 0.000003 Rows_sent: ${below(50)}  Rows_examined: ${below(90_000)} Thread_id: 9 Errno: 0 Killed: 0 Bytes_received: 48 Bytes_sent: 220 Read_first: 1 Read_last: 0 Read_key: 1 Read_next: 0 Read_prev: 0 Read_rnd: 0 Read_rnd_next: 4 Sort_merge_passes: 0 Sort_range_count: 0 Sort_rows: 0 Sort_scan_count: 0 Created_tmp_disk_tables: 0 Created_tmp_tables: 0 Count_hit_tmp_table_size: 0  Start: ${moment} End: ${moment}\nSET timestamp=${Math.floor(at / 1000)};\nselect * from \`orders\` where \`user_id\` = ${below(100_000)} and \`c${below(40)}\` = 'value ${below(100)}' and \`deleted_at\` is null order by \`created_at\` desc limit 20;\n`;
      }
      written += writeSync(out, block);
    }
  } finally {
    closeSync(out);
  }
  return at;
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function slowLog(folder) {
  const read = await bundle(folder, 'slowLog', reader);
  const file = join(folder, 'slow.log');
  const newest = writeLog(file);
  const program = which('mariadb-dumpslow') ?? which('mysqldumpslow');
  // A program may take a minute here; over a gigabyte, or on a busy machine, this one takes longer.
  const inTime =
    program !== undefined && (await runProcess(program, ['-t', '50', file]).catch(() => undefined)) !== undefined;
  const dumpslow = inTime ? program : undefined;
  const grep = which('grep');
  /** @type {{ calls: number, read: number, peak: number, ms: number } | undefined} */
  let all;
  const whole = await alternate({
    runs: 5,
    maxMs: 60_000,
    ours: async () => {
      const { text, ms } = await runProcess(process.execPath, [read, file, 'all']);
      all = JSON.parse(text);
      return ms;
    },
    peer: dumpslow === undefined ? undefined : async () => (await runProcess(dumpslow, ['-t', '50', file])).ms,
  });
  let megabytesRead = 0;
  const hour = await alternate({
    runs: 15,
    maxMs: 10_000,
    ours: async () => {
      const { text } = await runProcess(process.execPath, [read, file, 'hour', String(newest)]);
      const answer = JSON.parse(text);
      megabytesRead = answer.read / 1_000_000;
      return answer.ms;
    },
    peer: grep === undefined ? undefined : async () => (await runProcess(grep, ['-c', '^# Query_time', file])).ms,
  });
  return {
    rows: [
      {
        what: `all of a slow log of ${megabytes} MB by kind of statement, whole process`,
        unit: 'ms',
        values: whole.ours,
        ...(dumpslow === undefined ? {} : { peer: { name: 'mysqldumpslow -t 50', values: whole.peer } }),
      },
      {
        what: `its last hour (${megabytesRead.toFixed(1)} MB read) to the first list, own time`,
        unit: 'ms',
        values: hour.ours,
        ...(grep === undefined ? {} : { peer: { name: 'grep -c over the whole file', values: hour.peer } }),
      },
    ],
    without: [
      ...(dumpslow === undefined
        ? [program === undefined ? 'mysqldumpslow: no peer' : 'mysqldumpslow: it took more than a minute']
        : []),
      ...(grep === undefined ? ['grep: no peer'] : []),
    ],
    notes: [
      `${all?.calls ?? 0} entries; at most ${Math.round((all?.peak ?? 0) / 1_000_000)} MB of memory, Node itself included. mysqldumpslow adds up times and rows; percentiles, index use and samples it does not know.`,
    ],
  };
}
