import { expect, test } from 'vitest';
import { createLogView, filterOf, type LogFilter } from '../../../../src/core/security/logView';
import type { LogRecord } from '../../../../src/core/security/records';

const record = (message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  offset: 0,
  level: 'info',
  message,
  raw: message,
  truncated: false,
  ...more,
});
const all: LogFilter = { text: '', level: 'debug' };
const numbered = (from: number, count: number): LogRecord[] =>
  Array.from({ length: count }, (_, index) => record(String(from + index)));

test('the newest records are kept, oldest first', () => {
  const view = createLogView({ records: 3, characters: 1000 });
  view.add(numbered(1, 10));
  expect(view.rows(all).map((row) => [row.number, row.record.message])).toEqual([
    [8, '8'],
    [9, '9'],
    [10, '10'],
  ]);
  view.add(numbered(11, 1));
  expect(view.rows(all).map((row) => row.number)).toEqual([9, 10, 11]);
});

test('large records push out more', () => {
  const view = createLogView({ records: 100, characters: 10 });
  view.add([record('aaaa'), record('bbbb'), record('cccc')]);
  expect(view.rows(all).map((row) => row.record.message)).toEqual(['bbbb', 'cccc']);
});

test('paused, the rows stand still and arrivals are counted', () => {
  const view = createLogView({ records: 3, characters: 1000 });
  view.add(numbered(1, 2));
  view.pause();
  view.add(numbered(3, 50));
  expect(view.paused).toBe(true);
  expect(view.skipped).toBe(50);
  expect(view.rows(all).map((row) => row.number)).toEqual([1, 2]);
  view.resume();
  expect(view.skipped).toBe(0);
  expect(view.rows(all).map((row) => row.number)).toEqual([50, 51, 52]);
});

test('cleared, the window is empty and numbers go on', () => {
  const view = createLogView();
  view.add(numbered(1, 2));
  view.clear();
  expect(view.rows(all)).toEqual([]);
  view.add(numbered(3, 1));
  expect(view.rows(all).map((row) => row.number)).toEqual([3]);
});

const eve = record('Failed login', {
  level: 'warning',
  event: 'login_failed',
  user: 'Eve',
  ip: '203.0.113.9',
  route: 'login',
  raw: '… {"guard":"web"}',
});

test.each([
  ['', 'debug', true],
  ['failed', 'debug', true],
  ['FAILED web', 'debug', true],
  ['failed api', 'debug', false],
  ['"failed login"', 'debug', true],
  ['"login failed"', 'debug', false],
  ['ip:203.0.113', 'debug', true],
  ['ip:198', 'debug', false],
  ['user:eve event:login', 'debug', true],
  ['user:"eve"', 'debug', true],
  ['route:login', 'debug', true],
  ['channel:x', 'debug', false],
  ['guard:web', 'debug', false],
  ['', 'warning', true],
  ['', 'error', false],
] as const)('the filter %j at %s', (text, level, passes) => {
  expect(filterOf({ text, level })(eve)).toBe(passes);
});

test('records of no known level pass every level', () => {
  const { level: _, ...unknown } = eve;
  expect(filterOf({ text: '', level: 'emergency' })(unknown)).toBe(true);
});
