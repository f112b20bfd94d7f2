import { OpsError } from '../core/base/errors';
import { type ArtisanRoute, artisanRoutes } from '../core/security/limits/artisanRoutes';
import { findProgram } from './findProgram';
import { runProcess } from './tools/runProcess';

/** Bytes of the list: several thousand routes. What is longer is no list. */
const mostBytes = 32 * 1024 * 1024;
const limitMs = 60_000;

/**
 * The routes as `php artisan route:list --json` lists them. It runs the application's own PHP code: only in trusted folders, and only
 * when a person asked for it.
 *
 * @param command how PHP is started, when it is not `php` on the PATH
 * @throws OpsError `noPhp`, `artisan` when the command fails or prints no list, `cancelled`, `timeout`
 */
export async function routeListOf(
  root: string,
  signal: AbortSignal,
  command?: readonly string[],
): Promise<{ readonly routes: readonly ArtisanRoute[]; readonly leftOut: number }> {
  const [program = await findProgram('php'), ...before] = command ?? [];
  if (program === undefined)
    throw new OpsError('noPhp', 'PHP is not on the PATH of this machine.', {
      next: 'The list from the code stays as it is.',
    });
  const timeout = AbortSignal.timeout(limitMs);
  const decoder = new TextDecoder();
  let output = '';
  let bytes = 0;
  // -vv: from Laravel 9 on groups of middleware are taken apart.
  const args = [...before, 'artisan', 'route:list', '--json', '-vv', '--no-interaction', '--no-ansi'];
  try {
    const { code, messages } = await runProcess(program, args, {
      signal: AbortSignal.any([signal, timeout]),
      cwd: root,
      onOutput(part) {
        bytes += part.length;
        if (bytes > mostBytes) throw new OpsError('artisan', 'php artisan route:list printed more than 32 MB.');
        output += decoder.decode(part, { stream: true });
        return undefined;
      },
    });
    const listed = code === 0 ? artisanRoutes(output) : undefined;
    if (listed !== undefined) return listed;
    const last = `${output}\n${messages}`.slice(-2000).trim().split('\n').slice(-6).join(' ').replace(/\s+/g, ' ');
    const what = code === 0 ? 'printed no list' : `failed (${code ?? 'killed'})`;
    throw new OpsError('artisan', `php artisan route:list ${what}: ${last}`, {
      safe: 'The list from the code stays as it is.',
    });
  } catch (error) {
    if (timeout.aborted && !signal.aborted)
      throw new OpsError('timeout', `Stopped after ${limitMs / 1000} s: php artisan route:list.`, {}, { cause: error });
    throw error;
  }
}
