import { expect, test } from 'vitest';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { absent, at, type ArrayEntry, type Value } from '../../../../src/core/laravel/value';
import { logSources } from '../../../../src/core/security/sources';

type Plain = string | number | boolean | null | Value | { readonly [key: string]: Plain } | readonly Plain[];

const unknown = (detail: string): Value => ({ kind: 'unknown', reason: 'call', detail, origins: [] });

function value(plain: Plain): Value {
  if (typeof plain !== 'object' || plain === null) {
    return { kind: 'known', value: plain, origins: [{ source: 'config', file: '/srv/shop/config/logging.php' }] };
  }
  if ('kind' in plain && 'origins' in plain) return plain as Value;
  const entries = new Map<string, ArrayEntry>(
    Object.entries(plain).map(([key, child]) => [key, { key, value: value(child) }]),
  );
  return { kind: 'array', entries, origins: [] };
}

function projectOf(logging: Plain): LaravelProject {
  const config = value({ logging });
  return {
    root: '/srv/shop',
    name: 'shop',
    layout: 'slim',
    version: { source: 'unknown' },
    packages: new Map(),
    config: { get: (path) => at(config, path), folder: '/srv/shop/config', names: ['logging'] },
    problems: [],
  };
}

const logs = '/srv/shop/storage/logs';

test('channels that speak of security come first, then the default and what it hands on to', () => {
  const sources = logSources(
    projectOf({
      default: 'stack',
      channels: {
        slack: { driver: 'slack' },
        audit: { driver: 'single', path: `${logs}/audit.log` },
        stack: { driver: 'stack', channels: ['inner', 'slack'] },
        inner: { driver: 'stack', channels: 'app' },
        other: { driver: 'single', path: `${logs}/other.log` },
        app: { driver: 'daily', path: `${logs}/laravel.log` },
      },
    }),
  );
  expect(sources.map(({ channel, what }) => `${channel}: ${what}`)).toEqual([
    'audit: storage/logs/audit.log',
    'app: one file a day, storage/logs/laravel-YYYY-MM-DD.log',
    'slack: sends to Slack',
    'stack: hands on to inner, slack',
    'inner: hands on to app',
    'other: storage/logs/other.log',
  ]);
  expect(sources.find(({ isDefault }) => isDefault)?.channel).toBe('stack');
  expect(sources[0]?.origins).toEqual([{ source: 'config', file: '/srv/shop/config/logging.php' }]);
});

test('a stack that holds itself ends', () => {
  const sources = logSources(
    projectOf({
      default: 'a',
      channels: { a: { driver: 'stack', channels: ['a', 'b'] }, b: { driver: 'stack', channels: ['a'] } },
    }),
  );
  expect(sources).toHaveLength(2);
});

test('channels that write to one file are one source', () => {
  const sources = logSources(
    projectOf({
      default: 'single',
      channels: { emergency: {}, single: { driver: 'single', path: `${logs}/laravel.log`, level: 'debug' } },
    }),
  );
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatchObject({ channel: 'single', also: ['emergency'], isDefault: true, format: 'line' });
});

test.each<readonly [string, Plain, string, string]>([
  ['monthly', { driver: 'monthly', path: `${logs}/a.log` }, 'one file a month, storage/logs/a-YYYY-MM.log', 'line'],
  [
    'a JSON formatter',
    { driver: 'single', path: `${logs}/a.log`, formatter: 'Monolog\\Formatter\\JsonFormatter' },
    'storage/logs/a.log',
    'json',
  ],
  [
    'a formatter of its own',
    { driver: 'single', path: `${logs}/a.log`, formatter: 'App\\Logging\\Mine' },
    'storage/logs/a.log',
    'auto',
  ],
  ['a tap', { driver: 'single', path: `${logs}/a.log`, tap: ['App\\Logging\\Tap'] }, 'storage/logs/a.log', 'auto'],
  ['a path outside', { driver: 'single', path: '/var/log/shop.log' }, '/var/log/shop.log', 'line'],
  ['a path on Windows', { driver: 'single', path: 'C:\\shop\\a.log' }, 'C:/shop/a.log', 'line'],
  [
    'a relative path',
    { driver: 'single', path: 'a.log' },
    'a file "a.log" below the folder that PHP was started in',
    'line',
  ],
  [
    'an unknown path',
    { driver: 'single', path: unknown('calls php_sapi_name()') },
    'a file whose path cannot be known: calls php_sapi_name()',
    'line',
  ],
  ['an unknown driver', { driver: unknown('x'), path: `${logs}/a.log` }, 'its driver cannot be known', 'line'],
  [
    'stderr',
    { driver: 'monolog', handler: 'Monolog\\Handler\\StreamHandler', handler_with: { stream: 'php://stderr' } },
    'writes to php://stderr',
    'line',
  ],
  [
    'a stream file',
    { driver: 'monolog', handler: 'Monolog\\Handler\\StreamHandler', with: { stream: `${logs}/b.log` } },
    'storage/logs/b.log',
    'line',
  ],
  [
    'a rotating handler',
    { driver: 'monolog', handler: 'Monolog\\Handler\\RotatingFileHandler', with: { filename: `${logs}/b.log` } },
    'one file a day, storage/logs/b-YYYY-MM-DD.log',
    'line',
  ],
  ['the null handler', { driver: 'monolog', handler: 'Monolog\\Handler\\NullHandler' }, 'discards everything', 'line'],
  [
    'another handler',
    { driver: 'monolog', handler: 'Monolog\\Handler\\SyslogUdpHandler' },
    'handled by SyslogUdpHandler',
    'line',
  ],
  ['syslog', { driver: 'syslog' }, 'writes to the system log', 'line'],
  ['a driver of its own', { driver: 'graylog' }, 'driver graylog', 'line'],
  ['a channel that is unknown', unknown('calls channels()'), 'cannot be known: calls channels()', 'auto'],
])('%s', (_, channel, what, format) => {
  expect(logSources(projectOf({ channels: { x: channel } }))).toMatchObject([{ channel: 'x', what, format }]);
});

test('the emergency channel has a path of its own', () => {
  expect(logSources(projectOf({ channels: { emergency: {} } }))).toMatchObject([
    { channel: 'emergency', path: { folder: logs, stem: 'laravel', extension: '.log', rotation: 'none' } },
  ]);
});

test('channels that cannot be known give no sources', () => {
  expect(logSources(projectOf({ channels: unknown('x') }))).toEqual([]);
  expect(logSources({ ...projectOf({}), config: { get: () => absent, folder: '', names: [] } })).toEqual([]);
});
