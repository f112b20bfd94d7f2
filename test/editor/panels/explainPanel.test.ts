// What a statement's page may ask for: the snapshot's own statement, actions, places and indexes. Loading and copying:
// panels.test.ts.
import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import type { Loaded } from '../../../src/protocol/views/common';
import type { ExplainContent, StatementAction } from '../../../src/protocol/views/explain';
import { createExplainPanels } from '../../../src/vscode/panels/explainPanel';
import { fake, Uri } from '../../fakes/vscode';
import { explain } from '../../webview/samples';
import { asker, type FakePanel, settle } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => fake.reset());

const ready = { kind: 'ready' } as const;
const whole: ExplainContent = {
  ...explain,
  can: ['analyze', 'mute'],
  code: { state: ready, places: [{ place: 'app/Models/Order.php:42', confidence: 'likely', why: 'same table' }] },
  suggestions: {
    state: ready,
    indexes: [{ id: 'orders(user_id)', index: 'orders (user_id)', effect: 'proven', tone: 'good' }],
  },
};

async function opened(first: ExplainContent = whole) {
  let content = first;
  const source = {
    title: 'Plan — select orders',
    onDidChange: new Emitter<void>().event,
    load: vi.fn(async (_signal: AbortSignal) => content),
    copy: vi.fn(async () => undefined),
    runCommand: vi.fn(async (_command: string) => undefined),
    act: vi.fn(async (_action: StatementAction): Promise<void> => undefined),
    openPlace: vi.fn(async (_place: string) => undefined),
    openIndex: vi.fn(async (_id: string) => undefined),
  };
  await createExplainPanels(context, async () => source).open('k');
  const panel = fake.webviewPanels[0] as unknown as FakePanel;
  panel.receive({ type: 'ready' });
  await settle();
  return {
    panel,
    source,
    set: (next: ExplainContent) => void (content = next),
    ask: asker(panel),
  };
}
const last = (panel: FakePanel) =>
  panel.posted.findLast(({ type }) => type === 'state')?.state as Loaded<ExplainContent>;

test('what the page offers reaches the source', async () => {
  const { ask, source } = await opened();
  expect(await ask('act', { action: 'mute' })).toBe('result');
  expect(await ask('openPlace', { place: 'app/Models/Order.php:42' })).toBe('result');
  expect(await ask('openIndex', { id: 'orders(user_id)' })).toBe('result');
  expect(source.act.mock.calls.map(([action]) => action)).toEqual(['mute']);
  expect(source.openPlace).toHaveBeenCalledWith('app/Models/Order.php:42');
  expect(source.openIndex).toHaveBeenCalledWith('orders(user_id)');
});

test.each([
  ['act', { action: 'giveValues' }],
  ['act', { action: 'unmute' }],
  ['act', { action: 'DROP TABLE orders' }],
  ['openPlace', { place: '/etc/passwd:1' }],
  ['openPlace', { place: 'app/Models/Order.php:43' }],
  ['openIndex', { id: 'orders(password)' }],
  ['run', { command: 'workbench.action.terminal.new' }],
  ['explain', { digest: 'd2' }],
  ['copy', { what: 'password' }],
])('%s %j is refused where it was not offered', async (method, params) => {
  const { ask, source } = await opened();
  expect(await ask(method, params)).toBe('error');
  for (const handler of [source.act, source.openPlace, source.openIndex, source.runCommand, source.copy])
    expect(handler).not.toHaveBeenCalled();
  expect(source.load).toHaveBeenCalledOnce();
});

test('a page that offers nothing refuses everything', async () => {
  const { ask, source } = await opened(explain);
  expect(await ask('act', { action: 'analyze' })).toBe('error');
  expect(await ask('openPlace', { place: 'app/Models/Order.php:42' })).toBe('error');
  expect(await ask('openIndex', { id: 'orders(user_id)' })).toBe('error');
  expect(source.act).not.toHaveBeenCalled();
});

test('after an action the page is read anew', async () => {
  const { ask, source, panel, set } = await opened();
  set({ ...whole, can: ['unmute'] });
  expect(await ask('act', { action: 'mute' })).toBe('result');
  expect(source.load).toHaveBeenCalledTimes(2);
  expect(last(panel).content?.can).toEqual(['unmute']);
  // What was offered before is not any more.
  expect(await ask('act', { action: 'mute' })).toBe('error');
});

test('a click while its question is open asks no second time', async () => {
  const { ask, source } = await opened();
  let finish: () => void = () => undefined;
  source.act.mockImplementationOnce(() => new Promise<void>((resolve) => (finish = resolve)));
  expect(await ask('act', { action: 'analyze' })).toBeUndefined();
  expect(await ask('act', { action: 'analyze' })).toBe('result');
  expect(await ask('act', { action: 'mute' })).toBe('result');
  expect(source.act.mock.calls.map(([action]) => action)).toEqual(['analyze', 'mute']);
  finish();
  await settle();
  expect(await ask('act', { action: 'analyze' })).toBe('result');
});

test('a refused action says why and leaves the page as it was', async () => {
  const { ask, source, panel } = await opened();
  source.act.mockRejectedValueOnce(new OpsError('production', 'Never on production.', { safe: 'Nothing was run.' }));
  expect(await ask('act', { action: 'analyze' })).toBe('error');
  expect(panel.posted.findLast(({ type }) => type === 'error')?.message).toBe('Never on production. Nothing was run.');
  expect(last(panel)).toEqual({ page: ready, content: whole });
  expect(await ask('act', { action: 'analyze' })).toBe('result');
});
