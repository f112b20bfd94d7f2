// Pictures of the security log in three themes and two widths, for people to look at.
//   node scripts/bench/stream/pictures.mjs --to=FOLDER [--dist=dist]
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../lib/root.mjs';
import { browserPath, openPage } from './page.mjs';
import { line, openShop } from './shop.mjs';

/** @param {string} name @param {string} fallback */
const option = (name, fallback) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const to = option('to', '');
if (browserPath === undefined || to === '') {
  console.error(to === '' ? 'Say where to: --to=FOLDER' : 'WITHOUT Chromium: apt-get install -y chromium');
  process.exit(1);
}
mkdirSync(to, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-pictures-'));
try {
  const shop = await openShop(folder);
  const now = Date.now();
  const lines = Array.from({ length: 240 }, (_, n) => line(n, new Date(now - (240 - n) * 7000)));
  const attack = Array.from({ length: 60 }, (_, n) =>
    line(0, new Date(now - (60 - n) * 1500))
      .replace('user0@', 'ana@')
      .replace('INFO', 'WARNING'),
  );
  appendFileSync(shop.log, [...lines, ...attack].join(''));
  await shop.viewer.chooseSource('single');
  shop.viewer.setVisible(true);
  await sleep(2500);
  for (const theme of /** @type {const} */ (['dark', 'light', 'highContrast']))
    for (const width of [300, 1200]) {
      const state = shop.viewer.current();
      /** @type {() => void} */
      let told = () => undefined;
      const ready = new Promise((done) => (told = () => done(undefined)));
      let revision = 0;
      const { page, post, close } = await openPage({
        folder,
        dist: resolve(root, option('dist', 'dist')),
        width,
        height: 480,
        theme,
        onMessage: (message) => {
          if (message.type === 'ready') told();
          if (message.type !== 'request' || message.method !== 'detail') return;
          void post({ type: 'result', id: message.id, result: shop.viewer.detail(message.params.id) });
        },
      });
      await ready;
      await post({ type: 'state', revision: ++revision, state });
      await sleep(600);
      await page.screenshot({ path: join(to, `${theme}-${width}.png`) });
      await page.focus('[role=grid]');
      await page.keyboard.press('E');
      await page.keyboard.press('Enter');
      await sleep(500);
      await page.screenshot({ path: join(to, `${theme}-${width}-detail.png`) });
      await close();
    }
  shop.viewer.setVisible(false);
  shop.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
