import { afterEach, expect, test, vi } from 'vitest';
import { mapSource, shopFiles } from '../core/lint/mapSource';
import { connect, type ClientOptions, type TestClient } from './client';

// Clients that cannot ask for diagnostics (LSP before 3.17) are told.

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';
const env = '/shop/.env';
const on = { enabled: true, scope: 'openFiles' as const, rules: {} };

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function start(disk: ReadonlyMap<string, string>, options: ClientOptions = {}): Promise<TestClient> {
  const client = await connect({ files: mapSource(disk) }, { capabilities: {}, ...options });
  clients.push(client);
  return client;
}

const told = (client: TestClient, path: string, expected: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect(client.push(path)).toEqual(expected), 3000);

test('the server does not offer what the client did not ask for', async () => {
  const client = await start(shopFiles({}));
  expect(client.initialized?.capabilities.diagnosticProvider).toBeUndefined();
  expect(client.initialized?.capabilities.executeCommandProvider).toBeUndefined();
});

test('opening, mending, breaking and closing a file', async () => {
  const client = await start(shopFiles({ '.env': production }));
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  await client.type(env, 'true', 'false');
  await told(client, env, []);
  await client.type(env, 'false', 'on');
  await told(client, env, ['GEN002 "on"']);
  await client.close(env);
  await told(client, env, []);
});

test('the quick fix works, and "Why this?" is not offered to a client that cannot show a page', async () => {
  const client = await start(shopFiles({}));
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  const actions = await client.actions(env, client.pushed.get('file:///shop/.env')![0]!);
  expect(actions.map(({ title }) => title)).toEqual(['Set APP_DEBUG=false', 'Suppress GEN002 here']);
  await client.apply(env, actions[0]!);
  await told(client, env, []);
});

test('switching diagnostics off clears what is shown, switching them on shows it again', async () => {
  const client = await start(shopFiles({}));
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  await client.configure({ diagnostics: { ...on, enabled: false } });
  await told(client, env, []);
  await client.configure({ diagnostics: on });
  await told(client, env, ['GEN002 "true"']);
});

test('settings that are not ours change nothing', async () => {
  const client = await start(shopFiles({}));
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  for (const settings of [null, 7, {}, { other: { diagnostics: { enabled: false } } }]) {
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  }
  expect(await client.actions(env, client.pushed.get('file:///shop/.env')![0]!)).toHaveLength(2);
});

test('a change of a file that is not open is followed', async () => {
  const disk = shopFiles({ '.env': production });
  const client = await start(disk);
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  disk.set('/shop/config/app.php', "<?php return ['env' => 'local', 'debug' => false];");
  await client.changedOnDisk('/shop/config/app.php');
  await told(client, env, []);
});

test('a file that belongs to no application is never mentioned', async () => {
  const client = await start(shopFiles({}));
  await client.open('/elsewhere/.env', production);
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  expect(client.push('/elsewhere/.env')).toBeUndefined();
});

test('with the scope "workspace" closed files are told too and stay when a file is closed', async () => {
  const diagnostics = { ...on, scope: 'workspace' as const };
  const client = await start(shopFiles({ '.env': production }), { options: { diagnostics } });
  await told(client, env, ['GEN002']);
  await client.open(env, production);
  await client.close(env);
  await told(client, env, ['GEN002']);
});

test('a folder that goes takes its diagnostics along', async () => {
  const capabilities = { workspace: { workspaceFolders: true } };
  const client = await start(shopFiles({}), { capabilities });
  await client.open(env, production);
  await told(client, env, ['GEN002 "true"']);
  const event = { added: [{ uri: 'file:///other', name: 'other' }], removed: [{ uri: 'file:///shop', name: 'shop' }] };
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  await told(client, env, []);
});
