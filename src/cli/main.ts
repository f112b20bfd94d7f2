// The program `laravel-ops`: the same core as the extension, for machines without an editor.
import { resolve } from 'node:path';
import { version } from '../../package.json';
import { messageOf } from '../core/base/errors';
import { openBackupFiles } from '../node/archives';
import { readDrillRecords } from '../node/drillFile';
import { diskTextSource } from '../node/files';
import { trackedFiles } from '../node/gitIndex';
import { loadDrivers } from '../node/loadDrivers';
import { readMachineFacts } from '../node/machineFacts';
import { readVerifications } from '../node/verifications';
import { exitCodes } from './exitCodes';
import { runCli } from './runCli';

const abort = new AbortController();
/** Within this many milliseconds a second signal is the same one: npx and a terminal both pass it on. */
const sameSignal = 1_000;
let stoppedAt: number | undefined;

// What was begun is taken back first; whoever does not wait for that, asks again. SIGHUP: the terminal was closed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stoppedAt !== undefined && Date.now() - stoppedAt > sameSignal) process.exit(exitCodes.cancelled);
    stoppedAt ??= Date.now();
    abort.abort();
  });
// `laravel-ops check . | head` closes the pipe early: nobody reads on, and the exit status still says what was found.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  io.stderr(`${messageOf(error)}\n`);
  process.exit(exitCodes.failed);
});
// Nobody is left to be told.
process.stderr.on('error', () => undefined);

const io = {
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
  colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  progress: process.stderr.isTTY,
  now: () => new Date(),
  resolve: (path: string) => resolve(path).replaceAll('\\', '/'),
};

const deps = {
  version,
  files: diskTextSource(),
  backupFiles: openBackupFiles(),
  tracked: trackedFiles,
  machine: (root: string, signal?: AbortSignal) => readMachineFacts(root, signal),
  records: async (root: string, signal: AbortSignal) => {
    const [drills, verifications] = await Promise.all([
      readDrillRecords(root, signal),
      readVerifications(root, signal),
    ]);
    return { drills, verifications };
  },
  git: async (folder: string) => (await loadDrivers()).openGit(folder),
  sql: async () => (await loadDrivers()).createSqlConnector(),
  redis: async () => (await loadDrivers()).createRedisConnector(),
};

async function main(): Promise<void> {
  // Not process.exit: what was written to a pipe has to arrive first.
  process.exitCode = await runCli(process.argv.slice(2), io, deps, abort.signal);
}

void main();
