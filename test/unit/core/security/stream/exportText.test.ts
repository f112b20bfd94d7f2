import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportEntry, exportFormats, exportHead } from '../../../../../src/core/security/stream/exportText';
import { entry } from './entries';

const same = (text: string) => text;

test('CSV has a head, quotes what needs it and keeps formulas from running', () => {
  expect(exportHead('csv')).toBe('time,level,channel,event,user,ip,route,status,message,source,file,offset\r\n');
  const line = exportEntry(
    'csv',
    entry('said "no", twice', { user: '=cmd|calc', ip: '@SUM(1)', status: 403, offset: 12 }),
    same,
  );
  expect(line).toBe(`,info,,,"'=cmd|calc","'@SUM(1)",,403,"said ""no"", twice",s,/s.log,12\r\n`);
});

test('JSON Lines keep the values; what cannot be seen is escaped', () => {
  const line = exportEntry('jsonl', entry('a\u202Eb\u001b[31m\u2028', { time: 0 }), same);
  expect(line).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"a\\u202eb\\u001b[31m\\u2028","source":"s","file":"/s.log","offset":0}\n',
  );
  expect(JSON.parse(line)).toMatchObject({ message: 'a\u202Eb\u001b[31m\u2028' });
});

test('secrets leave in no format', () => {
  const hidden = entry('hunter2', { user: 'hunter2', raw: '[x] hunter2', context: { password: 'hunter2' } });
  for (const { id } of exportFormats)
    expect(exportEntry(id, hidden, (text) => text.replaceAll('hunter2', '•••'))).not.toContain('hunter2');
});

test('no exported text holds anything that controls a terminal or hides, and no CSV field begins as a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      for (const { id } of exportFormats) {
        const out = exportEntry(id, entry(text, { user: text, raw: text }), same);
        // oxlint-disable-next-line no-control-regex
        expect(out).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069\u200B]/);
      }
      const csv = exportEntry('csv', entry(text, { user: text }), same);
      for (const field of csv.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) expect(field).not.toMatch(/^"?\s*[=+@-]/);
    }),
    { seed: 6 },
  );
});
