import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathFromUri, uriFromPath } from '../../../src/server/uris';

test.each([
  ['file:///srv/shop/.env', '/srv/shop/.env'],
  ['file:///srv/my%20shop/%C3%A4%23.env', '/srv/my shop/ä#.env'],
  ['file://localhost/srv/shop', '/srv/shop'],
  ['file:///c%3A/shop/.env', 'C:/shop/.env'],
  ['file:///C:/shop/.env', 'C:/shop/.env'],
  ['file:///d:', 'D:/'],
  ['file://server/share/shop/.env', '//server/share/shop/.env'],
  ['FILE:///srv/shop', '/srv/shop'],
  ['file:///srv/shop?query#fragment', '/srv/shop'],
])('%s is %s', (uri, path) => {
  expect(pathFromUri(uri)).toBe(path);
});

test.each(['untitled:Untitled-1', 'git:/srv/shop/.env', 'file:///srv/%E0%A4%A', 'file:///srv/a%00b', '', 'nonsense'])(
  '%j is no path',
  (uri) => {
    expect(pathFromUri(uri)).toBeUndefined();
  },
);

test.each([
  ['/srv/my shop/ä#?.env', 'file:///srv/my%20shop/%C3%A4%23%3F.env'],
  ['C:/shop/.env', 'file:///c%3A/shop/.env'],
  ['//server/share/.env', 'file://server/share/.env'],
])('%s becomes %s', (path, uri) => {
  expect(uriFromPath(path)).toBe(uri);
});

test('every absolute path survives the way there and back', () => {
  const part = fc.string({ minLength: 1, unit: 'grapheme' }).filter((s) => !/[/\0]/.test(s) && !/^[A-Za-z]:/.test(s));
  const root = fc.constantFrom('', 'C:', '//host/share');
  fc.assert(
    fc.property(root, fc.array(part, { minLength: 1 }), (start, parts) => {
      const path = `${start}/${parts.join('/')}`;
      expect(pathFromUri(uriFromPath(path))).toBe(path);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      pathFromUri(`file://${text}`);
    }),
  );
});
