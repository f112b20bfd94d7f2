import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../../src/core/base/redact';

const redact = (text: string): string => createRedactor().redact(text);

test.each([
  ['mysql://app:s3cret@db:3306/shop', 'mysql://app:***@db:3306/shop'],
  ['redis://:s3cret@cache', 'redis://:***@cache'],
  ['mysql://app:p@ss@db/shop', 'mysql://app:***@db/shop'],
  ['https://example.com/orders?page=2', 'https://example.com/orders?page=2'],
  ['DB_PASSWORD=s3cret', 'DB_PASSWORD=***'],
  ['DB_PASSWORD="two words"', 'DB_PASSWORD=***'],
  ["'password' => 's3c\\'ret',", "'password' => ***,"],
  ['{"password":"s3cret","user":"app"}', '{"password":***,"user":"app"}'],
  ['host=db password=s3cret port=1', 'host=db password=*** port=1'],
  ["CREATE USER x IDENTIFIED BY 's3''cret' REQUIRE SSL", 'CREATE USER x IDENTIFIED BY *** REQUIRE SSL'],
  [
    "ALTER USER x IDENTIFIED WITH mysql_native_password AS '*ABC'",
    'ALTER USER x IDENTIFIED WITH mysql_native_password AS ***',
  ],
  ["SET PASSWORD FOR x = PASSWORD('s3cret')", 'SET PASSWORD FOR x = PASSWORD(***)'],
  ['APP_KEY=base64:c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0czE=', 'APP_KEY=***'],
  ['key base64:c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0czE=', 'key base64:***'],
  ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic ***'],
  ['curl -H "X: Bearer abc.def-1"', 'curl -H "X: Bearer ***"'],
  ['AUTH ops s3cret', 'AUTH ***'],
  ['config set requirepass s3cret', 'config set requirepass ***'],
  ['mysqldump -u root -ps3cret shop', 'mysqldump -u root -p*** shop'],
  [
    'From vps-3 to 127.0.0.1:3306 as shop_app: access denied (1045).',
    'From vps-3 to 127.0.0.1:3306 as shop_app: access denied (1045).',
  ],
  ['NOAUTH Authentication required.', 'NOAUTH Authentication required.'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test('a remembered secret is found wherever it stands, and in the ways it is written', () => {
  const redactor = createRedactor();
  redactor.protect('p@ss\'w/"rd');
  for (const form of ['p@ss\'w/"rd', "p%40ss'w%2F%22rd", 'p@ss\'w/\\"rd', 'p@ss\\\'w/\\"rd', "p@ss''w/\"rd"])
    expect(redactor.redact(`before ${form} after`)).toBe('before *** after');
});

test('a short secret is replaced as a word of its own only', () => {
  const redactor = createRedactor();
  redactor.protect('abc');
  expect(redactor.redact('abc abcde "abc" fabc')).toBe('*** abcde "***" fabc');
});

test('the longer of two secrets goes first', () => {
  const redactor = createRedactor();
  redactor.protect('secret');
  redactor.protect('secret-two');
  expect(redactor.redact('x secret-two y')).toBe('x *** y');
});

test('no protected secret survives in any text', () => {
  const secret = fc.string({ minLength: 4 }).filter((text) => !/^\**$/.test(text));
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.array(fc.string()),
      fc.nat(),
      (secrets, words, seed) => {
        const redactor = createRedactor();
        for (const one of secrets) redactor.protect(one);
        const text = words.flatMap((word, index) => [word, secrets[(index + seed) % secrets.length] ?? '']).join('');
        const result = redactor.redact(text);
        // A text of "***" and what stood around it may by chance spell a secret again; only whole "***"-free parts count.
        for (const part of result.split('***')) for (const one of secrets) expect(part).not.toContain(one);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('any text is answered', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof redact(text) === 'string'));
});
