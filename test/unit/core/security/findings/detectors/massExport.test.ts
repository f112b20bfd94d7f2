import { expect, test } from 'vitest';
import { massExport } from '../../../../../../src/core/security/findings/detectors/massExport';
import { event, findingsOf, minute, repeat, request, second } from '../events';

test('thirty exports in ten minutes by one account', () => {
  const [finding] = findingsOf(
    massExport,
    repeat(40, second, (at) => event(at, { event: 'export', user: 'ann', ip: '203.0.113.9' })),
  );
  expect(finding).toMatchObject({ title: 'Mass export by ann', events: 40, filter: 'user:ann' });
});

test('paths of an access log count by address', () => {
  const pages = (route: string) =>
    repeat(40, second, (at, index) => request(at, 'GET', `${route}?page=${index}`, 200, '203.0.113.9'));
  expect(findingsOf(massExport, pages('/admin/customers/export'))).toHaveLength(1);
  expect(findingsOf(massExport, pages('/products'))).toEqual([]);
});

test('a clerk who exports twelve times is not told', () => {
  expect(
    findingsOf(
      massExport,
      repeat(60, 5 * minute, (at) => event(at, { event: 'export', user: 'ann' })),
    ),
  ).toEqual([]);
});
