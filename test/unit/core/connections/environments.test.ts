import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { configuredEnvironment, parseEnvironments } from '../../../../src/core/connections/environments';

test('environments by file, host and socket', () => {
  const { environments, problems } = parseEnvironments([
    { id: 'staging', envFile: '.env.staging', role: 'staging' },
    {
      id: 'production',
      name: 'Production',
      role: 'production',
      host: 'db.example.com',
      user: 'ops',
      database: 'shop',
      ssl: true,
    },
    { id: 'vm', socket: '/run/mysqld/mysqld.sock', tls: { ca: '/ca.pem', verify: false } },
  ]);
  expect(problems).toEqual([]);
  expect(environments).toEqual([
    { id: 'staging', name: 'staging', role: 'staging', envFile: '.env.staging' },
    {
      id: 'production',
      name: 'Production',
      role: 'production',
      host: 'db.example.com',
      database: 'shop',
      user: 'ops',
      tls: { verify: true },
    },
    { id: 'vm', name: 'vm', socket: '/run/mysqld/mysqld.sock', tls: { ca: '/ca.pem', verify: false } },
  ]);
});

test.each<[unknown, RegExp]>([
  [{ id: 'x', host: 'h', password: 'p' }, /"password" does not belong in settings.*move it to Secret Storage/],
  [{ id: 'x', host: 'h', dbPassword: 'p' }, /dbPassword/],
  [{ id: 'x', host: 'h', Secret: 'p' }, /Secret Storage/],
  [{ id: 'x', host: 'h', hsot: 'h' }, /"hsot" is not known here/],
  [{ host: 'h' }, /needs an id/],
  [{ id: 'a/b', host: 'h' }, /needs an id/],
  [{ id: 'x' }, /needs an envFile, a host or a socket/],
  [{ id: 'x', host: 'h', role: 'prod' }, /role has to be/],
  [{ id: 'x', host: 'h', port: '3306' }, /port has to be a number/],
  [{ id: 'x', host: 7 }, /host has to be text/],
  [{ id: 'x', host: 'h', tls: 'yes' }, /tls has to be/],
  ['x', /has to be an object/],
  [null, /has to be an object/],
])('%j is refused with its reason', (entry, reason) => {
  const { environments, problems } = parseEnvironments([entry]);
  expect(environments).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ index: 0, message: expect.stringMatching(reason) });
});

test('a secret is never repeated in the problem', () => {
  const { problems } = parseEnvironments([{ id: 'x', host: 'h', password: 'canary-7731' }]);
  expect(JSON.stringify(problems)).not.toContain('canary');
});

test('an id is unique', () => {
  const { environments, problems } = parseEnvironments([
    { id: 'x', host: 'a' },
    { id: 'x', host: 'b' },
  ]);
  expect(environments).toHaveLength(1);
  expect(problems).toEqual([{ index: 1, message: 'The id "x" is used twice.' }]);
});

test('any JSON gives an answer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const { environments, problems } = parseEnvironments(json);
      return Array.isArray(environments) && Array.isArray(problems);
    }),
  );
});

test('a stored password is bound to app, environment, host, port and user', () => {
  const keyFor = (root: string, entry: object): string => {
    const [settings] = parseEnvironments([entry]).environments;
    const ref = configuredEnvironment(root, settings!, {})?.sql[0]?.password;
    return ref?.kind === 'stored' ? ref.key : 'none';
  };
  const base = { id: 'live', host: 'db.example.com', user: 'ops' };
  const keys = [
    keyFor('/srv/shop', base),
    keyFor('/srv/other', base),
    keyFor('/srv/shop', { ...base, id: 'live2' }),
    keyFor('/srv/shop', { ...base, host: 'evil.example.com' }),
    keyFor('/srv/shop', { ...base, port: 3307 }),
    keyFor('/srv/shop', { ...base, user: 'root' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('an environment with a file goes another way', () => {
  const [settings] = parseEnvironments([{ id: 'x', envFile: '.env.staging' }]).environments;
  expect(configuredEnvironment('/srv/shop', settings!, {})).toBeUndefined();
});
