import { expect, test } from 'vitest';
import { credentialStuffing } from '../../../../../../src/core/security/findings/detectors/credentialStuffing';
import { failed, findingsOf, login, minute, repeat, second } from '../events';

const address = (index: number): string => `203.0.${index >> 8}.${index & 255}`;

test('many accounts from many addresses, one try each', () => {
  const [finding] = findingsOf(
    credentialStuffing,
    repeat(60, 5 * second, (at, index) => failed(at, `leaked${index}`, address(index))),
  );
  expect(finding).toMatchObject({
    title: 'Credential stuffing on 60 accounts from 60 addresses',
    events: 60,
    filter: 'event:login_failed',
  });
  expect(finding?.subject).toBeUndefined();
});

test('ten accounts from one address with hardly a login', () => {
  const [finding] = findingsOf(
    credentialStuffing,
    repeat(12, 20 * second, (at, index) => failed(at, `leaked${index}`, '203.0.113.9')),
  );
  expect(finding).toMatchObject({
    subject: '203.0.113.9',
    title: 'Credential stuffing from 203.0.113.9',
    users: { total: 12 },
  });
});

test('one account a minute, an address each, is told within two hours', () => {
  expect(
    findingsOf(
      credentialStuffing,
      repeat(60, minute, (at, index) => failed(at, `leaked${index}`, address(index))),
    ),
  ).toHaveLength(1);
});

test('a login peak after a mail is not told: who mistypes gets in', () => {
  const events = repeat(900, second, (at, index) => [
    ...(index % 4 === 0 ? [failed(at, `p${index}`, address(index))] : []),
    login(at + (index % 4 === 0 ? 20 * second : 0), `p${index}`, address(index)),
  ])
    .flat()
    .sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  expect(findingsOf(credentialStuffing, events)).toEqual([]);
});

test('who mistypes the account itself gets in under another name from the same address', () => {
  const events = repeat(300, 5 * second, (at, index) => [
    failed(at, `p${index}x`, address(index)),
    login(at + second, `p${index}`, address(index)),
  ]);
  expect(findingsOf(credentialStuffing, events.flat())).toEqual([]);
});

test('one account that fails a thousand times is not many accounts', () => {
  expect(
    findingsOf(
      credentialStuffing,
      repeat(1_000, second, (at, index) => failed(at, 'admin', address(index))),
    ),
  ).toEqual([]);
});
