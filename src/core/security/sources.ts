import { isAbsolutePath, relativePath } from '../base/path';
import type { LaravelProject } from '../laravel/project';
import { type ArrayValue, asString, at, type Origin, type Value } from '../laravel/value';
import { type LogPath, logPath, logPathText } from './logPath';

/** A channel of config/logging.php: a file that can be followed, or a place that cannot. */
export interface LogSource {
  /** The channel's name, unique in the project. */
  readonly channel: string;
  /** "daily", "stack", "slack"; undefined when it cannot be known. */
  readonly driver?: string;
  /** What it is, for people: "one file a day, storage/logs/security-YYYY-MM-DD.log". */
  readonly what: string;
  /** Where it writes; absent for channels that are no file, or whose path cannot be known. */
  readonly path?: LogPath;
  /** What its formatter writes; `auto` when a tap or a formatter of the application decides. */
  readonly format: 'line' | 'json' | 'auto';
  /** Other channels that write to the same files. */
  readonly also: readonly string[];
  /** The channels that a stack hands its records to. */
  readonly members: readonly string[];
  /** True for the channel that Laravel writes to when none is named. */
  readonly isDefault: boolean;
  /** Where the path, or else the channel, is written. */
  readonly origins: readonly Origin[];
}

/**
 * Every channel of `logging.channels` as it is in force: those whose name speaks of security, audits or authentication
 * first, then the default channel and what it hands on to, then the rest in the order of the file. Channels that write
 * to the same files are one source. Empty when the channels cannot be known.
 */
export function logSources(project: LaravelProject): readonly LogSource[] {
  const channels = project.config.get('logging.channels');
  if (channels.kind !== 'array') return [];
  const chosen = asString(project.config.get('logging.default'));
  const sources = Array.from(channels.entries, ([name, { value }]) =>
    sourceOf(name, value, project.root, name === chosen),
  );
  const reached = new Set<string>(chosen === undefined ? [] : [chosen]);
  // A set grows while it is walked: members of members are reached too, each once.
  for (const name of reached) for (const member of membersOf(at(channels, name))) reached.add(member);
  const rank = ({ channel }: LogSource): number => (securityName.test(channel) ? 0 : reached.has(channel) ? 1 : 2);
  const files = (source: LogSource): number => (source.path === undefined ? 1 : 0);
  return merged(sources.sort((a, b) => rank(a) - rank(b) || files(a) - files(b)));
}

const securityName = /secur|audit|auth|login/i;

function merged(sources: readonly LogSource[]): readonly LogSource[] {
  const byPath = new Map<string, LogSource[]>();
  for (const source of sources) {
    const key = source.path === undefined ? `channel ${source.channel}` : `path ${logPathText(source.path)}`;
    byPath.set(key, [...(byPath.get(key) ?? []), source]);
  }
  return Array.from(byPath.values()).flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            ...first,
            also: others.map(({ channel }) => channel),
            isDefault: first.isDefault || others.some(({ isDefault }) => isDefault),
            format: others.every(({ format }) => format === first.format) ? first.format : 'auto',
          },
        ],
  );
}

function sourceOf(channel: string, value: Value, root: string, isDefault: boolean): LogSource {
  const members = membersOf(value);
  const shared = { channel, also: [], members, isDefault } as const;
  if (value.kind !== 'array') {
    const origins = value.kind === 'absent' ? [] : value.origins;
    const what = value.kind === 'unknown' ? `cannot be known: ${value.detail}` : 'not configured';
    return { ...shared, what, format: 'auto', origins };
  }
  const driver = asString(at(value, 'driver')) ?? (channel === 'emergency' ? 'single' : undefined);
  const target = targetOf(driver, value, root, channel);
  const origins = 'origin' in target && target.origin.kind === 'known' ? target.origin.origins : value.origins;
  return {
    ...shared,
    ...(driver === undefined ? {} : { driver }),
    ...('path' in target ? { path: target.path } : {}),
    what: 'path' in target ? fileText(target.path, root) : target.what,
    format: formatOf(value),
    origins,
  };
}

type Target = { readonly path: LogPath; readonly origin: Value } | { readonly what: string };

const rotations: ReadonlyMap<string, LogPath['rotation']> = new Map([
  ['single', 'none'],
  ['daily', 'day'],
  ['monthly', 'month'],
]);

const elsewhere: ReadonlyMap<string, string> = new Map([
  ['slack', 'sends to Slack'],
  ['papertrail', 'sends to Papertrail'],
  ['syslog', 'writes to the system log'],
  ['errorlog', "writes to PHP's error log"],
  ['null', 'discards everything'],
  ['custom', 'made by code of the application'],
]);

function targetOf(driver: string | undefined, channel: ArrayValue, root: string, name: string): Target {
  if (driver === 'stack')
    return { what: `hands on to ${membersOf(channel).join(', ') || 'channels that cannot be known'}` };
  const rotation = driver === undefined ? undefined : rotations.get(driver);
  if (rotation !== undefined) {
    const path = at(channel, 'path');
    if (path.kind === 'absent' && name === 'emergency')
      return fileTarget(path, `${root}/storage/logs/laravel.log`, rotation);
    return fileTarget(path, asString(path), rotation);
  }
  if (driver === 'monolog') return handlerTarget(channel);
  return {
    what: elsewhere.get(driver ?? '') ?? (driver === undefined ? 'its driver cannot be known' : `driver ${driver}`),
  };
}

/** `driver => monolog`: a handler class and its constructor's arguments by name. */
function handlerTarget(channel: ArrayValue): Target {
  const handler = (asString(at(channel, 'handler')) ?? '').split('\\').at(-1) ?? '';
  const argument = (name: string): Value => {
    const value = at(channel, `handler_with.${name}`);
    return value.kind === 'absent' ? at(channel, `with.${name}`) : value;
  };
  if (handler === 'RotatingFileHandler') {
    const file = argument('filename');
    return fileTarget(file, asString(file), 'day');
  }
  if (handler === 'StreamHandler') {
    const stream = argument('stream');
    const text = asString(stream);
    if (text !== undefined && /^[a-z]+:\/\//i.test(text)) return { what: `writes to ${text}` };
    return fileTarget(stream, text, 'none');
  }
  if (handler === 'NullHandler') return { what: 'discards everything' };
  return { what: handler === '' ? 'its handler cannot be known' : `handled by ${handler}` };
}

function fileTarget(origin: Value, path: string | undefined, rotation: LogPath['rotation']): Target {
  if (path === undefined) {
    return { what: `a file whose path cannot be known${origin.kind === 'unknown' ? `: ${origin.detail}` : ''}` };
  }
  const slashed = path.replaceAll('\\', '/');
  if (!isAbsolutePath(slashed)) return { what: `a file "${path}" below the folder that PHP was started in` };
  return { path: logPath(slashed, rotation), origin };
}

function fileText(path: LogPath, root: string): string {
  const file = relativePath(root, logPathText(path));
  if (path.rotation === 'none') return file;
  return `one file a ${path.rotation}, ${file}`;
}

function formatOf(channel: ArrayValue): LogSource['format'] {
  const formatter = at(channel, 'formatter');
  const tap = at(channel, 'tap');
  if (tap.kind === 'unknown' || (tap.kind === 'array' && tap.entries.size > 0)) return 'auto';
  if (formatter.kind === 'absent' || (formatter.kind === 'known' && formatter.value === null)) return 'line';
  const name = asString(formatter);
  if (name === 'default' || name?.endsWith('\\LineFormatter') === true) return 'line';
  return name?.split('\\').at(-1) === 'JsonFormatter' ? 'json' : 'auto';
}

/** A list of names, or one text with commas. */
function membersOf(channel: Value): readonly string[] {
  if (channel.kind !== 'array' || asString(at(channel, 'driver')) !== 'stack') return [];
  const list = at(channel, 'channels');
  const text = asString(list);
  if (text !== undefined) return text.split(',').filter((name) => name !== '');
  if (list.kind !== 'array') return [];
  return Array.from(list.entries.values()).flatMap(({ value }) => asString(value) ?? []);
}
