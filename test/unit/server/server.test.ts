import { afterEach, expect, test, vi } from 'vitest';
import { defaultServerOptions } from '../../../src/protocol/server';
import type { TextSource } from '../../../src/core/laravel/textSource';
import { appConfig, mapSource, shopFiles } from '../core/lint/mapSource';
import { connect, type ClientOptions, type TestClient } from './client';

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';
const env = '/shop/.env';
const config = '/shop/config/app.php';

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function start(disk: ReadonlyMap<string, string> | TextSource, options?: ClientOptions): Promise<TestClient> {
  const client = await connect({ files: disk instanceof Map ? mapSource(disk) : (disk as TextSource) }, options);
  clients.push(client);
  return client;
}

async function opened(text: string, files: Readonly<Record<string, string>> = {}): Promise<TestClient> {
  const client = await start(shopFiles({ '.env': text, ...files }));
  await client.open(env, text);
  return client;
}

test('a diagnostic says what, where, how it is known, and links to its page', async () => {
  const client = await opened(production);
  const [diagnostic, ...others] = await client.diagnostics(env);
  expect(others).toEqual([]);
  expect(diagnostic).toEqual({
    range: { start: { line: 1, character: 10 }, end: { line: 1, character: 14 } },
    severity: 1,
    source: 'Laravel Ops',
    code: 'GEN002',
    codeDescription: { href: 'https://github.com/laravel-ops/laravel-ops/blob/main/docs/rules/GEN002.md' },
    message: 'Debug pages are on in production: visitors see stack traces and environment values.',
    relatedInformation: [
      {
        location: { uri: 'file:///shop/config/app.php', range: expect.anything() },
        message: 'config/app.php reads APP_DEBUG here.',
      },
      {
        location: {
          uri: 'file:///shop/.env',
          range: { start: { line: 0, character: 8 }, end: { line: 0, character: 18 } },
        },
        message: '.env names the environment production here.',
      },
    ],
  });
});

test('the quick fix is preferred and makes the diagnostic vanish', async () => {
  const client = await opened(production);
  const [diagnostic] = await client.diagnostics(env);
  const actions = await client.actions(env, diagnostic!);
  expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
    ['Set APP_DEBUG=false', 'quickfix', true],
    ['Suppress GEN002 here', 'quickfix', undefined],
    ['Why this?', 'quickfix', undefined],
  ]);
  await client.apply(env, actions[0]!);
  expect(client.text(env)).toBe('APP_ENV=production\nAPP_DEBUG=false\n');
  expect(await client.pull(env)).toEqual([]);
});

test.each([
  [env, production, '# laravel-ops-ignore GEN002\nAPP_DEBUG=true\n'],
  [env, production.replaceAll('\n', '\r\n'), '# laravel-ops-ignore GEN002\r\nAPP_DEBUG=true\r\n'],
])('"Suppress here" in %s writes a comment above', async (path, text, expected) => {
  const client = await opened(text);
  const [diagnostic] = await client.diagnostics(path);
  const actions = await client.actions(path, diagnostic!);
  await client.apply(path, actions.find(({ title }) => title === 'Suppress GEN002 here')!);
  expect(client.text(path)).toContain(expected);
  expect(await client.pull(path)).toEqual([]);
});

test('"Suppress here" in PHP keeps the indentation', async () => {
  const client = await opened('APP_ENV=production\n', { 'config/app.php': appConfig('true') });
  await client.open(config, appConfig('true'));
  const [diagnostic] = await client.diagnostics(config);
  const actions = await client.actions(config, diagnostic!);
  await client.apply(config, actions.find(({ title }) => title === 'Suppress GEN002 here')!);
  expect(client.text(config)).toContain("\n    // @laravel-ops-ignore GEN002\n    'debug' => true");
  expect(await client.pull(config)).toEqual([]);
});

test('"Why this?" opens the page of the rule', async () => {
  const client = await opened(production);
  const [diagnostic] = await client.diagnostics(env);
  const why = (await client.actions(env, diagnostic!)).find(({ title }) => title === 'Why this?');
  await client.connection.sendRequest('workspace/executeCommand', why!.command);
  expect(client.shown).toEqual([
    { uri: 'https://github.com/laravel-ops/laravel-ops/blob/main/docs/rules/GEN002.md', external: true },
  ]);
});

test('no action away from the finding, and none of kinds that were not asked for', async () => {
  const client = await opened(production);
  const at = { line: 0, character: 0 };
  const request = (range: object, context: object): Promise<unknown> =>
    client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: 'file:///shop/.env' },
      range,
      context,
    });
  expect(await request({ start: at, end: at }, { diagnostics: [] })).toEqual([]);
  const whole = { start: at, end: { line: 9, character: 0 } };
  expect(await request(whole, { diagnostics: [], only: ['refactor'] })).toEqual([]);
  expect(await request(whole, { diagnostics: [], only: ['quickfix'] })).toHaveLength(3);
});

test('what is open counts, not what is on disk', async () => {
  const client = await opened('APP_ENV=production\nAPP_DEBUG=false\n');
  expect(await client.pull(env)).toEqual([]);
  await client.type(env, 'false', 'true');
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  await client.close(env);
  await client.open(env, 'APP_DEBUG=true\nAPP_ENV=local\n');
  expect(await client.pull(env)).toEqual([]);
});

test('an open file that is not saved yet counts', async () => {
  const client = await start(shopFiles({}));
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('settings name a production file; nobody names it, nobody accuses it', async () => {
  const live = '/shop/.env.production';
  const environments = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
  const client = await start(shopFiles({}), { options: { environments } });
  await client.open(live, 'APP_DEBUG=true\n');
  expect(await client.pull(live)).toEqual(['GEN002 "true"']);
  await client.configure({});
  expect(await client.pull(live)).toEqual([]);
  await client.configure({ environments });
  expect(await client.pull(live)).toEqual(['GEN002 "true"']);
});

test('a rule is silenced or made quiet by settings', async () => {
  const client = await opened(production);
  await client.configure({ diagnostics: { enabled: true, scope: 'openFiles', rules: { GEN002: 'hint' } } });
  expect((await client.diagnostics(env)).map(({ severity }) => severity)).toEqual([4]);
  await client.configure({ diagnostics: { enabled: true, scope: 'openFiles', rules: { GEN002: 'off' } } });
  expect(await client.pull(env)).toEqual([]);
});

test('while config/app.php is half-typed the last good picture stays, at the place where it is now', async () => {
  const text = appConfig('true');
  const client = await opened('APP_ENV=production\n', { 'config/app.php': text });
  await client.open(config, text);
  expect(await client.pull(config)).toEqual(['GEN002 "true"']);
  await client.type(config, "    'env'", "    'name' => env('\n    'env'");
  expect(await client.pull(config)).toEqual(['GEN002 "true"']);
  const [diagnostic] = await client.diagnostics(config);
  expect(diagnostic!.range.start.line).toBe(6);
  await client.type(config, "env('\n", "env('APP_NAME'),\n");
  await client.type(config, "'debug' => true", "'debug' => false");
  expect(await client.pull(config)).toEqual([]);
});

test('a half-typed config/app.php does not take the finding from .env', async () => {
  const client = await opened(production);
  await client.open(config, appConfig());
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  await client.type(config, 'return [', "return [ 'x' => [");
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('many changes in a row: the answer is about the last one', async () => {
  const client = await opened('APP_ENV=production\nAPP_DEBUG=\n');
  const answers: Promise<readonly string[]>[] = [];
  for (const letter of 'true') {
    await client.type(env, 'APP_DEBUG=', `APP_DEBUG=${letter}`);
    answers.push(client.pull(env));
  }
  await client.type(env, 'eurt', 'true');
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  await Promise.all(answers);
});

test('a change of another file is told, and asking again answers anew', async () => {
  const disk = shopFiles({ '.env': production });
  const client = await start(disk);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  const before = client.refreshes;
  disk.set(config, appConfig("env('OTHER_KEY')"));
  await client.changedOnDisk(config);
  await vi.waitFor(() => expect(client.refreshes).toBeGreaterThan(before));
  expect(await client.pull(env)).toEqual([]);
});

test('the server asks for files to be watched when the client can watch', async () => {
  const client = await start(shopFiles({}));
  await vi.waitFor(() => expect(client.registered).toContain('workspace/didChangeWatchedFiles'));
});

test('an application that appears is found, one that disappears is forgotten', async () => {
  const disk = new Map(shopFiles({ '.env': production }));
  const artisan = disk.get('/shop/artisan')!;
  disk.delete('/shop/artisan');
  const client = await start(disk);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual([]);
  disk.set('/shop/artisan', artisan);
  await client.changedOnDisk('/shop/artisan');
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  disk.delete('/shop/artisan');
  await client.changedOnDisk('/shop/artisan');
  expect(await client.pull(env)).toEqual([]);
});

test('several folders, several applications in one folder, each with its own answer', async () => {
  const disk = new Map([
    ...shopFiles({ '.env': production }, '/srv/a'),
    ...shopFiles({ '.env': 'APP_ENV=local\nAPP_DEBUG=true\n' }, '/srv/b/server'),
    ...shopFiles({ '.env': production }, '/other'),
  ]);
  const client = await start(disk, { folders: ['/srv', '/other'] });
  const files = ['/srv/a/.env', '/srv/b/server/.env', '/other/.env'];
  for (const file of files) await client.open(file, disk.get(file)!);
  expect(await Promise.all(files.map((file) => client.pull(file)))).toEqual([['GEN002 "true"'], [], ['GEN002 "true"']]);
});

test('folders come and go', async () => {
  const disk = new Map([...shopFiles({ '.env': production }), ...shopFiles({ '.env': production }, '/other')]);
  const client = await start(disk);
  await vi.waitFor(() => expect(client.registered).not.toEqual([]));
  const change = (added: readonly string[], removed: readonly string[]): Promise<void> => {
    const folders = (paths: readonly string[]): object[] =>
      paths.map((path) => ({ uri: `file://${path}`, name: path }));
    return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders(added), removed: folders(removed) },
    });
  };
  await change(['/other'], []);
  await client.open('/other/.env', production);
  expect(await client.pull('/other/.env')).toEqual(['GEN002 "true"']);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('settings of a folder count for the applications in it', async () => {
  const disk = new Map([...shopFiles({}, '/a'), ...shopFiles({}, '/b')]);
  const off = { ...defaultServerOptions, diagnostics: { enabled: false, rules: {} } };
  const client = await start(disk, { folders: ['/a', '/b'], options: { folders: { '/b': off } } });
  await client.open('/a/.env', production);
  await client.open('/b/.env', production);
  expect(await client.pull('/a/.env')).toEqual(['GEN002 "true"']);
  expect(await client.pull('/b/.env')).toEqual([]);
});

test('a single file without a folder finds its application above it', async () => {
  const client = await start(shopFiles({}), { folders: [] });
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('files that git tracks are left alone', async () => {
  const files = mapSource(shopFiles({}));
  const client = await connect({ files, tracked: () => Promise.resolve(new Set(['.env'])) });
  clients.push(client);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual([]);
});

test('with the scope "workspace" files are reported that are not open', async () => {
  const diagnostics = { enabled: true, scope: 'workspace' as const, rules: {} };
  const disk = shopFiles({ '.env': production });
  const client = await start(disk, { options: { diagnostics } });
  expect(client.initialized?.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
  const ask = (
    previousResultIds: readonly object[],
  ): Promise<{ items: { uri: string; items: { code: string }[] }[] }> =>
    client.connection.sendRequest('workspace/diagnostic', { previousResultIds });
  const first = await ask([]);
  expect(first.items.map(({ uri, items }) => [uri, items.map(({ code }) => code)])).toEqual([
    ['file:///shop/.env', ['GEN002']],
  ]);
  disk.set(env, 'APP_ENV=production\n');
  await client.changedOnDisk(env);
  const second = await ask([{ uri: 'file:///shop/.env', value: 'findings' }]);
  expect(second.items.map(({ uri, items }) => [uri, items])).toEqual([['file:///shop/.env', []]]);
});
