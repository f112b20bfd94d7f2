// Commands of the group "Health", with services that answer from memory.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import type { Fix } from '../../../src/core/finding';
import { healthCommands } from '../../../src/vscode/commands/health';
import type { LoadServices, Services } from '../../../src/vscode/services';
import { fake } from '../../fakes/vscode';
import { answers, row } from './queryServices';

const fix: Fix = { title: 'Add sticky', preferred: true, edits: [] };
const textOf = (): string => '<?php';

function setUp() {
  const blog = { root: '/blog', name: 'blog' };
  const workspace = { active: { root: '/shop' }, appAt: (root: string) => (root === '/blog' ? blog : undefined) };
  const queries = {
    healthOffer: vi.fn(async (..._given: unknown[]) => ({
      remedies: [
        { title: 'Read your own writes', fix },
        { title: 'Set it on the server', copies: 'SET GLOBAL x = 1;\n-- and my.cnf' },
      ],
      textOf,
    })),
    partitionMigration: vi.fn(async (..._given: unknown[]) => ({
      file: '/blog/database/migrations/2026_11_23_101500_partition.php',
      relative: 'database/migrations/2026_11_23_101500_partition.php',
      text: '<?php\n',
    })),
  };
  const module = { loadQueryServices: async () => queries };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  const applyFix = vi.fn(async (..._given: unknown[]) => undefined);
  return { blog, workspace, queries, applyFix, run: healthCommands(load, { applyFix }) };
}
const node = row({ kind: 'health', root: '/blog', id: 'health:readWriteSplit' }, 'Read/write split');
const aborts = expect.any(AbortSignal) as AbortSignal;
const mend = 'laravelOps.database.mendHealth';
const partition = 'laravelOps.database.partition';

beforeEach(() => fake.reset());

test('both refuse to work without a row of the group', async () => {
  const { run, queries } = setUp();
  for (const id of [mend, partition] as const)
    for (const wrong of [undefined, row({ kind: 'index', root: '/blog', id: 'x' })])
      await expect(run[id](wrong), id).rejects.toMatchObject({ reason: 'badRequest' });
  expect(queries.healthOffer).not.toHaveBeenCalled();
  expect(queries.partitionMigration).not.toHaveBeenCalled();
});

test('what can be done is listed with what it does; an edit is handed on with the texts it knows', async () => {
  const { run, queries, applyFix, workspace, blog } = setUp();
  const prompts = answers('Read your own writes');
  await run[mend](node);
  expect(queries.healthOffer).toHaveBeenCalledWith(workspace, blog, 'health:readWriteSplit', aborts);
  expect(prompts).toMatchObject([
    {
      items: [
        { label: 'Read your own writes', description: 'edits the configuration' },
        { label: 'Set it on the server', description: 'to copy' },
      ],
      options: { title: 'Read/write split' },
    },
  ]);
  expect(applyFix.mock.calls).toEqual([[fix, textOf]]);
  expect(fake.clipboard).toBe('');
});

test('a statement goes to the clipboard whole, and nothing runs it', async () => {
  const { run, applyFix } = setUp();
  answers('Set it on the server');
  await run[mend](node);
  expect(fake.clipboard).toBe('SET GLOBAL x = 1;\n-- and my.cnf');
  expect(applyFix).not.toHaveBeenCalled();
  expect([fake.executed, fake.edits]).toEqual([[], []]);
});

test('turning away changes and copies nothing', async () => {
  const { run, applyFix } = setUp();
  answers(undefined);
  await run[mend](node);
  expect(applyFix).not.toHaveBeenCalled();
  expect([fake.clipboard, fake.edits]).toEqual(['', []]);
});

test('a row that is not judged so any more is told, and nothing is asked', async () => {
  const { run, queries } = setUp();
  queries.healthOffer.mockRejectedValue(new OpsError('notOffered', 'Not offered any more.'));
  const prompts = answers('Read your own writes');
  await expect(run[mend](node)).rejects.toMatchObject({ reason: 'notOffered' });
  expect(prompts).toEqual([]);
});

test('partitions become a migration: a new file in the app of the row, shown, run by nobody', async () => {
  const { run, queries, workspace, blog } = setUp();
  await run[partition](row({ kind: 'health', root: '/blog', id: 'partitions:events' }));
  expect(queries.partitionMigration).toHaveBeenCalledWith(workspace, blog, 'partitions:events', aborts);
  const file = '/blog/database/migrations/2026_11_23_101500_partition.php';
  expect(fake.files.get(file)).toBe('<?php\n');
  expect(fake.edits[0]?.created[0]?.options).toMatchObject({ overwrite: false });
  expect(fake.opened).toEqual([`file://${file}`]);
});

test('a migration of that name that is there already stays as it is', async () => {
  const { run } = setUp();
  const file = '/blog/database/migrations/2026_11_23_101500_partition.php';
  fake.files.set(file, '<?php // mine\n');
  await expect(run[partition](row({ kind: 'health', root: '/blog', id: 'partitions:events' }))).rejects.toMatchObject({
    reason: 'notWritten',
  });
  expect(fake.files.get(file)).toBe('<?php // mine\n');
});
