// Commands of the Backups view, with services that answer from memory: what is asked, in which order, and what happens when the
// person turns away.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { silentLogger } from '../../../src/core/base/log';
import type { TreeNode } from '../../../src/core/tree';
import type { ShowProgress } from '../../../src/vscode/commands/longWork';
import { isInterrupted } from '../../../src/services/backups/openRestores';
import { askPassword, backupCommands } from '../../../src/vscode/commands/backups';
import { runCommand } from '../../../src/vscode/commands/register';
import type { LoadServices, Services } from '../../../src/vscode/services';
import { env, fake, UIKind, window } from '../../fakes/vscode';

const path = '/shop/storage/app/Shop/2026-11-22-02-00-00.zip';
const row: TreeNode = { id: 'b', label: '02:00', subject: { kind: 'backup', root: '/shop', path } };
const builtIn = { id: 'builtIn', title: 'Built-in Dumper', description: 'x', detail: 'y', encrypts: true };
const spatie = { id: 'spatie', title: 'backup:run', description: 'x', detail: 'y', encrypts: false };
const choice = { path, label: 'Today 02:00', description: '1.9 GB', detail: 'verified' };

/** Calls are looked at by their arguments. */
type Remembering<T = unknown> = (...given: unknown[]) => Promise<T>;
type Work = { show: ShowProgress; password: (name: string) => Promise<string | undefined> };

function services(options: { readonly noApp?: boolean } = {}) {
  const app = { root: '/shop', name: 'shop', forgotten: 0, forgetCode: () => void app.forgotten++ };
  const workspace = { active: options.noApp === true ? undefined : app, apps: [app], appAt: () => app };
  const backups = {
    backupWays: vi.fn(async () => [builtIn, spatie]),
    backUpNow: vi.fn<Remembering>(async () => ({ summary: 'Backed up shop.', path: '/shop/new.zip' })),
    backupChoices: vi.fn(async () => [choice]),
    verifyOne: vi.fn<Remembering>(async () => ({ whole: true, summary: 'It is whole.', text: '# Whole' })),
    contentsText: vi.fn(async () => '# Contents'),
    drillNewest: vi.fn<Remembering>(async () => ({ passed: true, summary: 'Passed: 3 tables.' })),
    openRestores: vi.fn(async (): Promise<unknown[]> => []),
    isInterrupted,
    recoverRestore: vi.fn<Remembering>(async () => 'The switch of shop was finished.'),
    planKey: (root: string, subject: object) => JSON.stringify([root, subject]),
    runbookText: vi.fn(async () => ({ file: '/shop/docs/runbooks/restore.md', text: '# Runbook' })),
    scheduleWays: vi.fn<Remembering<unknown[]>>(async () => []),
    toolsText: vi.fn(async () => '# Tools'),
    restoreCommands: vi.fn(async () => 'mysql < dump'),
    deleteBackup: vi.fn<Remembering>(async () => undefined),
  };
  const module = { loadBackupServices: async () => backups, forgetRemoteBackups: vi.fn() };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  const view = { refreshed: 0, plans: [] as string[] };
  const commands = backupCommands(load, {
    refresh: () => void view.refreshed++,
    openPlan: async (key) => void view.plans.push(key),
    cli: '/ext/dist/cli.js',
  });
  return { app, backups, commands, module, view, workspace };
}

/** Kinds of prompts that were shown, in their order. */
function asked(...answers: unknown[]): string[] {
  const kinds: string[] = [];
  for (const answer of answers)
    fake.answers.push((prompt: { kind: string; options: { title?: string; password?: boolean } }) => {
      kinds.push(prompt.options?.password === true ? `${prompt.kind} (password)` : prompt.kind);
      return typeof answer === 'function' ? (answer as (prompt: unknown) => unknown)(prompt) : answer;
    });
  return kinds;
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  fake.reset();
  env.remoteName = undefined;
  env.uiKind = UIKind.Desktop;
});

const encrypted = 'Encrypted with a Password (AES-256)…';

test('Back Up Now asks with what, whether encrypted, and for the password twice, in boxes that hide it', async () => {
  const { backups, commands, view, app, workspace } = services();
  const kinds = asked('Built-in Dumper', encrypted, 'hunter2', 'hunter2', 'Reveal');
  await commands['laravelOps.backups.backUp']();
  await soon();
  expect(kinds).toEqual(['quickPick', 'quickPick', 'inputBox (password)', 'inputBox (password)', 'message']);
  expect(backups.backUpNow).toHaveBeenCalledExactlyOnceWith(
    workspace,
    app,
    { way: 'builtIn', password: 'hunter2', show: expect.any(Function) },
    expect.any(AbortSignal),
  );
  expect(view.refreshed).toBe(1);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: 'Backed up shop.', items: ['Reveal'] }]);
  expect(fake.executed).toMatchObject([{ id: 'revealInExplorer', args: [{ path: '/shop/new.zip' }] }]);
});

test('a backup that is not encrypted is made without a password', async () => {
  const { backups, commands } = services();
  asked('Built-in Dumper', 'Not Encrypted');
  await commands['laravelOps.backups.backUp']();
  expect(backups.backUpNow.mock.calls[0]?.[2]).toEqual({ way: 'builtIn', show: expect.any(Function) });
});

test('a way that encrypts by its own configuration is not asked for a password', async () => {
  const { backups, commands } = services();
  const kinds = asked('backup:run');
  await commands['laravelOps.backups.backUp']();
  expect(kinds).toEqual(['quickPick']);
  expect(backups.backUpNow.mock.calls[0]?.[2]).toMatchObject({ way: 'spatie' });
});

test.for([
  [[undefined]],
  [['Built-in Dumper', undefined]],
  [['Built-in Dumper', encrypted, undefined]],
  [['Built-in Dumper', encrypted, 'hunter2', undefined]],
  [['Built-in Dumper', encrypted, 'hunter2', 'hunter3']],
])('turning away at question %# of a backup makes none', async ([answers]) => {
  const { backups, commands } = services();
  const kinds = asked(...(answers ?? []));
  await commands['laravelOps.backups.backUp']();
  expect(kinds).toHaveLength(answers?.length ?? 0);
  expect(backups.backUpNow).not.toHaveBeenCalled();
  expect(fake.messages).toEqual([]);
});

test('the box takes no empty password, and the second only the same', async () => {
  const { commands } = services();
  type Box = { options: { validateInput(typed: string): string | undefined } };
  asked(
    'Built-in Dumper',
    encrypted,
    ({ options }: Box) => {
      expect(options.validateInput('')).toMatch(/needed/);
      expect(options.validateInput('hunter2')).toBeUndefined();
      return 'hunter2';
    },
    ({ options }: Box) => {
      expect(options.validateInput('hunter3')).toMatch(/not the same/);
      expect(options.validateInput('hunter2')).toBeUndefined();
      return 'hunter2';
    },
  );
  await commands['laravelOps.backups.backUp']();
  expect(fake.answers).toEqual([]);
});

test('increments never add up to more than 100, and a share that goes back adds nothing', async () => {
  const { backups, commands } = services();
  backups.drillNewest.mockImplementation(async (...given: unknown[]) => {
    const { show } = given[2] as Work;
    for (const share of [0.25, 0.5, 0.4, 0.9, 1, 1.3]) show('orders', share);
    show('indexes of orders');
    return { passed: true, summary: 'Passed.' };
  });
  await commands['laravelOps.backups.drill']();
  const [progress] = fake.progress;
  expect(progress).toMatchObject({ title: 'Restore drill of shop', cancellable: true });
  const increments = progress?.reports.map(({ increment = 0 }) => increment) ?? [];
  expect(increments.map((each) => Math.round(each))).toEqual([25, 25, 0, 40, 10, 0, 0]);
  expect(progress?.reports.at(-1)?.message).toBe('indexes of orders');
});

test('Cancel of the notification stops the work, and that is no error', async () => {
  const { backups, commands, view } = services();
  backups.drillNewest.mockImplementation(async (...given: unknown[]) => {
    fake.progress[0]?.cancel();
    expect((given[3] as AbortSignal).aborted).toBe(true);
    throw new OpsError('cancelled', 'The drill was cancelled.');
  });
  await runCommand('laravelOps.backups.drill', () => commands['laravelOps.backups.drill'](), {
    logger: silentLogger,
    showLog: () => undefined,
    redact: (text) => text,
  });
  expect(fake.messages).toEqual([]);
  expect(view.refreshed).toBe(0);
});

test('what the services refuse is a message with what is safe and what to do next', async () => {
  const { backups, commands } = services();
  backups.deleteBackup.mockRejectedValue(
    new OpsError('refused', 'It is the only backup with hunter2.', { safe: 'Nothing was deleted.', next: 'Make one.' }),
  );
  await runCommand('laravelOps.backups.delete', () => commands['laravelOps.backups.delete'](row), {
    logger: silentLogger,
    showLog: () => undefined,
    redact: (text) => text.replaceAll('hunter2', '***'),
  });
  expect(fake.messages).toMatchObject([
    { severity: 'error', text: 'It is the only backup with ***. Nothing was deleted. Make one.', items: ['Show Log'] },
  ]);
});

test.for([
  [{ passed: true, summary: 'Passed: 3 tables.' }, 'info'],
  [{ passed: false, summary: 'The drill failed: 1 table is missing.' }, 'warning'],
] as const)('a drill tells its result: %j', async ([result, severity]) => {
  const { backups, commands, view } = services();
  backups.drillNewest.mockResolvedValue(result);
  await commands['laravelOps.backups.drill']();
  expect(fake.messages).toMatchObject([{ severity, text: result.summary }]);
  expect(view.refreshed).toBe(1);
});

test('Verify of a row asks nothing; its report is one click away', async () => {
  const { backups, commands, view } = services();
  const kinds = asked('Show Report');
  await commands['laravelOps.backups.verify'](row);
  await soon();
  expect(kinds).toEqual(['message']);
  expect(backups.verifyOne.mock.calls[0]?.[2]).toBe(path);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: 'It is whole.', items: ['Show Report'] }]);
  expect(fake.documents).toEqual([{ content: '# Whole', language: 'markdown' }]);
  expect(view.refreshed).toBe(1);
});

test('damage is a warning', async () => {
  const { backups, commands } = services();
  backups.verifyOne.mockResolvedValue({ whole: false, summary: 'It is NOT whole.', text: '# Not' });
  await commands['laravelOps.backups.verify'](row);
  expect(fake.messages).toMatchObject([{ severity: 'warning', text: 'It is NOT whole.' }]);
  expect(fake.documents).toEqual([]);
});

test('the password of an archive is asked in a box that hides it and stays when the focus goes', async () => {
  const { backups, commands } = services();
  let given: string | undefined;
  backups.verifyOne.mockImplementation(async (...args: unknown[]) => {
    given = await (args[3] as Work).password('nightly.zip');
    return { whole: true, summary: '', text: '' };
  });
  asked(({ options }: { options: Record<string, unknown> }) => {
    expect(options).toMatchObject({ title: 'Password of nightly.zip', password: true, ignoreFocusOut: true });
    return 'hunter2';
  });
  await commands['laravelOps.backups.verify'](row);
  expect(given).toBe('hunter2');
  asked(undefined);
  expect(await askPassword('nightly.zip')).toBeUndefined();
});

test.for(['laravelOps.backups.verify', 'laravelOps.backups.restore'] as const)(
  '%s from the palette asks which backup; turning away does nothing',
  async (command) => {
    const { backups, commands, view } = services();
    asked(({ items }: { items: { label: string; path: string }[] }) => {
      expect(items).toMatchObject([choice]);
      return undefined;
    });
    await commands[command]();
    expect(backups.verifyOne).not.toHaveBeenCalled();
    expect([view.plans, view.refreshed]).toEqual([[], 0]);
    asked('Today 02:00');
    await commands[command]();
    expect(backups.verifyOne.mock.calls.length + view.plans.length).toBe(1);
  },
);

test('without a backup to choose, what to do is said', async () => {
  const { backups, commands } = services();
  backups.backupChoices.mockResolvedValue([]);
  await expect(commands['laravelOps.backups.restore']()).rejects.toMatchObject({
    reason: 'noBackup',
    advice: { next: 'Make one with Back Up Now.' },
  });
});

test('Restore opens a plan and changes nothing', async () => {
  const { commands, view } = services();
  await commands['laravelOps.backups.restore'](row);
  expect(view.plans).toEqual([JSON.stringify(['/shop', { path }])]);
  expect(fake.messages).toEqual([]);
});

test('without an open restore, that is said', async () => {
  const { commands } = services();
  await commands['laravelOps.backups.openRestores']();
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringMatching(/No restore is open/) }]);
});

const restore = (state: string) => ({ restoreId: 'r1', state, title: state, description: 'd', detail: 'x' });

test.for(['loading', 'switching', 'dropping'])(
  'an interrupted restore (%s) is recovered, when it is picked',
  async (state) => {
    const { backups, commands, view } = services();
    backups.openRestores.mockResolvedValue([restore(state)]);
    await commands['laravelOps.backups.openRestores']();
    expect(backups.recoverRestore).not.toHaveBeenCalled();
    asked(state);
    await commands['laravelOps.backups.openRestores']();
    expect(backups.recoverRestore).toHaveBeenCalledExactlyOnceWith(
      expect.anything(),
      expect.anything(),
      'r1',
      expect.any(AbortSignal),
    );
    expect(view.refreshed).toBe(1);
    expect(fake.messages).toMatchObject([{ text: 'The switch of shop was finished.' }]);
  },
);

test.for(['copy', 'switched', 'undone', 'running'])('a restore that stands (%s) opens its plan', async (state) => {
  const { backups, commands, view } = services();
  backups.openRestores.mockResolvedValue([restore(state)]);
  asked(state);
  await commands['laravelOps.backups.openRestores']();
  expect(view.plans).toEqual([JSON.stringify(['/shop', { restoreId: 'r1' }])]);
  expect(backups.recoverRestore).not.toHaveBeenCalled();
});

test('the runbook is written by an edit that can be undone, and shown', async () => {
  const { app, commands } = services();
  await commands['laravelOps.backups.writeRunbook']();
  const [created] = fake.edits[0]?.created ?? [];
  expect(created?.uri.fsPath).toBe('/shop/docs/runbooks/restore.md');
  expect(created?.options).toEqual({ overwrite: true, contents: new TextEncoder().encode('# Runbook') });
  expect(fake.opened).toEqual(['file:///shop/docs/runbooks/restore.md']);
  expect(app.forgotten).toBe(1);
});

test('contents and tools are shown as documents that belong to no file', async () => {
  const { commands } = services();
  await commands['laravelOps.backups.inspect'](row);
  await commands['laravelOps.backups.toolsDoctor']();
  expect(fake.documents).toEqual([
    { content: '# Contents', language: 'markdown' },
    { content: '# Tools', language: 'markdown' },
  ]);
});

test('copying says what is on the clipboard', async () => {
  const { commands } = services();
  await commands['laravelOps.backups.copyCommands'](row);
  expect(fake.clipboard).toBe('mysql < dump');
  expect(fake.messages).toMatchObject([{ severity: 'info' }]);
  await commands['laravelOps.backups.copyPath'](row);
  expect(fake.clipboard).toBe(path);
});

test('Delete goes to the guard of the services with the row’s own path, and the list is read again', async () => {
  const { backups, commands, view } = services();
  await commands['laravelOps.backups.delete'](row);
  expect(backups.deleteBackup.mock.calls[0]?.[2]).toBe(path);
  expect(view.refreshed).toBe(1);
});

test('Reveal uses the file manager where there is one, else the explorer of VS Code', async () => {
  const { commands } = services();
  await commands['laravelOps.backups.reveal'](row);
  env.remoteName = 'ssh-remote';
  await commands['laravelOps.backups.reveal'](row);
  env.remoteName = undefined;
  env.uiKind = UIKind.Web;
  await commands['laravelOps.backups.reveal'](row);
  expect(fake.executed.map(({ id }) => id)).toEqual(['revealFileInOS', 'revealInExplorer', 'revealInExplorer']);
});

test('Refresh forgets what S3 told', async () => {
  const { app, commands, module, view } = services();
  await commands['laravelOps.backups.refresh']();
  expect(module.forgetRemoteBackups).toHaveBeenCalledExactlyOnceWith(app);
  expect(view.refreshed).toBe(1);
});

test.for([
  'laravelOps.backups.reveal',
  'laravelOps.backups.copyPath',
  'laravelOps.backups.inspect',
  'laravelOps.backups.copyCommands',
  'laravelOps.backups.delete',
] as const)('%s of no row is refused', async (command) => {
  const { commands } = services();
  await expect(commands[command]()).rejects.toMatchObject({ reason: 'badRequest' });
});

test.for([
  'laravelOps.backups.backUp',
  'laravelOps.backups.restore',
  'laravelOps.backups.verify',
  'laravelOps.backups.drill',
  'laravelOps.backups.openRestores',
  'laravelOps.backups.writeRunbook',
  'laravelOps.backups.configureSchedule',
  'laravelOps.backups.toolsDoctor',
] as const)('%s in a window without an app says so', async (command) => {
  const { commands } = services({ noApp: true });
  await expect(commands[command]()).rejects.toMatchObject({ reason: 'noApp' });
});

const way = (more: object) => ({
  title: 'Backup of shop',
  description: 'cron',
  detail: 'x',
  textOf: () => undefined,
  ...more,
});

test('a schedule as text is shown, then copied with one click; turning away shows nothing', async () => {
  const { backups, commands } = services();
  backups.scheduleWays.mockResolvedValue([
    way({ text: '# cron\n', language: 'shellscript', copy: { title: 'Copy Line', text: '30 1 * * * x' } }),
  ]);
  await commands['laravelOps.backups.configureSchedule']();
  expect(fake.documents).toEqual([]);
  expect(backups.scheduleWays.mock.calls[0]?.[2]).toEqual(['node', '/ext/dist/cli.js']);
  asked('Backup of shop', 'Copy Line');
  await commands['laravelOps.backups.configureSchedule']();
  await soon();
  expect(fake.documents).toEqual([{ content: '# cron\n', language: 'shellscript' }]);
  expect(fake.clipboard).toBe('30 1 * * * x');
});

test('a file that no editor writes right is saved by us, and its command is on the clipboard', async () => {
  const { backups, commands } = services();
  const bytes = new Uint8Array([0xff, 0xfe]);
  const file = { name: 'task.xml', bytes, command: (at: string) => `schtasks /XML "${at}"` };
  backups.scheduleWays.mockResolvedValue([way({ text: '<Task/>', language: 'xml', file })]);
  asked('Backup of shop', 'Save File…', undefined);
  await commands['laravelOps.backups.configureSchedule']();
  await soon();
  expect(fake.written.size).toBe(0);
  asked('Backup of shop', 'Save File…', { fsPath: '/tmp/task.xml' });
  await commands['laravelOps.backups.configureSchedule']();
  await vi.waitFor(() => expect(fake.clipboard).toBe('schtasks /XML "/tmp/task.xml"'));
  expect(fake.written.get('/tmp/task.xml')).toBe(bytes);
});

test('long work is a notification that can be cancelled, every time', async () => {
  const shown = vi.spyOn(window, 'withProgress');
  const { commands } = services();
  asked('Built-in Dumper', 'Not Encrypted');
  await commands['laravelOps.backups.backUp']();
  await commands['laravelOps.backups.toolsDoctor']();
  await commands['laravelOps.backups.writeRunbook']();
  expect(shown.mock.calls.map(([options]) => options)).toEqual(
    Array.from({ length: 4 }, () => expect.objectContaining({ location: 15, cancellable: true })),
  );
  shown.mockRestore();
});
