// Scrolling the security log while 20,000 lines a second arrive: the product's services follow a real file, the built page is drawn
// by Chromium. What is measured is the time between two frames of a page that is scrolled in each of them.
//   node scripts/bench/stream/stream.mjs [--seconds=30] [--rate=20000] [--dist=dist]
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { root } from '../../lib/root.mjs';
import { browserPath, openPage } from './page.mjs';
import { line, openShop } from './shop.mjs';

/** @param {string} name @param {string} fallback */
const option = (name, fallback) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
/** Milliseconds over which the panel gathers changes (securityLogSource.ts). */
const gather = 100;

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;

/**
 * @param {string} folder
 * @param {string} dist
 * @param {{ seconds: number, rate: number }} options
 */
async function measure(folder, dist, { seconds, rate }) {
  const shop = await openShop(folder);
  writeFileSync(shop.log, Array.from({ length: 500 }, (_, n) => line(n, new Date())).join(''));
  let revision = 0;
  let ready = false;
  const { page, post, asked, errors, close } = await openPage({
    folder,
    dist,
    width: 1200,
    height: 500,
    onMessage: (message) => {
      if (message.type === 'ready') ready = true;
    },
  });
  const sizes = [];
  const making = [];
  let sending = false;
  const show = async () => {
    if (!ready || sending) return;
    sending = true;
    const from = performance.now();
    const state = shop.viewer.current();
    making.push(performance.now() - from);
    sizes.push(JSON.stringify(state).length);
    await post({ type: 'state', revision: ++revision, state });
    sending = false;
  };
  let timer;
  shop.viewer.onDidChange(() => (timer ??= setTimeout(() => ((timer = undefined), void show()), gather)));
  await shop.viewer.chooseSource('single');
  shop.viewer.setVisible(true);
  await sleep(2000);

  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ??
    Number.NaN;
  const busyBefore = await busy();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // A thread of its own writes: an application does not wait for us.
  const writer = new Worker(new URL('./writer.mjs', import.meta.url), {
    workerData: { file: shop.log, rate, seconds },
  });
  const written = new Promise((done, failed) => (writer.once('message', done), writer.once('error', failed)));
  const frames = await page.evaluate(async (milliseconds) => {
    const grid = document.querySelector('[role=grid]');
    const deltas = [];
    let last = performance.now();
    const until = last + milliseconds;
    let step = 60;
    await new Promise((done) => {
      const frame = () => {
        const now = performance.now();
        deltas.push(now - last);
        last = now;
        if (grid.scrollTop <= 0) step = 60;
        else if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1) step = -60;
        grid.scrollTop += step;
        if (now < until) requestAnimationFrame(frame);
        else done(undefined);
      };
      requestAnimationFrame(frame);
    });
    return deltas.slice(5);
  }, seconds * 1000);
  const pageBusy = (await busy()) - busyBefore;
  const total = await written;
  const longest = delay.percentile(99) / 1e6;
  delay.disable();
  // All that was written has arrived when the last line is in the window.
  const marker = `last line of ${total}`;
  appendFileSync(shop.log, line(total, new Date()).replace(/Signed in|Login failed/, marker));
  let arrived = false;
  for (let wait = 0; wait < 600 && !arrived; wait++) {
    await sleep(100);
    arrived = shop.viewer.current().rows.some(({ message }) => message.startsWith(marker));
  }
  ready = false;
  clearTimeout(timer);
  shop.viewer.setVisible(false);
  // The last picture is still on its way.
  await sleep(500);
  const outside = asked.filter((url) => !url.startsWith('file:'));
  await close();
  shop.close();
  return { frames, pageBusy, total, arrived, longest, sizes, making, pictures: revision, outside, errors };
}

const seconds = Number(option('seconds', '30'));
const rate = Number(option('rate', '20000'));
if (browserPath === undefined) {
  console.error('WITHOUT Chromium: it is not installed; to have it: apt-get install -y chromium');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-stream-'));
try {
  const result = await measure(folder, resolve(root, option('dist', 'dist')), { seconds, rate });
  const { frames } = result;
  const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
  console.log(`lines written: ${result.total} in ${seconds} s; the last one arrived: ${result.arrived ? 'yes' : 'NO'}`);
  console.log(
    `frames: ${frames.length}; median ${ms(quantile(frames, 0.5))}, 95th ${ms(quantile(frames, 0.95))} (budget 32 ms), 99th ${ms(quantile(frames, 0.99))}, longest ${ms(Math.max(...frames))}`,
  );
  console.log(
    `processor time of the page's thread: ${((result.pageBusy * 1000) / frames.length).toFixed(1)} ms a frame, ${((result.pageBusy / seconds) * 100).toFixed(0)} % of one processor`,
  );
  console.log(
    `snapshots: ${result.pictures}; median ${(quantile(result.sizes, 0.5) / 1000).toFixed(0)} kB, made in ${ms(quantile(result.making, 0.5))}, 95th ${ms(quantile(result.making, 0.95))}`,
  );
  console.log(`event loop of the host, 99th percentile of delay: ${ms(result.longest)}`);
  console.log(
    `requests beyond the page's own files: ${result.outside.length}; errors: ${result.errors.length} ${result.errors.slice(0, 2).join(' | ')}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
