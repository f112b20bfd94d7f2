// Opening the end of a large laravel.log, up to rows that can be shown.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { alternate, runProcess } from './measure.mjs';

const megabytes = 200;

/**
 * `node follow.cjs FILE`: as the Security Log view does it, until every row of the end is there. Prints milliseconds to the
 * first rows and to the last, and how many can be shown.
 */
const follower = `
import { statSync } from 'node:fs';
import { createLogView } from './src/core/security/logView';
import { createRecordParser } from './src/core/security/records';
import { displayRecord } from './src/core/security/display';
import { followFile } from './src/node/tail';

const file = process.argv[2] ?? '';
const { size } = statSync(file);
const end = new AbortController();
const view = createLogView();
const parser = createRecordParser();
const from = performance.now();
let first = 0;
const show = () => view.rows({ text: '', level: 'debug' }).slice(-600).map(({ record }) => displayRecord(record, (text) => text)).length;
void followFile(file, {
  signal: end.signal,
  onLines({ lines }) {
    view.add(parser.push(lines));
    if (first === 0 && show() > 0) first = performance.now() - from;
    const last = lines.at(-1);
    if (last !== undefined && last.offset + last.text.length + 1 < size) return;
    const rows = show();
    console.log(JSON.stringify({ first, last: performance.now() - from, rows }));
    end.abort();
  },
  onReset() {},
  onError(error) { throw error; },
});
`;

/** The same lines every time. @param {string} file */
function writeLog(file) {
  let seed = 20_261_123;
  const below = (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % n;
  };
  const levels = ['INFO', 'INFO', 'INFO', 'WARNING', 'ERROR', 'DEBUG'];
  const out = openSync(file, 'w');
  try {
    let written = 0;
    for (let at = Date.UTC(2026, 0, 1); written < megabytes * 1_000_000; ) {
      let block = '';
      while (block.length < 1_000_000) {
        at += below(4_000);
        const level = levels[below(levels.length)];
        const moment = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
        block += `[${moment}] production.${level}: Order ${below(400_000)} of customer ${below(90_000)} was handled. {"ip":"203.0.113.${below(250)}","ms":${below(900)}} \n`;
        if (level !== 'ERROR') continue;
        block += `[${moment}] production.ERROR: SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded {"userId":${below(90_000)},"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: HY000): at /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Connection.php:824)\n[stacktrace]\n`;
        for (let frame = 0; frame < 12; frame++)
          block += `#${frame} /srv/shop/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php(${below(900)}): Illuminate\\\\Pipeline\\\\Pipeline->then(Object(Closure))\n`;
        block += '#12 {main}\n"} \n';
      }
      written += writeSync(out, block);
    }
  } finally {
    closeSync(out);
  }
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function log(folder) {
  const follow = await bundle(folder, 'followLog', follower);
  const file = join(folder, 'laravel.log');
  writeLog(file);
  const tail = which('tail');
  /** @type {{ first: number[], last: number[] }} */
  const own = { first: [], last: [] };
  let rows = 0;
  const { ours, peer } = await alternate({
    runs: 15,
    maxMs: 12_000,
    ours: async () => {
      const { text, ms } = await runProcess(process.execPath, [follow, file]);
      const answer = JSON.parse(text);
      rows = answer.rows;
      own.first.push(answer.first);
      own.last.push(answer.last);
      return ms;
    },
    peer: tail === undefined ? undefined : async () => (await runProcess(tail, ['-n', '200', file])).ms,
  });
  const given = tail === undefined ? {} : { peer: { name: 'tail -n 200, whole process', values: peer } };
  const what = `the end of a ${megabytes} MB laravel.log`;
  return {
    rows: [
      { what: `${what} to first rows, own time`, unit: 'ms', values: own.first.slice(1), ...given },
      { what: `${what} to all ${rows} rows, own time`, unit: 'ms', values: own.last.slice(1), ...given },
      { what: `${what} to all rows, whole process`, unit: 'ms', values: ours, ...given },
    ],
    without: tail === undefined ? ['tail: no peer'] : [],
    notes: [
      'tail finds line breaks in C; we also parse records and make them safe to show. The file is in the page cache.',
    ],
  };
}
