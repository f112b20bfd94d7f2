import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import { createDashboardPanels, type DashboardSource } from '../../../src/vscode/panels/dashboardPanel';
import { copyText } from '../../../src/protocol/views/explain';
import { createExplainPanels } from '../../../src/vscode/panels/explainPanel';
import { fake, Uri } from '../../fakes/vscode';
import { dashboard, explain } from '../../webview/samples';
import { type FakePanel, settle } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => fake.reset());

function dashboards(change: Partial<Pick<DashboardSource, 'load'>> = {}) {
  const changed = new Emitter<void>();
  const source = {
    title: 'Dashboard — shop',
    load: vi.fn(change.load ?? (async () => dashboard)),
    onDidChange: changed.event,
    runCommand: vi.fn(async (_command: string) => undefined),
    openStatement: vi.fn(async (_digest: string) => undefined),
  };
  const panels = createDashboardPanels(context, async (key) => (key === '/srv/shop' ? source : undefined));
  return { panels, source, changed };
}
const panelAt = (index: number) => fake.webviewPanels[index] as unknown as FakePanel;
const lastState = (panel: FakePanel) =>
  panel.posted.findLast(({ type }) => type === 'state')?.state as {
    page: { kind: string; message?: string };
    content?: unknown;
  };

async function openDashboard(change: Partial<Pick<DashboardSource, 'load'>> = {}) {
  const made = dashboards(change);
  await made.panels.open('/srv/shop');
  const panel = panelAt(0);
  panel.receive({ type: 'ready' });
  await settle();
  return { ...made, panel };
}

test('opening shows one panel for each key and reveals it the next time', async () => {
  const { panels } = dashboards();
  await Promise.all([panels.open('/srv/shop'), panels.open('/srv/shop')]);
  await panels.open('/srv/shop');
  expect(fake.webviewPanels).toHaveLength(1);
  expect(panelAt(0)).toMatchObject({ viewType: 'laravelOps.dashboard', title: 'Dashboard — shop' });
  expect(panelAt(0).options.retainContextWhenHidden).toBe(false);
  expect(panelAt(0).reveal).toHaveBeenCalledTimes(2);
});

test('a key that stands for nothing opens nothing', async () => {
  const { panels } = dashboards();
  await panels.open('/gone');
  expect(fake.webviewPanels).toHaveLength(0);
});

test('nothing is posted before the page speaks; then loading, then the content', async () => {
  const { panels } = dashboards();
  await panels.open('/srv/shop');
  await settle();
  expect(panelAt(0).posted).toEqual([]);
  panelAt(0).receive({ type: 'ready' });
  expect(lastState(panelAt(0))).toEqual({ page: { kind: 'ready' }, content: dashboard });
});

test('a change loads again while visible, and waits while hidden', async () => {
  const { panel, source, changed } = await openDashboard();
  expect(source.load).toHaveBeenCalledTimes(1);
  changed.fire();
  await settle();
  expect(source.load).toHaveBeenCalledTimes(2);
  panel.setVisible(false);
  changed.fire();
  changed.fire();
  await settle();
  expect(source.load).toHaveBeenCalledTimes(2);
  panel.setVisible(true);
  await settle();
  expect(source.load).toHaveBeenCalledTimes(3);
});

test('hiding stops a load that is under way; showing begins anew', async () => {
  const signals: AbortSignal[] = [];
  const { panel } = await openDashboard({
    load: (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  panel.setVisible(false);
  await settle();
  expect(signals[0]?.aborted).toBe(true);
  panel.setVisible(true);
  await settle();
  expect(signals).toHaveLength(2);
});

test('a failed load says so and keeps what was known', async () => {
  let fails = false;
  const { panel, changed } = await openDashboard({
    load: async () => {
      if (fails) throw new OpsError('unreachable', 'The server is down.', { next: 'Start it.' });
      return dashboard;
    },
  });
  fails = true;
  changed.fire();
  await settle();
  expect(lastState(panel)).toEqual({
    page: { kind: 'error', message: 'The server is down. Start it.' },
    content: dashboard,
  });
});

test.each([
  ['untrusted', 'untrusted'],
  ['noPrivilege', 'noPrivilege'],
])('a load that fails as %s has a state of its own', async (reason, kind) => {
  const { panel } = await openDashboard({ load: () => Promise.reject(new OpsError(reason, 'words')) });
  expect(lastState(panel).page).toEqual({ kind, message: 'words' });
});

test('a bug is logged and does not show its message', async () => {
  const error = vi.fn();
  const panels = createDashboardPanels({ ...context, logger: { ...silentLogger, error } }, async () => ({
    title: 'x',
    load: () => Promise.reject(new TypeError('secret is undefined')),
    onDidChange: new Emitter<void>().event,
    runCommand: async () => undefined,
    openStatement: async () => undefined,
  }));
  await panels.open('/srv/shop');
  panelAt(0).receive({ type: 'ready' });
  await settle();
  expect(lastState(panelAt(0)).page.message).not.toContain('secret');
  expect(error).toHaveBeenCalledOnce();
});

test('the page runs what it was offered and nothing else', async () => {
  const { panel, source } = await openDashboard();
  panel.receive({ type: 'request', id: 1, method: 'run', params: { command: 'next:debug' } });
  panel.receive({ type: 'request', id: 2, method: 'run', params: { command: 'workbench.action.terminal.new' } });
  panel.receive({ type: 'request', id: 3, method: 'openStatement', params: { digest: 'd1' } });
  panel.receive({ type: 'request', id: 4, method: 'openStatement', params: { digest: 'other' } });
  await settle();
  expect(source.runCommand.mock.calls.map(([command]) => command)).toEqual(['next:debug']);
  expect(source.openStatement.mock.calls.map(([digest]) => digest)).toEqual(['d1']);
  const replies = panel.posted.filter(({ id }) => id !== undefined).map(({ id, type }) => [id, type]);
  expect(replies.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [1, 'result'],
    [2, 'error'],
    [3, 'result'],
    [4, 'error'],
  ]);
});

test('a refresh is answered when the content is there', async () => {
  const { panel, source } = await openDashboard();
  panel.receive({ type: 'request', id: 1, method: 'refresh' });
  await settle();
  expect(source.load).toHaveBeenCalledTimes(2);
  expect(lastState(panel).page).toEqual({ kind: 'ready' });
  expect(panel.posted).toContainEqual({ type: 'result', id: 1, result: undefined });
});

test('closing stops the load, posts nothing more, and the key can be opened again', async () => {
  let signal: AbortSignal | undefined;
  const { panel, panels, changed } = await openDashboard({
    load: (given) => {
      signal = given;
      return new Promise(() => undefined);
    },
  });
  const posted = panel.posted.length;
  panel.dispose();
  changed.fire();
  await settle();
  expect(signal?.aborted).toBe(true);
  expect(panel.posted).toHaveLength(posted);
  await panels.open('/srv/shop');
  expect(fake.webviewPanels).toHaveLength(2);
});

test('VS Code brings a panel back by its key; one whose application has gone is closed', async () => {
  dashboards();
  const serializer = fake.serializers.get('laravelOps.dashboard') as vscode.WebviewPanelSerializer;
  const { window } = await import('../../fakes/vscode');
  const revive = async (state: unknown) => {
    const panel = window.createWebviewPanel('laravelOps.dashboard', 'old title', 1, {});
    const closed = vi.fn();
    panel.onDidDispose(closed);
    await serializer.deserializeWebviewPanel(panel as unknown as vscode.WebviewPanel, state);
    return { panel, closed };
  };
  const { panel, closed } = await revive({ key: '/srv/shop', page: {} });
  panel.receive({ type: 'ready' });
  await settle();
  expect(panel.title).toBe('Dashboard — shop');
  expect(closed).not.toHaveBeenCalled();
  expect(lastState(panel as unknown as FakePanel).content).toEqual(dashboard);
  for (const state of [{ key: '/gone' }, { key: 4 }, undefined, 'junk'])
    expect((await revive(state)).closed).toHaveBeenCalled();
});

test('an explain panel explains its own statement, copies and refuses others', async () => {
  const load = vi.fn(async () => explain);
  const copy = vi.fn(async () => undefined);
  const panels = createExplainPanels(context, async () => ({
    title: 'Plan — orders',
    load,
    copy,
    onDidChange: new Emitter<void>().event,
    runCommand: async () => undefined,
    act: async () => undefined,
    openPlace: async () => undefined,
    openIndex: async () => undefined,
  }));
  await panels.open('/srv/shop#d1');
  const panel = panelAt(0);
  panel.receive({ type: 'ready' });
  await settle();
  panel.receive({ type: 'request', id: 1, method: 'explain', params: { digest: 'd1' } });
  await settle();
  panel.receive({ type: 'request', id: 2, method: 'explain', params: { digest: 'drop table' } });
  panel.receive({ type: 'request', id: 3, method: 'copy', params: { what: 'rows' } });
  await settle();
  expect(panel.viewType).toBe('laravelOps.query');
  expect(load).toHaveBeenCalledTimes(2);
  expect(copy).toHaveBeenCalledWith('rows', explain);
  expect(panel.posted).toContainEqual(expect.objectContaining({ type: 'error', id: 2 }));
});

test('cancelling an explain aborts it and leaves the last plan', async () => {
  let slow = false;
  let aborted = false;
  const panels = createExplainPanels(context, async () => ({
    title: 'Plan',
    load: (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return slow ? new Promise(() => undefined) : Promise.resolve(explain);
    },
    copy: async () => undefined,
    onDidChange: new Emitter<void>().event,
    runCommand: async () => undefined,
    act: async () => undefined,
    openPlace: async () => undefined,
    openIndex: async () => undefined,
  }));
  await panels.open('k');
  const panel = panelAt(0);
  panel.receive({ type: 'ready' });
  await settle();
  slow = true;
  panel.receive({ type: 'request', id: 1, method: 'explain', params: { digest: 'd1' } });
  panel.receive({ type: 'cancel', id: 1 });
  await settle();
  expect(aborted).toBe(true);
  expect(lastState(panel)).toEqual({ page: { kind: 'ready' }, content: explain });
});

test('what is copied', () => {
  expect(copyText('statement', explain)).toBe('select * from `orders` where `id` = ?');
  expect(copyText('json', explain)).toBe('{"query_block":{}}');
  expect(copyText('rows', explain)).toBe('id\ttable\n1\torders');
});
