import { expect, test } from 'vitest';
import { readManifest, readPackages } from '../../../../src/core/laravel/composer';
import { laravelVersion } from '../../../../src/core/laravel/versions';

const packages = (version: string) => new Map([['laravel/framework', { version, dev: false }]]);
const manifest = (constraint: string) => {
  const read = readManifest(JSON.stringify({ require: { 'laravel/framework': constraint } }));
  if (read === undefined) throw new Error('no manifest');
  return read;
};

test('what is locked counts before what is installed, and that before what is asked for', () => {
  const all = {
    lock: packages('12.1.0'),
    installed: packages('11.0.0'),
    application: "const VERSION = '10.0.0';",
    manifest: manifest('^9.0'),
  };
  expect(laravelVersion(all)).toEqual({ full: '12.1.0', major: 12, source: 'composer.lock' });
  expect(laravelVersion({ installed: all.installed, application: all.application })).toEqual({
    full: '11.0.0',
    major: 11,
    source: 'installed.json',
  });
  expect(laravelVersion({ application: all.application, manifest: all.manifest })).toEqual({
    full: '10.0.0',
    major: 10,
    source: 'Application.php',
  });
  expect(laravelVersion({ manifest: all.manifest })).toEqual({ major: 9, source: 'composer.json' });
  expect(laravelVersion({})).toEqual({ source: 'unknown' });
});

test.each([
  ['^12.0', 12],
  ['~8.75', 8],
  ['8.*', 8],
  ['10.x-dev', 10],
  ['^10.0|^11.0', 11],
  ['^10.10 || ^11.0', 11],
  ['>=9.0 <12', 9],
  ['6.20.44', 6],
  ['*', undefined],
  ['dev-master', undefined],
])('the constraint %s asks for %s', (constraint, major) => {
  expect(laravelVersion({ manifest: manifest(constraint) }).major).toBe(major);
});

test('a development branch has a name and perhaps a number', () => {
  expect(laravelVersion({ lock: packages('13.x-dev') })).toEqual({
    full: '13.x-dev',
    major: 13,
    source: 'composer.lock',
  });
  expect(laravelVersion({ lock: packages('dev-main') })).toEqual({ full: 'dev-main', source: 'composer.lock' });
});

test('packages of a lock file, with those for development', () => {
  const lock = JSON.stringify({
    packages: [{ name: 'A/b', version: 'v1.2.3' }, { name: 'broken' }, 7],
    'packages-dev': [{ name: 'c/d', version: '2.0' }],
  });
  expect([...(readPackages(lock) ?? [])]).toEqual([
    ['a/b', { version: '1.2.3', dev: false }],
    ['c/d', { version: '2.0', dev: true }],
  ]);
});

test('installed.json of Composer 1 and 2', () => {
  const list = [
    { name: 'a/b', version: 'v1.0' },
    { name: 'c/d', version: '2.0' },
  ];
  expect(readPackages(JSON.stringify(list))?.get('c/d')).toEqual({ version: '2.0', dev: false });
  expect(readPackages(JSON.stringify({ packages: list, 'dev-package-names': ['c/d'] }))?.get('c/d')).toEqual({
    version: '2.0',
    dev: true,
  });
});

test.each(['', '{', 'null', '5', '"text"'])('%j is no manifest and no lock file', (text) => {
  expect(readManifest(text)).toBeUndefined();
  expect(readPackages(text)).toBeUndefined();
});
