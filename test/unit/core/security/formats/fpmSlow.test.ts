import { expect, test } from 'vitest';
import { parseText } from './parseText';

const block = (frames: string): string => `
[22-Nov-2026 20:42:43]  [pool www] pid 1234
script_filename = /srv/app/public/index.php
${frames}`;

test('a block says which script waited, and where outside vendor', () => {
  const text = block(`[0x00007f5b1c0130a0] curl_exec() /srv/app/vendor/guzzlehttp/CurlHandler.php:44
[0x00007f5b1c012ff0] handle() /srv/app/app/Services/Foo.php:88
`);
  const records = parseText(text + block('[0x00007f5b1c0130a0] sleep() /srv/app/vendor/a.php:1\n'));
  expect(records).toMatchObject([
    {
      at: '22-Nov-2026 20:42:43',
      channel: 'www',
      level: 'warning',
      message: 'slow: /srv/app/public/index.php, in handle() /srv/app/app/Services/Foo.php:88',
      stack:
        '#0 curl_exec() /srv/app/vendor/guzzlehttp/CurlHandler.php:44\n#1 handle() /srv/app/app/Services/Foo.php:88',
    },
    { message: 'slow: /srv/app/public/index.php, in sleep() /srv/app/vendor/a.php:1' },
  ]);
});

test('a block that was cut says what there is', () => {
  expect(parseText('[22-Nov-2026 20:42:43]  [pool www] pid 1234\n')).toMatchObject([
    { message: 'slow: unknown script' },
  ]);
});

test('a call stack without end is bounded', () => {
  const [record] = parseText(block('[0x1] f() /a.php:1\n'.repeat(20_000)));
  expect(record).toMatchObject({ truncated: true, message: 'slow: /srv/app/public/index.php, in f() /a.php:1' });
});
