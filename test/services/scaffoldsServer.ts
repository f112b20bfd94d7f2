import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { LaravelHost } from './laravelHosts';

/** An application served on loopback by PHP's own server. */
export interface ServedApp {
  /** @returns status and body; cookies are kept from one request to the next */
  send(
    method: string,
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string; retryAfter: string | null }>;
  /** Forgets the cookies: another visitor. */
  forget(): void;
  /** What PHP wrote to its own output. */
  output(): string;
  stop(): Promise<void>;
}

/** @param root as the host's PHP knows it */
export async function serve(host: LaravelHost, root: string): Promise<ServedApp> {
  const port = await freePort();
  const [program = 'php', ...first] = host.command;
  const php = spawn(
    program,
    [
      ...first,
      '-d',
      'display_errors=0',
      '-S',
      `127.0.0.1:${port}`,
      '-t',
      `${root}/public`,
      `${root}/public/router.php`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } },
  );
  let output = '';
  for (const stream of [php.stdout, php.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<void>((resolve) => php.once('exit', () => resolve()));
  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 20_000;
  for (let up = false; !up; ) {
    up = await fetch(`${address}/token`).then(
      () => true,
      () => false,
    );
    if (!up && Date.now() > deadline) throw new Error(`PHP's server did not start: ${output}`);
  }
  const cookies = new Map<string, string>();
  return {
    async send(method, path, form, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(address + path, {
        method,
        redirect: 'manual',
        headers: { accept: 'application/json', 'user-agent': 'Shop test/1.0', cookie, ...headers },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      for (const each of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        cookies.set(name, value);
      }
      return { status: answer.status, body: await answer.text(), retryAfter: answer.headers.get('retry-after') };
    },
    forget: () => cookies.clear(),
    output: () => output,
    stop: async () => {
      php.kill();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
