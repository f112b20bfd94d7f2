import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import type { Loaded } from '../../../src/protocol/views/common';
import type { EvidenceAction, EvidenceContent } from '../../../src/protocol/views/indexEvidence';
import { createEvidencePanels } from '../../../src/vscode/panels/evidencePanel';
import { fake, Uri } from '../../fakes/vscode';
import { evidence } from '../../webview/samples';
import { asker, type FakePanel, revive, settle } from './fakeView';

const context = { extensionUri: Uri.file('/ext') as unknown as vscode.Uri, logger: silentLogger };
beforeEach(() => fake.reset());

const panelAt = (index: number) => fake.webviewPanels[index] as unknown as FakePanel;
const states = (panel: FakePanel) =>
  panel.posted.filter(({ type }) => type === 'state').map(({ state }) => state as Loaded<EvidenceContent>);

async function opened(content: EvidenceContent | undefined = evidence) {
  const changed = new Emitter<void>();
  let state: Loaded<EvidenceContent> = { page: { kind: 'ready' }, content };
  const source = {
    title: 'Index: orders (user_id, created_at)',
    snapshot: () => state,
    onDidChange: changed.event,
    refresh: vi.fn(async (_signal: AbortSignal) => undefined),
    runCommand: vi.fn(async (_command: string) => undefined),
    act: vi.fn(async (_action: EvidenceAction): Promise<void> => undefined),
    openStatement: vi.fn(async (_digest: string) => undefined),
    copyTool: vi.fn(async (_title: string) => undefined),
  };
  const panels = createEvidencePanels(context, async (key) => (key === 'k' ? source : undefined));
  await panels.open('k');
  const panel = panelAt(0);
  panel.receive({ type: 'ready' });
  await settle();
  return {
    panel,
    panels,
    source,
    set: (next: Loaded<EvidenceContent>) => {
      state = next;
      changed.fire();
    },
    ask: asker(panel),
  };
}

const tool = evidence.ddl.tools[0]?.title ?? '';
const offered = evidence.can[0] as EvidenceAction;

test('an index has one page, which shows the snapshot that is there', async () => {
  const { panel, panels } = await opened();
  await panels.open('k');
  await panels.open('gone');
  expect(fake.webviewPanels).toHaveLength(1);
  expect(panel).toMatchObject({ viewType: 'laravelOps.indexEvidence', title: 'Index: orders (user_id, created_at)' });
  expect(states(panel)).toEqual([{ page: { kind: 'ready' }, content: evidence }]);
});

test('every request that the snapshot offers reaches the source', async () => {
  const { ask, source } = await opened();
  expect(await ask('refresh')).toBe('result');
  expect(await ask('act', { action: offered })).toBe('result');
  expect(await ask('openStatement', { digest: 'd1' })).toBe('result');
  expect(await ask('copyTool', { title: tool })).toBe('result');
  expect(source.act.mock.calls).toEqual([[offered]]);
  expect(source.openStatement.mock.calls).toEqual([['d1']]);
  expect(source.copyTool.mock.calls).toEqual([[tool]]);
});

test.each([
  ['run', { command: 'workbench.action.terminal.new' }],
  ['act', { action: 'stop' }],
  ['act', { action: 'format c:' }],
  ['openStatement', { digest: 'DROP TABLE orders' }],
  ['openStatement', { digest: 7 }],
  ['copyTool', { title: 'rm -rf' }],
])('%s %j is refused where the snapshot does not offer it', async (method, params) => {
  const { ask, source } = await opened({ ...evidence, can: ['copyDdl'] });
  expect(await ask(method, params)).toBe('error');
  for (const handler of [source.runCommand, source.act, source.openStatement, source.copyTool])
    expect(handler).not.toHaveBeenCalled();
});

test('before anything was read nothing is offered', async () => {
  const { ask, source, set } = await opened();
  set({ page: { kind: 'loading' } });
  expect(await ask('act', { action: offered })).toBe('error');
  expect(await ask('openStatement', { digest: 'd1' })).toBe('error');
  expect(source.act).not.toHaveBeenCalled();
});

test('a second click asks no second time; another action goes through meanwhile', async () => {
  const { ask, source, set } = await opened({ ...evidence, can: ['prove'] });
  let finish: () => void = () => undefined;
  source.act.mockImplementationOnce(() => new Promise<void>((resolve) => (finish = resolve)));
  expect(await ask('act', { action: 'prove' })).toBeUndefined();
  expect(await ask('act', { action: 'prove' })).toBe('result');
  set({ page: { kind: 'ready' }, content: { ...evidence, can: ['prove', 'stop'] } });
  expect(await ask('act', { action: 'stop' })).toBe('result');
  expect(source.act.mock.calls).toEqual([['prove'], ['stop']]);
  finish();
  await settle();
  await ask('act', { action: 'prove' });
  expect(source.act).toHaveBeenCalledTimes(3);
});

test('what an action changed is shown, also when it failed', async () => {
  const { ask, source, panel, set } = await opened({ ...evidence, can: ['prove'] });
  const problem = { message: 'The disk is full.' };
  source.act.mockImplementationOnce(async () => {
    set({ page: { kind: 'ready' }, content: { ...evidence, problem } });
    throw new OpsError('full', 'The disk is full.', { next: 'Free some space.' });
  });
  expect(await ask('act', { action: 'prove' })).toBe('error');
  expect(panel.posted.find(({ type }) => type === 'error')?.message).toBe('The disk is full. Free some space.');
  expect(states(panel).at(-1)?.content?.problem).toEqual(problem);
});

test('an action that failed can be asked for again', async () => {
  const { ask, source } = await opened({ ...evidence, can: ['prove'] });
  source.act.mockRejectedValueOnce(new OpsError('refused', 'It was refused.'));
  expect(await ask('act', { action: 'prove' })).toBe('error');
  expect(await ask('act', { action: 'prove' })).toBe('result');
});

test('closing the page ends nothing that runs, and posts nothing more', async () => {
  const { panel, source, ask, set } = await opened({ ...evidence, can: ['prove'] });
  let ended = false;
  let finish: () => void = () => undefined;
  source.act.mockImplementationOnce(async () => {
    await new Promise<void>((resolve) => (finish = resolve));
    ended = true;
  });
  await ask('act', { action: 'prove' });
  panel.dispose();
  const posted = panel.posted.length;
  set({ page: { kind: 'ready' }, content: evidence });
  finish();
  await settle();
  expect(ended).toBe(true);
  expect(panel.posted).toHaveLength(posted);
});

test('VS Code brings the page back by its key; one whose index is gone is closed', async () => {
  await opened();
  panelAt(0).dispose();
  const { panel, closed } = await revive('laravelOps.indexEvidence', 'k');
  expect(states(panel).at(-1)?.content).toEqual(evidence);
  expect(closed).toBe(false);
  expect(await revive('laravelOps.indexEvidence', 'gone')).toMatchObject({ closed: true });
});
