// What the log section measures, each as a process of its own: its memory is its own, and nothing is warm that is cold for users.

/** `node reader.cjs FILE open|index|search [TEXT]`: one JSON line with milliseconds (`open`: of the third time), a count and the most memory, in bytes. */
export const reader = `
import { displayRecord } from './src/core/security/display';
import { indexLog } from './src/node/logs/indexLog';
import { openLog } from './src/node/logs/openLog';

const [, , file = '', what = '', text = ''] = process.argv;
const { signal } = new AbortController();

async function count(): Promise<number> {
  if (what === 'index') return (await indexLog(file, { signal })).records;
  const reader = await openLog(file);
  if (what === 'open') {
    const { records } = await reader.before('end', 200, signal);
    return records.map(({ record }) => displayRecord(record, (one) => one)).length;
  }
  const wanted = text.toLowerCase();
  const matches = ({ raw }: { readonly raw: string }) => raw.toLowerCase().includes(wanted);
  const done = await reader.search({ contains: text, matches }, { onMatches() {}, onProgress() {} }, signal);
  return done.matches;
}

async function measured(): Promise<void> {
  // An editor opens one log after the other in one process: it is not the first that is waited for.
  if (what === 'open') for (let warm = 0; warm < 2; warm++) await count();
  const from = performance.now();
  const found = await count();
  const ms = performance.now() - from;
  console.log(JSON.stringify({ ms, found, memory: process.resourceUsage().maxRSS * 1024 }));
}

void measured();
`;

/**
 * `node follower.cjs FILE COUNT`: follows until line COUNT is there. Lines are "[moment] production.INFO: N MILLISECONDS …". Prints
 * how many came, how many were out of order or twice, and the delays of every hundredth line.
 */
export const follower = `
import { createRecordParser } from './src/core/security/records';
import { followFile } from './src/node/tail';

const [, , file = '', wanted = ''] = process.argv;
const last = Number(wanted) - 1;
const end = new AbortController();
const parser = createRecordParser();
const delays: number[] = [];
let expected = 0;
let came = 0;
let wrong = 0;
console.log('ready');
void followFile(file, {
  signal: end.signal,
  onLines({ lines }) {
    for (const { message } of parser.push(lines)) {
      const [n, at] = message.split(' ').map(Number);
      came++;
      if (n !== expected) wrong++;
      expected = (n ?? 0) + 1;
      if (came % 100 === 0) delays.push(Date.now() - (at ?? 0));
      if (n === last) end.abort();
    }
  },
  onReset(reason) { if (reason !== 'appeared') throw new Error(reason); },
  onError(error) { throw error; },
}).then(() => console.log(JSON.stringify({ came, wrong, delays, memory: process.resourceUsage().maxRSS * 1024 })));
`;

/** `node writer.cjs FILE A_SECOND SECONDS`: appends lines, in bursts as often as timers allow. Prints how many. */
export const writer = `
import { closeSync, openSync, writeSync } from 'node:fs';

const [, , file = '', aSecond = '', seconds = ''] = process.argv;
const total = Number(aSecond) * Number(seconds);
const out = openSync(file, 'a');
const from = Date.now();
let written = 0;
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((Date.now() - from) / 1000) * Number(aSecond)));
  let text = '';
  for (; written < due; written++) text += \`[2026-11-22 20:42:43] production.INFO: \${written} \${Date.now()} Login failed. {"ip":"203.0.113.9"} \\n\`;
  for (let bytes = Buffer.from(text); bytes.length > 0; ) bytes = bytes.subarray(writeSync(out, bytes));
  if (written < total) return;
  clearInterval(timer);
  closeSync(out);
  console.log(written);
}, 10);
`;
