import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/core/finding';
import type { Decision } from '../../../../src/core/lint/decision';
import { acceptedBy, addDecision, isExpired, parseDecisions, splitAccepted } from '../../../../src/core/lint/decisions';
import { lintProject } from '../../../../src/core/lint/lint';
import { readRuleContext } from '../../../../src/core/lint/context';
import { debugInProduction } from '../../../../src/core/lint/rules/foundations/debugInProduction';
import { shop } from './mapSource';

const now = new Date('2026-11-22T12:00:00Z');
const decision: Decision = {
  id: 'BKP002',
  reason: 'The NAS copies the disk every night',
  owner: 'Dana',
  accepted: '2026-11-01',
  expires: '2026-12-01',
};
const file = (...decisions: readonly unknown[]): string => JSON.stringify({ version: 1, decisions });

describe('reading', () => {
  test('what was written is read, with and without a file', () => {
    const one = { ...decision, file: 'config/backup.php' };
    expect(parseDecisions(file(decision, one))).toEqual({ decisions: [decision, one], problems: [] });
  });

  test.each(['./config/app.php', 'config//app.php', '.\\config\\app.php'])('%s is config/app.php', (file) => {
    const written = { id: 'GEN002', reason: 'x', owner: 'y', accepted: '2026-11-01', expires: '2026-12-01', file };
    expect(parseDecisions(JSON.stringify({ version: 1, decisions: [written] })).decisions[0]?.file).toBe(
      'config/app.php',
    );
  });

  test.each([
    '[]',
    '{"version":1,"decisions":{}}',
    '{"version":1,"decisions":[null,1,"x",[],{}]}',
    '{"version":1,"decisions":[{"__proto__":{"id":"GEN002"},"constructor":1}]}',
    '{"version":1,"decisions":[{"id":["GEN002"],"reason":{},"owner":1,"accepted":null,"expires":true}]}',
    '{"version":1,"decisions":[{"id":"GEN002","reason":"x","owner":"y","accepted":"2026-11-01","expires":"9999-99-99"}]}',
    '{"version":1,"decisions":[{"id":"GEN002","reason":"x","owner":"y","accepted":"2026-11-01","expires":"2026-12-01","file":7}]}',
    '['.repeat(50_000),
  ])('%.90s accepts nothing', (text) => {
    const { decisions, problems } = parseDecisions(text);
    expect(decisions).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  test('backslashes of a Windows path are the same file', () => {
    expect(parseDecisions(file({ ...decision, file: 'config\\backup.php' })).decisions[0]?.file).toBe(
      'config/backup.php',
    );
  });

  test.each([
    ['no JSON', '{"version": 1,', /is no JSON/],
    ['a list', '[]', /no list "decisions"/],
    ['another version', '{"version": 2, "decisions": []}', /not of version 1/],
    ['no object', file('BKP002'), /entry 1: it is no object/],
    ['no owner', file({ ...decision, owner: ' ' }), /entry 1: "owner" is missing/],
    ['no end', file({ ...decision, expires: undefined }), /entry 1: "expires" is missing/],
    ['a date in words', file({ ...decision, expires: 'next year' }), /"expires" is no date/],
    ['a day that is none', file({ ...decision, expires: '2026-02-30' }), /"expires" is no date/],
    ['a file that is no path', file({ ...decision, file: 3 }), /"file" is no path/],
  ])('%s accepts nothing and is told', (_, text, problem) => {
    const { decisions, problems } = parseDecisions(text);
    expect(decisions).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('one bad entry takes no good one with it', () => {
    const { decisions, problems } = parseDecisions(file({}, decision));
    expect(decisions).toEqual([decision]);
    expect(problems).toHaveLength(1);
  });

  test('never throws, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Array.isArray(parseDecisions(text).decisions)).toBe(true);
      }),
    );
  });
});

describe('accepting', () => {
  test('counts until the day that it expires, in UTC', () => {
    expect(isExpired(decision, new Date('2026-11-30T23:59:59Z'))).toBe(false);
    expect(isExpired(decision, new Date('2026-12-01T00:00:00Z'))).toBe(true);
  });

  test('for all files, or for the one it names', () => {
    const one = { ...decision, file: 'config/backup.php' };
    expect(acceptedBy([decision], 'BKP002', 'config/backup.php', now)).toBe(decision);
    expect(acceptedBy([one], 'BKP002', 'config/backup.php', now)).toBe(one);
    expect(acceptedBy([one], 'BKP002', 'config/app.php', now)).toBeUndefined();
    expect(acceptedBy([one], 'BKP002', undefined, now)).toBeUndefined();
    expect(acceptedBy([decision], 'BKP001', 'config/backup.php', now)).toBeUndefined();
    expect(acceptedBy([decision], 'BKP002', 'config/backup.php', new Date('2027-01-01'))).toBeUndefined();
  });

  test('findings are split by path seen from the application', () => {
    const finding = (path: string): Finding => ({
      rule: 'BKP002',
      severity: 'information',
      message: 'm',
      location: { file: path, range: { start: 0, end: 1 } },
      related: [],
      fixes: [],
    });
    const [a, b] = [finding('/shop/config/backup.php'), finding('/shop/.env')];
    const one = { ...decision, file: 'config/backup.php' };
    expect(splitAccepted([a, b], [one], '/shop', now)).toEqual({
      open: [b],
      accepted: [{ finding: a, decision: one }],
    });
  });

  test('a diagnostic that was accepted is not shown until the decision expires', async () => {
    const source = shop({ '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' });
    const catalog = [debugInProduction];
    const context = await readRuleContext(source, '/shop', { environments: [], tracked: new Set(), catalog });
    const found = async (list: readonly Decision[], moment = now) =>
      (await lintProject(context, { rules: {}, source, catalog, decisions: { list, now: moment } })).length;
    const accepted = { ...decision, id: 'GEN002', file: '.env' };
    expect(await found([])).toBe(1);
    expect(await found([accepted])).toBe(0);
    expect(await found([accepted], new Date('2026-12-01'))).toBe(1);
    expect(await found([{ ...accepted, file: 'config/app.php' }])).toBe(1);
  });
});

describe('adding', () => {
  test('to no file makes one', () => {
    const text = addDecision(undefined, decision);
    expect(parseDecisions(text ?? '')).toEqual({ decisions: [decision], problems: [] });
    expect(text?.endsWith('}\n')).toBe(true);
  });

  test('keeps everything else: other decisions, fields nobody here knows, indentation, line ends', () => {
    const before =
      '{\r\n\t"$schema": "x",\r\n\t"version": 1,\r\n\t"decisions": [\r\n\t\t{ "id": "X", "ticket": 7 }\r\n\t]\r\n}\r\n';
    const text = addDecision(before, decision) ?? '';
    expect(JSON.parse(text)).toEqual({ $schema: 'x', version: 1, decisions: [{ id: 'X', ticket: 7 }, decision] });
    expect(text).toContain('\r\n\t"version": 1');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('an older decision about the same thing is replaced, one about another file is not', () => {
    const other = { ...decision, file: 'config/backup.php' };
    const text = addDecision(file(decision, other), { ...decision, expires: '2027-01-01' });
    expect(parseDecisions(text ?? '').decisions).toEqual([other, { ...decision, expires: '2027-01-01' }]);
  });

  test.each(['[]', '{"version": 2, "decisions": []}', 'not JSON', '{"version": 1}'])(
    '%s is not overwritten',
    (text) => {
      expect(addDecision(text, decision)).toBeUndefined();
    },
  );
});
