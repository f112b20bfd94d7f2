import { expect, test } from 'vitest';
import { parseText } from './parseText';

test.each([
  [
    '[22-Nov-2026 20:42:43] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
    { level: 'warning', channel: 'www', message: 'server reached pm.max_children setting (5), consider raising it' },
  ],
  ['[22-Nov-2026 20:42:43] NOTICE: fpm is running, pid 1', { level: 'notice', message: 'fpm is running, pid 1' }],
  ['[22-Nov-2026 20:42:43.123456] ALERT: out of memory', { at: '22-Nov-2026 20:42:43.123456', level: 'alert' }],
  [
    `[22-Nov-2026 20:42:43] WARNING: [pool www] child 12, script '/srv/index.php' (request: "GET /index.php?token=abc") executing too slow (5.01 sec), logging`,
    {
      method: 'GET',
      route: '/index.php?token',
      message: `child 12, script '/srv/index.php' (request: "GET /index.php?token") executing too slow (5.01 sec), logging`,
    },
  ],
])('%s', (line, expected) => {
  expect(parseText(line)).toMatchObject([expected]);
});

test("PHP's own errors have their trace", () => {
  const text = `[22-Nov-2026 20:42:43 Europe/Berlin] PHP Fatal error:  Uncaught Exception: x in /a.php:1
Stack trace:
#0 {main}
  thrown in /a.php on line 1
[22-Nov-2026 20:42:44 UTC] Failed login for admin from 203.0.113.9
`;
  expect(parseText(text)).toMatchObject([
    {
      at: '22-Nov-2026 20:42:43 Europe/Berlin',
      level: 'error',
      message: 'Uncaught Exception: x in /a.php:1',
      stack: 'Stack trace:\n#0 {main}\n  thrown in /a.php on line 1',
    },
    { at: '22-Nov-2026 20:42:44 UTC', event: 'login_failed', ip: '203.0.113.9' },
  ]);
});

test("Laravel's errorlog channel is read behind PHP's own moment", () => {
  const [record] = parseText(
    '[22-Nov-2026 20:42:43 UTC] [2026-11-22 21:42:43] production.INFO: User logged in. {"user_id":7} \n',
  );
  expect(record).toMatchObject({ at: '2026-11-22 21:42:43', channel: 'production', event: 'login', user: '7' });
});
