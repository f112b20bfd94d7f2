import { OpsError } from '../core/base/errors';
import { findProgram } from './findProgram';
import { runProcess } from './tools/runProcess';

/** Characters of output that are kept: the last ones, where the error stands. */
const mostOutput = 16_000;

/**
 * Runs `php artisan` in an application: no shell, arguments as they are. Only for trusted folders: it runs the application's code.
 *
 * @param args behind `artisan`; may hold a secret, so errors name the first one alone
 * @returns what it printed, its last 16,000 characters
 * @throws OpsError `noPhp` when PHP is not on the PATH, `artisan` when the command fails, `cancelled`
 */
export async function runArtisan(root: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const php = await findProgram('php');
  if (php === undefined)
    throw new OpsError('noPhp', 'PHP is not on the PATH of this machine.', {
      next: `Run php artisan ${args[0] ?? ''} where the application runs.`,
    });
  let output = '';
  const { code, messages } = await runProcess(php, ['artisan', ...args, '--no-interaction', '--no-ansi'], {
    signal,
    cwd: root,
    onOutput(bytes) {
      output = (output + new TextDecoder().decode(bytes)).slice(-mostOutput);
      return undefined;
    },
  });
  if (code === 0) return output;
  const last = `${output}\n${messages}`.trim().split('\n').slice(-6).join(' ').replace(/\s+/g, ' ');
  throw new OpsError('artisan', `php artisan ${args[0] ?? ''} failed (${code ?? 'killed'}): ${last}`);
}
