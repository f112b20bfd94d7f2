import { expect, test } from 'vitest';
import { type LogTarget, logChannels, loudness } from '../../../../../src/core/code/logging/logChannels';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

async function channels(files: Readonly<Record<string, string>>): Promise<ReturnType<typeof logChannels>> {
  return logChannels(await readProject(shop(files), '/shop'));
}

const shown = ({ leaves, missing, complete }: LogTarget): string =>
  [
    ...leaves.map(({ channel, sink, level = '?', tapped }) => `${channel}:${sink}:${level}${tapped ? ':tapped' : ''}`),
    ...missing.map((name) => `${name}?`),
    ...(complete ? [] : ['…']),
  ].join(' ');

async function target(config: string, name = 'x', env = ''): Promise<string> {
  const files = { '.env': env, 'composer.json': '{"require":{"laravel/framework":"^10.0"}}' };
  return shown(
    (await channels({ ...files, 'config/logging.php': `<?php return ['channels' => [${config}]];` })).target(name),
  );
}

test("Laravel 12 without a file of its own: the framework's channels", async () => {
  const log = await channels({ '.env': 'LOG_STACK=single,slack\n' });
  expect(log.default).toBe('stack');
  expect([...(log.names ?? [])]).toContain('papertrail');
  expect(shown(log.target('stack'))).toBe('single:file:debug slack:slack:critical');
  expect(shown(log.target('stderr'))).toBe('stderr:stderr:debug');
  expect(shown(log.target('papertrail'))).toBe('papertrail:remote:debug');
  expect(shown(log.target('null'))).toBe('null:nothing:debug');
  expect(shown(log.target('security'))).toBe('security?');
});

test.each([
  ["'x' => ['driver' => 'daily', 'level' => 'Warning']", 'x:rotatedFiles:warning'],
  ["'x' => ['driver' => 'single', 'path' => 'php://stderr']", 'x:stderr:debug'],
  ["'x' => ['driver' => 'syslog', 'level' => 400]", 'x:syslog:error'],
  ["'x' => ['driver' => 'errorlog', 'level' => 'loud']", 'x:errorlog:?'],
  [
    "'x' => ['driver' => 'monolog', 'handler' => \\Monolog\\Handler\\TelegramBotHandler::class, 'level' => 'debug', 'with' => ['level' => 'info']]",
    'x:chat:info',
  ],
  ["'x' => ['driver' => 'monolog', 'handler' => \\App\\Own::class]", 'x:unknown:debug'],
  [
    "'x' => ['driver' => 'monolog', 'handler' => \\Monolog\\Handler\\StreamHandler::class, 'with' => ['stream' => stream()]]",
    'x:unknown:debug',
  ],
  ["'x' => ['driver' => 'custom', 'via' => \\App\\Own::class]", 'x:unknown:debug:tapped'],
  ["'x' => ['driver' => 'daily', 'tap' => [\\App\\Tap::class]]", 'x:rotatedFiles:debug:tapped'],
  ["'x' => ['driver' => 'daily', 'tap' => []]", 'x:rotatedFiles:debug'],
  [
    "'x' => ['driver' => 'daily', 'processors' => [\\Monolog\\Processor\\PsrLogMessageProcessor::class]]",
    'x:rotatedFiles:debug',
  ],
  ["'x' => ['driver' => 'daily', 'processors' => [\\App\\Mask::class]]", 'x:rotatedFiles:debug:tapped'],
  ["'x' => ['driver' => driver()]", 'x:unknown:debug:tapped'],
  [
    "'x' => ['driver' => 'stack', 'channels' => ['a', 'b', 'a']], 'a' => ['driver' => 'single'], 'b' => ['driver' => 'stack', 'channels' => 'a, c']",
    'a:file:debug c?',
  ],
  ["'x' => ['driver' => 'stack', 'channels' => ['x']]", '…'],
  [
    "'x' => ['driver' => 'stack', 'channels' => ['y']], 'y' => ['driver' => 'stack', 'channels' => ['x', 'a']], 'a' => ['driver' => 'single']",
    'a:file:debug …',
  ],
  ["'x' => ['driver' => 'stack', 'channels' => names()]", '…'],
  ["'x' => channel()", '…'],
  ["'y' => []", 'x?'],
])('%s', async (config, expected) => {
  expect(await target(config)).toBe(expected);
});

test('what env() decides', async () => {
  const config =
    "'x' => ['driver' => 'stack', 'channels' => explode(',', (string) env('LOG_STACK', 'a'))], 'a' => ['driver' => 'single', 'level' => env('LOG_LEVEL', 'info')]";
  expect(await target(config, 'x', 'LOG_LEVEL=error\n')).toBe('a:file:error');
  expect(await target(config, 'x', 'LOG_STACK=a,b\n')).toBe('a:file:info b?');
  expect(await target(config, 'x', 'LOG_STACK=null\n')).toBe('?');
});

test('the default channel: a name, null, or not certain', async () => {
  const config = (value: string): Record<string, string> => ({
    'config/logging.php': `<?php return ['default' => ${value}];`,
  });
  expect((await channels(config("'a'"))).default).toBe('a');
  expect((await channels(config('null'))).default).toBeNull();
  expect((await channels(config('pick()'))).default).toBeUndefined();
});

test('nothing is known to be missing where the list of channels is not certain', async () => {
  const log = await channels({ 'config/logging.php': "<?php return ['channels' => channels()];" });
  expect(log.names).toBeUndefined();
  expect(shown(log.target('x'))).toBe('…');
});

test('levels from quiet to loud', () => {
  expect(['debug', 'notice', 'warning', 'emergency', 'loud', undefined].map(loudness)).toEqual([
    0,
    2,
    3,
    7,
    undefined,
    undefined,
  ]);
});
