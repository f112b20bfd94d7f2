// The extension as VS Code drives it: the real activate() with the real services, on folders of files; the fake stands for
// VS Code alone. Servers: test/services/hiddenViews.test.ts.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { risks } from '../../src/contributions';
import type { TreeNode } from '../../src/core/tree';
import { activate, deactivate } from '../../src/extension';
import { QueryState } from '../../src/services/queries/queryState';
import * as vscode from 'vscode';
import { extensionContext, fake, workspace, type FakeTreeView } from '../fakes/vscode';

// The client belongs to VS Code's own library, which needs the real one.
const client = vi.hoisted(() => ({ started: 0, disposed: 0, options: [] as unknown[] }));
vi.mock('../../src/vscode/languageClient/start', () => ({
  startLanguageClient: async () => {
    client.started++;
    return {
      updateOptions: async (options: unknown) => void client.options.push(options),
      dispose: async () => void client.disposed++,
    };
  },
}));

const secret = 'cAnAry-editor-91b2';
let folder: string;
let context: ReturnType<typeof extensionContext>;
let server: Server;
let sockets: Set<Socket>;
let connections: number;

beforeEach(async () => {
  fake.reset();
  Object.assign(client, { started: 0, disposed: 0, options: [] });
  folder = await mkdtemp(join(tmpdir(), 'laravel-ops-editor-'));
  connections = 0;
  sockets = new Set();
  server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.restoreAllMocks();
  close();
  for (const socket of sockets) socket.destroy();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A small application whose database port is the test's own server. */
async function makeApp(name: string, env: Record<string, string> = {}): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, 'config'), { recursive: true });
  await mkdir(join(root, 'storage/laravel-ops/backups'), { recursive: true });
  const { port } = server.address() as AddressInfo;
  const lines = { APP_ENV: 'local', DB_PASSWORD: secret, DB_PORT: String(port), ...env };
  await Promise.all([
    writeFile(join(root, 'artisan'), ''),
    writeFile(join(root, 'composer.json'), '{"require":{"laravel/framework":"^13.0"}}'),
    writeFile(
      join(root, '.env'),
      Object.entries(lines)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    ),
    writeFile(
      join(root, 'config/database.php'),
      `<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql', 'host' => '127.0.0.1',
        'port' => env('DB_PORT'), 'database' => 'shop', 'username' => 'shop_app', 'password' => env('DB_PASSWORD')]]];`,
    ),
    writeFile(join(root, 'storage/laravel-ops/backups/2026-11-22-02-00-00.sql.gz'), 'not read'),
  ]);
  return root;
}

async function start(...folders: string[]): Promise<void> {
  fake.setFolders(...folders);
  context = extensionContext(join(folder, 'storage-of-ours'));
  activate(context as unknown as vscode.ExtensionContext);
  await vi.waitFor(() => expect(fake.context.get('laravelOps:searched')).toBe(true), { timeout: 5_000 });
}

/** As VS Code closes a window: what was subscribed goes at once, it does not wait for `deactivate`. */
function close(): void {
  void deactivate();
  for (const subscription of context?.subscriptions.splice(0) ?? []) subscription.dispose();
}

function view(id: string): FakeTreeView {
  const found = fake.treeViews.get(id);
  if (found === undefined) throw new Error(`no view ${id}`);
  return found;
}

/** What VS Code does when a view comes into sight: asks for its rows. */
async function show(id: string): Promise<TreeNode[]> {
  if (!view(id).visible) view(id).show();
  return (await view(id).provider.getChildren()) as TreeNode[];
}

const run = (id: string, ...args: unknown[]): Promise<unknown> =>
  vscode.commands.executeCommand(id, ...args) as Promise<unknown>;
const errors = (): string[] => fake.messages.filter(({ severity }) => severity === 'error').map(({ text }) => text);

test('every command of the manifest is registered once, every view and panel has its provider', async () => {
  await start(await makeApp('shop'));
  expect(Object.keys(risks).filter((id) => !fake.commands.has(id))).toEqual([]);
  // Two more: the one that tree rows open files with is not contributed.
  expect([...fake.commands.keys()].filter((id) => !(id in risks))).toEqual(['laravelOps.openLocation']);
  expect([...fake.treeViews.keys()].sort()).toEqual(
    ['activity', 'backups', 'database', 'overview', 'security'].map((id) => `laravelOps.${id}`),
  );
  expect([...fake.webviewViewProviders.keys()]).toEqual(['laravelOps.securityLog']);
  expect([...fake.serializers.keys()].sort()).toEqual([
    'laravelOps.dashboard',
    'laravelOps.indexEvidence',
    'laravelOps.query',
    'laravelOps.report',
    'laravelOps.restorePlan',
    'laravelOps.securityLogPanel',
  ]);
});

test('a window without an app says so, and offers no command', async () => {
  await start(folder);
  expect(fake.context.get('laravelOps:hasApp')).toBe(false);
  expect(await show('laravelOps.overview')).toEqual([]);
  expect(await show('laravelOps.database')).toEqual([]);
  for (const id of ['laravelOps.dashboard.open', 'laravelOps.database.explain', 'laravelOps.environments.unlock']) {
    fake.messages.length = 0;
    await run(id);
    expect(errors(), id).toEqual(['No Laravel app found in this window.']);
  }
});

test('an app that appears while the window is open is found: commands, views and status bar', async () => {
  await start(folder);
  await show('laravelOps.overview');
  await makeApp('shop');
  await run('laravelOps.overview.refresh');
  expect(fake.context.get('laravelOps:hasApp')).toBe(true);
  expect((await show('laravelOps.overview')).length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(fake.statusBarItems[0]?.text).toBe('$(shield) shop · local'));
  expect(fake.statusBarItems[0]?.visible).toBe(true);
});

test('an app that goes takes rows, status bar and commands with it', async () => {
  const root = await makeApp('shop');
  await start(folder);
  expect((await show('laravelOps.overview')).length).toBeGreaterThan(0);
  await rm(root, { recursive: true });
  await run('laravelOps.overview.refresh');
  expect(fake.context.get('laravelOps:hasApp')).toBe(false);
  expect(await show('laravelOps.overview')).toEqual([]);
  await vi.waitFor(() => expect(fake.statusBarItems[0]?.visible).toBe(false));
});

test('Refresh in the Overview reads files anew that no watcher told of', async () => {
  const root = await makeApp('shop');
  await start(root);
  await show('laravelOps.database');
  await writeFile(join(root, '.env'), 'APP_ENV=staging\nDB_PORT=1\n');
  await run('laravelOps.overview.refresh');
  await show('laravelOps.database');
  expect(view('laravelOps.database').message).toContain('127.0.0.1:1');
});

test('nothing is loaded and nothing is asked before a view is seen', async () => {
  await start(await makeApp('shop'));
  expect(fake.statusBarItems[0]?.text).toBe('$(shield) shop');
  expect(client.started).toBe(0);
  expect(connections).toBe(0);
});

test('the Database view tells what failed where one looks, and the others go on', async () => {
  await start(await makeApp('shop'));
  expect(await show('laravelOps.database')).toEqual([]);
  expect(view('laravelOps.database').message).toMatch(
    /127\.0\.0\.1:\d+ as shop_app: an HTTP server answered, not MySQL/,
  );
  expect(fake.context.get('laravelOps:database')).toBe('failed');
  expect((await show('laravelOps.backups')).map(({ label }) => label)).toContain('Backups');
  expect(fake.context.get('laravelOps:backups')).toBe('ready');
  expect(await show('laravelOps.activity')).toEqual([]);
  expect(fake.context.get('laravelOps:activity')).toBe('empty');
  expect(connections).toBeGreaterThan(0);
  expect(client.started).toBe(1);
});

test('an older load that ends later changes nothing that is shown', async () => {
  const root = await makeApp('shop', { DB_PORT: '1' });
  await start(root);
  const older = view('laravelOps.database').provider.getChildren() as Promise<unknown>;
  await writeFile(join(root, 'config/database.php'), "<?php return ['default' => 'sqlite', 'connections' => []];");
  await run('laravelOps.overview.refresh');
  await show('laravelOps.database');
  await older;
  expect(fake.context.get('laravelOps:database')).toBe('notConfigured');
});

test('Restricted Mode: nothing connects, no archive is read, no password; trust brings the views to life', async () => {
  workspace.isTrusted = false;
  await start(await makeApp('shop'));
  expect(await show('laravelOps.backups')).toEqual([]);
  expect(await show('laravelOps.database')).toEqual([]);
  expect(await show('laravelOps.security')).toEqual([]);
  expect(await show('laravelOps.activity')).toEqual([]);
  expect((await show('laravelOps.overview')).length).toBeGreaterThan(0);
  expect(view('laravelOps.overview').message).toContain('File checks only');
  for (const id of [
    'laravelOps.environments.testConnection',
    'laravelOps.environments.setPassword',
    'laravelOps.environments.unlock',
    'laravelOps.database.explain',
  ])
    await run(id);
  expect(errors()).toEqual(
    Array(4).fill('Restricted Mode: only files are checked. Trust this folder to connect to its servers.'),
  );
  expect(connections).toBe(0);

  workspace.isTrusted = true;
  const asked = vi.fn();
  (view('laravelOps.backups').provider.onDidChangeTreeData as (listener: () => void) => void)(asked);
  fake.trustGranted.fire();
  expect(asked).toHaveBeenCalled();
  expect((await show('laravelOps.backups')).map(({ label }) => label)).toContain('Backups');
  await show('laravelOps.database');
  expect(view('laravelOps.database').message).toContain('an HTTP server answered');
  expect(view('laravelOps.overview').message ?? '').not.toContain(secret);
});

test('several folders: the active editor decides which app the views show', async () => {
  const [shop, blog] = [await makeApp('shop'), await makeApp('blog', { APP_ENV: 'production' })];
  await start(shop, blog);
  expect((await show('laravelOps.overview')).map(({ label }) => label)).toEqual(['shop', 'blog']);
  await show('laravelOps.backups');
  expect(view('laravelOps.backups').description).toContain('shop');
  fake.activeEditorChanged.fire({ document: { uri: vscode.Uri.file(join(blog, 'routes/web.php')) } });
  await show('laravelOps.backups');
  expect(view('laravelOps.backups').description).toContain('blog');
  await vi.waitFor(() => expect(fake.statusBarItems[0]?.text).toBe('$(lock) PROD blog'));
  fake.setFolders(shop);
  fake.foldersChanged.fire({ added: [], removed: [] });
  await vi.waitFor(() => expect(fake.statusBarItems[0]?.text).toBe('$(shield) shop · local'));
});

test('one broken app of two: the other has its rows', async () => {
  const [shop, broken] = [await makeApp('shop'), await makeApp('broken')];
  await writeFile(join(broken, '.env'), Buffer.from([0, 1, 2]));
  await writeFile(join(broken, 'config/database.php'), '<?php return [');
  await symlink('self', join(broken, 'config/self.php'));
  await start(broken, shop);
  expect((await show('laravelOps.overview')).map(({ label }) => label)).toEqual(['broken', 'shop']);
});

test('unlocking production: reason, status bar with the time left, context key; locking takes it back', async () => {
  await start(await makeApp('shop', { APP_ENV: 'production' }));
  await show('laravelOps.overview');
  await vi.waitFor(() => expect(fake.statusBarItems[0]?.text).toBe('$(lock) PROD shop'));
  fake.answers.push('Ticket 12');
  await run('laravelOps.environments.unlock');
  await vi.waitFor(() => expect(fake.context.get('laravelOps:unlocked')).toBe(true));
  expect(fake.statusBarItems[0]?.text).toMatch(/^\$\(unlock\) PROD shop (15:00|14:5\d)$/);
  expect((await show('laravelOps.activity')).length).toBe(1);
  await run('laravelOps.environments.lock');
  await vi.waitFor(() => expect(fake.context.get('laravelOps:unlocked')).toBe(false));
  expect(fake.statusBarItems[0]?.text).toBe('$(lock) PROD shop');
  fake.messages.length = 0;
  await run('laravelOps.activity.verify');
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('is whole: 2 records') }]);
});

test('an unlock without a reason unlocks nothing', async () => {
  await start(await makeApp('shop', { APP_ENV: 'production' }));
  fake.answers.push(undefined);
  await run('laravelOps.environments.unlock');
  expect(fake.context.get('laravelOps:unlocked')).not.toBe(true);
  expect(errors()).toEqual([]);
});

test('commands on a row say so when there is none', async () => {
  await start(await makeApp('shop'));
  for (const id of ['backups.reveal', 'backups.copyPath', 'database.copyStatement', 'database.killQuery']) {
    fake.messages.length = 0;
    await run(`laravelOps.${id}`);
    expect(fake.messages, id).toMatchObject([
      { severity: 'error', text: expect.stringContaining('works on a row'), items: ['Show Log'] },
    ]);
  }
});

test('rows of an app that has left the window are refused, not mistaken for another app', async () => {
  await start(await makeApp('shop'));
  const gone = join(folder, 'gone');
  await run('laravelOps.database.killQuery', {
    id: 'x',
    label: 'x',
    subject: { kind: 'connection', root: gone, connectionId: 7 },
  });
  await run('laravelOps.database.copyStatement', {
    id: 'x',
    label: 'x',
    subject: { kind: 'statement', root: gone, digest: 'd' },
  });
  await run('laravelOps.environments.use', {
    id: 'x',
    label: 'x',
    subject: { kind: 'environment', root: gone, environment: 'env' },
  });
  expect(errors()).toHaveLength(3);
  expect(connections).toBe(0);
});

test('a file that is gone is told when its row is opened', async () => {
  await start(await makeApp('shop'));
  vi.spyOn(vscode.workspace, 'openTextDocument').mockRejectedValueOnce(new Error('cannot open'));
  await run('laravelOps.openLocation', join(folder, 'nowhere.php'));
  expect(errors()).toHaveLength(1);
});

test('an error offers the log, and Show Log opens it', async () => {
  const channels = vi.spyOn(vscode.window, 'createOutputChannel');
  await start(await makeApp('shop'));
  fake.answers.push('Show Log');
  await run('laravelOps.environments.testConnection');
  expect(fake.messages.at(-1)).toMatchObject({
    severity: 'error',
    items: ['Show Log'],
    text: expect.stringMatching(/^mysql: From /),
  });
  expect(fake.log.join('\n')).toContain('laravelOps.environments.testConnection failed');
  await vi.waitFor(() => expect(channels.mock.results[0]?.value.show).toHaveBeenCalledTimes(1));
});

test('no secret reaches a row, a tooltip, a message, the log or the status bar', async () => {
  const root = await makeApp('shop', {
    APP_KEY: `base64:${secret}AAAAAAAAAAAAAAAAAAAAAA=`,
    AWS_SECRET_ACCESS_KEY: `${secret}-aws`,
  });
  await start(root);
  const seen: unknown[] = [];
  for (const id of ['overview', 'backups', 'database', 'security', 'activity']) {
    const rows = await show(`laravelOps.${id}`);
    seen.push(rows, view(`laravelOps.${id}`).message, view(`laravelOps.${id}`).description);
  }
  await run('laravelOps.environments.testConnection');
  await run('laravelOps.database.explain');
  seen.push(fake.messages, fake.log, fake.statusBarItems);
  const text = JSON.stringify(seen);
  expect(text).toContain('an HTTP server answered');
  expect(text).not.toContain('cAnAry');
});

test('services that cannot be loaded once are loaded the next time', async () => {
  const root = await makeApp('shop');
  await start(root);
  const folders = workspace.workspaceFolders;
  Object.defineProperty(workspace, 'workspaceFolders', {
    configurable: true,
    get: () => {
      throw new Error('not now');
    },
  });
  try {
    expect(await show('laravelOps.backups')).toEqual([]);
  } finally {
    Object.defineProperty(workspace, 'workspaceFolders', { configurable: true, writable: true, value: folders });
  }
  expect(view('laravelOps.backups').message).toMatch(/could not be loaded/);
  expect(view('laravelOps.backups').message).not.toContain('not now');
  expect(fake.context.get('laravelOps:backups')).toBe('failed');
  expect((await show('laravelOps.backups')).map(({ label }) => label)).toContain('Backups');
  expect(view('laravelOps.backups').message).toBe('');
});

test('a setting that changes reaches services and language server', async () => {
  const root = await makeApp('shop');
  await start(root);
  await show('laravelOps.overview');
  await vi.waitFor(() => expect(client.started).toBe(1));
  fake.setSetting('laravelOps.environments', [{ id: 'live', name: 'production', role: 'production', envFile: '.env' }]);
  const labels = (nodes: TreeNode[]): string[] => nodes.map(({ label }) => label);
  await vi.waitFor(async () => expect(labels(await show('laravelOps.overview'))).toContain('production'));
  expect(JSON.stringify(client.options.at(-1))).toContain('live');
  fake.setSetting('laravelOps.apps.exclude', ['shop']);
  fake.setFolders(folder);
  fake.foldersChanged.fire({ added: [], removed: [] });
  await vi.waitFor(() => expect(fake.context.get('laravelOps:hasApp')).toBe(false));
  await vi.waitFor(() => expect(JSON.stringify(client.options.at(-1))).not.toContain('live'));
});

test('what a crash left on a server is told when services start; nothing is set back and nobody is asked', async () => {
  const root = await makeApp('shop');
  const [captures, trials] = ['captures', 'trials'].map((name) => join(root, 'storage/laravel-ops', name));
  const owner = { host: hostname(), pid: 2 ** 30 };
  const now = new Date();
  const begun = {
    kind: 'begun',
    id: 'c1',
    at: now.toISOString(),
    until: new Date(now.getTime() + 60_000).toISOString(),
    owner,
    environment: 'local',
    profile: 'local/mysql',
    server: 's',
    serverStartedAt: now.toISOString(),
    settings: [{ kind: 'variable', name: 'long_query_time', before: '10.000000', during: '0.05' }],
  };
  const trial = {
    id: 't1',
    at: now.toISOString(),
    profile: 'local/mysql',
    undo: 'ALTER TABLE `shop`.`orders` ALTER INDEX `old` VISIBLE',
    ...owner,
  };
  await Promise.all([captures, trials].map((folder) => mkdir(folder ?? '', { recursive: true })));
  await writeFile(join(captures ?? '', 'c1.jsonl'), `${JSON.stringify(begun)}\n`);
  await writeFile(join(trials ?? '', 't1.json'), JSON.stringify(trial));
  await start(root);
  expect(fake.messages).toEqual([]);
  await show('laravelOps.overview');
  await vi.waitFor(() => expect(fake.messages).toHaveLength(2));
  expect(fake.messages.map(({ severity, items }) => [severity, ...items])).toEqual([
    ['warning', 'Set the Server Back', 'It Is Set Back Already'],
    ['warning', 'Take Trial Back…'],
  ]);
  expect(connections).toBe(0);
});

/** Timers that are set and have neither fired nor been cleared, each with where it was set. */
function watchTimers(): Map<unknown, string> {
  const alive = new Map<unknown, string>();
  for (const [set, clear] of [
    ['setTimeout', 'clearTimeout'],
    ['setInterval', 'clearInterval'],
  ] as const) {
    const [originalSet, originalClear] = [globalThis[set], globalThis[clear]] as [
      typeof setTimeout,
      typeof clearTimeout,
    ];
    vi.spyOn(globalThis, set).mockImplementation(((
      work: (...args: unknown[]) => void,
      after?: number,
      ...rest: unknown[]
    ) => {
      const timer = originalSet(() => {
        if (set === 'setTimeout') alive.delete(timer);
        work(...rest);
      }, after);
      alive.set(timer, `${set} ${after ?? 0} ${new Error('set here').stack ?? ''}`);
      return timer;
    }) as never);
    vi.spyOn(globalThis, clear).mockImplementation(((timer: never) => {
      alive.delete(timer);
      originalClear(timer);
    }) as never);
  }
  return alive;
}

test('deactivation leaves nothing: no command, view, timer, connection or process', async () => {
  const timers = watchTimers();
  await start(await makeApp('shop', { APP_ENV: 'production' }));
  for (const id of ['overview', 'backups', 'database', 'security', 'activity']) await show(`laravelOps.${id}`);
  fake.answers.push('Ticket 12');
  await run('laravelOps.environments.unlock');
  close();
  expect(fake.commands.size).toBe(0);
  expect(fake.treeViews.size).toBe(0);
  expect(fake.webviewViewProviders.size).toBe(0);
  expect(fake.serializers.size).toBe(0);
  await vi.waitFor(() => expect(client.disposed).toBe(1));
  const before = fake.log.length;
  fake.trustGranted.fire();
  fake.foldersChanged.fire({ added: [], removed: [] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(fake.log.length).toBe(before);
  // Nothing set in our own code is still to come: what drivers hold for moments of their own is not looked at.
  expect([...timers.values()].filter((stack) => /\/src\//.test(stack))).toEqual([]);
});

test('a window that closes waits for what sets a server back; without services there is nothing to wait for', async () => {
  await start(await makeApp('shop', { DB_PORT: '1' }));
  await deactivate();
  await show('laravelOps.overview');
  let resolve: () => void = () => undefined;
  const over = new Promise<void>((end) => void (resolve = end));
  const closing = vi.spyOn(QueryState.prototype, 'close').mockReturnValue(over);
  let ended = false;
  const deactivated = deactivate().then(() => void (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ended).toBe(false);
  // VS Code gives it five seconds.
  expect(closing.mock.calls[0]?.[0]).toBeLessThan(5_000);
  resolve();
  await deactivated;
});

test('deactivation in the middle of loading leaves nothing', async () => {
  await start(await makeApp('shop'));
  const loading = view('laravelOps.database').provider.getChildren() as Promise<unknown>;
  close();
  await loading;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(connections).toBe(0);
});
