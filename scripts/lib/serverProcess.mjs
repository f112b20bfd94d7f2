// One server process: started, waited for, watched and stopped. Nothing may outlive the script that started it:
//  - an orderly end calls stop();
//  - 'exit' and the ending signals send SIGTERM to whatever still runs;
//  - a parent that is killed outright (SIGKILL) takes its servers along through the kernel's parent-death signal (setpriv, Linux);
//  - where that is not available, the next start finds the owner file and ends what was left.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasProc, tail, which } from './packages.mjs';

const ownerFile = 'laravel-ops-server.json';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Signals a server and what it has started (code-server's extension hosts outlive it otherwise): a process group of their own.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signalGroup(child, name) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    child.kill(name); // The group is empty already, or this system has none.
  }
}

const terminateAll = () => {
  for (const child of running) signalGroup(child, 'SIGTERM');
};

let watching = false;
function watchForTheEnd() {
  if (watching) return;
  watching = true;
  process.on('exit', terminateAll);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    const end = () => {
      // A script with a handler of its own stops its servers in its own order; its exit still ends what it forgot.
      if (process.listenerCount(signal) > 1) return;
      terminateAll();
      process.removeListener(signal, end);
      process.kill(process.pid, signal);
    };
    process.on(signal, end);
  }
}

/**
 * Binds a port of 127.0.0.1 for a moment.
 * @param {number} port 0 for any
 * @returns {Promise<number>} the port that was bound
 */
const bind = (port) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });

/** @returns {Promise<number>} a TCP port of 127.0.0.1 that was free a moment ago */
export const freePort = () => bind(0);

/** @param {number} port @returns {Promise<boolean>} */
export const isFree = (port) =>
  bind(port).then(
    () => true,
    () => false,
  );

/**
 * Path for a unix socket. The kernel allows 107 bytes, and project folders are often deeper than that.
 * @param {string} folder
 * @param {string} name
 */
export function socketPath(folder, name) {
  const near = join(folder, name);
  return Buffer.byteLength(near) < 100 ? near : join(tmpdir(), `laravel-ops-${randomBytes(5).toString('hex')}-${name}`);
}

/**
 * Start time of a process in clock ticks since boot: with the pid it names one process for good.
 * @param {number} pid
 * @returns {string | undefined} undefined when it is gone (or there is no /proc)
 */
export function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined; // The process is gone.
  }
}

/** @param {number} pid @param {string | undefined} started */
export function isAlive(pid, started) {
  if (hasProc) return started !== undefined && startTime(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // No such process.
  }
}

/**
 * Ends the server that an earlier, killed script left on this folder.
 * @param {string} dataDir
 * @throws {Error} when the script that owns the folder still runs
 */
export async function endLeftover(dataDir) {
  let owner;
  try {
    owner = JSON.parse(readFileSync(join(dataDir, ownerFile), 'utf8'));
  } catch {
    return; // No server was left here.
  }
  if (owner.ownerPid !== process.pid && isAlive(owner.ownerPid, owner.ownerStarted))
    throw new Error(`${dataDir} is in use by process ${owner.ownerPid}. Stop it first (Ctrl-C in its terminal).`);
  for (const [signal, patience] of /** @type {const} */ ([
    ['SIGTERM', 10_000],
    ['SIGKILL', 2_000],
  ])) {
    if (!isAlive(owner.pid, owner.started)) break;
    process.kill(owner.pid, signal);
    for (let waited = 0; waited < patience && isAlive(owner.pid, owner.started); waited += 50) await sleep(50);
  }
  rmSync(join(dataDir, ownerFile), { force: true });
}

/**
 * Removes the folders of earlier runs whose owner is gone (a killed test run), and ends their servers.
 * @param {string} runsDir folder of one folder a server
 */
export async function sweep(runsDir) {
  let names = [];
  try {
    names = readdirSync(runsDir);
  } catch {
    return; // No run has been here yet.
  }
  for (const name of names) {
    const folder = join(runsDir, name);
    const pid = Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
    if (pid === 0 || isAlive(pid, hasProc ? (startTime(pid) ?? 'gone') : undefined)) continue;
    try {
      await endLeftover(folder);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Its owner is alive after all: a second test run of this checkout. It cleans up after itself.
    }
  }
}

/**
 * Starts a server and waits until it answers.
 * @param {object} options
 * @param {string} options.name for messages
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} [options.env] this process's own when left out
 * @param {string} options.dataDir where its log and owner file go
 * @param {(signal: AbortSignal) => Promise<string>} options.probe connects once and gives the server's version; throws while it is not ready
 * @param {number} [options.timeoutMs]
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<{ version: string, pid: number, stop: () => Promise<void> }>}
 * @throws {Error} with the log's last lines when it ends before it answers, or does not answer in time
 */
export async function startProcess({
  name,
  command,
  args,
  env = process.env,
  dataDir,
  probe,
  timeoutMs = 60_000,
  signal,
}) {
  watchForTheEnd();
  signal?.throwIfAborted();
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'laravel-ops-server.log');
  const log = openSync(logFile, 'w');
  const setpriv = hasProc ? which('setpriv') : undefined;
  const [program, programArgs] =
    setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'TERM', '--', command, ...args]];
  // detached: a session of its own, so that Ctrl-C reaches this script alone, which stops things in order.
  const child = spawn(program, programArgs, { stdio: ['ignore', log, log], detached: true, cwd: dataDir, env });
  closeSync(log);
  running.add(child);

  /** @type {string | undefined} how it ended */
  let end;
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    const endedBy = (/** @type {string} */ how) => {
      end = how;
      running.delete(child);
      resolve();
    };
    child.once('error', (error) => endedBy(error.message));
    child.once('exit', (code, by) => endedBy(by === null ? `exit code ${code}` : `killed by ${by}`));
  });

  const stop = async () => {
    if (end === undefined) {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(impatience);
    }
    signalGroup(child, 'SIGKILL');
    rmSync(join(dataDir, ownerFile), { force: true });
  };

  if (child.pid !== undefined) {
    const owner = {
      pid: child.pid,
      started: startTime(child.pid),
      ownerPid: process.pid,
      ownerStarted: startTime(process.pid),
    };
    writeFileSync(join(dataDir, ownerFile), JSON.stringify(owner));
  }

  const deadline = Date.now() + timeoutMs;
  let last = 'no connection';
  for (;;) {
    if (end !== undefined || signal?.aborted || Date.now() > deadline) {
      const how = end ?? (signal?.aborted ? 'cancelled' : `no answer within ${timeoutMs / 1000} s (${last})`);
      await stop();
      throw new Error(`${name} did not start: ${how}\n${tail(readFileSync(logFile, 'utf8'), 8)}`);
    }
    try {
      const version = await probe(AbortSignal.timeout(2_000));
      if (end !== undefined) continue; // Something else answered on that port.
      return { version, pid: child.pid ?? 0, stop };
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      await sleep(25);
    }
  }
}

/**
 * Connects, sends, and reads until `done` has what it wants.
 * @template T
 * @param {number} port on 127.0.0.1
 * @param {string} send '' to listen first
 * @param {(received: Buffer) => T | undefined} done
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function ask(port, send, done, signal) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, signal });
    let received = Buffer.alloc(0);
    const finish = (/** @type {() => void} */ settle) => {
      socket.destroy();
      settle();
    };
    socket.once('connect', () => send !== '' && socket.write(send));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        const answer = done(received);
        if (answer !== undefined) finish(() => resolve(answer));
      } catch (error) {
        finish(() => reject(error));
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.setTimeout(2_000, () => finish(() => reject(new Error('no answer'))));
  });
}

/**
 * Version from the greeting that a MySQL or MariaDB server sends first (protocol 10: 4 bytes header, 0x0a, NUL-terminated version).
 * @param {number} port
 * @param {AbortSignal} signal
 */
export const askMysqlVersion = (port, signal) =>
  ask(
    port,
    '',
    (received) => {
      if (received.length < 5) return undefined;
      if (received[4] !== 0x0a) throw new Error(`refused: ${received.subarray(7).toString('latin1')}`);
      const end = received.indexOf(0, 5);
      // MariaDB before 11 puts 5.5.5- before its version, for replicas of old MySQL servers.
      return end === -1
        ? undefined
        : received
            .subarray(5, end)
            .toString('latin1')
            .replace(/^5\.5\.5-/, '');
    },
    signal,
  );
