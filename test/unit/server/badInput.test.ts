import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { TextSource } from '../../../src/core/laravel/textSource';
import { appConfig, mapSource, shopFiles } from '../core/lint/mapSource';
import { connect, type TestClient } from './client';

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';
const env = '/shop/.env';
const config = '/shop/config/app.php';

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function start(files: TextSource): Promise<TestClient> {
  const client = await connect({ files });
  clients.push(client);
  return client;
}

test('a configuration file of 5 MB is left out, and everything else goes on', async () => {
  const client = await start(mapSource(shopFiles({ '.env': production })));
  await client.open('/shop/config/huge.php', `<?php\nreturn [${"'key' => 'value',\n".repeat(300_000)}];\n`);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  expect(await client.pull('/shop/config/huge.php')).toEqual([]);
});

test('config/app.php of 5 MB: nothing is known, nothing is said', async () => {
  const client = await start(mapSource(shopFiles({ '.env': production })));
  await client.open(env, production);
  await client.open(config, appConfig() + ' '.repeat(5_000_000));
  expect(await client.pull(env)).toEqual([]);
  await client.close(config);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('a binary .env says nothing, on disk or open', async () => {
  const binary = `APP_ENV=production\nAPP_DEBUG=true\n\0\u0001`;
  const client = await start(mapSource(shopFiles({ '.env': binary })));
  await client.open(config, appConfig());
  expect(await client.pull(config)).toEqual([]);
  await client.open(env, binary);
  expect(await client.pull(env)).toEqual([]);
  await client.edit(env, [
    { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }, newText: production },
  ]);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test.each(['untitled:Untitled-1', 'file:///srv/%E0%A4%A', 'git:/shop/.env', 'nonsense', ''])(
  'a document called %j is answered with nothing',
  async (uri) => {
    const client = await start(mapSource(shopFiles({})));
    const textDocument = { uri, languageId: 'any', version: 1, text: production };
    await client.connection.sendNotification('textDocument/didOpen', { textDocument });
    const report = await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    expect(report).toEqual({ kind: 'full', items: [] });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 1 }] });
    await client.open(env, production);
    expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  },
);

test('a disk that breaks the contract is logged, and the next request is answered', async () => {
  const good = mapSource(shopFiles({}));
  let broken = true;
  const files: TextSource = {
    readText: (path, signal) => {
      if (broken && path === config) throw new Error('the disk is on fire');
      return good.readText(path, signal);
    },
    list: (path) => good.list(path),
  };
  const client = await start(files);
  await client.open(env, production);
  expect(await client.pull(env)).toEqual([]);
  expect(client.log.join('\n')).toContain('/shop could not be checked. the disk is on fire');
  broken = false;
  await client.changedOnDisk(config);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
});

test('a request that is cancelled is answered as cancelled', async () => {
  const good = mapSource(shopFiles({}));
  const files: TextSource = { list: (path) => good.list(path), readText: () => new Promise(() => undefined) };
  const client = await connect({ files });
  await client.open(env, production);
  const { CancellationTokenSource } = await import('vscode-languageserver/node');
  const source = new CancellationTokenSource();
  const textDocument = { uri: 'file:///shop/.env' };
  const answer = client.connection.sendRequest('textDocument/diagnostic', { textDocument }, source.token);
  setTimeout(() => source.cancel(), 20);
  await expect(answer).rejects.toMatchObject({ code: -32800 });
  await client.stop();
});

test('no text of .env and config/app.php stops the server', async () => {
  const client = await start(mapSource(shopFiles({})));
  await client.open(env, production);
  await client.open(config, appConfig());
  const junk = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string(),
    fc.constantFrom('<?php [', '"${A', "<?php 'a' =>", 'A="\\'),
  );
  const whole = { start: { line: 0, character: 0 }, end: { line: 99_999, character: 0 } };
  await fc.assert(
    fc.asyncProperty(junk, junk, async (first, second) => {
      await client.edit(env, [{ range: whole, newText: `APP_ENV=production\n${first}` }]);
      await client.edit(config, [{ range: whole, newText: second }]);
      await client.pull(env);
    }),
    { numRuns: 15 },
  );
  await client.edit(env, [{ range: whole, newText: production }]);
  await client.edit(config, [{ range: whole, newText: appConfig() }]);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  expect(client.log).toEqual([]);
});

test('secrets of .env are in nothing that the server says', async () => {
  const secrets = ['hunter2-db', 'base64:c2VjcmV0LWFwcC1rZXktZm9yLXRlc3Rz', 'hunter2-redis'];
  const [db, key, redis] = secrets;
  const text = `APP_KEY=${key}\nDB_PASSWORD=${db}\nREDIS_PASSWORD="${redis}"\n${production}BROKEN=a b ${db}\n`;
  const client = await start(mapSource(shopFiles({ '.env': text })));
  await client.open(env, text);
  await client.diagnostics(env);
  await client.type(env, `BROKEN=a b ${db}\n`, '');
  const found = await client.diagnostics(env);
  expect(found.map(({ code }) => code)).toContain('GEN002');
  const actions = JSON.stringify(await Promise.all(found.map((each) => client.actions(env, each))));
  const said = [...client.heard, ...client.log, actions].join('\n');
  for (const secret of secrets) expect(said).not.toContain(secret);
});
