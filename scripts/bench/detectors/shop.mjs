// Ordinary days of a shop: what a detector must not speak of.

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday. */
export const begin = Date.UTC(2026, 1, 2);
export const days = 10;

export const security = 'storage/logs/security.log';
export const access = '/var/log/nginx/access.log';

/** Share of a day's traffic in each hour: nights are all but empty. */
const curve = [1, 0.4, 0.2, 0.1, 0.2, 0.5, 2, 4, 6, 7, 7, 7, 6, 6, 6, 6, 6, 7, 8, 8, 6, 4, 3, 2];
const whole = curve.reduce((sum, share) => sum + share, 0);

/**
 * @typedef {{ id: string, ips: string[], office: boolean, country: string, device: string, tagged: boolean }} Person
 * @typedef {import('../../../src/core/security/securityEvent').SecurityEvent} Event
 * @typedef {Omit<Event, 'position' | 'time'> & { time: number, placed?: number }} Draft an event before its place in its log is known; `placed`: when it was really written
 */

/** A record of Laravel's. @returns {Draft} */
export function auth(
  /** @type {number} */ time,
  /** @type {string} */ event,
  /** @type {string | undefined} */ user,
  /** @type {string} */ ip,
  /** @type {Partial<Draft>} */ more = {},
) {
  return {
    source: security,
    time,
    event,
    message: event,
    ip,
    route: 'login',
    level: event === 'login_failed' || event === 'lockout' ? 'warning' : 'info',
    ...(user === undefined ? {} : { user }),
    ...more,
  };
}

/** A line of the web server's. @returns {Draft} */
export function request(
  /** @type {number} */ time,
  /** @type {string} */ method,
  /** @type {string} */ route,
  /** @type {number} */ status,
  /** @type {string} */ ip,
  /** @type {string | undefined} */ user,
) {
  return {
    source: access,
    time,
    method,
    route,
    status,
    ip,
    message: `${method} ${route} ${status}`,
    ...(user === undefined ? {} : { user }),
  };
}

/** A moment of a day as traffic is spread. @param {import('./random.mjs').Numbers} n @param {number} dayStart */
function momentOf(n, dayStart) {
  let left = n.next() * whole;
  let at = 0;
  while (at < 23 && left >= curve[at]) left -= curve[at++];
  return dayStart + (at + n.next()) * hour;
}

/** @param {import('./random.mjs').Numbers} n @returns {Person[]} */
export function people(n) {
  const carrier = Array.from({ length: 6 }, () => n.address());
  const office = '198.51.100.20';
  return Array.from({ length: 900 }, (_, at) => {
    const inOffice = at < 70;
    const home = n.chance(0.25)
      ? `2001:db8:${n.below(65_536).toString(16)}:${n.below(65_536).toString(16)}::${n.whole(1, 9)}`
      : n.address();
    return {
      id: n.chance(0.7) ? String(1_000 + at) : `person${at}@example.com`,
      ips: inOffice ? [office] : n.chance(0.5) ? [home, n.pick(carrier)] : [home],
      office: inOffice,
      country: n.chance(0.8) ? 'DE' : 'AT',
      device: `device-${at}`,
      tagged: n.chance(0.3),
    };
  });
}

/** One person logs in, with the slips of people. @param {import('./random.mjs').Numbers} n @param {Person} person @param {Draft[]} out */
export function visit(n, person, time, out, slips = 0.13) {
  const ip = n.pick(person.ips);
  let at = time;
  const failed = (/** @type {string} */ user) => out.push(auth(at, 'login_failed', user, ip));
  if (n.chance(slips)) {
    // A few mistype the account itself.
    const name = n.chance(0.15) ? `${person.id}x` : person.id;
    do {
      failed(name);
      if (n.chance(0.05)) {
        at += n.between(100, 900);
        failed(name); // a password manager that submits twice
      }
      at += n.between(5, 50) * second;
    } while (n.chance(0.3));
    if (n.chance(0.1)) return; // gives up
  }
  out.push(auth(at, 'login', person.id, ip, person.tagged ? { country: person.country, device: person.device } : {}));
  if (n.chance(0.02)) out.push(auth(at + 300, 'login', person.id, ip));
  for (let page = n.whole(2, 9); page > 0; page--) {
    at += n.wait(40 * second);
    out.push(
      request(
        at,
        n.chance(0.9) ? 'GET' : 'POST',
        n.pick(['/', '/cart', '/products/12', '/account', '/checkout', '/search?q=tea']),
        n.chance(0.97) ? 200 : 404,
        ip,
      ),
    );
  }
}

/** Everything that a quiet week has, day by day. @param {import('./random.mjs').Numbers} n @param {Person[]} persons @returns {Draft[]} */
export function ordinary(n, persons) {
  /** @type {Draft[]} */
  const out = [];
  const customers = persons.filter(({ office }) => !office);
  const workers = persons.filter(({ office }) => office);
  for (let index = 0; index < days; index++) {
    const start = begin + index * day;
    const weekend = index % 7 >= 5;
    for (let left = weekend ? 420 : 600; left > 0; left--) visit(n, n.pick(customers), momentOf(n, start), out);
    for (let left = 2_500; left > 0; left--)
      out.push(
        request(momentOf(n, start), 'GET', n.pick(['/', '/products/7', '/blog', '/products?page=2']), 200, n.address()),
      );
    if (!weekend) for (const worker of workers) visit(n, worker, start + 8 * hour + n.next() * 1.2 * hour, out, 0.25);
    for (let at = start; at < start + day; at += minute) {
      out.push(request(at + 200, 'GET', '/up', 200, '192.0.2.77')); // uptime monitor
      out.push(auth(at + n.between(0, 3_000), 'login', 'ci@example.com', '10.0.0.5')); // continuous integration
    }
  }
  return out;
}
