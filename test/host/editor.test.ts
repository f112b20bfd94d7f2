// What people see in the lines of their files, by keyboard and mouse in a real VS Code: squiggles, hovers, quick fixes,
// suppression, the Problems panel, the readiness report. No server runs.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOfShop } from './shopCopy';
import { type Host, missing, startHost, type Workbench } from './workbench';

const pictures = resolve(import.meta.dirname, '../../test-results');

describe.skipIf(missing)('the editor knows, in a real VS Code', () => {
  let host: Host;
  let window: Workbench;
  let folder: string;
  const fileText = (name: string): string => readFileSync(join(folder, name), 'utf8');

  beforeAll(async () => {
    host = await startHost();
    folder = copyOfShop();
    window = await host.open(folder);
  }, 300_000);
  afterAll(async () => {
    await host?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  test('a production file is squiggled, and the Problems panel names rule and consequence', async () => {
    await window.openFile(join(folder, '.env.production'));
    await window.page.locator('.squiggly-error').first().waitFor();
    const problems = await window.problems('GEN002');
    expect(problems.join('\n')).toMatch(/Debug pages are on in production: visitors see stack traces/);
  });

  test('its quick fix is one keystroke away, and the squiggle goes', async () => {
    await window.openFile(join(folder, '.env.production'));
    await caretTo(window, 'APP_DEBUG=true');
    await window.page.keyboard.press('Control+.');
    await window.page.locator('.action-widget', { hasText: 'Set APP_DEBUG=false' }).first().waitFor();
    await window.page.keyboard.press('Enter');
    await window.page.locator('.view-line', { hasText: 'APP_DEBUG=false' }).first().waitFor();
    await window.runCommand('File: Save');
    await expect.poll(() => fileText('.env.production')).toContain('APP_DEBUG=false');
    await expect
      .poll(async () => (await window.problems('REC002')).some((row) => row.includes('GEN002')), { timeout: 20_000 })
      .toBe(false);
  });

  test('a hover tells the effective value and where it comes from, and no secret', async () => {
    await window.openFile(join(folder, '.env.production'));
    const cache = await window.hover('CACHE_STORE', 'CACHE_STORE');
    expect(cache).toMatch(/CACHE_STORE → "redis"/);
    expect(cache).toMatch(/config\/cache\.php:\d+/);
    const password = await window.hover('DB_PASSWORD', 'DB_PASSWORD');
    expect(password).toMatch(/\(secret, set\)/);
    expect(password).not.toContain('change');
    await window.openFile(join(folder, 'config/cache.php'));
    const table = await window.hover("'default' =>", 'default');
    expect(table).toMatch(/cache\.default/);
    expect(table).toMatch(/\.env:\d+/);
    await window.screenshot(join(pictures, 'hover.png'));
  });

  test('a login route without a limit is mended in its own line', async () => {
    await window.openFile(join(folder, 'routes/web.php'));
    await window.problems('RLM001');
    await window.openFile(join(folder, 'routes/web.php'));
    await caretTo(window, "Route::post('/login'");
    await window.page.keyboard.press('Control+.');
    const menu = window.page.locator('.action-widget').first();
    await menu.waitFor();
    const offered = await menu.innerText();
    for (const title of ["Add ->middleware('throttle:6,1')", 'Suppress RLM001 here', 'Turn RLM001 off', 'Why this?'])
      expect(offered).toContain(title);
    await window.screenshot(join(pictures, 'quick-fix.png'));
    await window.page.keyboard.press('Enter');
    await window.page.locator('.view-line', { hasText: 'throttle:6,1' }).first().waitFor();
    await window.runCommand('File: Save');
    await expect.poll(() => fileText('routes/web.php')).toContain("'store'])->middleware('throttle:6,1');");
  });

  test('a finding is suppressed by a comment that a keystroke writes', async () => {
    await window.openFile(join(folder, '.env.production'));
    await window.problems('REC002');
    await window.openFile(join(folder, '.env.production'));
    await caretTo(window, 'APP_KEY=');
    await window.page.keyboard.press('Control+.');
    await window.page.locator('.action-widget .monaco-list-row', { hasText: 'Suppress REC002 here' }).first().click();
    await window.page.locator('.view-line', { hasText: 'laravel-ops-ignore' }).first().waitFor();
    await window.runCommand('File: Save');
    await expect.poll(() => fileText('.env.production')).toMatch(/# laravel-ops-ignore REC002\nAPP_KEY=/);
    await window.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  test('a half-typed file keeps its findings, and a mended one loses them', async () => {
    await window.openFile(join(folder, 'app/Jobs/ImportProducts.php'));
    await window.problems('BOT003');
    await window.openFile(join(folder, 'app/Jobs/ImportProducts.php'));
    await caretTo(window, 'class ImportProducts');
    await window.page.keyboard.press('End');
    await window.page.keyboard.insertText(' {{{ ');
    await window.problems('BOT003');
    await window.openFile(join(folder, 'app/Jobs/ImportProducts.php'));
    await window.runCommand('File: Revert File');
  });

  test('the readiness report judges ten areas and opens what it saw', async () => {
    const frame = await report(window, folder);
    await frame.getByText('Ten areas').waitFor();
    expect(await frame.locator('section.card[id^="area-"]').count()).toBe(10);
    const text = await frame.locator('body').innerText();
    expect(text).toMatch(/backup:run is scheduled/);
    expect(text).toMatch(/Database\s+not asked|Not read/);
    await window.screenshot(join(pictures, 'readiness.png'));
    await frame.locator('ops-button', { hasText: 'routes/console.php' }).first().click();
    await window.page.locator('.tab.active', { hasText: 'console.php' }).waitFor();
  });

  test('a gap is accepted with a reason, an owner and an end, and shown as accepted', async () => {
    const frame = await report(window, folder);
    await frame.locator('ops-button[aria-label="Accept Risk…: Off-site copy"]').click();
    await answer(window, 'the hoster copies the volume');
    await answer(window, 'Ana');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: '90 days' }).first().click();
    const file = join(folder, '.laravel-ops/decisions.json');
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      version: 1,
      decisions: [{ id: 'automatedBackups.offSite', reason: 'the hoster copies the volume', owner: 'Ana' }],
    });
    const again = await report(window, folder);
    await again.getByText('the hoster copies the volume').first().waitFor();
  });

  test('the report is exported as Markdown, where and how one says', async () => {
    await window.runCommand('Laravel Ops: Export Readiness Report…');
    await window.page
      .locator('.quick-input-list .monaco-list-row', { hasText: /^Markdown/ })
      .first()
      .click();
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Leave Out Hosts' }).first().click();
    const target = join(folder, 'report.md');
    const input = window.page.locator('.quick-input-widget input').first();
    await expect.poll(() => input.inputValue()).toMatch(/readiness-.*\.md$/);
    await input.fill(target);
    await window.page.keyboard.press('Enter');
    await expect.poll(() => existsSync(target), { timeout: 30_000 }).toBe(true);
    expect(readFileSync(target, 'utf8')).toMatch(/not an attestation/);
  });
});

/** The report's page, once it is in front: a hidden page is another document. */
async function report(window: Workbench, folder: string): Promise<Frame> {
  const title = `Readiness — ${folder.slice(folder.lastIndexOf('/') + 1)}`;
  await window.runCommand('Laravel Ops: Open Readiness Report');
  await window.page.locator('.tab.active', { hasText: title }).waitFor();
  await window.page.waitForTimeout(500);
  const frame = await window.webview(title);
  await frame.getByText('Ten areas').waitFor();
  // Loaded: nothing moves any more.
  await frame.locator('ops-progress-ring').waitFor({ state: 'detached' });
  return frame;
}

/** Puts the caret into the line with this text, by a click on it. */
async function caretTo(window: Workbench, text: string): Promise<void> {
  const line = window.page.locator('.view-line', { hasText: text }).first();
  await line.waitFor();
  await window.page.keyboard.press('Escape');
  await line.click();
}

/** Fills the open input box, once it is the next one. */
async function answer(window: Workbench, text: string): Promise<void> {
  const input = window.page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(text);
  await window.page.keyboard.press('Enter');
  await window.page.waitForTimeout(500);
}
