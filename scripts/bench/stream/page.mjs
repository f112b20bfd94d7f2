// The built webview page in Chromium, outside VS Code, with a script of ours as its host.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { which } from '../../lib/packages.mjs';
import { themes } from './themes.mjs';

/** Path of a Chromium, or undefined. */
export const browserPath = ['chromium', 'chromium-browser', 'google-chrome']
  .map(which)
  .find((path) => path !== undefined);

/** The policy of panelHtml.ts, for files. */
const policy =
  "default-src 'none'; img-src file:; style-src file: 'nonce-bench'; script-src 'nonce-bench'; font-src file:";

/**
 * Opens the page of the security log.
 * @param {object} options
 * @param {string} options.folder where the document goes
 * @param {string} options.dist built outputs
 * @param {number} options.width CSS pixels
 * @param {number} options.height
 * @param {keyof typeof themes} [options.theme]
 * @param {(message: any) => void} options.onMessage what the page sends
 */
export async function openPage({ folder, dist, width, height, theme = 'dark', onMessage }) {
  const site = join(folder, `site-${theme}-${width}`);
  mkdirSync(site, { recursive: true });
  for (const file of ['webview.js', 'webview.css', 'codicon.ttf']) copyFileSync(join(dist, file), join(site, file));
  const variables = Object.entries(themes[theme].variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join('\n');
  writeFileSync(
    join(site, 'index.html'),
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="bench">
<style nonce="bench">:root{${variables}} body{background:var(--vscode-editor-background)}</style>
<link rel="stylesheet" href="webview.css"><title>Security Log</title></head>
<body data-view="securityLog" class="${themes[theme].class}" data-vscode-theme-kind="${themes[theme].class}">
<div id="root" data-view="securityLog" data-key=""></div>
<script nonce="bench">
globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => globalThis.toHost(message), getState: () => undefined, setState: () => undefined });
</script>
<script nonce="bench" src="webview.js"></script></body></html>`,
  );
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({
    viewport: { width, height },
    ...(theme === 'highContrast'
      ? { forcedColors: /** @type {const} */ ('active'), colorScheme: /** @type {const} */ ('dark') }
      : {}),
  });
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.exposeFunction('toHost', onMessage);
  await page.goto(pathToFileURL(join(site, 'index.html')).href);
  return {
    page,
    /** Everything that was fetched, and everything that failed. */
    asked,
    errors,
    /** @param {unknown} message */
    post: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    close: () => browser.close(),
  };
}
