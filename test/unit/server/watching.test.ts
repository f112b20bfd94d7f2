import { afterEach, expect, test, vi } from 'vitest';
import type { TextSource } from '../../../src/core/laravel/textSource';
import type { Services } from '../../../src/server/workspace';
import { appConfig, mapSource, shopFiles } from '../core/lint/mapSource';
import { connect, pullCapabilities, type ClientOptions, type TestClient } from './client';

// With a client that tells of changed files (VS Code's does), nothing is read twice; what it tells of is read again.

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';
const env = '/shop/.env';
// Laravel 12 merges its own config/app.php, which reads APP_DEBUG: another name shows whether ours was read.
const ownKey = 'APP_ENV=production\nSHOP_DEBUG=true\n';
const ownConfig = appConfig("env('SHOP_DEBUG')");
const config = '/shop/config/app.php';
const capabilities = {
  ...pullCapabilities,
  workspace: {
    ...pullCapabilities.workspace,
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
};

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function start(
  disk: ReadonlyMap<string, string>,
  services: Partial<Services> = {},
  options: ClientOptions = {},
): Promise<{ client: TestClient; asked: string[] }> {
  const asked: string[] = [];
  const below = mapSource(disk);
  const files: TextSource = {
    readText: (path) => {
      asked.push(path);
      return below.readText(path);
    },
    list: (path) => {
      asked.push(`${path}/`);
      return below.list(path);
    },
  };
  const client = await connect({ files, ...services }, { capabilities, ...options });
  clients.push(client);
  return { client, asked };
}

test('what is read of an application is watched, not what is installed', async () => {
  const composer = {
    require: { 'laravel/framework': '^12.0' },
    autoload: { 'psr-4': { 'Shop\\': 'src/', 'T\\': 'tests/' } },
  };
  const { client } = await start(shopFiles({ 'composer.json': JSON.stringify(composer) }));
  await client.open(env, production);
  await client.pull(env);
  expect(client.watched).toContain('**/.git/{HEAD,index}');
  expect(client.watched).toContain('file:///shop: *');
  expect(client.watched).toContain('file:///shop: vendor/composer/installed.json');
  const folders = client.watched.find((pattern) => pattern.endsWith('/**'));
  expect(folders).toMatch(/^file:\/\/\/shop: \{app,.*config,.*routes,.*src\}\/\*\*$/);
  expect(client.watched.join()).not.toMatch(/vendor\/\*|node_modules|tests/);
});

test('a keystroke reads nothing of the disk again', async () => {
  const disk = shopFiles({ 'app/A.php': '<?php class A {}', 'routes/web.php': '<?php' });
  const { client, asked } = await start(disk);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  expect(asked).toContain('/shop/app/A.php');
  asked.length = 0;
  await client.type(env, 'true', 'false');
  expect(await client.pull(env)).toEqual([]);
  expect(asked.filter((path) => !path.includes('/vendor'))).toEqual([]);
});

test('a client that cannot watch folders: everything is read each time', async () => {
  const disk = shopFiles({ '.env': production });
  const { client } = await start(disk, {}, { capabilities: pullCapabilities });
  await client.open(config, disk.get(config)!);
  await client.pull(config);
  disk.set(env, 'APP_ENV=production\n');
  await client.open(env, production);
  await client.close(env);
  await client.open(config, disk.get(config)!);
  expect(await client.pull(config)).toEqual([]);
  expect(client.watched).toContain('**/*.php');
});

test('files that are changed, created and deleted elsewhere', async () => {
  const disk = shopFiles({ '.env': ownKey, 'config/app.php': ownConfig });
  const { client } = await start(disk);
  await client.open(env, ownKey);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  disk.set(config, appConfig("env('OTHER_KEY')"));
  await client.changedOnDisk(config);
  expect(await client.pull(env)).toEqual([]);
  disk.set(config, ownConfig);
  await client.changedOnDisk(config);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  disk.delete(config);
  await client.changedOnDisk(config);
  expect(await client.pull(env)).toEqual([]);
  disk.set(config, ownConfig);
  await client.changedOnDisk(config);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('a configuration folder that is renamed', async () => {
  const disk = shopFiles({ '.env': ownKey, 'config/app.php': ownConfig });
  const { client } = await start(disk);
  await client.open(env, ownKey);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  disk.delete(config);
  disk.set('/shop/settings/app.php', ownConfig);
  await client.changedOnDisk('/shop/config', '/shop/settings');
  expect(await client.pull(env)).toEqual([]);
  const moved = `<?php
$app = Application::configure(basePath: dirname(__DIR__))->create();
$app->useConfigPath(__DIR__.'/../settings');
return $app;
`;
  disk.set('/shop/bootstrap/app.php', moved);
  await client.changedOnDisk('/shop/bootstrap/app.php');
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('git and the machine are asked only as far as they are wanted', async () => {
  const ahead = vi.fn(() => Promise.resolve(new Set<string>()));
  const machine = vi.fn(() => Promise.resolve({ platform: 'linux' }));
  const { client } = await start(shopFiles({}), { ahead, machine }, { options: { trusted: true } });
  await client.open(env, production);
  await client.pull(env);
  await client.type(env, 'true', 'on');
  await client.pull(env);
  expect(machine).toHaveBeenCalledTimes(1);
  expect(ahead).not.toHaveBeenCalled();
  const rules = { REC003: 'warning' as const };
  const diagnostics = { enabled: true, scope: 'openFiles' as const, rules };
  await client.configure({ diagnostics, trusted: false });
  await client.pull(env);
  expect(ahead).not.toHaveBeenCalled();
});

test('git is asked once in a trusted folder when a rule needs it, and again when a file changed', async () => {
  const ahead = vi.fn(() => Promise.resolve(new Set<string>()));
  const diagnostics = { enabled: true, scope: 'openFiles' as const, rules: { REC003: 'warning' as const } };
  const { client } = await start(shopFiles({}), { ahead }, { options: { diagnostics, trusted: true } });
  await client.open(env, production);
  await client.pull(env);
  await client.type(env, 'true', 'on');
  await client.pull(env);
  expect(ahead).toHaveBeenCalledTimes(1);
  await client.changedOnDisk('/shop/.git/HEAD');
  await client.pull(env);
  expect(ahead).toHaveBeenCalledTimes(2);
});

test('live facts of an application are taken, taken back, and refused when they are none', async () => {
  const { client } = await start(shopFiles({ '.env': production }));
  await client.open(env, production);
  const tell = (params: unknown): Promise<void> => client.connection.sendNotification('laravelOps/liveFacts', params);
  const facts = {
    readAt: '2026-01-01T00:00:00Z',
    connection: 'mysql',
    flavor: 'mysql',
    version: '8.4.0',
    tables: [],
    costlyReads: [],
  };
  await tell({ root: '/shop', facts });
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  await tell({ root: '/shop', facts: null });
  await tell({ root: '/nowhere', facts });
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  expect(client.log).toEqual([]);
  await tell({ root: 7 });
  await client.pull(env);
  expect(client.log.join()).toContain('laravelOps/liveFacts was not understood');
});
