import { expect, test } from 'vitest';
import { logPath } from '../../../../../src/core/security/logPath';
import { type SeenSource, sourceGroup } from '../../../../../src/core/security/rows/sourceRows';
import type { FileSource } from '../../../../../src/core/security/sources/securitySource';

const now = new Date(2026, 10, 22, 14, 0);
const path = logPath('/var/log/nginx/access.log', 'none');
const placed = { id: 'log', title: 'nginx', what: '/var/log/nginx/access.log', format: 'access' } as const;
const nginx: FileSource = {
  kind: 'file',
  id: 'log nginx',
  title: 'nginx',
  what: '/var/log/nginx/access.log',
  log: { ...placed, path, folder: path.folder, pattern: 'access.log' },
  path,
};
const { path: _, ...pattern } = nginx;
const newest = { file: '/var/log/nginx/access.log', bytes: 2_048, changed: new Date(2026, 10, 22, 13, 59) };
const only = (seen: SeenSource) => sourceGroup([seen], '/srv/shop', now).children?.[0];

test('a log says how large it is and when it was written, and opens in the stream', () => {
  expect(only({ source: nginx, newest })).toEqual({
    id: 'source:log nginx',
    label: 'nginx',
    description: '/var/log/nginx/access.log · 2.0 KB · 13:59',
    tooltip: '/var/log/nginx/access.log\n/var/log/nginx/access.log',
    icon: { id: 'output' },
    abilities: ['canShowInStream'],
    opens: { kind: 'log', source: 'nginx' },
    subject: { kind: 'log', root: '/srv/shop', source: 'nginx' },
  });
});

test('nothing there yet, cannot be read and was not looked for are three things', () => {
  expect(only({ source: nginx })?.description).toBe('/var/log/nginx/access.log · nothing yet');
  const closed = only({ source: nginx, trouble: 'EACCES: permission denied' });
  expect(closed).toMatchObject({ description: '/var/log/nginx/access.log · cannot be read', icon: { id: 'warning' } });
  expect(closed?.tooltip).toContain('EACCES: permission denied');
  expect(only({ source: pattern })?.description).toBe('/var/log/nginx/access.log');
});

test('the group counts its sources', () => {
  expect(sourceGroup([{ source: nginx }], '/srv/shop', now).description).toBe('1');
  expect(sourceGroup([], '/srv/shop', now)).toMatchObject({ description: '0', children: [] });
});
