import { expect, test } from 'vitest';
import { readExtraLogs } from '../../../../../src/core/security/sources/readExtraLogs';

test('logs of the setting are read; what is none is left out', () => {
  expect(
    readExtraLogs([
      { path: '/var/log/nginx/access.log', name: 'nginx', format: 'access' },
      { path: 'storage/logs/audit.log', name: 7, format: 'xml' },
      { path: '  ' },
      { name: 'no path' },
      'text',
      null,
    ]),
  ).toEqual([
    { path: '/var/log/nginx/access.log', name: 'nginx', format: 'access' },
    { path: 'storage/logs/audit.log' },
  ]);
  expect(readExtraLogs({ path: 'x' })).toEqual([]);
});

test('a list without end is not followed to its end', () => {
  expect(readExtraLogs(Array.from({ length: 500 }, (_, at) => ({ path: `/logs/${at}.log` })))).toHaveLength(50);
});
