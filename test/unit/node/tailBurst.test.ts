import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { followFile } from '../../../src/node/tail';

const seconds = Number(process.env['LARAVEL_OPS_FOLLOW_SECONDS'] ?? 1);
const aSecond = 20_000;

/** Appends numbered lines from a process of its own, in bursts that end inside a line. */
const writer = `
const { closeSync, openSync, writeSync } = require('node:fs');
const [file, total, aSecond] = [process.argv[1], Number(process.argv[2]), Number(process.argv[3])];
const out = openSync(file, 'a');
const from = Date.now();
let written = 0, rest = '';
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor((Date.now() - from) / 1000 * aSecond));
  let text = rest;
  for (; written < due; written++) text += 'line ' + written + '\\n';
  const cut = due === total ? text.length : Math.max(0, text.length - 3);
  rest = text.slice(cut);
  for (let bytes = Buffer.from(text.slice(0, cut)); bytes.length > 0; ) bytes = bytes.subarray(writeSync(out, bytes));
  if (written === total) { clearInterval(timer); closeSync(out); }
}, 5);
`;

test('twenty thousand lines a second of another process: each once, in order', {
  timeout: 60_000 + seconds * 3000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tail-burst-'));
  const file = join(folder, 'a.log');
  const stop = new AbortController();
  const total = aSecond * seconds;
  let next = 0;
  let wrong = 0;
  const resets: string[] = [];
  const followed = followFile(file, {
    onLines({ lines }) {
      for (const { text } of lines) {
        if (text === `line ${next}`) next++;
        else wrong++;
      }
    },
    onReset: (reason) => resets.push(reason),
    onError: (error) => resets.push(error.message),
    signal: stop.signal,
  });
  try {
    await promisify(execFile)(process.execPath, ['-e', writer, file, String(total), String(aSecond)]);
    await vi.waitFor(() => expect(next + wrong).toBeGreaterThanOrEqual(total), { timeout: 30_000, interval: 20 });
  } finally {
    stop.abort();
    await followed;
    rmSync(folder, { recursive: true, force: true });
  }
  expect({ next, wrong }).toEqual({ next: total, wrong: 0 });
  expect(resets.filter((reason) => reason !== 'appeared')).toEqual([]);
});
