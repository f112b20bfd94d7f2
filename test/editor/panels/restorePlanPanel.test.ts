import type * as vscode from 'vscode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import type { Loaded } from '../../../src/protocol/views/common';
import type { RestoreAction, RestorePlanContent } from '../../../src/protocol/views/restorePlan';
import { createRestorePlanPanels } from '../../../src/vscode/panels/restorePlanPanel';
import { fake, Uri } from '../../fakes/vscode';
import { restorePlan, restoring, startable } from '../../webview/restorePlanSamples';
import { asker, type FakePanel, revive } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => {
  fake.reset();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const panelAt = (index: number) => fake.webviewPanels[index] as unknown as FakePanel;
const states = (panel: FakePanel) =>
  panel.posted.filter(({ type }) => type === 'state').map(({ state }) => state as Loaded<RestorePlanContent>);

async function opened(content: RestorePlanContent = restorePlan) {
  const changed = new Emitter<void>();
  let state: Loaded<RestorePlanContent> = { page: { kind: 'ready' }, content };
  const source = {
    title: 'Restore — shop',
    snapshot: () => state,
    onDidChange: changed.event,
    refresh: vi.fn(async (_signal: AbortSignal) => undefined),
    runCommand: vi.fn(async (_command: string) => undefined),
    chooseDump: vi.fn(async (_entry: string) => undefined),
    chooseTables: vi.fn(async (_tables: readonly string[]) => undefined),
    accept: vi.fn(async (_check: string, _accepted: boolean) => undefined),
    choose: vi.fn(async (_option: string, _chosen: boolean) => undefined),
    copy: vi.fn(async (_check: string) => undefined),
    act: vi.fn(async (_action: RestoreAction): Promise<void> => undefined),
  };
  const panels = createRestorePlanPanels(context, async (key) => (key === 'r1' ? source : undefined));
  await panels.open('r1');
  const panel = panelAt(0);
  panel.receive({ type: 'ready' });
  await settle();
  return {
    panel,
    panels,
    source,
    set: (next: RestorePlanContent) => {
      state = { page: { kind: 'ready' }, content: next };
      changed.fire();
    },
    ask: asker(panel, settle),
  };
}

test('a restore has one page, which shows the snapshot that is there', async () => {
  const { panel, panels } = await opened();
  await panels.open('r1');
  await panels.open('gone');
  expect(fake.webviewPanels).toHaveLength(1);
  expect(panel).toMatchObject({ viewType: 'laravelOps.restorePlan', title: 'Restore — shop' });
  expect(states(panel)).toEqual([{ page: { kind: 'ready' }, content: restorePlan }]);
});

test('a thousand changes in a second are at most eight snapshots, and the last is among them', async () => {
  const { panel, set } = await opened();
  const before = states(panel).length;
  for (let at = 1; at <= 1_000; at++) {
    set(restoring(at / 1_000));
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(states(panel).length - before).toBeLessThanOrEqual(9);
  expect(states(panel).length - before).toBeGreaterThanOrEqual(7);
  await vi.advanceTimersByTimeAsync(200);
  expect(states(panel).at(-1)?.content).toEqual(restoring(1));
});

test('a single change is shown at once', async () => {
  const { panel, set } = await opened();
  set(startable);
  await settle();
  expect(states(panel).at(-1)?.content).toEqual(startable);
});

test('hidden, nothing is posted; seen again, the newest is', async () => {
  const { panel, set } = await opened();
  const before = states(panel).length;
  panel.setVisible(false);
  set(restoring(0.2));
  await vi.advanceTimersByTimeAsync(500);
  set(restoring(0.4));
  await vi.advanceTimersByTimeAsync(500);
  expect(states(panel)).toHaveLength(before);
  panel.setVisible(true);
  await settle();
  expect(states(panel)).toHaveLength(before + 1);
  expect(states(panel).at(-1)?.content).toEqual(restoring(0.4));
});

test('every request that the snapshot offers reaches the source', async () => {
  const { ask, source } = await opened(startable);
  expect(await ask('refresh')).toBe('result');
  expect(await ask('chooseDump', { entry: 'db-dumps/mysql-reports.sql' })).toBe('result');
  expect(await ask('chooseTables', { tables: ['users', 'orders'] })).toBe('result');
  expect(await ask('accept', { check: 'migrations', accepted: false })).toBe('result');
  expect(await ask('choose', { option: 'maintenance', chosen: false })).toBe('result');
  expect(await ask('act', { action: 'start' })).toBe('result');
  expect(source.chooseDump.mock.calls).toEqual([['db-dumps/mysql-reports.sql']]);
  expect(source.chooseTables.mock.calls).toEqual([[['orders', 'users']]]);
  expect(source.accept.mock.calls).toEqual([['migrations', false]]);
  expect(source.choose.mock.calls).toEqual([['maintenance', false]]);
  expect(source.act.mock.calls).toEqual([['start']]);
});

test.each([
  ['run', { command: 'workbench.action.terminal.new' }],
  ['chooseDump', { entry: '/etc/passwd' }],
  ['chooseTables', { tables: ['orders', 'mysql.user'] }],
  ['accept', { check: 'mayCreate', accepted: true }],
  ['accept', { check: 'nothing', accepted: true }],
  ['copy', { check: 'archive' }],
  ['choose', { option: 'workers', chosen: true }],
  ['act', { action: 'start' }],
  ['act', { action: 'switch' }],
  ['act', { action: 'format c:' }],
  ['chooseTables', { tables: 'orders' }],
])('%s %j is refused where the snapshot does not offer it', async (method, params) => {
  const { ask, source } = await opened(restorePlan);
  expect(await ask(method, params)).toBe('error');
  for (const handler of [
    source.runCommand,
    source.chooseDump,
    source.chooseTables,
    source.accept,
    source.copy,
    source.choose,
    source.act,
  ])
    expect(handler).not.toHaveBeenCalled();
});

test('once it runs, the plan is closed', async () => {
  const { ask, set, source } = await opened(startable);
  set(restoring(0.3));
  expect(await ask('chooseTables', { tables: ['users'] })).toBe('error');
  expect(await ask('accept', { check: 'migrations', accepted: true })).toBe('error');
  expect(await ask('act', { action: 'start' })).toBe('error');
  expect(await ask('act', { action: 'cancel' })).toBe('result');
  expect(source.act.mock.calls).toEqual([['cancel']]);
});

test('a second click asks no second time, and another action goes through meanwhile', async () => {
  const { ask, source, set } = await opened(startable);
  let finish: () => void = () => undefined;
  source.act.mockImplementationOnce(() => new Promise<void>((resolve) => (finish = resolve)));
  expect(await ask('act', { action: 'start' })).toBeUndefined();
  expect(await ask('act', { action: 'start' })).toBe('result');
  set(restoring(0.1));
  expect(await ask('act', { action: 'cancel' })).toBe('result');
  expect(source.act.mock.calls).toEqual([['start'], ['cancel']]);
  finish();
  set(startable);
  await settle();
  await ask('act', { action: 'start' });
  expect(source.act).toHaveBeenCalledTimes(3);
});

test('closing the page posts nothing more and ends nothing', async () => {
  const { panel, panels, set, source, ask } = await opened(startable);
  let ended = false;
  source.act.mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    ended = true;
  });
  await ask('act', { action: 'start' });
  set(restoring(0.5));
  panel.dispose();
  const posted = panel.posted.length;
  set(restoring(0.6));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ended).toBe(true);
  expect(panel.posted).toHaveLength(posted);
  await panels.open('r1');
  panelAt(1).receive({ type: 'ready' });
  await settle();
  expect(states(panelAt(1)).at(-1)?.content).toEqual(restoring(0.6));
});

test('what an action says when it fails is shown in its words', async () => {
  const { panel, source, ask } = await opened(startable);
  source.act.mockRejectedValueOnce(new OpsError('busy', 'Another restore runs.', { next: 'Wait for it.' }));
  expect(await ask('act', { action: 'start' })).toBe('error');
  expect(panel.posted.at(-1)?.message).toBe('Another restore runs. Wait for it.');
});

test('VS Code brings the page back by its key; one that nobody knows is closed', async () => {
  await opened();
  panelAt(0).dispose();
  const { panel, closed } = await revive('laravelOps.restorePlan', 'r1', settle);
  expect(states(panel).at(-1)?.content).toEqual(restorePlan);
  expect(closed).toBe(false);
  expect(await revive('laravelOps.restorePlan', 'gone', settle)).toMatchObject({ closed: true });
});
