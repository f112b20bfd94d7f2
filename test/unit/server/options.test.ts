import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultServerOptions, readServerOptions } from '../../../src/protocol/server';

test.each([undefined, null, 7, 'text', [], {}])('%j gives the defaults', (value) => {
  expect(readServerOptions(value)).toEqual({ ...defaultServerOptions, folders: {} });
});

test('well-formed options come through', () => {
  const topology = { appServers: 2, proxy: 'cdn', apiGateway: true, retentionDays: 365 };
  const options = {
    diagnostics: { enabled: false, scope: 'workspace', rules: { GEN002: 'hint' } },
    environments: [
      { id: 'live', role: 'production', envFile: '.env.live', managedBackups: true, managedSecrets: true },
    ],
    topology,
    hovers: false,
    apps: { include: ['server'], exclude: ['old'], maxDepth: 1 },
    trusted: true,
    commands: ['laravelOps.copyText', 'laravelOps.turnRuleOff'],
    folders: { '/a': { diagnostics: { enabled: true, rules: {} }, environments: [], topology, hovers: true } },
  };
  expect(readServerOptions(options)).toEqual(options);
});

test('what is of the wrong type counts as not set', () => {
  const options = readServerOptions({
    diagnostics: { enabled: 'no', scope: 'everything', rules: { GEN002: 'loud', GEN003: 'off' } },
    environments: [{ role: 'production' }, { id: 'x', role: 'king', envFile: 3, managedBackups: 'yes' }, null],
    topology: { appServers: 'many', proxy: 'tor', apiGateway: 1, retentionDays: -3 },
    hovers: 'no',
    apps: { include: [1, 'a'], exclude: 'b', maxDepth: -1 },
    trusted: 'yes',
    commands: ['rm', 7],
  });
  expect(options).toEqual({
    ...defaultServerOptions,
    diagnostics: { enabled: true, scope: 'openFiles', rules: { GEN003: 'off' } },
    environments: [{ id: 'x', role: 'unknown' }],
    apps: { include: ['a'], exclude: [], maxDepth: 3 },
    folders: {},
  });
});

test.each([
  ['1', 1],
  ['2+', 2],
  [1, 1],
  [7, 2],
  [0, 'unknown'],
  ['unknown', 'unknown'],
])('appServers %j means %j', (given, expected) => {
  expect(readServerOptions({ topology: { appServers: given } }).topology.appServers).toBe(expected);
});

test('an unknown key, say a password, does not come through', () => {
  expect(JSON.stringify(readServerOptions({ environments: [{ id: 'x', password: 'hunter2' }] }))).not.toContain(
    'hunter2',
  );
});

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      readServerOptions(value);
    }),
  );
});
