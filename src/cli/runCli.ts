import { parseArgs } from 'node:util';
import { isAbort, messageOf } from '../core/base/errors';
import type { CliDeps, CliIo } from './io';
import { readStatus } from './status';
import { statusText } from './statusText';

/** What the process answers its caller. */
export const exitCodes = { ok: 0, nothingFound: 1, usage: 2, cancelled: 130 } as const;

export const usage = `Usage: laravel-ops status PATH [--json] [--env FILE] [--connect]

  status      Finds the Laravel applications under PATH and says what their files say: version,
              environment, connections, backups, readiness areas, findings, files that cannot be read.

  --json      One JSON document (schemaVersion 1) in place of text.
  --env FILE  Environment file to read, seen from each application; ".env" when left out.
  --connect   Opens a connection to every configured server, read-only, and says which version answers.
  --help      This text.
  --version   The version.

Exit status: 0 done, 1 no application found or a failure, 2 wrong usage. Passwords are never printed.
`;

/**
 * Runs one command line. Never rejects: what fails is written to `io.stderr`.
 *
 * @param argv arguments after the program's name
 * @returns the exit status, see `exitCodes`
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  deps: CliDeps,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  const command = readArguments(argv);
  if (typeof command === 'string') {
    io.stderr(`${command}\n\n${usage}`);
    return exitCodes.usage;
  }
  if (command.verb !== 'status') {
    io.stdout(command.verb === 'help' ? usage : `${deps.version}\n`);
    return exitCodes.ok;
  }
  try {
    const path = io.resolve(command.path);
    const { connect, environmentFile } = command;
    const report = await readStatus(path, deps, io.now(), { connect, environmentFile, signal });
    const text = command.json ? `${JSON.stringify(report, undefined, 2)}\n` : statusText(report, io.now(), io.colour);
    if (command.json || report.apps.length > 0) io.stdout(text);
    if (report.apps.length > 0) return exitCodes.ok;
    io.stderr(`No Laravel application found under ${path}: looked for a folder with artisan and composer.json.\n`);
    return exitCodes.nothingFound;
  } catch (error) {
    io.stderr(`${messageOf(error)}\n`);
    return isAbort(error) ? exitCodes.cancelled : exitCodes.nothingFound;
  }
}

type Command =
  | { readonly verb: 'help' | 'version' }
  | {
      readonly verb: 'status';
      readonly path: string;
      readonly json: boolean;
      readonly connect: boolean;
      readonly environmentFile: string | undefined;
    };

/** The command, or what is wrong with the arguments. */
function readArguments(argv: readonly string[]): Command | string {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  if (values.help === true) return { verb: 'help' };
  if (values.version === true) return { verb: 'version' };
  const [verb, path, ...others] = positionals;
  if (verb === undefined) return 'Say what to do.';
  if (verb !== 'status') return `Unknown verb "${verb}".`;
  if (path === undefined) return 'status needs a PATH.';
  if (others.length > 0) return `One PATH at a time: "${others.join(' ')}" is too much.`;
  const { json = false, connect = false, env } = values;
  return { verb, path, json, connect, environmentFile: env };
}

function parse(argv: readonly string[]): ReturnType<typeof parseStrictly> | string {
  try {
    return parseStrictly(argv);
  } catch (error) {
    // parseArgs throws a TypeError with a sentence for people for every unknown or incomplete option.
    return messageOf(error);
  }
}

function parseStrictly(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      connect: { type: 'boolean' },
      env: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
}
