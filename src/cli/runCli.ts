import { parseArgs } from 'node:util';
import { isAbort, messageOf } from '../core/base/errors';
import { argumentProblem } from './argumentProblem';
import { isBackupVerb, readBackupArguments } from './backups/arguments';
import { runBackups } from './backups/runBackups';
import type { FailOn } from './check';
import { exitCodes } from './exitCodes';
import type { CliDeps, CliIo } from './io';
import { isQueryVerb, readQueryArguments } from './queries/arguments';
import { runQueries } from './queries/runQueries';
import { type CheckCommand, type CheckFormat, runCheck } from './runCheck';
import { isSecurityVerb, readSecurityArguments } from './security/arguments';
import { runSecurity } from './security/runSecurity';
import { readStatus } from './status';
import { statusText } from './statusText';
import { shortUsage, usage } from './usage';

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
  if (isBackupVerb(first)) {
    const command = readBackupArguments(first, rest);
    if (typeof command === 'string') {
      io.stderr(`${command}\n\n${shortUsage(first)}`);
      return exitCodes.usage;
    }
    if (command.verb !== 'help') return runBackups(command, io, deps, signal);
    io.stdout(usage);
    return exitCodes.ok;
  }
  if (isQueryVerb(first)) {
    const command = readQueryArguments(first, rest);
    if (typeof command === 'string') {
      io.stderr(`${command}\n\n${shortUsage(first)}`);
      return exitCodes.usage;
    }
    if (command.verb !== 'help') return runQueries(command, io, deps, signal);
    io.stdout(usage);
    return exitCodes.ok;
  }
  if (isSecurityVerb(first)) {
    const command = readSecurityArguments(first, rest, io.now());
    if (typeof command === 'string') {
      io.stderr(`${command}\n\n${shortUsage(first)}`);
      return exitCodes.usage;
    }
    if (command.verb !== 'help') return runSecurity(command, io, deps, signal);
    io.stdout(usage);
    return exitCodes.ok;
  }
  const command = readArguments(argv);
  if (typeof command === 'string') {
    io.stderr(`${command}\n\n${shortUsage(first === 'status' || first === 'check' ? first : undefined)}`);
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
    return argumentProblem(error);
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
