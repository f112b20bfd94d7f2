// A real VS Code workbench with the packaged extension in it, driven as a person would: code-server for the workbench, Debian's
// Chromium for the window. One host (settings, trust, extension) serves any number of windows.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import {
  ensureCodeServer,
  installExtension,
  quietSettings,
  startCodeServer,
  writeSettings,
} from '../../scripts/lib/codeServer.mjs';
import { which } from '../../scripts/lib/packages.mjs';
import manifest from '../../package.json';

const root = resolve(import.meta.dirname, '../..');
const vsix = join(root, `${manifest.name}-${manifest.version}.vsix`);
const browserPath = ['chromium', 'chromium-browser', 'google-chrome'].map(which).find((path) => path !== undefined);

/** Why no workbench can be had here, or undefined; a spec skips itself on it (`describe.skipIf(missing)`). */
export const missing: string | undefined =
  browserPath === undefined ? 'Chromium: it is not installed; to have it: apt-get install -y chromium' : undefined;
if (missing !== undefined) process.stdout.write(`host: WITHOUT ${missing}\n`);

/** Themes that the screenshots come in, by the ids of VS Code. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
} as const;

export interface HostOptions {
  /** User settings, on top of those that keep the workbench quiet. Read at the start: a running window does not see later changes. */
  settings?: Record<string, unknown>;
  theme?: keyof typeof themes;
  /** false: folders open in Restricted Mode. true (the default): every folder is trusted. */
  trusted?: boolean;
  /** A package other than the one that `npm run package` made. */
  vsix?: string;
}

export interface Host {
  /** Opens a folder or a .code-workspace in a window of its own and waits for the workbench. */
  open(path: string, size?: { width: number; height: number }): Promise<Workbench>;
  /** Closes the windows and stops the server; its folders are removed. */
  close(): Promise<void>;
}

/** Starts code-server with a fresh user folder and installs the packaged extension in it, as a user would. */
export async function startHost({
  settings = {},
  theme = 'dark',
  trusted = true,
  ...rest
}: HostOptions = {}): Promise<Host> {
  const extension = rest.vsix ?? vsix;
  if (!existsSync(extension)) throw new Error(`${extension} is not there: run npm run package first`);
  await ensureCodeServer((line) => void process.stdout.write(`host: ${line}\n`));
  const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-host-'));
  const where = { userDataDir: join(folder, 'user-data'), extensionsDir: join(folder, 'extensions') };
  const own = {
    'workbench.colorTheme': themes[theme],
    // Restricted Mode without the dialog that asks first.
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  };
  writeSettings(where.userDataDir, quietSettings({ ...own, ...settings }));
  await installExtension(extension, where);
  const server = await startCodeServer({ ...where, logDir: join(folder, 'server'), workspaceTrust: !trusted });
  const browser = await launchBrowser();
  return {
    async open(path, size = { width: 1440, height: 1000 }) {
      const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const context = await browser.newContext({ viewport: size });
      const page = await context.newPage();
      await page.goto(`${server.url}?${kind}=${encodeURIComponent(path)}`);
      await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
      await page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
      return new Workbench(page);
    },
    async close() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function launchBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error(missing);
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({
    executablePath: browserPath,
    args: [...args, '--disable-component-update', '--disable-sync'],
  });
}

/** One window. Every wait ends after 30 s with playwright's own message. */
export class Workbench {
  constructor(readonly page: Page) {
    page.setDefaultTimeout(30_000);
  }

  /** The item of the activity bar (the icon of a view container). */
  activityItem(title: string) {
    return this.page.locator(`.activitybar .action-item a[aria-label^="${title}"]`);
  }

  /** Clicks the container's icon and waits for its title over the side bar. */
  async openContainer(title: string): Promise<void> {
    const item = this.activityItem(title);
    await item.waitFor();
    const shown = this.page.locator('.sidebar .composite.title .title-label', {
      hasText: new RegExp(`^${title}`, 'i'),
    });
    if (!(await shown.isVisible())) await item.click();
    await shown.waitFor();
  }

  /** A view's pane in the side bar or panel, opened. */
  async view(title: string) {
    const pane = this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
    const header = pane.locator('.pane-header');
    // The header of a container's only view is there, but hidden.
    await header.waitFor({ state: 'attached' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return pane;
  }

  /**
   * The rows of a tree view as indented text: name, two spaces, description. Only rows in sight exist in the window, so the window
   * has to be tall enough; with `settled` it waits until that many rows are there.
   */
  async treeRows(title: string, settled = 1): Promise<string> {
    const pane = await this.view(title);
    await pane
      .locator('[role="treeitem"]')
      .nth(settled - 1)
      .waitFor();
    const rows = await pane.locator('[role="treeitem"]').evaluateAll((items) =>
      items
        .map((item) => ({
          top: item.getBoundingClientRect().top,
          level: Number(item.getAttribute('aria-level') ?? 1),
          name: item.querySelector('.label-name')?.textContent ?? item.textContent ?? '',
          description: item.querySelector('.label-description')?.textContent ?? '',
        }))
        .sort((a, b) => a.top - b.top),
    );
    return rows
      .map(
        ({ level, name, description }) =>
          `${'  '.repeat(level - 1)}${name}${description === '' ? '' : `  ${description}`}`,
      )
      .join('\n');
  }

  /** What a view says when it has no rows: the text of its welcome content, or of its message. */
  async welcomeText(title: string): Promise<string> {
    const pane = await this.view(title);
    // Until the extension is active, VS Code says there that it knows no data provider.
    const text = pane
      .locator('.welcome-view-content, .message')
      .filter({ visible: true, hasText: /\S/, hasNotText: 'There is no data provider registered' })
      .first();
    await text.waitFor();
    return (await text.innerText()).trim();
  }

  /** Opens or closes a row of a tree by its name. */
  async toggleRow(title: string, name: string): Promise<void> {
    const pane = await this.view(title);
    const row = pane.locator('[role="treeitem"]', { hasText: name }).first();
    await row.locator('.monaco-tl-twistie').click();
  }

  /** Runs a command from the palette by its full title ("Laravel Ops: Open Dashboard"). */
  async runCommand(title: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press('F1');
      const input = this.page.locator('.quick-input-widget:visible input').first();
      const first = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
      try {
        await input.fill(`>${title}`, { timeout: 5_000 });
        await first.click({ timeout: 5_000 });
        return;
      } catch (error) {
        // A page that takes the focus as it comes into sight closes the palette; and what became enabled meanwhile is in it only
        // when it is opened anew.
        if (tries === 3) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens a file by its absolute path, through quick open. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.waitFor();
    await input.fill(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .first()
      .click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Rows of the Problems panel, each as its text; waits until one of them has the words. */
  async problems(words: string): Promise<string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel [role="treeitem"]');
    await rows.filter({ hasText: words }).first().waitFor();
    return rows.allInnerTexts();
  }

  /** What the hover over a word of the editor says. */
  async hover(line: string, word: string): Promise<string> {
    const row = this.page.locator('.view-line', { hasText: line }).first();
    await row.waitFor();
    // Tokens may hold more than the word: the middle of the word is pointed at by its share of the line.
    let box = await row.locator('> span').boundingBox();
    // The editor draws its lines anew when it has coloured them.
    for (let tries = 0; box === null && tries < 50; tries++) {
      await this.page.waitForTimeout(100);
      box = await row.locator('> span').boundingBox();
    }
    if (box === null) throw new Error(`${line} is not in sight`);
    const text = await row.innerText();
    const at = text.indexOf(word) + word.length / 2;
    await this.page.mouse.move(box.x + (box.width * at) / text.length, box.y + box.height / 2);
    const shown = this.page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
    await shown.waitFor();
    // Content comes after "Loading…".
    await this.page.waitForFunction(() => !/Loading/.test(document.querySelector('.monaco-hover')?.textContent ?? ''));
    const said = await this.page.locator('.monaco-hover:not(.hidden)').allInnerTexts();
    await this.page.mouse.move(700, 10);
    return said.join('\n');
  }

  /** Titles in the open quick pick, in order. */
  async quickPick(): Promise<string[]> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row .label-name');
    await rows.first().waitFor();
    return rows.allInnerTexts();
  }

  /** The texts of the notifications in sight. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The document inside a webview: of the editor tab with this title, or of the view with it. */
  async webview(title: string | RegExp): Promise<Frame> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      for (const frame of this.page.frames()) {
        const found = await isContentOf(frame, title);
        if (found) return frame;
      }
      if (Date.now() > deadline) throw new Error(`no webview "${String(title)}" within 30 s`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Saves what the window shows as a PNG. */
  async screenshot(file: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/**
 * A webview is a frame in a frame: the outer one runs VS Code's own script, the inner one (`#active-frame`, titled as the tab or the
 * view; `#pending-frame` while it loads) holds the page.
 */
async function isContentOf(frame: Frame, title: string | RegExp): Promise<boolean> {
  if (frame.parentFrame() === null || frame.parentFrame()?.parentFrame() === null) return false;
  try {
    const element = await frame.frameElement();
    const shown = (await element.getAttribute('title')) ?? '';
    const wanted = typeof title === 'string' ? shown === title : title.test(shown);
    return (await element.getAttribute('id')) === 'active-frame' && wanted;
  } catch {
    return false; // A frame that goes away while it is looked at is not the one.
  }
}
