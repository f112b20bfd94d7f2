import type * as vscode from 'vscode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import type { SecurityLogState } from '../../../src/protocol/views/securityLog';
import { createSecurityLogView } from '../../../src/vscode/panels/securityLogView';
import { Uri } from '../../fakes/vscode';
import { logRow, securityLog } from '../../webview/samples';
import { fakeWebviewView } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lastState = (view: { readonly posted: readonly { readonly state?: unknown }[] }) =>
  view.posted.at(-1)?.state as SecurityLogState;

function open(state: Partial<SecurityLogState> = {}) {
  const changed = new Emitter<void>();
  let current: SecurityLogState = { ...securityLog, ...state };
  const source = {
    current: vi.fn(() => current),
    onDidChange: changed.event,
    setVisible: vi.fn(),
    setPaused: vi.fn(),
    setFilter: vi.fn(),
    chooseSource: vi.fn(async () => undefined),
    clear: vi.fn(),
    runCommand: vi.fn(async () => undefined),
  };
  const made = fakeWebviewView();
  const provider = createSecurityLogView(context, source);
  void provider.resolveWebviewView(made.view as unknown as vscode.WebviewView, {} as never, {} as never);
  const change = (next: Partial<SecurityLogState>) => {
    current = { ...current, ...next };
    changed.fire();
  };
  return { ...made, source, change };
}

test('the view follows its visibility', () => {
  const view = open();
  view.setVisible(false);
  view.setVisible(true);
  view.dispose();
  expect(view.source.setVisible.mock.calls).toEqual([[true], [false], [true], [false]]);
});

test('the page gets the newest 500 rows when it is ready', () => {
  const view = open({ rows: Array.from({ length: 800 }, (_, id) => logRow(id)) });
  view.receive({ type: 'ready' });
  const state = lastState(view);
  expect(state.rows).toHaveLength(500);
  expect(state.rows.at(-1)?.id).toBe('r799');
});

test('a thousand events in a moment are one picture', async () => {
  const view = open();
  view.receive({ type: 'ready' });
  for (let id = 0; id < 1000; id++) view.change({ rows: [logRow(id)] });
  await vi.advanceTimersByTimeAsync(200);
  expect(view.posted).toHaveLength(2);
  expect(lastState(view).rows[0]?.id).toBe('r999');
});

test('nothing is posted while hidden, and the present state when shown', async () => {
  const view = open();
  view.receive({ type: 'ready' });
  view.setVisible(false);
  view.change({ skipped: 5 });
  await vi.advanceTimersByTimeAsync(200);
  expect(view.posted).toHaveLength(1);
  view.setVisible(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(lastState(view).skipped).toBe(5);
});

test('requests reach the source; what was not offered does not', async () => {
  const view = open({ state: { kind: 'off', message: 'No log.', action: { title: 'Choose', command: 'choose' } } });
  view.receive({ type: 'request', id: 1, method: 'setPaused', params: { paused: true } });
  view.receive({ type: 'request', id: 2, method: 'setFilter', params: { text: 'ip:1', level: 'error' } });
  view.receive({ type: 'request', id: 3, method: 'chooseSource', params: { id: 'b' } });
  view.receive({ type: 'request', id: 4, method: 'chooseSource', params: { id: '/etc/passwd' } });
  view.receive({ type: 'request', id: 5, method: 'clear' });
  view.receive({ type: 'request', id: 6, method: 'run', params: { command: 'choose' } });
  view.receive({ type: 'request', id: 7, method: 'run', params: { command: 'other' } });
  await vi.advanceTimersByTimeAsync(0);
  expect(view.source.setPaused).toHaveBeenCalledWith(true);
  expect(view.source.setFilter).toHaveBeenCalledWith({ text: 'ip:1', level: 'error' });
  expect(view.source.chooseSource.mock.calls.map(([id]: unknown[]) => id)).toEqual(['b']);
  expect(view.source.clear).toHaveBeenCalledOnce();
  expect(view.source.runCommand.mock.calls.map(([id]: unknown[]) => id)).toEqual(['choose']);
  expect(view.posted.filter(({ type }) => type === 'error')).toHaveLength(2);
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
