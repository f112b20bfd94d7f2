import { expect, test } from 'vitest';
import { logsOfPattern, placeLog } from '../../../../../src/core/security/sources/extraLog';
import { suggestedLogs } from '../../../../../src/core/security/sources/suggestedLogs';

const root = '/srv/shop';

test('a file, from the disk or from the application', () => {
  expect(placeLog({ path: '/var/log/nginx/access.log', name: 'nginx', format: 'access' }, root)).toEqual({
    id: 'file /var/log/nginx/access.log',
    title: 'nginx',
    what: '/var/log/nginx/access.log',
    format: 'access',
    folder: '/var/log/nginx',
    pattern: 'access.log',
    path: { folder: '/var/log/nginx', stem: 'access', extension: '.log', rotation: 'none' },
  });
  expect(placeLog({ path: 'storage\\logs\\a.log' }, root)).toMatchObject({
    id: 'file /srv/shop/storage/logs/a.log',
    title: 'storage/logs/a.log',
    format: 'auto',
  });
});

test('a star for the date is one log', () => {
  expect(placeLog({ path: 'storage/logs/audit-*.log' }, root)).toMatchObject({
    what: 'one file a day, storage/logs/audit-*.log',
    path: { folder: '/srv/shop/storage/logs', stem: 'audit', extension: '.log', rotation: 'day' },
  });
});

test('another star is each of the files, without compressed ones', () => {
  const log = placeLog({ path: '/var/log/nginx/*access.log*', name: 'nginx' }, root);
  if (log === undefined) throw new Error('not placed');
  expect(log).not.toHaveProperty('path');
  const found = logsOfPattern(log, ['shop.access.log', 'error.log', 'access.log', 'access.log.2.gz']);
  expect(found.map(({ id, title, what }) => [id, title, what])).toEqual([
    ['file /var/log/nginx/access.log', 'nginx: access.log', '/var/log/nginx/access.log'],
    ['file /var/log/nginx/shop.access.log', 'nginx: shop.access.log', '/var/log/nginx/shop.access.log'],
  ]);
  expect(
    logsOfPattern(
      log,
      Array.from({ length: 1000 }, (_, index) => `${index}access.log`),
    ),
  ).toHaveLength(50);
});

test.each(['', '  ', '/var/*/access.log', '/'])('%j is no log', (path) => {
  expect(placeLog({ path }, root)).toBeUndefined();
});

test('suggestions are whole paths, each once, that can be placed', () => {
  const placed = suggestedLogs.map((log) => placeLog(log, root));
  expect(placed.every((log) => log?.path !== undefined && !log.id.includes(root))).toBe(true);
  expect(new Set(placed.map((log) => log?.id)).size).toBe(suggestedLogs.length);
});
