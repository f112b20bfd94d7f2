import { parseArgs } from 'node:util';
import { isAbort, messageOf } from '../core/base/errors';
import { isBackupVerb, readBackupArguments } from './backups/arguments';
import { runBackups } from './backups/runBackups';
import type { FailOn } from './check';
import { exitCodes } from './exitCodes';
import type { CliDeps, CliIo } from './io';
import { type CheckCommand, type CheckFormat, runCheck } from './runCheck';
import { readStatus } from './status';
import { statusText } from './statusText';

export const usage = `Usage: laravel-ops status PATH [--json] [--env FILE] [--connect]
       laravel-ops check PATH [--json|--sarif|--md|--html] [--env FILE] [--fail-on LEVEL]
                              [--config FILE] [--redact]
       laravel-ops backups PATH
       laravel-ops verify FILE [--level container|dump] [--password-env VAR]
       laravel-ops backup PATH [--tool built-in|mysqldump|mariadb-dump|spatie] [--password-env VAR]
       laravel-ops restore PATH --backup FILE|latest [--entry NAME] [--into NAME] [--tables a,b]
                                [--password-env VAR]
       laravel-ops switch|undo|drop PATH [--restore ID]
       laravel-ops drill PATH [--backup FILE|latest] [--entry NAME] [--password-env VAR]
       laravel-ops recover PATH
       laravel-ops runbook PATH

  status          Finds the Laravel applications under PATH and says what their files say: version,
                  environment, connections, backups, readiness areas, findings, files that cannot be read.
  check           Runs every rule over the applications under PATH, for CI: one line a finding,
                  "file:line:column severity CODE message". Opens no connection.

  backups         Lists backups on the disks of the application's configuration, S3 included.
  verify          Reads a backup from its first byte to its last: checksums, and every statement.
  backup          Makes a backup. --password-env encrypts it (AES-256).
  restore         Loads a backup into a new database beside the live one, which is not touched.
  switch          Makes the restored copy live; what was live is kept beside it. undo takes that back,
                  drop removes what is kept. The newest restore is meant when --restore is left out.
  drill           Restores the newest backup into a scratch database, checks and drops it, and appends the
                  evidence to storage/laravel-ops/drills.jsonl.
  recover         Finishes or takes back what a crash interrupted, and lists what is kept.
  runbook         Prints docs/runbooks/restore.md as it would be written now.

  --json          One JSON document (schemaVersion 1) in place of text.
  --sarif         SARIF 2.1.0, for code scanning. Paths are seen from the current folder.
  --md, --html    The readiness report: what is done, what is missing, which files.
  --env FILE      Environment file to read, seen from each application; ".env" when left out. It is judged
                  as production when its APP_ENV, or the settings, say so.
  --fail-on LEVEL error (the default), warning, information, hint or never: check ends with 1 when a
                  finding is at this level or above. Accepted risks and rules that are off do not count.
  --config FILE   Settings as VS Code writes them ("laravelOps.diagnostics.rules": {"BKP002": "off"});
                  when left out, .vscode/settings.json of the application, else of PATH.
  --redact        Leaves hosts, users and IP addresses out of check's output.
  --connect       Opens a connection to every configured server, read-only, and says which version answers.
  --password-env VAR  The environment variable that holds an archive's password.
  --yes, --confirm TEXT, --reason TEXT
                  Answers to what is asked before data is changed: a confirmation, the text that has to be
                  typed (shop@production), why production is unlocked. What is missing is said.
  --help          This text.
  --version       The version.

Accepted risks are in .laravel-ops/decisions.json of each application, with an owner and an end.

Exit status of status: 0 done, 1 no application found or a failure, 2 wrong usage.
Exit status of check: 0 nothing at or above the level, 1 findings, 2 wrong usage, 3 it could not check
(no application, no such file, a failure). Exit status of the verbs of backups: 0 whole, 1 something is not
whole (a damaged backup, a failed drill, no usable backup), 2 wrong usage, 3 it could not be done, 130
stopped. Secrets are never printed.
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
  const [first, ...rest] = argv;
  if (isBackupVerb(first) && !rest.includes('--help') && !rest.includes('-h')) {
    const command = readBackupArguments(first, rest);
    if (typeof command !== 'string') return runBackups(command, io, deps, signal);
    io.stderr(`${command}\n\n${usage}`);
    return exitCodes.usage;
  }
  const command = readArguments(argv);
  if (typeof command === 'string') {
    io.stderr(`${command}\n\n${usage}`);
    return exitCodes.usage;
  }
  if (!('path' in command)) {
    io.stdout(command.verb === 'help' ? usage : `${deps.version}\n`);
    return exitCodes.ok;
  }
  const failed = command.verb === 'check' ? exitCodes.failed : exitCodes.nothingFound;
  try {
    if (command.verb === 'check') return await runCheck(command, io, deps, signal);
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
    return isAbort(error) ? exitCodes.cancelled : failed;
  }
}

type Command =
  | { readonly verb: 'help' | 'version' }
  | CheckCommand
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
  if (verb !== 'status' && verb !== 'check') return `Unknown verb "${verb}".`;
  if (path === undefined) return `${verb} needs a PATH.`;
  if (others.length > 0) return `One PATH at a time: "${others.join(' ')}" is too much.`;
  return verb === 'status' ? statusCommand(path, values) : checkCommand(path, values);
}

type Values = ReturnType<typeof parseStrictly>['values'];

function statusCommand(path: string, values: Values): Command | string {
  const strange = (['sarif', 'md', 'html', 'redact', 'fail-on', 'config'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (strange !== undefined) return `--${strange} belongs to check.`;
  const { json = false, connect = false, env } = values;
  return { verb: 'status', path, json, connect, environmentFile: env };
}

function checkCommand(path: string, values: Values): Command | string {
  if (values.connect === true) return '--connect belongs to status: check reads files alone.';
  const formats = (['json', 'sarif', 'md', 'html'] as const).filter((format) => values[format] === true);
  if (formats.length > 1) return `One format at a time: --${formats.join(', --')}.`;
  const failOn = values['fail-on'] ?? 'error';
  if (!isFailOn(failOn)) return `--fail-on knows ${failLevels.join(', ')}, not "${failOn}".`;
  const format: CheckFormat = formats[0] ?? 'text';
  const { env, config, redact = false } = values;
  return { verb: 'check', path, format, failOn, environmentFile: env, config, redact };
}

const failLevels: readonly string[] = ['error', 'warning', 'information', 'hint', 'never'] satisfies FailOn[];

function isFailOn(text: string): text is FailOn {
  return failLevels.includes(text);
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
      sarif: { type: 'boolean' },
      md: { type: 'boolean' },
      html: { type: 'boolean' },
      redact: { type: 'boolean' },
      'fail-on': { type: 'string' },
      config: { type: 'string' },
      connect: { type: 'boolean' },
      env: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
}
