// A large laravel.log: its end, an index and a search of all of it beside grep, its memory; and following a fast writer.
//   LARAVEL_OPS_LOG_MB=100              a smaller file than 1,000 MB
//   LARAVEL_OPS_FOLLOW_SECONDS=5        following for less than 30 s; 0 leaves it out
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { writeLog } from './log/generate.mjs';
import { follower, reader, writer } from './log/programs.mjs';
import { alternate, runProcess } from './measure.mjs';

const megabytes = Number(process.env['LARAVEL_OPS_LOG_MB'] ?? 1000);
const seconds = Number(process.env['LARAVEL_OPS_FOLLOW_SECONDS'] ?? 30);
const linesASecond = 20_000;
const memoryBudget = 150_000_000;
/** An address of one record in 250, and what a person looks for first. */
const address = '203.0.113.77';
const pattern = 'ERROR';
/** What begins a record: counting those is the least that an index of records does. */
const header = String.raw`^\[20`;

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function log(folder) {
  const file = join(folder, 'laravel.log');
  writeLog(file, megabytes * 1_000_000);
  const read = await bundle(folder, 'readLog', reader);
  try {
    const rows = await wholeFile(read, file);
    const followed = seconds > 0 ? await following(folder) : undefined;
    return {
      rows: followed === undefined ? rows : [...rows, followed],
      without: which('grep') === undefined ? ['grep: no peer'] : [],
      notes: [
        'The file is in the page cache. Own time leaves out the start of a process, grep is its whole process.',
        'Opening is measured in a process that has opened the file twice before; index and search are the first of theirs.',
        `The index is measured against grep -c '${header}', which counts the same records, in the locale of whoever runs this.`,
      ],
    };
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} read @param {string} file @returns {Promise<import('./measure.mjs').Row[]>} */
async function wholeFile(read, file) {
  /** @type {number[]} */
  const memory = [];
  const own = async (/** @type {string[]} */ ...args) => {
    const { text } = await runProcess(process.execPath, [read, file, ...args]);
    const answer = JSON.parse(text);
    memory.push(answer.memory);
    return answer.ms;
  };
  const grep = (/** @type {string[]} */ ...args) => {
    const program = which('grep');
    return program === undefined ? undefined : async () => (await runProcess(program, [...args, file])).ms;
  };
  /** @type {import('./measure.mjs').Row[]} */
  const rows = [];
  const measure = async (
    /** @type {string} */ what,
    /** @type {string[]} */ args,
    /** @type {string[]} */ peer,
    /** @type {number} */ runs,
    /** @type {((peerMs: number) => number) | undefined} */ budget,
  ) => {
    const { ours, peer: theirs } = await alternate({
      runs,
      maxMs: 40_000,
      ours: () => own(...args),
      peer: grep(...peer),
    });
    const least = theirs.toSorted((a, b) => a - b)[theirs.length >> 1];
    rows.push({
      what: `${megabytes} MB laravel.log, ${what}`,
      unit: 'ms',
      values: ours,
      ...(least === undefined || budget === undefined ? {} : { budget: budget(least) }),
      ...(least === undefined
        ? {}
        : { peer: { name: `grep ${peer.map((one) => one || '""').join(' ')}`, values: theirs } }),
    });
  };
  await measure('opened, last 200 rows, from the call in a warm process', ['open'], ['-c', pattern], 9, () => 200);
  await measure(`index by level and time (1.0 × grep -c '${header}')`, ['index'], ['-c', header], 5, (ms) => ms);
  await measure(`the same index beside grep -c ${pattern}`, ['index'], ['-c', pattern], 5, undefined);
  await measure(
    `search ${address} in any case (2.0 × grep)`,
    ['search', address],
    ['-c', '-i', '-F', address],
    5,
    (ms) => 2 * ms,
  );
  rows.push({
    what: 'most memory of a process that opens, indexes or searches it',
    unit: 'bytes',
    values: [Math.max(...memory)],
    budget: memoryBudget,
  });
  return rows;
}

/** @param {string} folder @returns {Promise<import('./measure.mjs').Row>} */
async function following(folder) {
  const file = join(folder, 'followed.log');
  writeFileSync(file, '');
  const total = linesASecond * seconds;
  const [follow, write] = [await bundle(folder, 'followLog', follower), await bundle(folder, 'writeLog', writer)];
  const child = spawn(process.execPath, [follow, file, String(total)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const ready = new Promise((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (chunk) => resolve((text += chunk))),
  );
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  try {
    await ready;
    const { text: written } = await runProcess(process.execPath, [write, file, String(linesASecond), String(seconds)]);
    const late = setTimeout(() => child.kill(), 30_000);
    await ended;
    clearTimeout(late);
    const line = text.trim().split('\n').at(-1) ?? '';
    if (!line.startsWith('{')) throw new Error(`of ${written.trim()} lines the last one never came`);
    const { came, wrong, delays } = JSON.parse(line);
    delays.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
    return {
      what: `${linesASecond} lines a second for ${seconds} s: ${came} of ${written.trim()} came, ${wrong} out of order; delay of 95 in 100 below`,
      unit: 'ms',
      values: [delays[Math.floor(delays.length * 0.95)]],
    };
  } finally {
    child.kill();
    rmSync(file, { force: true });
  }
}
