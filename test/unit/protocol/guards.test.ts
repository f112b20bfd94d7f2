import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOneOf, isShape, isText } from '../../../src/protocol/guards';
import { dashboardGuards } from '../../../src/protocol/views/dashboard';
import { explainGuards } from '../../../src/protocol/views/explain';
import { securityLogGuards } from '../../../src/protocol/views/securityLog';

const named = isShape<{ readonly name: string }>({ name: isText(5) });

test.each([
  [{ name: 'x' }, true],
  [{ name: 'longer' }, false],
  [{ name: 'a\0b' }, false],
  [{ name: 'x', more: 1 }, false],
  [{}, false],
  [['x'], false],
  [null, false],
  [Object.create({ name: 'x' }), false],
  [JSON.parse('{"__proto__": "x"}'), false],
])('a shape of one short name: %j is %s', (value, accepted) => {
  expect(named(value)).toBe(accepted);
});

test('a word of a list is no word of Array', () => {
  expect(isOneOf(['a', 'b'])('a')).toBe(true);
  expect(isOneOf(['a', 'b'])('length')).toBe(false);
});

test.each([
  ['run', dashboardGuards.run, { command: 'area:backups' }],
  ['openStatement', dashboardGuards.openStatement, { digest: 'abc' }],
  ['refresh', dashboardGuards.refresh, undefined],
  ['explain', explainGuards.explain, { digest: 'abc' }],
  ['copy', explainGuards.copy, { what: 'json' }],
  ['setPaused', securityLogGuards.setPaused, { paused: true }],
  ['setFilter', securityLogGuards.setFilter, { text: 'ip:10.0.0.1', regex: false, level: 'warning' }],
  ['chooseSource', securityLogGuards.chooseSource, { id: '/srv/shop/storage/logs/security.log' }],
  ['clear', securityLogGuards.clear, undefined],
])('%s takes its own parameters', (_, guard, params) => {
  expect(guard(params)).toBe(true);
});

test('no guard accepts junk or throws at it', () => {
  const all = [...Object.values(dashboardGuards), ...Object.values(explainGuards), ...Object.values(securityLogGuards)];
  const junk = fc.anything().filter((value) => value !== undefined);
  fc.assert(
    fc.property(junk, (value) => {
      for (const guard of all) expect(guard(value)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [securityLogGuards.setFilter, { text: 'x'.repeat(501), regex: false, level: 'info' }],
  [securityLogGuards.setFilter, { text: '', regex: false, level: 'loud' }],
  [securityLogGuards.setFilter, { text: '', regex: false, level: 'info', where: '1=1' }],
  [explainGuards.copy, { what: 'password' }],
  [dashboardGuards.run, { command: ['x'] }],
])('near misses are refused (%#)', (guard, value) => {
  expect(guard(value)).toBe(false);
});
