// From the worst query to a merged migration, by keyboard alone, in a real VS Code on the demo shop under load.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnv } from '../../src/core/laravel/env';
import { type Demo, startDemo } from './demo';
import { picture } from './pictures';
import { type Host, missing, startHost, type Workbench } from './workbench';

describe.skipIf(missing)('from the slow query to the proven index', () => {
  let demo: Demo;
  let host: Host;
  let window: Workbench;
  let page: Frame;
  let database: Connection;
  let before: readonly string[];
  const migrations = (): string => join(demo.shop, 'database/migrations');
  const made = (): string[] => readdirSync(migrations()).filter((name) => !before.includes(name));

  const said = async (words: RegExp): Promise<string> => {
    const message = window.page.locator('.notification-list-item-message', { hasText: words }).first();
    await message.waitFor({ timeout: 120_000 });
    return message.innerText();
  };
  /** What has the focus inside the page, by what a screen reader calls it. */
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement;
      return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
    });
  /** Goes on with Tab until something has the focus. */
  const tabTo = async (name: string | RegExp): Promise<void> => {
    for (let presses = 0; presses < 80; presses++) {
      const now = await focused();
      if (typeof name === 'string' ? now === name : name.test(now)) return;
      await window.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(name)}; the focus is on "${await focused()}"`);
  };
  /** Runs a command by keyboard: the palette, its title, Enter. */
  const command = async (title: string): Promise<void> => {
    await window.page.keyboard.press('F1');
    const input = window.page.locator('.quick-input-widget:visible input').first();
    await input.waitFor();
    await window.page.keyboard.type(title);
    await window.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first().waitFor();
    await window.page.keyboard.press('Enter');
  };
  const indexesOf = async (table: string): Promise<string[]> => {
    const [rows] = await database.query<RowDataPacket[]>(`SHOW INDEX FROM \`${table}\``);
    return rows.map((row) => String(row['Key_name']));
  };
  const ours = async (): Promise<string[]> =>
    (await indexesOf('order_items')).filter((name) => /^order_items_.*_index$/.test(name));

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
    for (const index of new Set(await ours())) await database.query(`ALTER TABLE order_items DROP INDEX ${index}`);
    before = readdirSync(migrations());
    host = await startHost({ settings: { 'laravelOps.polling.intervalSeconds': 0 } });
    window = await host.open(demo.shop, { width: 1440, height: 1400 });
    await window.openContainer('Laravel Ops');
    await window.treeRows('Database', 5);
  }, 600_000);
  afterAll(async () => {
    // Whatever failed, the demo shop is left as it was.
    for (const index of new Set(await ours())) await database.query(`ALTER TABLE order_items DROP INDEX ${index}`);
    for (const name of before === undefined ? [] : made()) rmSync(join(migrations(), name));
    await database?.end();
    await host?.close();
    await demo?.stop();
  });

  test('missing indexes are found from what the server counted', async () => {
    await command('Laravel Ops: Find Missing Indexes');
    expect(await said(/suggested/)).toMatch(/\d+ indexes are suggested\. \d+ statements were looked at/);
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.treeRows('Database', 8), { timeout: 30_000 }).toMatch(/order_items \(order_id/);
  });

  test('the worst statement opens from the tree, and names its index', async () => {
    await command('Laravel Ops: Focus on Database View');
    await window.page.keyboard.press('Home');
    const worst = window.page.locator('.monaco-list-row.focused', { hasText: 'SELECT' });
    for (let presses = 0; presses < 10 && !(await worst.isVisible()); presses++)
      await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Enter');
    page = await window.webview(/^Statement: SELECT/);
    await page
      .getByText(/Full scan/)
      .first()
      .waitFor();
    await window.screenshot(picture('statement-dark'));
    await tabTo(/^Plan$/);
    await window.page.keyboard.press('ArrowRight');
    await tabTo(/order_items \(order_id.*open the evidence/);
    await window.page.keyboard.press('Enter');
  });

  test('the index is proven on a scratch copy, which is gone afterwards', async () => {
    page = await window.webview(/^Index: order_items/);
    await page.getByText('Suggested by the model.').first().waitFor();
    await tabTo('Prove on a Scratch Copy');
    await window.page.keyboard.press('Enter');
    await page.locator('strong', { hasText: /^Proven\.$/ }).waitFor({ timeout: 120_000 });
    const text = await page.locator('body').innerText();
    expect(text).toMatch(/Measured on a copy of [\d.]+ % of the rows: [\d,]+ → [\d,]+ rows read/);
    expect(text).toMatch(/full scan of about [\d,]+ rows → /);
    const [left] = await database.query<RowDataPacket[]>("SHOW DATABASES LIKE 'laravel\\_ops\\_scratch\\_%'");
    expect(left).toEqual([]);
    expect(await ours()).toEqual([]);
    await window.screenshot(picture('index-dark'));
  });

  test('the migration is written into the application', async () => {
    await tabTo('Create Migration…');
    await window.page.keyboard.press('Enter');
    await expect.poll(made, { timeout: 30_000 }).toHaveLength(1);
    const [name = ''] = made();
    await window.page.locator('.tab.active', { hasText: name }).waitFor();
    const text = readFileSync(join(migrations(), name), 'utf8');
    expect(text).toMatch(/Schema::table\('order_items'/);
    expect(text).toMatch(/\$table->index\(\['order_id'/);
    expect(text).toMatch(/\$table->dropIndex\(/);
    expect(existsSync(join(migrations(), name))).toBe(true);
  });

  test('once it has run, the plan of the statement uses the index', async () => {
    const [name = ''] = made();
    const [, columns = ''] =
      /\$table->index\(\[([^\]]+)\]\)/.exec(readFileSync(join(migrations(), name), 'utf8')) ?? [];
    const names = columns.split(',').map((column) => column.trim().replaceAll("'", ''));
    // What `php artisan migrate` would run; the demo shop has no PHP of its own.
    await database.query(
      `ALTER TABLE order_items ADD INDEX order_items_${names.join('_')}_index (${names.map((each) => `\`${each}\``).join(', ')})`,
    );
    await command('Laravel Ops: Explain Statement');
    await window.page.getByText('Explain Statement', { exact: true }).first().waitFor();
    await window.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'order_items' }).waitFor();
    await window.page.keyboard.press('Enter');
    page = await window.webview(/^Statement: SELECT/);
    await page.getByText('Explain Again').waitFor();
    await tabTo('Explain Again');
    await window.page.keyboard.press('Enter');
    // The page remembers the tab that was looked at last.
    await tabTo(/^Indexes$/);
    await window.page.keyboard.press('ArrowLeft');
    await page
      .getByText(/using order_items_order_id/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await window.screenshot(picture('statement-after-dark'));
  });
});
