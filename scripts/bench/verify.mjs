// Verifying a backup of 1 GB of SQL, beside what unzip -t takes to see its checksum alone.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { alternate, runProcess } from './measure.mjs';
import { zipFile } from './zipFile.mjs';

const entry = 'db-dumps/mysql-shop.sql';
/** Of SQL; LARAVEL_OPS_BENCH_VERIFY_MB for other sizes. */
const megabytes = Number(process.env.LARAVEL_OPS_BENCH_VERIFY_MB ?? 1_000);

/** `node verify.cjs FILE LEVEL`. Prints its own milliseconds, peak memory in bytes, and the rows that it counted. */
const verifier = `
import { verifyBackup } from './src/node/verifyBackup';

const [, , path = '', level] = process.argv;
const from = performance.now();
void verifyBackup(path, { level: level === 'dump' ? 'dump' : 'container', signal: new AbortController().signal }).then((report) => {
  if (!report.whole) throw new Error(JSON.stringify(report));
  const rows = report.dumps.flatMap(({ tables }) => tables).reduce((sum, table) => sum + table.rows, 0);
  console.log(JSON.stringify({ ms: performance.now() - from, peak: process.resourceUsage().maxRSS * 1024, rows }));
});
`;

/** As mysqldump writes it, the same every time. @param {string} file */
function writeDump(file) {
  let seed = 20_261_123;
  const below = (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  const words = Array.from({ length: 4_000 }, () => below(2 ** 22).toString(36));
  const out = openSync(file, 'w');
  try {
    writeSync(
      out,
      '-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n',
    );
    for (let table = 0; table < 10; table++) {
      writeSync(
        out,
        `DROP TABLE IF EXISTS \`t${table}\`;\nCREATE TABLE \`t${table}\` (\n  \`id\` int NOT NULL,\n  \`email\` varchar(255) NOT NULL,\n  \`note\` text,\n  \`made\` datetime NOT NULL,\n  PRIMARY KEY (\`id\`)\n) ENGINE=InnoDB;\nLOCK TABLES \`t${table}\` WRITE;\n`,
      );
      let id = 0;
      for (let written = 0; written < megabytes * 100_000; ) {
        const rows = [];
        for (let length = 0; length < 1_000_000; length += rows.at(-1)?.length ?? 0)
          rows.push(
            `(${++id},'${words[below(4_000)]}${below(90_000)}@example.com','${words[below(4_000)]} ${words[below(4_000)]} it\\'s ${words[below(4_000)]}\\n${words[below(4_000)]}','2026-0${1 + below(9)}-1${below(10)} 0${below(10)}:1${below(10)}:00')`,
          );
        written += writeSync(out, `INSERT INTO \`t${table}\` VALUES ${rows.join(',')};\n`);
      }
      writeSync(out, 'UNLOCK TABLES;\n');
    }
    writeSync(out, '/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n-- Dump completed\n');
  } finally {
    closeSync(out);
  }
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function verify(folder) {
  const verifyFile = await bundle(folder, 'verifyBackup', verifier);
  const place = join(folder, 'verify');
  mkdirSync(place);
  const archive = join(place, 'backup.zip');
  writeDump(join(place, 'dump.sql'));
  await zipFile(join(place, 'dump.sql'), archive, entry);
  rmSync(join(place, 'dump.sql'));
  const unzip = which('unzip');
  /** @type {import('./measure.mjs').Row[]} */
  const rows = [];
  let peak = 0;
  let counted = 0;
  try {
    for (const level of ['container', 'dump']) {
      const { ours, peer } = await alternate({
        runs: 5,
        maxMs: 90_000,
        ours: async () => {
          const { text, ms } = await runProcess(process.execPath, [verifyFile, archive, level]);
          const answer = JSON.parse(text);
          peak = Math.max(peak, answer.peak);
          counted = Math.max(counted, answer.rows);
          return ms;
        },
        peer: unzip === undefined ? undefined : async () => (await runProcess(unzip, ['-tq', archive])).ms,
      });
      rows.push({
        what: `a backup of ${megabytes} MB of SQL verified, level ${level}, whole process`,
        unit: 'ms',
        values: ours,
        ...(unzip === undefined ? {} : { peer: { name: 'unzip -tq, whole process', values: peer } }),
      });
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return {
    rows,
    without: unzip === undefined ? ['unzip: no peer'] : [],
    notes: [
      `both levels also make the SHA-256 of the file; level dump reads every statement, counts ${counted} rows and hashes each table. Peak memory ${Math.round(peak / 1e6)} MB. unzip sees the CRC alone. The file is in the page cache.`,
    ],
  };
}
