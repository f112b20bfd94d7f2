// A real Laravel 13 on its PHP: Debian's stable releases carry Laravel 8, unstable carries 13.
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './mariadb.mjs';
import { install, isRoot, needsRoot, unpackUnstable } from './unstable.mjs';

const what = 'Laravel 13';
const application = 'usr/share/php/Illuminate/Foundation/Application.php';

/**
 * Laravel 13 in a folder to chroot into; its PHP is /usr/bin/php there, its autoloader /usr/share/php/Illuminate/autoload.php.
 * @param {import('./servers.mjs').LaravelOptions} [options]
 * @returns {Promise<import('./servers.mjs').Laravel>}
 */
export async function findLaravel13({ rootDir = join(cacheDir, 'laravel13'), log = () => {}, signal } = {}) {
  if (!isRoot()) return { kind: 'missing', what, install, reason: needsRoot };
  try {
    const packages = 'php-cli,php-mysql,php-zip,php-laravel-framework';
    const note = 'Laravel and PHP, 300 MB';
    await unpackUnstable({ rootDir, packages, proof: application, note, log, signal });
    const version = /const VERSION = '([\d.]+)'/.exec(readFileSync(join(rootDir, application), 'utf8'))?.[1] ?? '';
    if (!version.startsWith('13.')) {
      const reason = `Debian unstable carries Laravel ${version} now`;
      return { kind: 'missing', what, install: `unpack Laravel 13 into ${rootDir}`, reason };
    }
    // Where the framework looks for its own configuration: four folders above Foundation/Bootstrap.
    const config = join(rootDir, 'usr/share/config');
    if (!existsSync(config)) symlinkSync('php/Illuminate/config', config);
    return { kind: 'there', rootDir, version };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'missing', what, install, reason: error instanceof Error ? error.message : String(error) };
  }
}
