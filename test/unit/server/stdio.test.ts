import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { shopFiles } from '../core/lint/mapSource';
import { TestClient } from './client';

// The server as any editor starts it: a process of its own, over stdio, on a real disk.

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'laravel-ops-server-')));
const module = join(folder, 'server.js');
const running: { client: TestClient; child: ChildProcess }[] = [];

beforeAll(async () => {
  await build({
    entryPoints: ['src/server/main.ts'],
    outfile: module,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
});
afterEach(async () => {
  for (const { client, child } of running.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    expect(await ended).toBe(0);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function application(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name);
  for (const [path, text] of shopFiles(files, root)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
}

async function start(root: string): Promise<TestClient> {
  const child = spawn(process.execPath, [module, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = new StreamMessageReader(child.stdout);
  const client = new TestClient(createProtocolConnection(reader, new StreamMessageWriter(child.stdin)));
  running.push({ client, child });
  await client.initialize({ folders: [root] });
  return client;
}

test('from opening a file to the finding, its fix, and nothing', async () => {
  const root = application('shop', { '.env': production });
  const client = await start(root);
  const env = join(root, '.env');
  await client.open(env, production);
  const [diagnostic] = await client.diagnostics(env);
  expect(diagnostic).toMatchObject({ code: 'GEN002', source: 'Laravel Ops' });
  const [fix] = await client.actions(env, diagnostic!);
  await client.apply(env, fix!);
  expect(client.text(env)).toBe('APP_ENV=production\nAPP_DEBUG=false\n');
  expect(await client.pull(env)).toEqual([]);
});

test('symbolic links that lead in circles, binary and huge files', async () => {
  const root = application('loops', { '.env': production });
  symlinkSync(root, join(root, 'config/again'));
  symlinkSync(join(root, 'config/round.php'), join(root, 'config/round.php'));
  symlinkSync('..', join(root, 'bootstrap/up'));
  writeFileSync(join(root, 'config/binary.php'), Buffer.from([0x3c, 0x3f, 0, 1, 2]));
  writeFileSync(join(root, 'config/huge.php'), `<?php return [${"'a' => 'b',\n".repeat(500_000)}];`);
  const client = await start(root);
  const env = join(root, '.env');
  await client.open(env, production);
  expect(await client.pull(env)).toEqual(['GEN002 "true"']);
  writeFileSync(env, Buffer.from([0, 1, 2, 3]));
  await client.close(env);
  await client.open(join(root, 'config/app.php'), '<?php return [];');
  expect(await client.pull(join(root, 'config/app.php'))).toEqual([]);
});

test('an .env.production that git tracks is a template; once it is untracked it is not', async () => {
  const root = application('tracked', { '.env.production': 'APP_DEBUG=true\n' });
  const git = (...args: readonly string[]): void => void execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  git('init');
  git('add', '.env.production');
  const client = await start(root);
  const env = join(root, '.env.production');
  await client.configure({ environments: [{ id: 'live', role: 'production', envFile: '.env.production' }] });
  await client.open(env, 'APP_DEBUG=true\n');
  expect(await client.pull(env)).toEqual([]);
  git('rm', '--cached', '-f', '.env.production');
  await client.type(env, 'true', 'on');
  expect(await client.pull(env)).toEqual(['GEN002 "on"']);
});
