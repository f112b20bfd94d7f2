// npm start: builds and packages the extension, starts the demo shop with its servers, and opens it in VS Code.
//   --no-open   start everything, open nothing
//   --reset     throw the demo's folders and databases away first
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyFixture, writeEnv, writeTraces, writeWorkspace } from './demo/files.mjs';
import { writeHistory } from './demo/history.mjs';
import { startDemoMariadb, startDemoRedis } from './demo/servers.mjs';
import { appName, legacyUser, shopUser } from './demo/settings.mjs';
import { readState, writeState } from './demo/state.mjs';
import { ensureDependencies, ensurePackage } from './lib/dependencies.mjs';
import { openDemo } from './lib/editor.mjs';
import { requireNode, root } from './lib/root.mjs';
import { freePort, isAlive, startTime } from './lib/serverProcess.mjs';

requireNode();
const options = new Set(process.argv.slice(2));
for (const option of options)
  if (option !== '--no-open' && option !== '--reset') {
    console.error(`Unknown option ${option}. There are --no-open and --reset.`);
    process.exit(1);
  }

const demo = join(root, '.demo');
const fixtures = join(root, 'test/fixtures');
const startedAt = Date.now();
const stop = new AbortController();
const { signal } = stop;
/** @type {(() => Promise<void> | void)[]} */
const cleanups = [];
let ending = false;

/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  stop.abort();
  for (const cleanup of cleanups.toReversed()) await cleanup();
  process.exit(code);
}

for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(name, () => {
    if (!ending) console.log('\nStopping the demo.');
    void end(0);
  });

let step = 0;
const say = (/** @type {string} */ line) => console.log(`      ${line}`);
/** @param {string} what */
function begin(what) {
  signal.throwIfAborted();
  console.log(`[${++step}/6] ${what}`);
}

/** Two starts of one checkout would share servers and files. */
function lockDemo() {
  const file = join(demo, 'running.json');
  if (existsSync(file)) {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8'));
    if (pid !== process.pid && isAlive(pid, started)) {
      console.error(`The demo already runs in process ${pid}. Stop it there with Ctrl-C.`);
      process.exit(1);
    }
  }
  if (options.has('--reset')) rmSync(demo, { recursive: true, force: true });
  mkdirSync(demo, { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: startTime(process.pid) }));
  cleanups.push(() => rmSync(file, { force: true }));
}

/** @param {import('./demo/state.mjs').State} state @param {{ mariadb: number, redis: number }} ports */
async function prepareFolders(state, ports) {
  const now = new Date();
  for (const shop of ['shop', 'legacy-shop']) {
    const from = join(fixtures, shop === 'shop' ? 'demo-shop' : shop);
    const { refreshed, kept } = copyFixture(from, join(demo, shop), state.written);
    if (kept.length > 0) say(`kept as you changed them in ${shop}: ${kept.join(', ')}`);
    if (shop === 'shop' && !(await writeHistory(join(demo, shop), refreshed, now)))
      say('git is not installed: no commits are shown');
  }
  const reach = { APP_KEY: state.appKey, DB_PORT: String(ports.mariadb), REDIS_PORT: String(ports.redis) };
  const shop = join(demo, 'shop');
  const values = { ...reach, DB_PASSWORD: `"${shopUser.password}"` };
  writeEnv(join(shop, '.env'), join(shop, '.env.example'), values);
  writeEnv(join(shop, '.env.production'), join(shop, '.env.production.example'), values);
  const legacy = join(demo, 'legacy-shop');
  writeEnv(join(legacy, '.env'), join(legacy, '.env.example'), { ...reach, DB_PASSWORD: legacyUser.password });
  const archives = join(fixtures, 'spatie-backups');
  state.archives = writeTraces({ demo, archives, placed: state.archives, now });
}

/** @param {{ mariadbPort?: number, redisPort?: number }} ports */
function startTraffic(ports) {
  const logs = join(demo, 'shop/storage/logs');
  const script = join(root, 'scripts/demo/traffic.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify({ ...ports, logs })], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.once('exit', (code) => {
    if (!ending)
      console.log(
        code === 0
          ? 'The traffic generator has ended after its eight hours.'
          : `The traffic generator failed (${code}).`,
      );
  });
  cleanups.push(async () => {
    child.kill('SIGTERM');
    await Promise.race([exited, sleep(2_000)]);
    child.kill('SIGKILL');
  });
}

/** @param {import('./lib/servers.mjs').Server} server @param {string} off */
function report(server, off) {
  if (server.kind === 'running') {
    cleanups.push(() => server.stop());
    say(`${server.version} on 127.0.0.1:${server.port}`);
    return;
  }
  say(`WITHOUT ${server.what}: ${server.reason}`);
  say(`  to have it: ${server.install}`);
  say(`  off until then: ${off}`);
}

async function main() {
  begin('npm packages');
  await ensureDependencies(say, signal);
  lockDemo();
  const state = readState(demo);
  cleanups.push(() => writeState(demo, state));

  begin('building and packaging the extension');
  const vsix = await ensurePackage(signal);
  say(`${relative(root, vsix.file)}, ${Math.round(vsix.bytes / 1000)} kB`);

  begin('MariaDB');
  const mariadb = await startDemoMariadb({ demo, fixtures, state, log: say, signal });
  report(mariadb, 'Database, slow statements and plans');
  begin('Redis');
  const redis = await startDemoRedis({ demo, state, log: say, signal });
  report(redis, 'cache, sessions and queues');

  begin(`the shop "${appName}": files, backups, logs, traffic`);
  // A server that is missing gets a port where nothing answers: never the port of another server on this machine.
  const portOf = async (/** @type {import('./lib/servers.mjs').Server} */ server) =>
    server.kind === 'running' ? server.port : freePort();
  await prepareFolders(state, { mariadb: await portOf(mariadb), redis: await portOf(redis) });
  const workspace = writeWorkspace(demo);
  writeState(demo, state);
  startTraffic({
    ...(mariadb.kind === 'running' ? { mariadbPort: mariadb.port } : {}),
    ...(redis.kind === 'running' ? { redisPort: redis.port } : {}),
  });

  if (options.has('--no-open')) {
    begin(`not opened (--no-open): ${relative(root, workspace)} is the workspace`);
  } else {
    begin('VS Code');
    const editor = await openDemo({ vsix: vsix.file, workspace, demo, port: state.ports.editor, log: say, signal });
    if (editor.stop !== undefined) cleanups.push(editor.stop);
    if (editor.port !== undefined) state.ports.editor = editor.port;
    writeState(demo, state);
  }
  console.log(`\nReady after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
}

try {
  await main();
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await end(1);
  }
}
// The servers and the traffic generator run on until Ctrl-C.
setInterval(() => undefined, 60_000);
