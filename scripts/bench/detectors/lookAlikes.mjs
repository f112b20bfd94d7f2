// What looks like an attack and is none, each several times in every trace.
import { auth, begin, day, days, hour, minute, request, second, visit } from './shop.mjs';

/**
 * @typedef {import('./shop.mjs').Draft} Draft
 * @typedef {import('./shop.mjs').Person} Person
 * @typedef {import('./random.mjs').Numbers} Numbers
 */

/** @param {Numbers} n @param {Person[]} persons @returns {Draft[]} */
export function lookAlikes(n, persons) {
  /** @type {Draft[]} */
  const out = [];
  const customers = persons.filter(({ office }) => !office);
  for (let index = 0; index < days; index++) {
    const start = begin + index * day;
    for (let left = 4; left > 0; left--) forgot(n, n.pick(customers), start + n.between(7, 22) * hour, out);
    for (let left = 2; left > 0; left--) oldToken(n, n.pick(customers), start, out);
    crawler(n, start, out);
    noise(n, start, out);
    impatientClient(n, start + n.between(8, 20) * hour, out);
    staff(n, start + n.between(9, 16) * hour, out);
    deployment(n, customers, start + n.between(9, 17) * hour, out);
    if (index === 3 || index === 8) mailing(n, customers, start + 10 * hour, out);
    if (index === 5 || index === 9) loadTest(n, start + n.between(13, 15) * hour, out);
  }
  return out;
}

/** Six to nine failures, Laravel's lockouts among them, then success or a reset; mostly from where they always are. */
function forgot(
  /** @type {Numbers} */ n,
  /** @type {Person} */ person,
  /** @type {number} */ time,
  /** @type {Draft[]} */ out,
) {
  const ip = n.chance(0.7) ? person.ips[0] : n.address();
  let at = time;
  for (let tries = n.whole(5, 9), made = 0; made < tries; made++) {
    out.push(auth(at, made >= 5 && n.chance(0.6) ? 'lockout' : 'login_failed', person.id, ip));
    at += n.between(6, 45) * second;
  }
  if (n.chance(0.4)) out.push(auth((at += 3 * minute), 'password_reset', person.id, ip));
  if (n.chance(0.9)) out.push(auth(at + 20 * second, 'login', person.id, ip));
}

/** A phone that goes on with an old password, from where its owner logged in before. */
function oldToken(
  /** @type {Numbers} */ n,
  /** @type {Person} */ person,
  /** @type {number} */ start,
  /** @type {Draft[]} */ out,
) {
  out.push(auth(start + 6 * hour, 'login', person.id, person.ips[0]));
  if (person.ips[1] !== undefined) out.push(auth(start + 6.5 * hour, 'login', person.id, person.ips[1]));
  const every = n.pick([30 * second, 5 * minute, 15 * minute]);
  const from = start + n.between(8, 12) * hour;
  for (let at = from; at < from + Math.min(8 * hour, every * 200); at += every) {
    out.push(
      auth(at, 'login_failed', person.id, n.chance(0.8) ? person.ips[0] : (person.ips[1] ?? person.ips[0]), {
        route: 'api/token',
      }),
    );
    out.push(request(at, 'POST', '/api/token', 401, person.ips[0]));
  }
}

function crawler(/** @type {Numbers} */ n, /** @type {number} */ start, /** @type {Draft[]} */ out) {
  const ip = `66.249.66.${n.whole(1, 90)}`;
  for (let at = start; at < start + day; at += n.wait(4 * minute)) {
    out.push(
      request(
        at,
        'GET',
        n.pick([
          '/robots.txt',
          `/old-page-${n.below(500)}`,
          `/products/${n.below(9_000)}`,
          '/sitemap.xml',
          '/backup-plans',
          '/environment',
        ]),
        n.chance(0.5) ? 404 : 200,
        ip,
      ),
    );
  }
}

/** One or two probes from an address: what every public host gets all day. */
function noise(/** @type {Numbers} */ n, /** @type {number} */ start, /** @type {Draft[]} */ out) {
  for (let left = 15; left > 0; left--) {
    const ip = n.address();
    const at = start + n.next() * day;
    for (let probes = n.whole(1, 2); probes > 0; probes--)
      out.push(request(at + probes * second, 'GET', n.pick(['/wp-login.php', '/.env', '/xmlrpc.php']), 404, ip));
  }
}

/** A client that meets its limit and slows down late. */
function impatientClient(/** @type {Numbers} */ n, /** @type {number} */ time, /** @type {Draft[]} */ out) {
  const ip = n.address();
  for (let left = n.whole(8, 30); left > 0; left--)
    out.push(request(time + n.next() * 4 * minute, 'GET', '/api/orders', 429, ip));
}

function staff(/** @type {Numbers} */ n, /** @type {number} */ time, /** @type {Draft[]} */ out) {
  for (let left = n.whole(3, 12); left > 0; left--)
    out.push(
      auth(time + n.next() * 9 * minute, 'export', 'clerk@example.com', '198.51.100.20', {
        route: 'admin/orders/export',
      }),
    );
  for (let left = n.whole(5, 30); left > 0; left--)
    out.push(
      auth(time + n.next() * 9 * minute, 'deleted', 'clerk@example.com', '198.51.100.20', { route: 'admin/products' }),
    );
  for (let left = 300; left > 0; left--)
    out.push(auth(time + left * 100, 'deleted', undefined, '', { message: 'pruned' })); // scheduled
  out.push(auth(time, 'role_viewed', 'clerk@example.com', '198.51.100.20'));
}

/** Nothing for some minutes, then everybody's open form has expired. The hole itself is cut by trace.mjs. */
function deployment(
  /** @type {Numbers} */ n,
  /** @type {Person[]} */ persons,
  /** @type {number} */ time,
  /** @type {Draft[]} */ out,
) {
  for (let left = 40; left > 0; left--) {
    const ip = n.pick(persons).ips[0];
    for (let tries = n.whole(1, 2); tries > 0; tries--)
      out.push(request(time + n.wait(5 * minute), 'POST', '/cart', 419, ip));
  }
}

/** A mail to everybody: many logins in twenty minutes, with more slips than usual. */
function mailing(
  /** @type {Numbers} */ n,
  /** @type {Person[]} */ persons,
  /** @type {number} */ time,
  /** @type {Draft[]} */ out,
) {
  for (const person of persons) if (n.chance(0.7)) visit(n, person, time + n.wait(8 * minute), out, 0.22);
}

/** Staging writes into the same log: one address, made-up accounts, nearly all get in. */
function loadTest(/** @type {Numbers} */ n, /** @type {number} */ time, /** @type {Draft[]} */ out) {
  for (let left = 1_500; left > 0; left--)
    out.push(
      auth(
        time + n.next() * 5 * minute,
        n.chance(0.02) ? 'login_failed' : 'login',
        `load${n.below(80)}@example.test`,
        '10.1.1.9',
      ),
    );
}
