// Commands on indexes, with services that answer from memory.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { createMigration, indexCommands } from '../../../src/vscode/commands/indexes';
import { fake, workspace as fakeWorkspace } from '../../fakes/vscode';
import { answers, queryServices, row } from './queryServices';

function setUp(options?: Parameters<typeof queryServices>[0]) {
  const services = queryServices(options);
  return { ...services, run: indexCommands(services.load, services.view) };
}
const suggested = row({ kind: 'index', root: '/blog', id: 'posts(author_id)' }, 'posts (author_id)');
const aborts = expect.any(AbortSignal) as AbortSignal;
const picking = [
  'laravelOps.database.openIndex',
  'laravelOps.database.proveIndex',
  'laravelOps.database.createIndexMigration',
] as const;

beforeEach(() => {
  fake.reset();
  vi.restoreAllMocks();
});

test('Find Missing Indexes shows how far it is, can be stopped, and ends with a sentence', async () => {
  const { run, queries, seen } = setUp();
  queries.findIndexes.mockImplementation(async (...given) => {
    (given[2] as { show(message: string, share?: number): void }).show('orders', 0.5);
    return { summary: '2 indexes would help.' };
  });
  await run['laravelOps.database.findIndexes']();
  expect(fake.progress).toMatchObject([
    { title: 'Looking for missing indexes', cancellable: true, reports: [{ message: 'orders', increment: 50 }] },
  ]);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: '2 indexes would help.' }]);
  expect(seen.refreshed).toBe(1);
});

test('cancelling the search says nothing more and draws nothing', async () => {
  const { run, queries, seen } = setUp();
  queries.findIndexes.mockImplementation(async (...given) => {
    fake.progress[0]?.cancel();
    expect((given[3] as AbortSignal).aborted).toBe(true);
    throw new OpsError('cancelled', 'Stopped.');
  });
  await expect(run['laravelOps.database.findIndexes']()).rejects.toMatchObject({ reason: 'cancelled' });
  expect([fake.messages, seen.refreshed]).toEqual([[], 0]);
});

test('a row is opened, proven and written without a question, in its own app', async () => {
  const { run, queries, seen, workspace, blog } = setUp();
  await run['laravelOps.database.openIndex'](suggested);
  await run['laravelOps.database.proveIndex'](suggested);
  await run['laravelOps.database.createIndexMigration'](suggested);
  // Proving opens the page too: that is where its plans are.
  expect(seen.indexes).toEqual([
    ['/blog', 'posts(author_id)'],
    ['/blog', 'posts(author_id)'],
  ]);
  expect(queries.proveIndex.mock.calls[0]).toEqual([
    workspace,
    blog,
    'posts(author_id)',
    { show: expect.any(Function) },
    aborts,
  ]);
  expect(queries.indexMigrationFile).toHaveBeenCalledWith(workspace, blog, 'posts(author_id)', aborts);
  expect(queries.indexChoices).not.toHaveBeenCalled();
});

test.each(picking)('%s from the palette asks which index; turning away does nothing', async (command) => {
  const { run, queries, seen } = setUp();
  const prompts = answers(undefined);
  await run[command]();
  expect(prompts[0]?.items.map(({ label }) => label)).toEqual(['orders (user_id)', 'orders.old']);
  expect(prompts[0]?.options).toMatchObject({
    title: expect.stringContaining('Which Index?'),
    placeHolder: expect.any(String),
  });
  expect([seen.indexes, fake.edits]).toEqual([[], []]);
  expect(queries.proveIndex).not.toHaveBeenCalled();
});

test.each(picking)('%s without any suggestion says what to do first', async (command) => {
  const { run, queries } = setUp();
  queries.indexChoices.mockResolvedValue([]);
  await expect(run[command]()).rejects.toMatchObject({
    reason: 'nothingFound',
    advice: { next: 'Run “Find Missing Indexes” first.' },
  });
});

test.each(['laravelOps.database.tryInvisible', 'laravelOps.database.dismissIndex'] as const)(
  '%s refuses to work without a row',
  async (command) => {
    const { run, queries } = setUp();
    await expect(run[command]()).rejects.toMatchObject({ reason: 'badRequest' });
    expect(queries.tryInvisible).not.toHaveBeenCalled();
    expect(queries.muteFor).not.toHaveBeenCalled();
  },
);

test('a failed proof leaves the page open and says nothing of success', async () => {
  const { run, queries, seen } = setUp();
  queries.proveIndex.mockRejectedValue(new OpsError('production', 'Nothing is built on production.'));
  await expect(run['laravelOps.database.proveIndex'](suggested)).rejects.toMatchObject({ reason: 'production' });
  expect(seen.indexes).toHaveLength(1);
  expect(fake.messages).toEqual([]);
});

test('Try as Invisible Index says what was found', async () => {
  const { run, seen } = setUp();
  await run['laravelOps.database.tryInvisible'](
    row({ kind: 'index', root: '/shop', id: 'drop:orders.old' }, 'orders.old'),
  );
  expect(fake.progress).toMatchObject([{ title: 'Trying orders.old', cancellable: true }]);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('it is shown again') }]);
  expect(seen.refreshed).toBe(1);
});

test('Dismiss Index asks for how long; turning away dismisses nothing', async () => {
  const { run, queries, workspace, blog, seen } = setUp();
  answers(undefined, 'For a Month');
  await run['laravelOps.database.dismissIndex'](suggested);
  expect(queries.muteFor).not.toHaveBeenCalled();
  await run['laravelOps.database.dismissIndex'](suggested);
  expect(queries.muteFor).toHaveBeenCalledWith(
    workspace,
    blog,
    { kind: 'index', id: 'posts(author_id)', label: 'posts (author_id)' },
    30,
  );
  expect(seen.refreshed).toBe(1);
});

test('a migration is a new file by an edit that can be undone; it never overwrites', async () => {
  await createMigration({ file: '/shop/database/migrations/m.php', text: '<?php\n// é' });
  const [created] = fake.edits[0]?.created ?? [];
  expect(created?.uri.fsPath).toBe('/shop/database/migrations/m.php');
  expect(created?.options).toEqual({ overwrite: false, contents: new TextEncoder().encode('<?php\n// é') });
  expect(fake.opened).toEqual(['file:///shop/database/migrations/m.php']);
});

test('a migration that VS Code does not write is told, and nothing is opened', async () => {
  vi.spyOn(fakeWorkspace, 'applyEdit').mockResolvedValue(false);
  await expect(createMigration({ file: '/shop/m.php', text: '' })).rejects.toMatchObject({
    reason: 'notWritten',
    advice: { safe: 'Nothing was changed.' },
  });
  expect(fake.opened).toEqual([]);
});
