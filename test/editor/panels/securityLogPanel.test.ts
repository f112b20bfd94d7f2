import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../src/core/base/log';
import { createSecurityLogPanels } from '../../../src/vscode/panels/securityLogPanel';
import { fake, Uri } from '../../fakes/vscode';
import { fakeSecurityLog } from './fakeSecurityLog';
import { type FakePanel, settle } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => fake.reset());

const panelAt = (index: number) => fake.webviewPanels[index] as unknown as FakePanel;
const states = (panel: FakePanel) => panel.posted.filter(({ type }) => type === 'state');

test('an application has one page; it is shown with its present state and given back when it is closed', async () => {
  const { source } = fakeSecurityLog();
  const pageOf = vi.fn(async (key: string) => (key === '/srv/shop' ? source : undefined));
  const panels = createSecurityLogPanels(context, pageOf);
  await panels.open('/srv/shop');
  await panels.open('/srv/shop');
  await panels.open('/gone');
  expect(fake.webviewPanels).toHaveLength(1);
  expect(panelAt(0)).toMatchObject({ viewType: 'laravelOps.securityLogPanel', title: 'Security Log — shop' });
  expect(panelAt(0).webview.html).toContain('data-view="securityLog"');
  expect(panelAt(0).webview.html).toContain('data-key="/srv/shop"');
  panelAt(0).receive({ type: 'ready' });
  await settle();
  expect(states(panelAt(0))).toHaveLength(1);
  expect(source.setVisible.mock.calls).toEqual([[true]]);
  panelAt(0).dispose();
  expect(source.dispose).toHaveBeenCalledOnce();
});

test('hidden it follows nothing and makes no state; seen again it has the last one', async () => {
  const { source, change } = fakeSecurityLog();
  const panels = createSecurityLogPanels(context, async () => source);
  await panels.open('/srv/shop');
  panelAt(0).receive({ type: 'ready' });
  await settle();
  panelAt(0).setVisible(false);
  const made = source.current.mock.calls.length;
  change({ skipped: 7 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(source.current.mock.calls.length).toBe(made);
  panelAt(0).setVisible(true);
  await settle();
  expect(states(panelAt(0)).at(-1)?.state).toMatchObject({ skipped: 7 });
  expect(source.setVisible.mock.calls).toEqual([[true], [false], [true]]);
});
