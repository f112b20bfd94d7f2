import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConnectionUrl } from '../../../../src/core/connections/url';

// What Illuminate\\Support\\ConfigurationUrlParser 8.83 answers under PHP 8.2; undefined where it throws.
test.each([
  [
    'mysql://root:secret@127.0.0.1:3306/shop',
    { driver: 'mysql', database: 'shop', host: '127.0.0.1', port: 3306, username: 'root', password: 'secret' },
  ],
  ['mysql2://u@h/db', { driver: 'mysql', database: 'db', host: 'h', username: 'u' }],
  [
    'mysql://u:p%40ss%2Fw@h:3307/db?charset=utf8&unix_socket=%2Ftmp%2Fm.sock&strict=false',
    {
      driver: 'mysql',
      database: 'db',
      host: 'h',
      port: 3307,
      username: 'u',
      password: 'p@ss/w',
      charset: 'utf8',
      unix_socket: '/tmp/m.sock',
      strict: false,
    },
  ],
  ['mysql://u:12345@h', { driver: 'mysql', host: 'h', username: 'u', password: 12345 }],
  ['mysql://u:1e5@h/', { driver: 'mysql', host: 'h', username: 'u', password: 100000 }],
  ['mysql://u:true@h/x', { driver: 'mysql', database: 'x', host: 'h', username: 'u', password: true }],
  ['mysql://u:null@h/x', { driver: 'mysql', database: 'x', host: 'h', username: 'u' }],
  ['mysql://u:p@ss@h/db', { driver: 'mysql', database: 'db', host: 'h', username: 'u', password: 'p@ss' }],
  ['mysql://u:p#w@h/db', undefined],
  ['mysql://u:p/w@h/db', undefined],
  ['rediss://:pw@r:6380/2', { driver: 'tls', database: '2', host: 'r', port: 6380, username: '', password: 'pw' }],
  ['redis://h', { driver: 'tcp', host: 'h' }],
  ['tls://u:p@h:1?database=3', { driver: 'tls', host: 'h', port: 1, username: 'u', password: 'p', database: 3 }],
  ['mysql://[::1]:3306/a', { driver: 'mysql', database: 'a', host: '[::1]', port: 3306 }],
  ['mysql://h:99999/a', undefined],
  ['mysql://u:p?x@h/db', undefined],
  ['//h:33/db', { database: 'db', host: 'h', port: 33 }],
  ['mysql:///db', undefined],
  ['mysql://h/a/b?x=a+b&c.d=1', { driver: 'mysql', database: 'a/b', host: 'h', x: 'a b', c_d: 1 }],
  ['mysql://u:@h/x', { driver: 'mysql', database: 'x', host: 'h', username: 'u', password: '' }],
  ['mysql://:@h', { driver: 'mysql', host: 'h', username: '', password: '' }],
  ['mysql://h:/db', { driver: 'mysql', database: 'db', host: 'h' }],
  ['sqlite:///tmp/x', { driver: 'sqlite', database: 'tmp/x' }],
  ['mysql://u:%zz@h/db', { driver: 'mysql', database: 'db', host: 'h', username: 'u', password: '%zz' }],
  [
    'mysql://u:"q"@h/00012?y[a]=1&y[b]=2',
    { driver: 'mysql', database: '00012', host: 'h', username: 'u', password: 'q' },
  ],
  ['MYSQL://h/db', { driver: 'MYSQL', database: 'db', host: 'h' }],
  ['mysql://h/%31', { driver: 'mysql', database: '1', host: 'h' }],
  ['mysql://h:08/x', { driver: 'mysql', database: 'x', host: 'h', port: 8 }],
] as const)('%s', (url, expected) => {
  const fields = parseConnectionUrl(url);
  expect(fields && Object.fromEntries(fields)).toEqual(expected);
});

test('a URL without "//" is not read', () => {
  expect(parseConnectionUrl('mysql:h')).toBeUndefined();
  expect(parseConnectionUrl('h:33/db')).toBeUndefined();
});

test('any text gives fields or undefined, never an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `mysql://${text}`),
      ),
      (text) => {
        const fields = parseConnectionUrl(text);
        return fields === undefined || fields instanceof Map;
      },
    ),
  );
});

test('user, password and database survive percent-encoding', () => {
  const word = fc.string({ minLength: 1 }).map((text) => `x${text}`);
  fc.assert(
    fc.property(word, word, word, (user, password, database) => {
      const part = encodeURIComponent;
      const fields = parseConnectionUrl(`mysql://${part(user)}:${part(password)}@db:3307/${part(database)}`);
      expect(fields?.get('username')).toBe(user);
      expect(fields?.get('password')).toBe(password);
      expect(fields?.get('database')).toBe(database);
    }),
  );
});
