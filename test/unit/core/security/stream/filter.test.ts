import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CompiledFilter,
  compileFilter,
  fieldTerm,
  openFilter,
  type StreamFilter,
} from '../../../../../src/core/security/stream/filter';
import { entry } from './entries';

function compiled(filter: Partial<StreamFilter>): CompiledFilter {
  const made = compileFilter({ ...openFilter, ...filter });
  if ('problem' in made) throw new Error(made.problem);
  return made;
}

const eve = entry('Failed login', {
  level: 'warning',
  event: 'login_failed',
  user: 'Eve',
  ip: '203.0.113.9',
  route: 'login',
  status: 403,
  raw: '… {"guard":"web"}',
  time: 5000,
});

test.each([
  ['', true],
  ['failed', true],
  ['FAILED web', true],
  ['failed api', false],
  ['"failed login"', true],
  ['"login failed"', false],
  ['ip:203.0.113', true],
  ['ip:"203.0.113"', false],
  ['ip:"203.0.113.9"', true],
  ['ip:198', false],
  ['ip:198 ip:203', true],
  ['-ip:198', true],
  ['-ip:203', false],
  ['-ip:198 -ip:203', false],
  ['user:eve event:login', true],
  ['user:"eve"', true],
  ['user:', true],
  ['route:login', true],
  ['channel:x', false],
  ['guard:web', false],
  ['-api', true],
  ['-"failed login"', false],
  ['level:warning', true],
  ['level:notice', false],
  ['level:notice+', true],
  ['level:error+', false],
  ['level:nonsense', false],
  ['-level:warning', false],
  ['status:403', true],
  ['status:4xx', true],
  ['status:40', false],
  ['status:5xx status:4xx', true],
  ['-status:4xx', false],
  ['-', false],
])('the filter %j', (text, passes) => {
  expect(compiled({ text }).matches(eve)).toBe(passes);
});

test('the lowest level, and records of no known level', () => {
  expect(compiled({ level: 'warning' }).matches(eve)).toBe(true);
  expect(compiled({ level: 'error' }).matches(eve)).toBe(false);
  const { level: _, ...unknown } = eve.record;
  expect(compiled({ level: 'emergency' }).matches({ ...eve, record: unknown })).toBe(true);
  expect(compiled({ text: 'level:debug+' }).matches({ ...eve, record: unknown })).toBe(false);
});

test('a range of time leaves out what is before it, from its end on, and what has no moment', () => {
  expect(compiled({ from: 5000, to: 5001 }).matches(eve)).toBe(true);
  expect(compiled({ from: 5001 }).matches(eve)).toBe(false);
  expect(compiled({ to: 5000 }).matches(eve)).toBe(false);
  expect(compiled({ to: 5000 }).matchesAnyTime(eve)).toBe(true);
  expect(compiled({ from: 0 }).matches(entry('x'))).toBe(false);
});

test('a regular expression reads message and record; one that cannot be used is explained', () => {
  expect(compiled({ text: '^fail.*in$', regex: true }).matches(eve)).toBe(true);
  expect(compiled({ text: '"guard":"(web|api)"', regex: true }).matches(eve)).toBe(true);
  expect(compiled({ text: '^login', regex: true }).matches(eve)).toBe(false);
  expect(compileFilter({ ...openFilter, text: '(', regex: true })).toMatchObject({
    problem: expect.stringContaining('cannot be used'),
  });
});

test('only what stands in every matching record as written is looked for as bytes', () => {
  expect(compiled({ text: '203.0.113.9 abc.de' }).contains).toBe('203.0.113.9');
  for (const text of ['login', 'login_failed', '-a.b', 'ip:203.0.113.9', 'é.x', 'a/b', 'x"y"', 'level:error'])
    expect(compiled({ text }).contains).toBeUndefined();
  expect(compiled({ text: 'a.b', regex: true }).contains).toBeUndefined();
});

test('a term made of a field finds exactly that field', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/["\s]/.test(value)),
      (value) => {
        const text = fieldTerm('user', value);
        expect(compiled({ text }).matches(entry('x', { user: value }))).toBe(true);
        expect(compiled({ text }).matches(entry('x', { user: `${value}!` }))).toBe(false);
      },
    ),
  );
});

test('no text that is typed makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, regex) => {
      const made = compileFilter({ ...openFilter, text, regex });
      if (!('problem' in made)) made.matches(eve);
    }),
  );
});
