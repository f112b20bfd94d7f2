// Appends lines to a log at a steady rate, and says how many it wrote.
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { line } from './shop.mjs';

const { file, rate, seconds } = workerData;
const handle = openSync(file, 'a');
const from = performance.now();
let written = 0;
for (;;) {
  const passed = performance.now() - from;
  if (passed >= seconds * 1000) break;
  const due = Math.floor((passed / 1000) * rate);
  const now = new Date();
  let text = '';
  for (; written < due; written++) text += line(written, now);
  if (text !== '') writeSync(handle, text);
  await sleep(10);
}
closeSync(handle);
parentPort?.postMessage(written);
