import { expect, test } from 'vitest';
import {
  createRate,
  dumpProgressText,
  loadProgressText,
  verifyProgressText,
} from '../../../../src/core/backups/progress';

const loading = {
  readBytes: 300_000_000,
  totalBytes: 840_000_000,
  dumpBytes: 900_000_000,
  rows: 12,
  tablesDone: 41,
  table: 'orders',
  phase: 'rows',
} as const;

test('a load says tables, bytes, rate and what is left', () => {
  const { message, share } = loadProgressText(loading, 54_000_000);
  expect(message).toBe('41 tables · orders · 300 MB of 840 MB · 54.0 MB/s · about 10 s left');
  expect(share).toBeCloseTo(300 / 840);
});

test('without a rate nothing is said of the time left, and after the rows no share is claimed', () => {
  expect(loadProgressText(loading, undefined).message).toBe('41 tables · orders · 300 MB of 840 MB');
  expect(loadProgressText({ ...loading, phase: 'indexes' }, 5)).toEqual({ message: '41 tables · indexes of orders' });
});

test('a rate is taken from the last ten seconds, and only once two were seen', () => {
  const rate = createRate();
  expect(rate.at(0, 0)).toBeUndefined();
  expect(rate.at(1_000, 100)).toBeUndefined();
  expect(rate.at(2_000, 200)).toBe(100);
  expect(rate.at(20_000, 200)).toBeLessThan(100);
  expect(rate.at(31_000, 200)).toBe(0);
});

test('a standstill promises no end', () => {
  expect(loadProgressText(loading, 0).message).not.toContain('left');
});

test('a verification and a dump say their own figures', () => {
  expect(verifyProgressText({ readBytes: 5, totalBytes: 10, current: 'a.sql' }, undefined).message).toBe(
    'a.sql · 5 B of 10 B',
  );
  const dumping = { tablesDone: 1, tables: 4, table: 'users', rows: 1200, dumpBytes: 5_000, writtenBytes: 900 };
  expect(dumpProgressText(dumping, undefined)).toEqual({
    message: '1 of 4 tables · users · 1,200 rows · 5.0 KB',
    share: 0.25,
  });
});
