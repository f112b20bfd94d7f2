// Loading dist/extension.js and calling activate(), in a process of its own each time.
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/root.mjs';
import { alternate, runProcess } from './measure.mjs';

const script = join(root, 'scripts/bench/activate.cjs');
const shop = join(root, 'test/fixtures/demo-shop');

/** @param {string} _folder @param {string} dist what was built @returns {Promise<import('./measure.mjs').Result>} */
export async function activation(_folder, dist) {
  /** @type {string[]} */
  let loaded = [];
  const own = async (/** @type {string[]} */ ...more) => {
    const { text } = await runProcess(process.execPath, [script, shop, ...more], {
      env: { ...process.env, LARAVEL_OPS_DIST: dist },
    });
    const answer = JSON.parse(text);
    if (more.length === 0) loaded = answer.loaded;
    return answer.loadMs + answer.activateMs;
  };
  const { ours, peer } = await alternate({
    runs: 15,
    maxMs: 20_000,
    ours: () => own(),
    peer: () => own('--everything'),
  });
  rmSync(join(tmpdir(), 'laravel-ops-bench'), { recursive: true, force: true });
  return {
    rows: [
      {
        what: 'dist/extension.js required and activate() called, own time',
        unit: 'ms',
        values: ours,
        budget: 25,
        peer: { name: 'the same with services.js, drivers.js and languageClient.js loaded at once', values: peer },
      },
    ],
    without: [],
    notes: [`300 ms after activation these of our files were loaded: ${loaded.join(', ')}`],
  };
}
