import { expect, test } from 'vitest';
import { fingerprint } from '../../../../../src/core/queries/sql/fingerprint';
import { fingerprintOfLogged } from '../../../../../src/core/queries/sql/unknownDialect';

test.each([
  "SELECT * FROM users WHERE email = 'a@b'",
  "SELECT * FROM users WHERE name = 'it\\'s' AND email = 'a@b'",
  `INSERT INTO logs (data) VALUES ('{\\"a\\": \\"secret\\"}')`,
])('what a session without modes sent is read as it read it: %s', (sql) => {
  expect(fingerprintOfLogged(sql)).toEqual(fingerprint(sql));
});

test('a backslash that ends a literal under NO_BACKSLASH_ESCAPES lets nothing of the next one out', () => {
  const { text } = fingerprintOfLogged("SELECT id FROM users WHERE path = 'C:\\' AND email = 'secret@x' -- secret");
  expect(text).toBe('select id from users where path = ? and email = ?');
});

test.each([
  "SELECT id FROM users WHERE path = 'C:\\' OR x = ' OR secret > 1 OR y = '\\' OR z = ' OR b'",
  "SELECT id FROM users WHERE a = 'x\\' secret ', 'y\\' ) secret",
  "CALL secretly('x\\', 'secret')",
])('what cannot be told apart ends before it: %s', (sql) => {
  const { text } = fingerprintOfLogged(sql);
  expect(text.replace('secretly', '')).not.toContain('secret');
});
