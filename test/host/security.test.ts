// What happens at the door of a real Laravel, recorded by what the editor wrote, seen in the editor's stream, and named as an attack.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLaravel13 } from '../../scripts/lib/servers.mjs';
import { readEnv } from '../../src/core/laravel/env';
import { laravel13, laravel8, type LaravelHost, type PlacedApp, placeApp } from '../services/laravelHosts';
import { realKernelApp, realSlimApp } from '../services/scaffoldsApps';
import { serve, type ServedApp } from '../services/scaffoldsServer';
import { isThere, type TestServer } from '../services/servers';
import { canary, canaryHost, hostile } from '../fixtures/security/hostile';
import { type Demo, startDemo } from './demo';
import { picture } from './pictures';
import { type Host, missing, startHost, type Workbench } from './workbench';

const found = await findLaravel13();
const thirteen = laravel13(
  found.kind === 'there' ? { version: found.version, root: found.rootDir } : { missing: found.reason },
);
const hosts = [
  ['Laravel 8', laravel8(), realKernelApp],
  ['Laravel 13', thirteen, realSlimApp],
] as const;

describe.skipIf(missing).each(hosts)('the security stream on %s', (name, host, app) => {
  const without = !isThere(host);
  const laravel: LaravelHost = isThere(host) ? host : { version: '', prefix: '', command: [] };
  const database = `door_${name.replace(/\D/g, '')}_${process.pid}`;
  let demo: Demo;
  let editor: Host;
  let window: Workbench;
  let placed: PlacedApp;
  let served: ServedApp | undefined;
  let server: TestServer;
  let stream: Frame;

  const sql = (statement: string): void =>
    void execFileSync('mariadb', ['--no-defaults', '-h127.0.0.1', `-P${server.port}`, '-uroot', '-e', statement]);
  const post = async (path: string, form: Readonly<Record<string, string>>) => {
    if (served === undefined) throw new Error('the application is not served');
    const token = (await served.send('GET', '/token')).body;
    return served.send('POST', path, { ...form, _token: token });
  };
  const rowsOf = async (): Promise<string> => (await stream.locator('[role="row"]').allInnerTexts()).join('\n');

  beforeAll(async () => {
    if (without) return;
    demo = await startDemo();
    const port = Number(readEnv(readFileSync(join(demo.shop, '.env'), 'utf8')).get('DB_PORT')?.value);
    server = { host: '127.0.0.1', port, user: 'root', password: '', version: '' };
    sql(`create database ${database}`);
    placed = placeApp(laravel, app(database, server));
    const [program = 'php', ...first] = laravel.command;
    execFileSync(program, [...first, `${placed.root}/setUp.php`], { stdio: 'pipe' });
    editor = await startHost({ settings: { 'laravelOps.polling.intervalSeconds': 5, 'files.autoSave': 'off' } });
    window = await editor.open(`${laravel.prefix}${placed.root}`, { width: 1440, height: 1200 });
    await window.openContainer('Laravel Ops');
  }, 600_000);
  afterAll(async () => {
    await served?.stop();
    await editor?.close();
    placed?.remove();
    if (server !== undefined) sql(`drop database if exists ${database}`);
    await demo?.stop();
  });

  test.skipIf(without)('the view says that nothing is recorded', async () => {
    await window.view('Security');
    await window.toggleRow('Security', 'Auth Event Coverage').catch(() => undefined);
    await expect
      .poll(() => window.treeRows('Security'), { timeout: 30_000 })
      .toMatch(/Auth Event Coverage {2}0 of \d+ logged/);
  });

  test.skipIf(without)('what is missing is written as one change that is seen before it is made', async () => {
    await window.runCommand('Laravel Ops: Record Security Events');
    // The palette's own list is a quick pick too.
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Security log channel' }).waitFor();
    await window.page.locator('.quick-input-widget .quick-input-action', { hasText: 'OK' }).click();
    const apply = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Apply the Change' }).first();
    await apply.waitFor({ timeout: 60_000 });
    await window.page
      .locator('.multiDiffEntry, .multi-diff-editor, .diff-editor, .monaco-diff-editor')
      .first()
      .waitFor();
    await window.page.waitForTimeout(1_500);
    await window.screenshot(picture(`security-change-${name.replace(/\D/g, '')}`));
    await apply.click();
    await expect
      .poll(() => existsSync(join(`${laravel.prefix}${placed.root}`, 'app/Listeners/RecordSecurityEvents.php')), {
        timeout: 30_000,
      })
      .toBe(true);
    const saved = async (): Promise<string> => {
      await window.runCommand('File: Save All');
      await window.page.waitForTimeout(1_000);
      return readFileSync(join(`${laravel.prefix}${placed.root}`, 'config/logging.php'), 'utf8');
    };
    await expect.poll(saved, { timeout: 60_000 }).toContain("'security'");
  });

  test.skipIf(without)('what happens at the door arrives in the stream', async () => {
    served = await serve(laravel, placed.root);
    await window.runCommand('Laravel Ops: Open Security Log in Editor');
    stream = await window.webview(/^Security Log — /);
    const wrong = { email: 'Ada@example.com', password: 'hunter2-wrong' };
    for (let tries = 0; tries < 4; tries++) await post('/login', wrong);
    await post('/login', { email: 'bob@example.com', password: 'right-one' });
    await post('/logout', {});
    await post('/forgot', { email: 'bob@example.com' });
    const token = readFileSync(join(`${laravel.prefix}${placed.root}`, 'storage/token'), 'utf8');
    await post('/reset', { email: 'bob@example.com', password: 'brand-new-one', token });
    for (const event of ['login_failed', 'lockout', 'login', 'logout', 'password_reset'])
      await expect.poll(rowsOf, { timeout: 30_000 }).toContain(event);
    expect(await rowsOf()).not.toMatch(/hunter2|right-one|brand-new-one/);
    await window.screenshot(picture(`security-stream-${name.replace(/\D/g, '')}`));
  });

  test.skipIf(without)('many failures are named as an attack, in the stream and in the view', async () => {
    for (let tries = 0; tries < 40; tries++)
      await post('/login', { email: `victim${tries}@example.com`, password: 'hunter2-wrong' });
    const strip = stream.locator('main');
    await expect.poll(() => strip.innerText(), { timeout: 60_000 }).toMatch(/Brute force|Credential stuffing|spray/i);
    await window.runCommand('Laravel Ops: Refresh Security');
    await expect
      .poll(() => window.treeRows('Security'), { timeout: 60_000 })
      .toMatch(/Brute force|Credential stuffing|spray/i);
    await window.screenshot(picture(`security-finding-${name.replace(/\D/g, '')}`));
  });

  test.skipIf(without)('two hundred hostile records are text: no script runs, no request is made', async () => {
    const requested: string[] = [];
    window.page.context().on('request', (request) => {
      if (request.url().includes(canaryHost)) requested.push(request.url());
    });
    const folder = join(`${laravel.prefix}${placed.root}`, 'storage/logs');
    const log = readdirSync(folder).find((file) => file.startsWith('security-')) ?? '';
    const record = (payload: string): string =>
      `${JSON.stringify({
        message: payload,
        context: { event: payload, user_id: payload, ip: payload, route: payload, user_agent: payload },
        level: 400,
        level_name: 'ERROR',
        channel: payload,
        datetime: new Date().toISOString(),
        extra: {},
      })}\n`;
    for (const payload of hostile) appendFileSync(join(folder, log), record(payload));
    // Half of them as plain lines too: what is no record stands there as it was written.
    appendFileSync(join(folder, log), `${hostile.map((payload) => `[2026-11-23 10:00:00] ${payload}`).join('\n')}\n`);
    await stream
      .locator('[role="row"]', { hasText: 'ERROR' })
      .or(stream.locator('[role="row"]', { hasText: 'Error' }))
      .first()
      .waitFor();
    const rows = stream.locator('[role="row"]');
    for (const key of ['End', 'PageUp', 'PageUp', 'Home']) {
      await rows.last().click();
      await window.page.keyboard.press('Enter');
      await window.page.keyboard.press(key);
      await window.page.waitForTimeout(300);
    }
    await window.page.waitForTimeout(2_000);
    for (const frame of window.page.frames())
      expect(await frame.evaluate((name) => Reflect.has(globalThis, name), canary)).toBe(false);
    expect(requested).toEqual([]);
    await window.screenshot(picture(`security-hostile-${name.replace(/\D/g, '')}`));
  });

  test.skipIf(without)('and the view says that the events are recorded now', async () => {
    await expect
      .poll(() => window.treeRows('Security'), { timeout: 60_000 })
      .toMatch(/Auth Event Coverage {2}(\d+) of \1 logged/);
  });
});
