import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { classifyStatement } from '../../../../../src/core/connections/statement';
import { openCaptureOf } from '../../../../../src/core/queries/capture/journal';
import {
  isCaptureSetting,
  sameValue,
  settingSql,
  type CaptureSetting,
} from '../../../../../src/core/queries/capture/settings';

const setting = (name: string, before: string, during: string, kind: CaptureSetting['kind'] = 'variable') => ({
  kind,
  name,
  before,
  during,
});

test('each setting becomes exactly one statement, values as the server takes them', () => {
  expect(settingSql(setting('slow_query_log', 'OFF', 'ON'), 'during')).toBe('SET GLOBAL slow_query_log = ON');
  expect(settingSql(setting('long_query_time', '10.000000', '0.1'), 'before')).toBe(
    'SET GLOBAL long_query_time = 10.000000',
  );
  expect(settingSql(setting('log_output', 'FILE', 'FILE,TABLE'), 'during')).toBe(
    "SET GLOBAL log_output = 'FILE,TABLE'",
  );
  expect(settingSql(setting('log_slow_verbosity', '', 'explain'), 'before')).toBe("SET GLOBAL log_slow_verbosity = ''");
  expect(settingSql(setting('events_statements_history', 'NO', 'YES', 'consumer'), 'during')).toBe(
    "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'events_statements_history'",
  );
});

test.each([
  setting('general_log', 'OFF', 'ON'),
  setting('log_output', "FILE'; DROP TABLE users; --", 'TABLE'),
  setting('long_query_time', '1; SET GLOBAL super_read_only = 0', '1'),
  setting('slow_query_log', 'ON\nOFF', 'ON'),
  setting('slow_query_log', 'ON', 'ON', 'consumer'),
  setting('statements_digest', 'YES', 'NO', 'consumer'),
  setting('__proto__', 'ON', 'OFF'),
])('a journal that says %o is not obeyed', (bad) => {
  expect(isCaptureSetting(bad)).toBe(false);
  expect(() => settingSql(bad, 'before')).toThrow(/nothing that a capture sets/);
});

test('whatever a journal holds, what would be run is one statement of the two kinds', () => {
  const names = oneof(constantFrom('slow_query_log', 'log_output', 'long_query_time', 'log_slow_verbosity'), string());
  assert(
    property(names, string(), string(), (name, before, during) => {
      const one = setting(name, before, during);
      if (!isCaptureSetting(one)) return;
      for (const side of ['before', 'during'] as const) {
        expect(settingSql(one, side)).toMatch(/^SET GLOBAL [a-z_]+ = (?:[\w.]+|'[\w,]*')$/);
        expect(classifyStatement(settingSql(one, side))).toBe('write');
      }
    }),
    { seed: 20261123 },
  );
});

test.each([
  ['10', '10.000000', true],
  ['FILE,TABLE', 'TABLE,FILE', true],
  ['ON', 'on', true],
  ['', '', true],
  ['0', '', false],
  ['0.1', '0.10001', false],
  ['FILE', 'FILE,TABLE', false],
])('"%s" and "%s" are the same: %s', (one, other, same) => expect(sameValue(one, other)).toBe(same));

const begun = {
  kind: 'begun',
  id: '20261123T083722-1f3a9c',
  at: '2026-11-23T08:37:22.000Z',
  until: '2026-11-23T09:07:22.000Z',
  owner: { host: 'web1', pid: 7 },
  environment: 'production',
  profile: 'production/mysql',
  server: 'uuid',
  serverStartedAt: '2026-11-20T00:00:00.000Z',
  settings: [setting('slow_query_log', 'OFF', 'ON')],
};

test('a capture is open until its end is written', () => {
  const line = JSON.stringify(begun);
  const ended = JSON.stringify({ kind: 'ended', at: begun.at, outcome: 'reverted', settings: [] });
  expect(openCaptureOf(`${line}\n`)).toEqual(begun);
  expect(openCaptureOf(`${line}\n${ended}\n`)).toBeUndefined();
  expect(openCaptureOf(`${line}\n${ended.slice(0, 20)}`)).toEqual(begun);
  expect(openCaptureOf(line.slice(0, -3))).toBeUndefined();
  expect(openCaptureOf('')).toBeUndefined();
});

test.each([
  { ...begun, settings: [setting('general_log', 'OFF', 'ON')] },
  { ...begun, settings: 'all' },
  { ...begun, until: 'soon' },
  { ...begun, owner: 7 },
  { ...begun, id: 5 },
  [begun],
  null,
])('what is not of a journal’s shape is no capture', (value) => {
  expect(openCaptureOf(JSON.stringify(value))).toBeUndefined();
});
