import type { Location } from '../../finding';
import { joinPath } from '../../base/path';
import { matchesStars } from '../../base/wildcards';
import type { LaravelProject } from '../../laravel/project';
import { asString, at, type Value } from '../../laravel/value';
import type { DeploymentFiles } from '../deployment';

/** A process that works off a queue, as far as files tell. */
export interface QueueWorker {
  /** Name of the queue connection; absent for the default one. */
  readonly connection?: string;
  /** Seconds a job may run when it says nothing itself; 0 is without limit. */
  readonly timeout: number;
  /** False when the command or the supervisor leaves it out: then it is Laravel's own 60. */
  readonly written: boolean;
  /** The command, or the supervisor's timeout. */
  readonly location?: Location;
  /** For people: "queue:work in Procfile", "Horizon's supervisor-1". */
  readonly said: string;
}

/** `queue:work --timeout` and SupervisorOptions of Horizon, when nothing is said (Laravel 6 to 13). */
export const defaultTimeout = 60;

const command = /\bqueue:(?:work|listen)\b/g;
const comment = /^\s*(?:#|\/\/|;|\*)/;

/**
 * Workers that deployment files start: Procfile, supervisor, compose files, Dockerfile, package.json and their like. A
 * worker whose options hold a variable is left out: they are not certain.
 *
 * @param root absolute path of the application
 */
export function queueWorkers(deployment: DeploymentFiles, root: string): readonly QueueWorker[] {
  const workers: QueueWorker[] = [];
  for (const [name, text] of deployment) {
    let left = mostCommands;
    for (const match of text.matchAll(command)) {
      if (left-- === 0) break;
      const start = match.index;
      const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
      if (comment.test(line)) continue;
      const { words, end } = wordsAfter(text, start + match[0].length, line);
      const worker = workerOf(words);
      if (worker === undefined) continue;
      const location = { file: joinPath(root, name), range: { start, end } };
      workers.push({ ...worker, location, said: `${match[0]} in ${name}` });
    }
  }
  return workers;
}

/** Characters of a command that are read: what is longer is no command that somebody wrote. */
const longestCommand = 4000;
const mostCommands = 500;

/** The words of a command up to where it ends: the line, a quote around all of it, a list in brackets or of YAML items. */
function wordsAfter(
  text: string,
  from: number,
  before: string,
): { readonly words: readonly string[]; readonly end: number } {
  let start = from;
  let end = lineEnd(text, from);
  while (/\\\s*$/.test(text.slice(start, end)) && end < text.length && end < from + longestCommand) {
    start = end + 1;
    end = lineEnd(text, start);
  }
  if (/^\s*-\s*["']?$/.test(before)) {
    const item = /^\s*-\s.*(?:\r?\n|$)/;
    let next = end + 1;
    for (
      let found = item.exec(text.slice(next));
      found !== null && found[0] !== '' && next < from + longestCommand;
      found = item.exec(text.slice(next))
    ) {
      next += found[0].length;
      end = next - 1;
    }
  }
  let line = text.slice(from, Math.min(end, text.length, from + longestCommand));
  // A JSON list: "queue:work", "--timeout=90". A closing quote right behind the name means one; else it ends the command.
  const list = /^["']\s*,/.test(line) || /^["']\s*(?:\n|$)/.test(line);
  if (!list) line = line.replace(/["'`].*$/s, '');
  else line = line.replace(/\].*$/s, '');
  line = line.replace(/(?:&&|\|\||[|&;>]|\s#).*$/s, '');
  const words = line
    .replace(/\\\r?\n/g, ' ')
    .split(list ? /[\s"']*,[\s"']*|[\s"']+/ : /[\s"']+/)
    .filter((word) => word !== '' && word !== '-');
  return { words, end: from + line.trimEnd().length };
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}

/** Options of the command that take a value as a word of its own. */
const valued = new Set([
  'name',
  'queue',
  'delay',
  'backoff',
  'max-jobs',
  'max-time',
  'memory',
  'sleep',
  'rest',
  'tries',
]);

function workerOf(words: readonly string[]): Pick<QueueWorker, 'connection' | 'timeout' | 'written'> | undefined {
  let connection: string | undefined;
  let timeout: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const option = /^--([\w-]+)(?:=(.*))?$/.exec(word);
    if (option === null) {
      if (!word.startsWith('-')) connection ??= word;
      continue;
    }
    const [, name = '', joined] = option;
    if (name === 'timeout') timeout = joined ?? words[++index] ?? '';
    else if (joined === undefined && valued.has(name)) index++;
  }
  if (connection !== undefined && !/^[\w.-]+$/.test(connection)) return undefined;
  if (timeout !== undefined && !/^\d+$/.test(timeout)) return undefined;
  return {
    timeout: timeout === undefined ? defaultTimeout : Number(timeout),
    written: timeout !== undefined,
    ...(connection === undefined ? {} : { connection }),
  };
}

/**
 * The supervisors that Horizon starts in an environment: those of `environments` whose name matches, each over
 * `defaults` (Laravel\Horizon\ProvisioningPlan). Those of which connection and timeout are not certain are left out.
 *
 * @param environment what `horizon.env` or `app.env` says: "production"
 */
export function horizonSupervisors(project: LaravelProject, environment: string): readonly QueueWorker[] {
  const environments = project.config.get('horizon.environments');
  const defaults = project.config.get('horizon.defaults');
  if (!project.packages.has('laravel/horizon') || environments.kind !== 'array') return [];
  const matching = [...environments.entries].filter(([name]) => matches(name, environment));
  const plan = matching.length > 1 ? matching.find(([name]) => name === environment) : matching[0];
  const own = plan?.[1].value;
  if (own?.kind !== 'array') return [];
  const names = new Set([...own.entries.keys(), ...(defaults.kind === 'array' ? defaults.entries.keys() : [])]);
  return [...names].flatMap((name) => supervisor(name, at(own, name), at(defaults, name)) ?? []);
}

function supervisor(name: string, own: Value, below: Value): QueueWorker | undefined {
  const of = (key: string): Value => {
    const value = at(own, key);
    return value.kind === 'absent' ? at(below, key) : value;
  };
  const [connection, timeout] = [of('connection'), of('timeout')];
  if (connection.kind === 'unknown' || timeout.kind === 'unknown') return undefined;
  const seconds = timeout.kind === 'absent' ? defaultTimeout : Number(asString(timeout) ?? Number.NaN);
  if (!Number.isInteger(seconds)) return undefined;
  const location = placeOf(timeout);
  return {
    connection: asString(connection) ?? 'redis',
    timeout: seconds,
    written: timeout.kind !== 'absent',
    said: `Horizon's supervisor "${name}"`,
    ...(location === undefined ? {} : { location }),
  };
}

/** Str::is() of one pattern. */
function matches(pattern: string, name: string): boolean {
  return matchesStars(name, pattern);
}

function placeOf(value: Value): Location | undefined {
  if (value.kind !== 'known') return undefined;
  const origin = value.origins.find(({ file, range }) => file !== undefined && range !== undefined);
  return origin?.file === undefined || origin.range === undefined
    ? undefined
    : { file: origin.file, range: origin.range };
}
