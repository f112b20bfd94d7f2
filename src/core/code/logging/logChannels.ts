import { once } from '../../base/memo';
import type { LaravelProject } from '../../laravel/project';
import { absent, type ArrayValue, asString, at, type Value } from '../../laravel/value';

/** Where lines of a channel end up. */
export type LogSink =
  | 'file'
  | 'rotatedFiles'
  | 'slack'
  | 'chat'
  | 'mail'
  | 'stderr'
  | 'stdout'
  | 'syslog'
  | 'errorlog'
  | 'remote'
  /** NullHandler: thrown away. */
  | 'nothing'
  /** Laravel's emergency log: what is written when a channel does not exist or cannot be made. */
  | 'emergency'
  | 'unknown';

/** One channel that writes, as opposed to a stack of others. */
export interface LogLeaf {
  /** Its name in `logging.channels`. */
  readonly channel: string;
  readonly sink: LogSink;
  /** Lower case; undefined when not certain. "debug" when the channel names none. */
  readonly level?: string;
  /** The value that the level comes from; absent when the channel names none. */
  readonly levelValue: Value;
  /** Classes of the application, or processors, change what it does: its level and what it writes are not certain. */
  readonly tapped: boolean;
  /** The channel's configuration. */
  readonly value: ArrayValue;
}

/** What writing to a channel comes down to. */
export interface LogTarget {
  readonly leaves: readonly LogLeaf[];
  /** Names in stacks that no channel has. */
  readonly missing: readonly string[];
  /** A stack on the way swallows exceptions of its handlers. */
  readonly ignoresExceptions: boolean;
  /** False when a stack could not be followed, or runs in a circle. */
  readonly complete: boolean;
}

/** The log channels of an application, evaluated with one environment file. */
export interface LogChannels {
  /** Names of all channels; undefined when they are not certain: then nothing is known to be missing. */
  readonly names?: ReadonlySet<string>;
  /** `logging.default`; null when it is null (Laravel then writes to the emergency log), undefined when not certain. */
  readonly default?: string | null;
  /** What a channel writes to. A stack is taken apart; the same leaf is named once. */
  target(name: string): LogTarget;
}

/** Reads `logging` as Illuminate\Log\LogManager does, Laravel 6 to 13. */
export const logChannels = once((project: LaravelProject): LogChannels => {
  const channels = project.config.get('logging.channels');
  const byDefault = project.config.get('logging.default');
  const name = byDefault.kind === 'known' && byDefault.value === null ? null : asString(byDefault)?.trim();
  return {
    target: (wanted) => targetOf(wanted, channels),
    ...(channels.kind === 'array' ? { names: new Set(channels.entries.keys()) } : {}),
    ...(name === undefined ? {} : { default: name }),
  };
});

/** Stacks that are taken apart for one channel. */
const mostStacks = 100;

function targetOf(name: string, channels: Value): LogTarget {
  const leaves = new Map<string, LogLeaf>();
  const missing = new Set<string>();
  let complete = channels.kind === 'array';
  let ignoresExceptions = false;
  const followed = new Set<string>();
  const open = new Set<string>();
  const follow = (wanted: string): void => {
    const value = wanted === '' ? absent : at(channels, wanted);
    if (open.has(wanted) || followed.size > mostStacks || value.kind === 'unknown') complete = false;
    else if (value.kind !== 'array') missing.add(wanted);
    else if (asString(at(value, 'driver')) !== 'stack') leaves.set(wanted, leafOf(wanted, value));
    else if (!followed.has(wanted)) {
      // Stacks that share stacks: each is followed once.
      followed.add(wanted);
      open.add(wanted);
      const members = membersOf(at(value, 'channels'));
      const ignores = at(value, 'ignore_exceptions');
      if (members === undefined) complete = false;
      if (ignores.kind === 'known' && ignores.value === true) ignoresExceptions = true;
      for (const member of members ?? []) follow(member);
      open.delete(wanted);
    }
  };
  follow(name);
  return { leaves: [...leaves.values()], missing: [...missing], complete, ignoresExceptions };
}

/** Names in a stack: a list, or one text with commas (from Laravel 8 on). */
function membersOf(channels: Value): readonly string[] | undefined {
  if (channels.kind === 'known' && typeof channels.value === 'string') {
    return channels.value.split(',').map((each) => each.trim());
  }
  if (channels.kind !== 'array') return undefined;
  const names = [...channels.entries.values()].map(({ value }) => asString(value)?.trim());
  return names.every((each) => each !== undefined) ? names : undefined;
}

const sinkOfDriver: ReadonlyMap<string, LogSink> = new Map<string, LogSink>([
  ['single', 'file'],
  ['daily', 'rotatedFiles'],
  ['monthly', 'rotatedFiles'],
  ['slack', 'slack'],
  ['syslog', 'syslog'],
  ['errorlog', 'errorlog'],
]);

const sinkOfHandler: ReadonlyMap<string, LogSink> = new Map<string, LogSink>([
  ['NullHandler', 'nothing'],
  ['NoopHandler', 'unknown'],
  ['RotatingFileHandler', 'rotatedFiles'],
  ['SyslogHandler', 'syslog'],
  ['SyslogUdpHandler', 'remote'],
  ['SocketHandler', 'remote'],
  ['GelfHandler', 'remote'],
  ['LogglyHandler', 'remote'],
  ['LogEntriesHandler', 'remote'],
  ['InsightOpsHandler', 'remote'],
  ['ErrorLogHandler', 'errorlog'],
  ['SlackWebhookHandler', 'slack'],
  ['SlackHandler', 'slack'],
  ['TelegramBotHandler', 'chat'],
  ['PushoverHandler', 'chat'],
  ['FleepHookHandler', 'chat'],
  ['FlowdockHandler', 'chat'],
  ['NativeMailerHandler', 'mail'],
  ['SwiftMailerHandler', 'mail'],
  ['SymfonyMailerHandler', 'mail'],
  ['MandrillHandler', 'mail'],
  ['SendGridHandler', 'mail'],
]);

/** Processors that add to a line or fill it in, and take nothing out of it. */
const harmlessProcessors = /^Monolog\\Processor\\/;

function leafOf(channel: string, value: ArrayValue): LogLeaf {
  const driver = asString(at(value, 'driver'));
  const levelValue = levelOf(value, driver);
  const level = levelName(levelValue);
  return {
    channel,
    sink: sinkOf(value, driver),
    levelValue,
    tapped: isTapped(value) || driver === undefined || (driver !== 'monolog' && !sinkOfDriver.has(driver)),
    value,
    ...(level === undefined ? {} : { level }),
  };
}

function sinkOf(value: ArrayValue, driver: string | undefined): LogSink {
  if (driver === 'single') return sinkOfStream(asString(at(value, 'path')), 'file');
  if (driver !== 'monolog') return sinkOfDriver.get(driver ?? '') ?? 'unknown';
  const handler = /^\\?Monolog\\Handler\\(\w+)$/.exec(asString(at(value, 'handler')) ?? '')?.[1];
  if (handler !== 'StreamHandler') return sinkOfHandler.get(handler ?? '') ?? 'unknown';
  return sinkOfStream(asString(firstOf(value, 'stream')), 'unknown');
}

function sinkOfStream(stream: string | undefined, otherwise: LogSink): LogSink {
  if (stream === 'php://stderr') return 'stderr';
  if (stream === 'php://stdout' || stream === 'php://output') return 'stdout';
  if (stream === undefined) return otherwise;
  return stream.includes('://') ? 'unknown' : 'file';
}

/** An argument of a Monolog handler: `handler_with` over `with`. */
function firstOf(value: ArrayValue, argument: string): Value {
  const later = at(value, `handler_with.${argument}`);
  return later.kind === 'absent' ? at(value, `with.${argument}`) : later;
}

function levelOf(value: ArrayValue, driver: string | undefined): Value {
  const argument = driver === 'monolog' ? firstOf(value, 'level') : at(value, 'level');
  return argument.kind === 'absent' ? at(value, 'level') : argument;
}

const numbers: ReadonlyMap<string, string> = new Map([
  ['100', 'debug'],
  ['200', 'info'],
  ['250', 'notice'],
  ['300', 'warning'],
  ['400', 'error'],
  ['500', 'critical'],
  ['550', 'alert'],
  ['600', 'emergency'],
]);

/** From the quietest to the loudest. */
const levels = [...numbers.values()];

/** How loud a level is: 0 for debug, 7 for emergency; undefined for what is no level. */
export function loudness(level: string | undefined): number | undefined {
  const index = levels.indexOf(level ?? '');
  return index === -1 ? undefined : index;
}

function levelName(value: Value): string | undefined {
  if (value.kind === 'absent' || (value.kind === 'known' && value.value === null)) return 'debug';
  const written = asString(value)?.toLowerCase() ?? '';
  const name = numbers.get(written) ?? written;
  return levels.includes(name) ? name : undefined;
}

function isTapped(value: ArrayValue): boolean {
  const tap = at(value, 'tap');
  const isSomething = (each: Value): boolean =>
    each.kind === 'unknown' || (each.kind === 'array' && each.entries.size > 0);
  if (isSomething(tap)) return true;
  const processors = at(value, 'processors');
  if (processors.kind !== 'array') return processors.kind === 'unknown';
  return [...processors.entries.values()].some(({ value: each }) => {
    const name = asString(each) ?? asString(at(each, 'processor'));
    return name === undefined || !harmlessProcessors.test(name);
  });
}
