import { expect, test } from 'vitest';
import { resolveSecret } from '../../../../src/core/connections/secrets';
import { projectOf, unknownValue } from './values';

const nothingStored = { get: async () => undefined };
const project = projectOf({
  database: {
    connections: {
      plain: { password: 's3cret' },
      number: { password: 12345 },
      url: { url: 'mysql://u:p%40ss@h/db' },
      numeric: { url: 'mysql://u:1e5@h/db' },
      nobody: { url: 'mysql://h/db' },
      looksLikeUrl: { password: 'http://x:y@z' },
      vault: { password: unknownValue('calls vault()') },
    },
    redis: { default: { '0': 'tcp://:node@h' } },
  },
});

test.each([
  ['database.connections.plain.password', 's3cret'],
  ['database.connections.number.password', '12345'],
  ['database.connections.url.url', 'p@ss'],
  ['database.connections.numeric.url', '100000'],
  ['database.connections.nobody.url', undefined],
  ['database.connections.looksLikeUrl.password', 'http://x:y@z'],
  ['database.connections.vault.password', undefined],
  ['database.redis.default.0', 'node'],
  ['database.connections.missing.password', undefined],
])('%s', async (path, expected) => {
  expect(await resolveSecret(project, { kind: 'config', path }, nothingStored)).toBe(expected);
});

test('a stored password comes from the store by its key', async () => {
  const stored = { get: async (key: string) => (key === 'k' ? 'kept' : undefined) };
  expect(await resolveSecret(project, { kind: 'stored', key: 'k' }, stored)).toBe('kept');
  expect(await resolveSecret(project, { kind: 'none' }, stored)).toBeUndefined();
});
