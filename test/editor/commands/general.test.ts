// Commands that belong to no single noun, with services that answer from memory.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { generalCommands } from '../../../src/vscode/commands/general';
import type { LoadServices, Services } from '../../../src/vscode/services';
import { fake, Uri, workspace as fakeWorkspace } from '../../fakes/vscode';

const text = '{"n":1,"reason":"Ticket 12 — é"}\n{"n":2}\n';

function setUp(active: object | undefined = { root: '/shop', name: 'shop' }) {
  const workspace = { active };
  const module = {
    exportActivity: vi.fn(async (..._given: unknown[]) => ({
      text,
      sentence: 'The activity log is whole: 2 records. Its last hash is abc.',
    })),
  };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  const run = generalCommands(load, {
    refreshApps: async () => undefined,
    refreshActivity: () => undefined,
    openDashboard: async () => undefined,
    showLog: () => undefined,
  });
  return { workspace, module, run: run['laravelOps.activity.export'] };
}

/** Where the next save dialog is answered with; returns what it proposed. */
function saveAs(answer: Uri | undefined): (string | undefined)[] {
  const proposed: (string | undefined)[] = [];
  fake.answers.push(({ options }: { options: { defaultUri?: Uri; filters: object } }) => {
    expect(options.filters).toEqual({ 'JSON Lines': ['jsonl'] });
    proposed.push(options.defaultUri?.fsPath);
    return answer;
  });
  return proposed;
}

beforeEach(() => {
  vi.restoreAllMocks();
  fake.reset();
});

test('the activity log is written byte for byte where the person says, with whether it is whole and its last hash', async () => {
  const { run, module, workspace } = setUp();
  const proposed = saveAs(Uri.file('/home/audit.jsonl'));
  await run();
  expect(proposed).toEqual(['/shop/activity.jsonl']);
  expect(module.exportActivity).toHaveBeenCalledWith(workspace, expect.any(AbortSignal));
  expect(fake.written.get('/home/audit.jsonl')).toEqual(new TextEncoder().encode(text));
  expect(fake.messages).toMatchObject([
    {
      severity: 'info',
      text: 'The activity log was written to /home/audit.jsonl. The activity log is whole: 2 records. Its last hash is abc.',
    },
  ]);
});

test('turning away reads and writes nothing', async () => {
  const { run, module } = setUp();
  saveAs(undefined);
  await run();
  expect(module.exportActivity).not.toHaveBeenCalled();
  expect([fake.written.size, fake.messages]).toEqual([0, []]);
});

test('without an app there is still a log to export; nothing is proposed', async () => {
  const { run, workspace } = setUp();
  Object.assign(workspace, { active: undefined });
  const proposed = saveAs(Uri.file('/home/audit.jsonl'));
  await run();
  expect(proposed).toEqual([undefined]);
  expect(fake.written.has('/home/audit.jsonl')).toBe(true);
});

test('a log that cannot be read writes no file', async () => {
  const { run, module } = setUp();
  module.exportActivity.mockRejectedValue(new OpsError('unreadable', 'It cannot be read.'));
  saveAs(Uri.file('/home/audit.jsonl'));
  await expect(run()).rejects.toMatchObject({ reason: 'unreadable' });
  expect(fake.written.size).toBe(0);
});

test('a file that cannot be written is not told as written', async () => {
  const { run } = setUp();
  vi.spyOn(fakeWorkspace.fs, 'writeFile').mockRejectedValue(new Error('no space'));
  saveAs(Uri.file('/full/audit.jsonl'));
  await expect(run()).rejects.toThrow('no space');
  expect(fake.messages).toEqual([]);
});
