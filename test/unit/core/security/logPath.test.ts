import { expect, test } from 'vitest';
import { logPath, logPathText, newestLogName } from '../../../../src/core/security/logPath';

test('the date stands between stem and extension', () => {
  expect(logPath('/srv/shop/storage/logs/security.log', 'day')).toEqual({
    folder: '/srv/shop/storage/logs',
    stem: 'security',
    extension: '.log',
    rotation: 'day',
  });
  expect(logPathText(logPath('/l/a.log', 'day'))).toBe('/l/a-YYYY-MM-DD.log');
  expect(logPathText(logPath('/l/a.log', 'month'))).toBe('/l/a-YYYY-MM.log');
  expect(logPathText(logPath('/l/a', 'none'))).toBe('/l/a');
});

test('the newest file is the one of the latest date', () => {
  const names = [
    'a-2026-11-09.log',
    'a-2026-11-22.log',
    'a-2026-9-30.log',
    'a.log',
    'ab-2027-01-01.log',
    'a-2026-12.log',
    'a-2027-01-01.log.gz',
  ];
  expect(newestLogName(logPath('/l/a.log', 'day'), names)).toBe('a-2026-11-22.log');
  expect(newestLogName(logPath('/l/a.log', 'month'), names)).toBe('a-2026-12.log');
  expect(newestLogName(logPath('/l/a.log', 'none'), names)).toBe('a.log');
  expect(newestLogName(logPath('/l/b.log', 'day'), names)).toBeUndefined();
});
