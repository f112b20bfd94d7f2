// The demo shop behind the host specs: what `npm start -- --no-open` starts, or the one that already runs.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Demo {
  /** The .code-workspace file with both applications. */
  readonly workspace: string;
  /** Folder of the Laravel 13 application. */
  readonly shop: string;
  stop(): Promise<void>;
}

/** Starts the demo and waits until it is ready. The first start fills the database. */
export async function startDemo(): Promise<Demo> {
  const where = { workspace: join(root, '.demo/laravel-ops-demo.code-workspace'), shop: join(root, '.demo/shop') };
  if (isRunning()) return { ...where, stop: async () => undefined };
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--no-open'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((done, failed) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/^Ready after/m.test(output)) done();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  await ready;
  return {
    ...where,
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}

function isRunning(): boolean {
  const file = join(root, '.demo/running.json');
  if (!existsSync(file)) return false;
  try {
    process.kill(JSON.parse(readFileSync(file, 'utf8')).pid, 0);
    return true;
  } catch {
    return false; // Left by a start that was killed.
  }
}
