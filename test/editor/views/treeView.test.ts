import { beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/event';
import { OpsError } from '../../../src/core/base/errors';
import { silentLogger } from '../../../src/core/base/log';
import type { TreeNode, ViewModel } from '../../../src/core/tree';
import { registerTreeView, treeItem } from '../../../src/vscode/views/treeView';
import { fake, TreeItemCollapsibleState } from '../../fakes/vscode';

beforeEach(() => fake.reset());

const model: ViewModel = {
  message: 'Two backups.',
  description: 'shop',
  badge: { value: 1, tooltip: 'One failed' },
  nodes: [{ id: 'day', label: 'Today', expanded: true, children: [{ id: 'backup', label: '02:00' }] }],
};

function register(load: (signal: AbortSignal) => Promise<ViewModel>, pollSeconds = 0) {
  const changed = new Emitter<void>();
  const disposable = registerTreeView(
    'laravelOps.backups',
    { load, onDidChange: changed.event },
    { logger: silentLogger, pollSeconds: () => pollSeconds },
  );
  const view = fake.treeViews.get('laravelOps.backups');
  if (view === undefined) throw new Error('no view was created');
  return { changed, disposable, view };
}

test('rows, message, description and badge come from the model', async () => {
  const { view } = register(async () => model);
  expect(await view.provider.getChildren()).toEqual(model.nodes);
  expect(await view.provider.getChildren(model.nodes[0])).toEqual(model.nodes[0]?.children);
  expect([view.message, view.description, view.badge]).toEqual([
    'Two backups.',
    'shop',
    { value: 1, tooltip: 'One failed' },
  ]);
});

test('an expected failure is told in the view, in place of rows', async () => {
  const { view } = register(async () => {
    throw new OpsError('refused', '127.0.0.1:3306 refused the connection.', { next: 'Start MariaDB.' });
  });
  expect(await view.provider.getChildren()).toEqual([]);
  expect(view.message).toBe('127.0.0.1:3306 refused the connection. Start MariaDB.');
});

test('a new load stops the one before, whose answer is not shown', async () => {
  const signals: AbortSignal[] = [];
  let finishFirst: (value: ViewModel) => void = () => undefined;
  const { view } = register((signal) => {
    signals.push(signal);
    return signals.length === 1
      ? new Promise((resolve) => (finishFirst = resolve))
      : Promise.resolve({ nodes: [], message: 'second' });
  });
  const first = view.provider.getChildren() as Promise<unknown>;
  await view.provider.getChildren();
  finishFirst({ nodes: [], message: 'first' });
  await first;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(view.message).toBe('second');
});

test('a hidden view is not asked again by the clock; a shown one is', async () => {
  vi.useFakeTimers();
  try {
    const load = vi.fn(async () => model);
    const { view } = register(load, 30);
    const asked = vi.fn();
    (view.provider.onDidChangeTreeData as (listener: () => void) => void)(asked);
    await view.provider.getChildren();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).not.toHaveBeenCalled();
    view.show();
    expect(asked).toHaveBeenCalledTimes(1);
    await view.provider.getChildren();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});

test('hiding the view stops a load that is under way', async () => {
  let seen: AbortSignal | undefined;
  const { view } = register((signal) => {
    seen = signal;
    return new Promise(() => undefined);
  });
  view.show();
  void view.provider.getChildren();
  await Promise.resolve();
  view.hide();
  expect(seen?.aborted).toBe(true);
});

test('a row becomes a tree item: abilities as context value, spoken label, icon with colour', () => {
  const item = treeItem({
    id: 'backup:1',
    label: '02:00',
    description: '1.9 GB',
    tooltip: 'Made today',
    icon: { id: 'error', color: 'list.errorForeground' },
    abilities: ['canReveal', 'canCopyPath'],
    spoken: 'Backup of today 02:00',
  });
  expect(item).toMatchObject({
    id: 'backup:1',
    label: '02:00',
    description: '1.9 GB',
    contextValue: 'canReveal.canCopyPath',
    collapsibleState: TreeItemCollapsibleState.None,
    accessibilityInformation: { label: 'Backup of today 02:00' },
    iconPath: { id: 'error', color: { id: 'list.errorForeground' } },
  });
  expect(item.contextValue).toMatch(/\bcanReveal\b/);
});

/** A visible view over a source that knows its progress, and what VS Code was told to ask for. */
async function progressing() {
  const changed = new Emitter<void>();
  const progressed = new Emitter<void>();
  const load = vi.fn(async (): Promise<ViewModel> => ({ nodes: [], message: 'loaded' }));
  const redraw = vi.fn((): ViewModel | undefined => ({ nodes: [], message: 'drawn' }));
  registerTreeView(
    'laravelOps.backups',
    { load, onDidChange: changed.event, onDidProgress: progressed.event, redraw },
    { logger: silentLogger, pollSeconds: () => 0 },
  );
  const view = fake.treeViews.get('laravelOps.backups');
  if (view === undefined) throw new Error('no view was created');
  const asked = vi.fn();
  (view.provider.onDidChangeTreeData as (listener: () => void) => void)(asked);
  const ask = async (): Promise<string | undefined> => {
    await view.provider.getChildren();
    return view.message;
  };
  return { asked, ask, changed, load, progressed, redraw, view };
}

test('Enter on a row opens what it stands for: a statement, an index, or what a command does', () => {
  const commandOf = (opens: TreeNode['opens']) => {
    const node: TreeNode = { id: 'row', label: 'Find Missing Indexes', ...(opens === undefined ? {} : { opens }) };
    const { command } = treeItem(node);
    return { node, command };
  };
  const statement = commandOf({ kind: 'statement', digest: 'd1' });
  expect(statement.command).toMatchObject({ command: 'laravelOps.database.explain', arguments: [statement.node] });
  const index = commandOf({ kind: 'index', id: 'orders(user_id)' });
  expect(index.command).toMatchObject({ command: 'laravelOps.database.openIndex', arguments: [index.node] });
  expect(commandOf({ kind: 'command', command: 'laravelOps.database.findIndexes' }).command).toEqual({
    command: 'laravelOps.database.findIndexes',
    title: 'Find Missing Indexes',
  });
  expect(commandOf(undefined).command).toBeUndefined();
});

test('progress is drawn over what was loaded, without loading', async () => {
  const { asked, ask, load, progressed, view } = await progressing();
  view.show();
  await ask();
  asked.mockClear();
  progressed.fire();
  expect(asked).toHaveBeenCalledTimes(1);
  expect([await ask(), load.mock.calls.length]).toEqual(['drawn', 1]);
  expect(fake.progress).toHaveLength(1);
  // Whoever asks without progress wants to know.
  expect([await ask(), load.mock.calls.length]).toEqual(['loaded', 2]);
});

test('a change that was told before the progress is loaded, not drawn over', async () => {
  const { ask, changed, load, progressed, view } = await progressing();
  view.show();
  await ask();
  changed.fire();
  progressed.fire();
  expect([await ask(), load.mock.calls.length]).toEqual(['loaded', 2]);
  progressed.fire();
  changed.fire();
  expect([await ask(), load.mock.calls.length]).toEqual(['loaded', 3]);
});

test('a hidden view is told of no progress; one that is loading goes on', async () => {
  const { asked, ask, progressed, view } = await progressing();
  progressed.fire();
  expect(asked).not.toHaveBeenCalled();
  view.show();
  const loading = ask();
  asked.mockClear();
  progressed.fire();
  expect(asked).not.toHaveBeenCalled();
  expect(await loading).toBe('loaded');
});

test('what was never loaded, or failed, is not drawn over', async () => {
  const { ask, load, progressed, redraw, view } = await progressing();
  view.show();
  load.mockRejectedValueOnce(new OpsError('refused', 'It was refused.'));
  expect(await ask()).toBe('It was refused.');
  progressed.fire();
  expect(redraw).not.toHaveBeenCalled();
  expect(await ask()).toBe('loaded');
});
