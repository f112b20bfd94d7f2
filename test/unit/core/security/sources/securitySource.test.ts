import { expect, test } from 'vitest';
import { securitySources } from '../../../../../src/core/security/sources/securitySource';
import { configured } from './configured';

const logs = '/srv/shop/storage/logs';
const project = configured(
  {
    app: { timezone: 'Europe/Berlin' },
    database: { default: 'mysql', connections: { mysql: { prefix: 'shop_' } } },
    logging: {
      default: 'stack',
      channels: {
        stack: { driver: 'stack', channels: 'inner,slack' },
        inner: { driver: 'stack', channels: 'daily' },
        daily: { driver: 'daily', path: `${logs}/laravel.log` },
        security: { driver: 'single', path: `${logs}/security.log` },
        slack: { driver: 'slack' },
        own: { driver: 'custom', via: 'App\\Logging\\Mine' },
      },
    },
  },
  { 'owen-it/laravel-auditing': { version: '14.0.6', dev: false } },
);

test('channels that write to files, logs of the setting, tables of packages', () => {
  const sources = securitySources(project, [
    { path: '/var/log/nginx/access.log', name: 'nginx', format: 'access' },
    { path: '/var/log/nginx/access.log', name: 'again' },
    { path: '/var/*/x.log' },
  ]);
  expect(sources.map(({ kind, id, title, zone }) => [kind, id, title, zone])).toEqual([
    ['channel', 'channel security', 'security', 'Europe/Berlin'],
    ['channel', 'channel daily', 'daily', 'Europe/Berlin'],
    ['file', 'file /var/log/nginx/access.log', 'again', 'Europe/Berlin'],
    ['table', 'table mysql.shop_audits', 'shop_audits', 'Europe/Berlin'],
  ]);
});

test('effective is what records without a channel reach, through stacks of stacks', () => {
  const effective = securitySources(project).map((source) => [
    source.title,
    source.kind === 'channel' && source.effective,
  ]);
  expect(effective).toEqual([
    ['security', false],
    ['daily', true],
    ['shop_audits', false],
  ]);
});

test("the local time of a server is not the application's", () => {
  const [source] = securitySources(configured({ app: { timezone: 'Europe/Berlin' } }), [
    { path: '/var/log/php8.4-fpm.log', format: 'fpm' },
  ]);
  expect(source).toMatchObject({ kind: 'file' });
  expect(source).not.toHaveProperty('zone');
});
