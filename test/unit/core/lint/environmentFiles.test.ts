import { expect, test } from 'vitest';
import { environmentFiles, isTemplateName } from '../../../../src/core/lint/environmentFiles';

const unmanaged = { managedBackups: false, managedSecrets: false };
const paths = (...args: Parameters<typeof environmentFiles>): readonly string[] =>
  environmentFiles(...args).map(({ path }) => path);

test('.env counts without anybody naming it', () => {
  expect(environmentFiles('/shop', [], new Set())).toEqual([
    { id: '.env', statedRole: 'unknown', path: '/shop/.env', ...unmanaged },
  ]);
});

test('a file that an environment names counts, with the role that settings give it', () => {
  const named = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
  expect(environmentFiles('/shop', named, new Set())[0]).toEqual({
    id: 'live',
    statedRole: 'production',
    path: '/shop/.env.production',
    ...unmanaged,
  });
});

test('settings may name the implicit .env and give it a role; it is there once', () => {
  const named = [{ id: 'here', role: 'production' as const, envFile: '.env' }];
  expect(environmentFiles('/shop', named, new Set())).toEqual([
    { id: 'here', statedRole: 'production', path: '/shop/.env', ...unmanaged },
  ]);
});

test('an absolute path, also of Windows, stays what it is', () => {
  const named = [{ id: 'a', role: 'unknown' as const, envFile: 'C:/secrets/shop.env' }];
  expect(paths('C:/shop', named, new Set())).toEqual(['C:/secrets/shop.env', 'C:/shop/.env']);
});

test('an environment without a file adds none', () => {
  expect(paths('/shop', [{ id: 'live', role: 'production' }], new Set())).toEqual(['/shop/.env']);
});

test.each([
  '.env.example',
  '.env.dist',
  '.env.sample',
  'env.stub',
  '.env.template',
  '.env.ci',
  '.env.test',
  '.env.testing',
  '.env.dusk.local',
  '.env.travis',
  '.env.docker',
  '.env.sail',
  '.env.prod-ci',
  '.env.PRODUCTION.EXAMPLE',
])('%s is a template and never counts, whoever names it', (envFile) => {
  expect(paths('/shop', [{ id: 'live', role: 'production', envFile }], new Set())).toEqual(['/shop/.env']);
});

test.each(['.env', '.env.production', '.env.pacific', '.env.live'])('%s is no template', (name) => {
  expect(isTemplateName(`/example/shop/${name}`)).toBe(false);
});

test('a file that git tracks does not count, .env included', () => {
  const named = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
  expect(paths('/shop', named, new Set(['.env.production']))).toEqual(['/shop/.env']);
  expect(paths('/shop', named, new Set(['.env']))).toEqual(['/shop/.env.production']);
});

test('when it is not known what git tracks, only .env counts', () => {
  const named = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
  expect(paths('/shop', named, 'unknown')).toEqual(['/shop/.env']);
});

test("the application's own file may have another name", () => {
  expect(environmentFiles('/shop', [], new Set(), '/shop/.env.live')).toEqual([
    { id: '.env.live', statedRole: 'unknown', path: '/shop/.env.live', ...unmanaged },
  ]);
});
