import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  granteeText,
  grantText,
  heldPattern,
  mayGlobally,
  mayIn,
  parseGrants,
} from '../../../../../src/core/backups/restore/preflightGrants';
import { copiesPattern, matchesPattern } from '../../../../../src/core/backups/restore/preflightPattern';

// Lines as MySQL 9.7 and MariaDB 10.11 wrote them.
const mariadb = [
  'GRANT `ops` TO `h`@`%`',
  "GRANT USAGE ON *.* TO `h`@`%` IDENTIFIED BY PASSWORD '*B69027D44F6E5EDC07F1AEAD1477967B16F28227'",
  'GRANT SELECT ON `shop`.* TO `h`@`%`',
  'GRANT USAGE ON *.* TO `ops`',
  'GRANT CREATE, DROP ON `shop\\_%`.* TO `ops`',
  'SET DEFAULT ROLE `ops` FOR `h`@`%`',
];
const mysql = [
  'GRANT USAGE ON *.* TO `h`@`%`',
  'GRANT SELECT ON `shop`.* TO `h`@`%`',
  'GRANT CREATE, DROP ON `shop\\_%`.* TO `h`@`%`',
  'GRANT `ops`@`%` TO `h`@`%`',
];

test.each([
  ['MariaDB', mariadb, 'ops'],
  ['MySQL', mysql, '`ops`@`%`'],
])('%s: own grants and those of active roles count', (_, lines, role) => {
  const grants = parseGrants(lines, role);
  expect(grants.inactiveRoles).toEqual([]);
  expect(mayIn(grants, 'CREATE', 'shop_restore_1')).toBe(true);
  expect(mayIn(grants, 'INSERT', 'shop_restore_1')).toBe(false);
  expect(mayIn(grants, 'CREATE', 'shop')).toBe(false);
  expect(mayIn(grants, 'CREATE', 'shopXrestore')).toBe(false);
  expect(mayIn(grants, 'SELECT', 'shop')).toBe(true);
});

test.each([null, 'NONE'])('a role that is not active (%s) is named', (role) => {
  const grants = parseGrants(['GRANT USAGE ON *.* TO `h`@`%`', 'GRANT `ops`@`%`,`dev`@`%` TO `h`@`%`'], role);
  expect(grants.inactiveRoles).toEqual(['ops', 'dev']);
  expect(mayIn(grants, 'CREATE', 'shop_restore_1')).toBe(false);
});

test('password hashes are not kept', () => {
  const grants = parseGrants(mariadb, 'ops');
  const kept = JSON.stringify({ ...grants, global: [...grants.global] });
  expect(kept).not.toMatch(/PASSWORD|B69027/);
});

test('ALL PRIVILEGES is everything, on everything or in one database', () => {
  const root = parseGrants(['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION'], null);
  expect(mayIn(root, 'EVENT', 'anything')).toBe(true);
  expect(mayGlobally(root, 'SUPER')).toBe(true);
  const own = parseGrants(['GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%`'], null);
  expect(mayIn(own, 'EVENT', 'shop')).toBe(true);
  expect(mayIn(own, 'EVENT', 'other')).toBe(false);
  expect(mayGlobally(own, 'SUPER')).toBe(false);
});

test('what holds for tables, columns, routines or as a proxy allows no restore', () => {
  const grants = parseGrants(
    [
      'GRANT SELECT (`id`, `b`), INSERT ON `shop`.`t` TO `a`@`%`',
      'GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `a`@`%`',
      'GRANT PROXY ON ``@`%` TO `a`@`%` WITH GRANT OPTION',
    ],
    null,
  );
  expect(grants).toEqual({ global: new Set(), databases: [], revoked: [], inactiveRoles: [] });
});

test('the most specific pattern counts alone, as on the server', () => {
  const grants = parseGrants(
    [
      'GRANT ALL PRIVILEGES ON `%`.* TO `a`@`%`',
      'GRANT SELECT ON `shop\\_%`.* TO `a`@`%`',
      'GRANT INSERT ON `shop\\_x`.* TO `a`@`%`',
    ],
    null,
  );
  expect(mayIn(grants, 'CREATE', 'other')).toBe(true);
  expect(mayIn(grants, 'CREATE', 'shop_1')).toBe(false);
  expect(mayIn(grants, 'SELECT', 'shop_1')).toBe(true);
  expect([mayIn(grants, 'SELECT', 'shop_x'), mayIn(grants, 'INSERT', 'shop_x')]).toEqual([false, true]);
});

test('a partial revoke takes back what was granted on everything', () => {
  const grants = parseGrants(['GRANT CREATE, DROP ON *.* TO `a`@`%`', 'REVOKE CREATE ON `shop`.* FROM `a`@`%`'], null);
  expect(mayIn(grants, 'CREATE', 'shop')).toBe(false);
  expect(mayIn(grants, 'DROP', 'shop')).toBe(true);
  expect(mayIn(grants, 'CREATE', 'other')).toBe(true);
});

test('a GRANT for the live database keeps to the pattern that is there: a better one would take its place', () => {
  const grants = parseGrants(['GRANT ALL PRIVILEGES ON `my_shop`.* TO `a`@`%`'], null);
  expect(heldPattern(grants, 'a@%', 'my_shop')).toBe('`my_shop`.*');
  expect(heldPattern(grants, 'a@%', 'other')).toBeUndefined();
});

test('names of accounts are quoted for GRANT', () => {
  expect(granteeText("o'neil@10.0.0.%")).toBe("'o''neil'@'10.0.0.%'");
  expect(granteeText('a@b@localhost')).toBe("'a@b'@'localhost'");
  expect(grantText(['CREATE', 'DROP'], '`shop\\_%`.*', 'a@%')).toBe("GRANT CREATE, DROP ON `shop\\_%`.* TO 'a'@'%';");
});

test('one pattern for all copies of a kind; the name itself where patterns mean nothing', () => {
  expect(copiesPattern('my_shop_restore_20261123_0307', false)).toBe('`my\\_shop\\_restore\\_%`.*');
  expect(copiesPattern('my_shop_restore_20261123_0307_2', false)).toBe('`my\\_shop\\_restore\\_%`.*');
  expect(copiesPattern('my_shop', false)).toBe('`my\\_shop`.*');
  expect(copiesPattern('my_shop_restore_20261123_0307', true)).toBe('`my_shop_restore_20261123_0307`.*');
  expect(copiesPattern('a`b', false)).toBe('`a``b`.*');
});

test('a pattern of a copy fits every copy of its kind, and its own database alone when it has no time', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 30 }), (live) => {
      const unquoted = (name: string) => copiesPattern(name, false).slice(1, -3).replaceAll('``', '`');
      expect(matchesPattern(unquoted(`${live}_restore_20261123_0307`), `${live}_restore_20270101_0000_2`)).toBe(true);
      expect(matchesPattern(unquoted(live), live)).toBe(true);
      expect(matchesPattern(unquoted(live), `${live}x`)).toBe(false);
    }),
  );
});

test('patterns mean what a regular expression of the same meaning does', () => {
  const piece = fc.constantFrom('a', 'b', '_', '%', '\\_', '\\%');
  const name = fc.array(fc.constantFrom('a', 'b', '_', '%'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), name, (pieces, database) => {
      const source = pieces.map((part) => (part === '%' ? '.*' : part === '_' ? '.' : part.replace('\\', ''))).join('');
      expect(matchesPattern(pieces.join(''), database)).toBe(new RegExp(`^${source}$`).test(database));
    }),
    { numRuns: 2_000 },
  );
});

test('a hostile pattern costs no more than others', () => {
  expect(matchesPattern(`${'%a'.repeat(5_000)}b`, 'a'.repeat(5_000))).toBe(false);
});

test('whatever a server answers, reading it neither throws nor grants', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 80 }).filter((text) => !/GRANT/i.test(text))), (lines) => {
      expect(mayIn(parseGrants(lines, lines[0] ?? null), 'CREATE', 'shop')).toBe(false);
    }),
  );
});
