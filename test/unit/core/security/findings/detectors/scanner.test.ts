import { expect, test } from 'vitest';
import { scanner } from '../../../../../../src/core/security/findings/detectors/scanner';
import { findingsOf, hour, repeat, request, second } from '../events';

const paths = [
  '/.env',
  '/wp-login.php',
  '/.git/config',
  '/actuator/health',
  '/phpinfo.php',
  '/backup.zip',
  '/xmlrpc.php',
];
const probe = (at: number, index: number, status = 404) =>
  request(at, 'GET', paths[index % paths.length] ?? '/', status, '203.0.113.9');

test('three different probes', () => {
  const [finding] = findingsOf(
    scanner,
    repeat(5, second, (at, index) => probe(at, index)),
  );
  expect(finding).toMatchObject({ severity: 'notice', title: 'Scanner: 203.0.113.9', routes: { total: 5 } });
});

test('one every two hours is told within a day', () => {
  expect(
    findingsOf(
      scanner,
      repeat(7, 2 * hour, (at, index) => probe(at, index)),
    ),
  ).toHaveLength(1);
});

test('one path again and again, and a crawler that finds nothing, are not', () => {
  expect(
    findingsOf(
      scanner,
      repeat(50, second, (at) => request(at, 'GET', '/wp-login.php', 404, '203.0.113.9')),
    ),
  ).toEqual([]);
  expect(
    findingsOf(
      scanner,
      repeat(200, second, (at, index) => request(at, 'GET', `/old/${index}.html`, 404, '66.249.66.1')),
    ),
  ).toEqual([]);
});

test('a secret answered with success is critical by itself', () => {
  expect(findingsOf(scanner, [request(0, 'GET', '/.env', 200, '203.0.113.9')])[0]).toMatchObject({
    severity: 'critical',
    title: 'A scanner was answered: 203.0.113.9',
  });
  expect(findingsOf(scanner, [request(0, 'GET', '/wp-login.php', 200, '203.0.113.9')])).toEqual([]);
});

test('an application that answers success to every path gives nothing away', () => {
  const [finding] = findingsOf(
    scanner,
    repeat(7, second, (at, index) => probe(at, index, 200)),
  );
  expect(finding?.severity).toBe('notice');
});
