import { expect, test } from 'vitest';
import type { LogRecord } from '../../../../src/core/security/records';
import { toSecurityEvent } from '../../../../src/core/security/toEvent';
import { parseText } from './formats/parseText';

const record = (text: string): LogRecord => {
  const [first] = parseText(text);
  if (first === undefined) throw new Error('no record');
  return first;
};

test('a record with everything', () => {
  const context =
    '{"event":"login_failed","ip":"203.0.113.9","email":"eve@x.test","country":"DE","device":"Firefox","status_code":422}';
  expect(
    toSecurityEvent(
      record(`[2026-11-22 20:42:43] security.WARNING: nope ${context} \n`),
      'channel security',
      'Europe/Berlin',
    ),
  ).toEqual({
    source: 'channel security',
    position: 0,
    time: Date.parse('2026-11-22T19:42:43Z'),
    level: 'warning',
    message: 'nope',
    event: 'login_failed',
    ip: '203.0.113.9',
    user: 'eve@x.test',
    status: 422,
    country: 'DE',
    device: 'Firefox',
  });
});

test('without a zone a moment without an offset is no time', () => {
  expect(toSecurityEvent(record('[2026-11-22 20:42:43] a.INFO: x  \n'), 's')).not.toHaveProperty('time');
  expect(toSecurityEvent(record('[2026-11-22T20:42:43+00:00] a.INFO: x  \n'), 's')).toHaveProperty('time');
});

test('a forged record says so, and messages are short', () => {
  const text = record('[2026-11-22 20:42:43] a.INFO: x  \n');
  expect(toSecurityEvent({ ...text, forged: true, message: 'x'.repeat(10_000) }, 's')).toMatchObject({
    forged: true,
    message: 'x'.repeat(300),
  });
});

test('a place comes from a location too, and only as text', () => {
  expect(
    toSecurityEvent(
      record('[2026-11-22 20:42:43] a.INFO: x {"location":{"country":"France"},"device":{"a":1}} \n'),
      's',
    ),
  ).toMatchObject({ country: 'France' });
  expect(
    toSecurityEvent(record('[2026-11-22 20:42:43] a.INFO: x {"device":{"a":1},"country":7} \n'), 's'),
  ).not.toHaveProperty('country');
});
