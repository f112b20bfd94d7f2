import { expect, test } from 'vitest';
import { logFileNames } from '../../../../../src/core/security/logs/logFiles';
import { logPath } from '../../../../../src/core/security/logPath';

test('what logrotate makes of one file, oldest first', () => {
  const names = [
    'laravel.log',
    'laravel.log.10.gz',
    'laravel.log.2.gz',
    'laravel.log.1',
    'laravel-2026-11-22.log',
    'worker.log',
    'laravel.log.bak',
    'laravel.log.1.swp',
  ];
  expect(logFileNames('/srv/logs/laravel.log', names)).toEqual([
    'laravel.log.10.gz',
    'laravel.log.2.gz',
    'laravel.log.1',
    'laravel.log',
  ]);
});

test('rotation by date, behind the extension and before it', () => {
  const names = ['laravel.log', 'laravel.log-20261122.gz', 'laravel-20261123.log', 'laravel.log-20261121.gz'];
  expect(logFileNames('/srv/logs/laravel.log', names)).toEqual([
    'laravel.log-20261121.gz',
    'laravel.log-20261122.gz',
    'laravel-20261123.log',
    'laravel.log',
  ]);
});

test('days and months of a channel, each rotated again or not', () => {
  const names = [
    'a-2026-11-22.log',
    'a-2026-11-21.log.gz',
    'a-2026-11-22.log.1',
    'a-2026-11.log',
    'a.log',
    'ab-2026-11-22.log',
  ];
  expect(logFileNames(logPath('/srv/a.log', 'day'), names)).toEqual([
    'a-2026-11-21.log.gz',
    'a-2026-11-22.log.1',
    'a-2026-11-22.log',
  ]);
  expect(logFileNames(logPath('/srv/a.log', 'month'), names)).toEqual(['a-2026-11.log']);
});

test('a file that is being compressed is read once', () => {
  expect(logFileNames('/srv/a.log', ['a.log.1', 'a.log.1.gz', 'a.log'])).toEqual(['a.log.1', 'a.log']);
});

test('signs that mean something in a pattern are taken as they are, and a compressed file is a log of its own', () => {
  expect(logFileNames('/srv/a+(b).log', ['a+(b).log', 'a+(b).log.1', 'aa(b)xlog'])).toEqual([
    'a+(b).log.1',
    'a+(b).log',
  ]);
  expect(logFileNames('/srv/a.log.1.gz', ['a.log', 'a.log.1.gz'])).toEqual(['a.log.1.gz']);
});
