import type * as vscode from 'vscode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../src/core/base/log';
import type { SecurityLogState } from '../../../src/protocol/views/securityLog';
import { createSecurityLogView } from '../../../src/vscode/panels/securityLogView';
import { Uri } from '../../fakes/vscode';
import { logRow } from '../../webview/samples';
import { fakeSecurityLog } from './fakeSecurityLog';
import { fakeWebviewView } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lastState = (view: { readonly posted: readonly { readonly state?: unknown }[] }) =>
  view.posted.at(-1)?.state as SecurityLogState;

function open(state: Partial<SecurityLogState> = {}) {
  const { source, change } = fakeSecurityLog(state);
  const made = fakeWebviewView();
  const provider = createSecurityLogView(context, source);
  void provider.resolveWebviewView(made.view as unknown as vscode.WebviewView, {} as never, {} as never);
  return { ...made, source, change };
}

test('the view follows its visibility', () => {
  const view = open();
  view.setVisible(false);
  view.setVisible(true);
  view.dispose();
  expect(view.source.setVisible.mock.calls).toEqual([[true], [false], [true], [false]]);
});

test('a thousand events in a moment are one picture', async () => {
  const view = open();
  view.receive({ type: 'ready' });
  for (let id = 0; id < 1000; id++) view.change({ rows: [logRow(id)] });
  await vi.advanceTimersByTimeAsync(200);
  expect(view.posted).toHaveLength(2);
  expect(lastState(view).rows[0]?.id).toBe('r999');
});

test('nothing is made or posted while hidden, and the present state when shown', async () => {
  const view = open();
  view.receive({ type: 'ready' });
  view.setVisible(false);
  const made = view.source.current.mock.calls.length;
  view.change({ skipped: 5 });
  await vi.advanceTimersByTimeAsync(200);
  expect(view.posted).toHaveLength(1);
  expect(view.source.current.mock.calls.length).toBe(made);
  view.setVisible(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(lastState(view).skipped).toBe(5);
});

test('requests reach the source; what was not offered does not', async () => {
  const view = open({
    state: { kind: 'off', message: 'No log.', action: { title: 'Choose', command: 'choose' } },
    can: ['export'],
  });
  let id = 0;
  const ask = (method: string, params?: unknown) =>
    view.receive({ type: 'request', id: ++id, method, ...(params === undefined ? {} : { params }) });
  ask('setPaused', { paused: true });
  ask('setFilter', { text: 'ip:1', regex: true, level: 'error' });
  ask('chooseSource', { id: 'b' });
  ask('filterBy', { id: 'r1', field: 'ip' });
  ask('zoom', { from: 1, to: 2 });
  ask('last', { minutes: 15 });
  ask('older');
  ask('search');
  ask('mute', { finding: 'f' });
  ask('export');
  ask('clear');
  ask('run', { command: 'choose' });
  const allowed = id;
  ask('chooseSource', { id: '/etc/passwd' });
  ask('run', { command: 'other' });
  ask('openPanel');
  ask('last', { minutes: 16 });
  ask('zoom', { from: Number.NaN, to: 2 });
  ask('filterBy', { id: 'r1', field: '__proto__' });
  await vi.advanceTimersByTimeAsync(0);
  const { source } = view;
  expect(source.setPaused).toHaveBeenCalledWith(true);
  expect(source.setFilter).toHaveBeenCalledWith({ text: 'ip:1', regex: true, level: 'error' });
  expect(source.chooseSource.mock.calls.map(([chosen]: unknown[]) => chosen)).toEqual(['b']);
  expect(source.filterBy.mock.calls).toEqual([['r1', 'ip']]);
  expect(source.zoom.mock.calls).toEqual([[1, 2]]);
  expect(source.last.mock.calls).toEqual([[15]]);
  expect(source.mute.mock.calls).toEqual([['f']]);
  for (const called of [source.older, source.search, source.export, source.clear])
    expect(called).toHaveBeenCalledOnce();
  expect(source.openPanel).not.toHaveBeenCalled();
  expect(source.runCommand.mock.calls.map(([command]: unknown[]) => command)).toEqual(['choose']);
  expect(view.posted.filter(({ type }) => type === 'error')).toHaveLength(id - allowed);
});

test('a closed view leaves no timer and hears nothing', async () => {
  const view = open();
  view.receive({ type: 'ready' });
  view.change({ skipped: 1 });
  view.dispose();
  view.change({ skipped: 2 });
  expect(vi.getTimerCount()).toBe(0);
  expect(view.posted).toHaveLength(1);
});
