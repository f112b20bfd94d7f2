// How things are measured: ours and the peer in turns, so that whatever else the machine does meets both alike.
import { spawn } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One line of the table. A peer without values is a reason why there is none.
 * @typedef {object} Row
 * @property {string} what
 * @property {'ms' | 'bytes'} unit
 * @property {number[]} values
 * @property {number} [budget] in the same unit
 * @property {{ name: string, values: number[] }} [peer]
 * @property {string} [note]
 */

/**
 * What a section has to say.
 * @typedef {object} Result
 * @property {Row[]} rows
 * @property {string[]} without what it had to do without, and why
 * @property {string[]} notes
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs both in turns, one round of each unmeasured; before each round it waits a little for others to be quiet.
 * @param {{ runs: number, maxMs: number, ours: () => Promise<number>, peer?: (() => Promise<number>) | undefined }} options
 *   each gives its figure; no round begins after `maxMs`, but three are always made
 * @returns {Promise<{ ours: number[], peer: number[] }>}
 */
export async function alternate({ runs, maxMs, ours, peer }) {
  /** @type {{ ours: number[], peer: number[] }} */
  const values = { ours: [], peer: [] };
  await ours();
  await peer?.();
  const from = performance.now();
  for (let round = 0; round < runs && (round < 3 || performance.now() - from < maxMs); round++) {
    await quietMoment(Math.min(1_500, from + maxMs - performance.now()), 100);
    values.ours.push(await ours());
    if (peer !== undefined) values.peer.push(await peer());
  }
  return values;
}

/** @param {() => unknown} work @returns {Promise<number>} milliseconds */
export async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/**
 * Runs a program to its end and gives what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ output?: 'text' | 'discard', env?: NodeJS.ProcessEnv }} [options] `discard`: /dev/null, so that nobody reads it
 * @returns {Promise<{ text: string, ms: number }>} milliseconds from starting it to its end
 * @throws {Error} when it fails, or has not ended after 60 s
 */
export function runProcess(command, args, { output = 'text', env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const stdout = output === 'discard' ? 'ignore' : 'pipe';
    const child = spawn(command, args, {
      stdio: ['ignore', stdout, 'pipe'],
      env,
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    let text = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
    child.once('error', reject);
    let ms = 0;
    child.once('exit', () => (ms = performance.now() - from));
    child.once('close', (code) => {
      if (code === 0) resolve({ text, ms });
      else {
        const lines = errors.trim().split('\n');
        const line = lines.find((one) => /error/i.test(one) && one.length < 500) ?? lines.at(-1);
        reject(new Error(`${command} ended with ${code}: ${line}`));
      }
    });
  });
}

/** Share of the processors' time that was in use, 0 to 1, over so many milliseconds. @param {number} ms */
async function busyShare(ms) {
  const total = () => {
    let idle = 0;
    let all = 0;
    for (const { times } of cpus()) {
      idle += times.idle;
      all += times.user + times.nice + times.sys + times.idle + times.irq;
    }
    return { idle, all };
  };
  const before = total();
  await sleep(ms);
  const after = total();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/**
 * Waits for a moment in which others leave the processors alone, at most so long.
 * @param {number} patienceMs
 * @param {number} [sampleMs] over which it is seen whether they do
 * @returns {Promise<{ busy: number, load: number }>} how busy it was when the wait ended, and the load of the last minute
 */
export async function quietMoment(patienceMs, sampleMs = 400) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const busy = await busyShare(sampleMs);
    if (busy < 0.2 || performance.now() > deadline) return { busy, load: loadavg()[0] ?? 0 };
  }
}
