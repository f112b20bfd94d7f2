import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/core/finding';
import { isSuppressed, suppressionComment } from '../../../../src/core/lint/suppression';

/** The text between | and | is what the finding is about. */
function suppressed(file: string, marked: string, rule = 'GEN002'): boolean {
  const start = marked.indexOf('|');
  const end = marked.indexOf('|', start + 1) - 1;
  const finding: Finding = {
    rule,
    severity: 'error',
    message: '',
    location: { file, range: { start, end } },
    related: [],
    fixes: [],
  };
  return isSuppressed(finding, marked.replaceAll('|', ''));
}

test.each([
  ['behind the value', 'APP_DEBUG=|true| # laravel-ops-ignore GEN002 behind a VPN'],
  ['on the line above', '# laravel-ops-ignore GEN002\nAPP_DEBUG=|true|'],
  ['on the line above with CRLF', '# laravel-ops-ignore GEN002\r\nAPP_DEBUG=|true|\r\n'],
  ['in a block of comments above', '# laravel-ops-ignore GEN002\n# because of the VPN\nAPP_DEBUG=|true|'],
  ['among other codes', '# laravel-ops-ignore GEN001, GEN002 both known\nAPP_DEBUG=|true|'],
  ['with the @ of PHP', '# @laravel-ops-ignore GEN002\nAPP_DEBUG=|true|'],
])('an environment file: %s', (_, text) => {
  expect(suppressed('/shop/.env', text)).toBe(true);
});

test.each([
  ['another code', '# laravel-ops-ignore GEN003\nAPP_DEBUG=|true|'],
  ['an empty line between', '# laravel-ops-ignore GEN002\n\nAPP_DEBUG=|true|'],
  ['another line between', '# laravel-ops-ignore GEN002\nAPP_ENV=x\nAPP_DEBUG=|true|'],
  ['the line below', 'APP_DEBUG=|true|\n# laravel-ops-ignore GEN002'],
  ['inside the value', 'APP_DEBUG=|"true # laravel-ops-ignore GEN002"|'],
  ['no comment', 'NOTE=laravel-ops-ignore GEN002\nAPP_DEBUG=|true|'],
  ['no code', '# laravel-ops-ignore\nAPP_DEBUG=|true|'],
])('an environment file is not suppressed by %s', (_, text) => {
  expect(suppressed('/shop/.env', text)).toBe(false);
});

test.each([
  ['// behind', "return ['debug' => |true|, // @laravel-ops-ignore GEN002 demo\n];"],
  ['# behind', "return ['debug' => |true|, # @laravel-ops-ignore GEN002\n];"],
  ['/* */ behind', "return ['debug' => |true| /* @laravel-ops-ignore GEN002 */];"],
  ['/* */ before', "return [/* @laravel-ops-ignore GEN002 */ 'debug' => |true|];"],
  ['// above', "return [\n  // @laravel-ops-ignore GEN002\n  'debug' => |true|,\n];"],
  ['a block above', "return [\n  /*\n   * @laravel-ops-ignore GEN002\n   */\n  'debug' => |true|,\n];"],
])('a PHP file: %s', (_, text) => {
  expect(suppressed('/shop/config/app.php', `<?php\n${text}`)).toBe(true);
});

test('an attribute above is no comment', () => {
  expect(suppressed('/shop/config/app.php', "<?php\n#[Ignore('@laravel-ops-ignore GEN002')]\n$a = |true|;")).toBe(
    false,
  );
});

test.each(['/shop/.env', '/shop/config/app.php'])('the comment that is offered for %s suppresses', (file) => {
  expect(suppressed(file, `${suppressionComment(file, 'GEN002')}\n|value|`)).toBe(true);
});
