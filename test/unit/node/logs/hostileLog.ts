import * as fc from 'fast-check';

/** A line of a log as an application, a web server or an attacker would write it; without its line break. */
const line: fc.Arbitrary<Buffer> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc
        .integer({ min: 0, max: 999 })
        .map((n) => `[2026-11-22 20:42:43] production.INFO: Order ${n} was handled. {"n":${n}} `),
    },
    {
      weight: 2,
      arbitrary: fc.constant(
        '[2026-11-22 20:42:44] production.ERROR: It failed {"exception":"[object] (E(code: 0): at /srv/a.php:1)',
      ),
    },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }).map((n) => `#${n} /srv/app/file.php(${n}): call()`) },
    { weight: 1, arbitrary: fc.constant('"} ') },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constant('\r') },
    {
      weight: 1,
      arbitrary: fc.constant(
        '{"message":"User logged in.","level_name":"INFO","channel":"security","datetime":"2026-11-22T20:42:43+00:00"}',
      ),
    },
    { weight: 1, arbitrary: fc.constant('{"message":"a body of JSON"}') },
    {
      weight: 1,
      arbitrary: fc.constant(
        '203.0.113.9 - - [22/Nov/2026:20:42:43 +0000] "GET /wp-login.php HTTP/1.1" 404 153 "-" "curl/8"',
      ),
    },
    { weight: 1, arbitrary: fc.constant('[22-Nov-2026 20:42:43] NOTICE: fpm is running, pid 1') },
    { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 1, max: 6 })
        .map((n) => `[2026-11-22 20:42:45] production.DEBUG: ${'x'.repeat(n * 20_000)}  `),
    },
  )
  .map((text) => Buffer.from(text, 'utf8'));

const brokenLine = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a)));

/** The bytes of a log: any order of lines, LF or CRLF, bytes that are no UTF-8, with or without a last line break. */
export function logBytes(maxLines: number): fc.Arbitrary<Buffer> {
  return fc
    .record({
      lines: fc.array(fc.oneof({ weight: 15, arbitrary: line }, { weight: 1, arbitrary: brokenLine }), {
        maxLength: maxLines,
        size: 'max',
      }),
      breaks: fc.constantFrom('\n', '\r\n'),
      ended: fc.boolean(),
    })
    .map(({ lines, breaks, ended }) => {
      const lineBreak = Buffer.from(breaks);
      const parts = lines.flatMap((one, index) => (index === lines.length - 1 && !ended ? [one] : [one, lineBreak]));
      return Buffer.concat(parts);
    });
}
