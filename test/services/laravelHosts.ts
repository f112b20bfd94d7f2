import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TextSource } from '../../src/core/laravel/textSource';
import { diskTextSource } from '../../src/node/files';
import { isThere, type MissingServer, type TestLaravel } from './servers';

/** A PHP value with its type: `array` holds pairs of key and value in PHP's order. */
export type Tagged =
  | readonly ['null']
  | readonly ['bool', boolean]
  | readonly ['int' | 'float', number]
  | readonly ['string', string]
  | readonly ['object', string]
  | readonly ['array', readonly (readonly [string | number, Tagged])[]];

/** What config() holds, or why the framework did not come that far. */
export type Booted = { readonly version: string; readonly config: Tagged } | { readonly error: string };

/** A real Laravel, and the place where its PHP sees files. */
export interface LaravelHost {
  readonly version: string;
  /** In front of the paths that its PHP knows: "" or the folder of a chroot. */
  readonly prefix: string;
  readonly command: readonly string[];
}

const framework = '/usr/share/php/Illuminate';
const dumper = readFileSync(fileURLToPath(new URL('../fixtures/laravel/dumpConfig.php', import.meta.url)));

/** Laravel 8 of the system's own packages. */
export function laravel8(): LaravelHost | MissingServer {
  const print = `require '${framework}/autoload.php'; echo Illuminate\\Foundation\\Application::VERSION;`;
  const version = spawnSync('php', ['-d', 'error_reporting=0', '-r', print]).stdout?.toString() ?? '';
  if (!version.startsWith('8.'))
    return { missing: 'Laravel 8 for PHP (Debian 12: apt-get install php-laravel-framework)' };
  return { version, prefix: '', command: ['php'] };
}

/** Laravel 13, unpacked by the servers' set-up. */
export function laravel13(given: TestLaravel | MissingServer): LaravelHost | MissingServer {
  if (!isThere(given)) return given;
  return { version: given.version, prefix: given.root, command: ['chroot', given.root, '/usr/bin/php'] };
}

/** An application that stands where a host's PHP can read it. */
export interface PlacedApp {
  /** As PHP, and readProject with `source`, know it. */
  readonly root: string;
  /** The disk as that PHP sees it. */
  readonly source: TextSource;
  write(file: string, text: string): void;
  boot(): Promise<Booted>;
  remove(): void;
}

/** Puts an application's folder, or single files, where the host reads them. Its `vendor` is the system's. */
export function placeApp(host: LaravelHost, from: string | Readonly<Record<string, string>>): PlacedApp {
  const folder = mkdtempSync(join(host.prefix, '/tmp/laravel-config-'));
  const onDisk = join(folder, 'app');
  const root = onDisk.slice(host.prefix.length);
  const script = join(folder, 'dumpConfig.php');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(onDisk, file)), { recursive: true });
    writeFileSync(join(onDisk, file), text);
  };
  writeFileSync(script, dumper);
  if (typeof from === 'string') cpSync(from, onDisk, { recursive: true });
  else for (const [file, text] of Object.entries(from)) write(file, text);
  const disk = diskTextSource();
  return {
    root,
    source: {
      readText: (path, signal) => disk.readText(host.prefix + path, signal),
      list: (path, signal) => disk.list(host.prefix + path, signal),
    },
    write,
    async boot() {
      const [program = 'php', ...first] = host.command;
      const args = [...first, script.slice(host.prefix.length), `${framework}/autoload.php`, root];
      // None of this process's own variables: env() would answer them.
      const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
      const { stdout } = await promisify(execFile)(program, args, {
        env,
        maxBuffer: 64 * 1024 * 1024,
        timeout: 50_000,
      });
      return JSON.parse(stdout) as Booted;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
