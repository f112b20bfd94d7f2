// The pages in every kind of theme: filled, free of axe's serious findings, and kept as pictures.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from './demo';
import { picture } from './pictures';
import { type Host, missing, startHost, themes, type Workbench } from './workbench';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** Serious and critical findings of axe in one page, as text. */
async function seriousFindings(frame: Frame): Promise<string[]> {
  await frame.evaluate(axeSource);
  const results = await frame.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

describe.skipIf(missing)('themes', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo();
  }, 600_000);
  afterAll(() => demo?.stop());

  describe.each(Object.keys(themes) as (keyof typeof themes)[])('%s', (theme) => {
    let host: Host;
    let window: Workbench;
    beforeAll(async () => {
      host = await startHost({ theme });
      window = await host.open(demo.workspace, { width: 1440, height: 900 });
      await window.openContainer('Laravel Ops');
      await window.treeRows('Database', 5);
    }, 300_000);
    afterAll(() => host?.close());

    test('the Dashboard beside the trees', async () => {
      await window.runCommand('Laravel Ops: Open Dashboard');
      const frame = await window.webview('Dashboard — shop');
      await frame
        .getByText(/Redis \d/)
        .first()
        .waitFor();
      await window.screenshot(picture(`dashboard-${theme}`));
      expect(await seriousFindings(frame)).toEqual([]);
    });

    test('the readiness report', async () => {
      await window.runCommand('Laravel Ops: Open Readiness Report');
      const frame = await window.webview('Readiness — shop');
      await frame.getByText('Ten areas').waitFor();
      await frame.getByText('asked, mariadb').waitFor();
      await window.screenshot(picture(`readiness-${theme}`));
      expect(await seriousFindings(frame)).toEqual([]);
    });

    test('a statement with its plan', async () => {
      const pane = await window.view('Database');
      await pane.locator('[role="treeitem"]', { hasText: 'SELECT' }).first().click();
      const tab = window.page.locator('.tab', { hasText: /^Statement/ }).first();
      await tab.waitFor();
      const frame = await window.webview((await tab.innerText()).trim());
      await frame.getByText('Full scan').first().waitFor();
      await window.screenshot(picture(`statement-${theme}`));
      expect(await seriousFindings(frame)).toEqual([]);
    });

    test('the plan of a restore', async () => {
      await window.runCommand('Laravel Ops: Restore…');
      await window.page.locator('.quick-input-list .monaco-list-row').first().click();
      const frame = await window.webview('Restore — shop');
      await frame.getByText('Nothing has changed yet', { exact: true }).waitFor();
      await window.screenshot(picture(`restorePlan-${theme}`));
      expect(await seriousFindings(frame)).toEqual([]);
    });

    test('the Security Log', async () => {
      await window.runCommand('Laravel Ops: Open Security Log');
      const frame = await window.webview('Security Log');
      await frame.getByText(/login/i).first().waitFor();
      await window.screenshot(picture(`security-${theme}`));
      expect(await seriousFindings(frame)).toEqual([]);
    });
  });
});
