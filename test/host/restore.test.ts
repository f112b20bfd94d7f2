// What somebody does at 3 a.m., in a real VS Code on the demo shop: back up, verify, break the data, restore beside, compare,
// switch, undo, drill, runbook.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnv } from '../../src/core/laravel/env';
import { type Demo, startDemo } from './demo';
import { picture } from './pictures';
import { type Host, missing, startHost, type Workbench } from './workbench';

describe.skipIf(missing)('a restore in a real VS Code', () => {
  let demo: Demo;
  let host: Host;
  let window: Workbench;
  let page: Frame;
  let database: Connection;
  const intruder = 'intruder@example.com';
  const tokens = 'SELECT COUNT(*) FROM password_reset_tokens';
  const runbook = (): string => join(demo.shop, 'docs/runbooks/restore.md');

  const count = async (sql: string): Promise<number> => {
    const [rows] = await database.query<RowDataPacket[]>(sql);
    return Number(Object.values(rows[0] ?? {})[0]);
  };
  const copies = async (): Promise<string[]> => {
    const [rows] = await database.query<RowDataPacket[]>("SHOW DATABASES LIKE 'shop\\_%\\_2%'");
    return rows.map((row) => String(Object.values(row)[0]));
  };
  const said = async (words: RegExp): Promise<string> => {
    const message = window.page.locator('.notification-list-item-message', { hasText: words }).first();
    await message.waitFor({ timeout: 120_000 });
    return message.innerText();
  };
  const pick = async (words: string): Promise<void> =>
    window.page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first().click();
  /** The button of the page, then the button of the dialog that asks once more. */
  const press = async (button: string, confirmed: RegExp): Promise<void> => {
    await page.getByText(button, { exact: true }).first().click();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/LOCAL · shop · shop@local/);
    await dialog.getByText(confirmed).last().click();
  };

  beforeAll(async () => {
    demo = await startDemo();
    const env = readEnv(readFileSync(join(demo.shop, '.env'), 'utf8'));
    const value = (key: string): string => env.get(key)?.value ?? '';
    database = await createConnection({
      host: value('DB_HOST'),
      port: Number(value('DB_PORT')),
      user: value('DB_USERNAME'),
      password: value('DB_PASSWORD'),
      database: value('DB_DATABASE'),
    });
    rmSync(runbook(), { force: true });
    // The one backup that this spec makes is found by where it lies.
    rmSync(join(demo.shop, 'storage/laravel-ops'), { recursive: true, force: true });
    host = await startHost({ settings: { 'laravelOps.polling.intervalSeconds': 0 } });
    window = await host.open(demo.shop, { width: 1440, height: 1400 });
    await window.openContainer('Laravel Ops');
    // Commands are in the palette once the app was found.
    await window.treeRows('Backups', 3);
  }, 600_000);
  afterAll(async () => {
    for (const name of (await database?.query("SHOW DATABASES LIKE 'shop\\_%\\_2%'").then(() => copies())) ?? [])
      await database.query(`DROP DATABASE \`${name}\``);
    // Whatever failed, the demo shop is left as it was.
    await database?.query('DELETE FROM password_reset_tokens WHERE email = ?', [intruder]);
    await database?.end();
    if (demo !== undefined) rmSync(runbook(), { force: true });
    await host?.close();
    await demo?.stop();
  });

  test('a backup is made without any tool, and verified statement by statement', async () => {
    await window.runCommand('Laravel Ops: Back Up Now');
    await pick('Built-in Dumper');
    await pick('Not Encrypted');
    expect(await said(/Backed up shop/)).toMatch(/Backed up shop to .*\.zip: [\d.]+ MB, 14 tables, in/);
    await window.runCommand('Laravel Ops: Verify Backup');
    await pick('storage/laravel-ops');
    expect(await said(/ whole/)).toMatch(/is whole: 14 tables, [\d,]+ rows/);
    await expect.poll(() => window.treeRows('Backups', 4)).toMatch(/ MB · laravel-ops · verified/);
  });

  test('the data is broken, and a plan says what a restore would do', async () => {
    await database.query(
      `INSERT INTO password_reset_tokens (email, token, created_at) VALUES ('${intruder}', 'x', NOW())`,
    );
    await window.runCommand('Laravel Ops: Restore…');
    await pick('storage/laravel-ops');
    page = await window.webview('Restore — shop');
    await page.getByText('Nothing has changed yet', { exact: true }).waitFor();
    const text = await page.locator('body').innerText();
    expect(text).toMatch(/New database\s+shop_restore_\d{8}_\d{4}/);
    expect(text).toMatch(/14 tables/);
    expect(text).not.toMatch(/· Blocks/);
  });

  test('it is restored beside the live database, which stays broken, and compared', async () => {
    await press('Start Restore…', /^Start Restore$/);
    await page.getByText('The copy is complete', { exact: true }).waitFor({ timeout: 180_000 });
    await page.getByText('The copy against shop').waitFor({ timeout: 60_000 });
    const text = await page.locator('body').innerText();
    expect(text).toMatch(/14 tables and [\d,]+ rows in/);
    expect(text).toMatch(/password_reset_tokens\s+Different[^\n]*\s+12\s+13/);
    expect(await count(tokens)).toBe(13);
    expect(await copies()).toHaveLength(1);
    await page.getByText('The copy against shop').scrollIntoViewIfNeeded();
    await window.screenshot(picture('restore-dark'));
  });

  test('the switch brings it back, undo takes it away, and the switch brings it back again', async () => {
    await press('Switch…', /^Replace 14 Tables$/);
    await page.getByText('Undo…', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await count(tokens)).toBe(12);
    await press('Undo…', /^Bring Back 14 Tables$/);
    await page.getByText('Switch…', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await count(tokens)).toBe(13);
    await press('Switch…', /^Replace 14 Tables$/);
    await page.getByText('Undo…', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await count(tokens)).toBe(12);
  });

  test('what is kept is offered in another window, and can be removed', async () => {
    await window.close();
    window = await host.open(demo.shop, { width: 1440, height: 1400 });
    await window.openContainer('Laravel Ops');
    await window.treeRows('Backups', 3);
    await window.runCommand('Laravel Ops: Open Restores…');
    await pick('Switched');
    page = await window.webview('Restore — shop');
    await page.getByText('Undo…', { exact: true }).waitFor();
    await press('Remove Old Data…', /^Remove Database$/);
    await expect.poll(copies, { timeout: 30_000 }).toEqual([]);
  });

  test('a drill proves the newest backup and leaves nothing but its record', async () => {
    await window.runCommand('Laravel Ops: Run Restore Drill…');
    expect(await said(/Passed|drill failed/)).toMatch(/^Passed: 14 tables, [\d,]+ rows came back in/);
    expect(await copies()).toEqual([]);
    const lines = readFileSync(join(demo.shop, 'storage/laravel-ops/drills.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ outcome: 'passed', scratch: { dropped: true } });
    await expect.poll(() => window.treeRows('Backups', 6)).toMatch(/^Restore Drills/m);
  });

  test('the runbook is written from what was measured', async () => {
    await window.runCommand('Laravel Ops: Write Runbook');
    await window.page.locator('.tab.active', { hasText: 'restore.md' }).waitFor();
    await expect.poll(() => existsSync(runbook())).toBe(true);
    const text = readFileSync(runbook(), 'utf8');
    expect(text).toMatch(/laravel-ops restore/);
    expect(text).toMatch(/drill/i);
    expect(readdirSync(join(demo.shop, 'storage/laravel-ops'))).toContain('.gitignore');
  });
});
