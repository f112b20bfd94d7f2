// Attacks, each in several strengths, with labels that say what they are.
import { access, auth, begin, day, days, hour, minute, request, second, security } from './shop.mjs';

/**
 * @typedef {import('./shop.mjs').Draft} Draft
 * @typedef {import('./shop.mjs').Person} Person
 * @typedef {import('./random.mjs').Numbers} Numbers
 * @typedef {object} Label
 * @property {string} kind id of the detector that is meant
 * @property {string} strength
 * @property {readonly string[]} fits ids of detectors that name it rightly
 * @property {number} from
 * @property {number} to
 * @property {Set<string>} ips
 * @property {Set<string>} users
 * @property {string} [source] where nobody can be named
 * @property {boolean} [swallowed] true when a hole in the log took some of it
 * @property {boolean} [below] true for what is below the stated floor: reported, not counted
 * @typedef {{ events: Draft[], label: Label, hole?: { source: string, from: number, to: number }, late?: Draft[] }} Attack
 */

/** What else each kind rightly looks like. */
const fitting = {
  bruteForceAccount: ['bruteForceAccount', 'distributedBruteForce', 'successAfterFailures'],
  bruteForceIp: ['bruteForceIp', 'credentialStuffing', 'passwordSpraying', 'successAfterFailures'],
  distributedBruteForce: ['distributedBruteForce', 'successAfterFailures'],
  credentialStuffing: ['credentialStuffing', 'passwordSpraying', 'successAfterFailures'],
  passwordSpraying: ['passwordSpraying', 'credentialStuffing', 'successAfterFailures'],
  lockoutStorm: ['lockoutStorm'],
  successAfterFailures: ['successAfterFailures'],
};

/** @param {Draft[]} events @param {string} kind @param {string} strength @param {Partial<Label>} [more] @returns {Attack} */
function attack(events, kind, strength, more = {}) {
  const times = events.map(({ time }) => time);
  return {
    events,
    label: {
      kind,
      strength,
      fits: fitting[kind] ?? [kind],
      from: Math.min(...times),
      to: Math.max(...times),
      ips: new Set(events.flatMap(({ ip }) => (ip ? [ip] : []))),
      users: new Set(events.flatMap(({ user }) => (user ? [user.toLowerCase()] : []))),
      ...more,
    },
  };
}

/** Guesses at one account. Laravel answers Lockout in place of Failed above 5 a minute from one address. */
function guesses(
  /** @type {Numbers} */ n,
  /** @type {string} */ user,
  /** @type {() => string} */ from,
  /** @type {number} */ start,
  /** @type {number} */ count,
  /** @type {number} */ every,
) {
  /** @type {Draft[]} */
  const out = [];
  let at = start;
  let inMinute = 0;
  for (let made = 0; made < count; made++) {
    const before = Math.floor(at / minute);
    at += n.between(0.7, 1.3) * every;
    inMinute = Math.floor(at / minute) === before ? inMinute + 1 : 0;
    out.push(auth(at, inMinute >= 5 ? 'lockout' : 'login_failed', user, from()));
  }
  return out;
}

const leaked = (/** @type {Numbers} */ n, /** @type {Person[]} */ persons) =>
  n.chance(0.3) ? n.pick(persons).id : `leaked${n.below(1_000_000)}@example.net`;

/** One attack of every kind and strength, at times of their own. @param {Numbers} n @param {Person[]} persons @returns {Attack[]} */
export function attacks(n, persons) {
  /** @type {Attack[]} */
  const all = [];
  /** A moment in the last days, early enough for an attack of so long. */
  const when = (/** @type {number} */ length) => begin + 7.2 * day + n.next() * ((days - 7.4) * day - length);
  const victim = () => n.pick(persons).id;
  const one = () => {
    const ip = n.address();
    return () => ip;
  };

  for (const [strength, count, every] of /** @type {const} */ ([
    ['fast', 300, second],
    ["at Laravel's limit", 60, 12 * second],
    ['slow', 70, 20 * minute],
  ])) {
    all.push(
      attack(guesses(n, victim(), one(), when(count * every * 1.1), count, every), 'bruteForceAccount', strength),
    );
  }
  for (const [strength, count, every] of /** @type {const} */ ([
    ['fast', 400, second],
    ['steady', 60, 20 * second],
    ['slow', 90, 15 * minute],
  ])) {
    const accounts = Array.from({ length: 6 }, () => leaked(n, persons));
    const from = one();
    let at = when(count * every * 1.1);
    const events = Array.from({ length: count }, () =>
      auth((at += n.between(0.7, 1.3) * every), 'login_failed', n.pick(accounts), from()),
    );
    all.push(attack(events, 'bruteForceIp', strength));
  }
  for (const [strength, addresses, count, every] of /** @type {const} */ ([
    ['fast', 60, 120, 5 * second],
    ['steady', 25, 50, minute],
    ['slow', 30, 30, 40 * minute],
  ])) {
    const pool = Array.from({ length: addresses }, () => n.address());
    let next = 0;
    all.push(
      attack(
        guesses(n, victim(), () => pool[next++ % addresses], when(count * every * 1.1), count, every),
        'distributedBruteForce',
        strength,
      ),
    );
  }
  for (const [strength, addresses, count, every, below] of /** @type {const} */ ([
    ['one address, fast', 1, 800, second / 4, false],
    ['one address, steady', 1, 60, 20 * second, false],
    ['200 addresses, fast', 200, 600, second, false],
    ['an address each, steady', 150, 150, 10 * second, false],
    ['an address each, one a minute', 240, 240, minute, false],
    ['an address each, one in 4 minutes', 90, 90, 4 * minute, true],
  ])) {
    const pool = Array.from({ length: addresses }, () => n.address());
    let at = when(count * every * 1.1);
    const events = Array.from({ length: count }, (_, index) =>
      auth((at += n.between(0.7, 1.3) * every), 'login_failed', leaked(n, persons), pool[index % addresses]),
    );
    all.push(attack(events, 'credentialStuffing', strength, { below }));
  }
  for (const [strength, accounts, rounds, every, below] of /** @type {const} */ ([
    ['steady', 40, 1, 4 * minute, false],
    ['slow', 16, 1, hour, false],
    ['rounds', 20, 2, 20 * minute, false],
    ['one in 3 hours', 15, 1, 3 * hour, true],
  ])) {
    const list = Array.from({ length: accounts }, () => leaked(n, persons));
    const from = one();
    const length = accounts * rounds * every * 1.1;
    let at = when(Math.min(length, 2.4 * day));
    /** @type {Draft[]} */
    const events = [];
    for (let round = 0; round < rounds; round++)
      for (const user of list) events.push(auth((at += n.between(0.7, 1.3) * every), 'login_failed', user, from()));
    all.push(attack(events, 'passwordSpraying', strength, { below }));
  }
  for (const [strength, accounts] of /** @type {const} */ ([
    ['15 accounts', 15],
    ['40 accounts', 40],
  ])) {
    const start = when(hour);
    /** @type {Draft[]} */
    const events = [];
    for (let made = 0; made < accounts; made++) {
      const from = one();
      const user = victim();
      let at = start + n.next() * 8 * minute;
      for (let tries = 0; tries < 5; tries++) events.push(auth((at += second), 'login_failed', user, from()));
      events.push(auth(at + second, 'lockout', user, from()));
    }
    all.push(attack(events, 'lockoutStorm', strength));
  }
  all.push(...takeovers(n, persons, when), ...afterwards(n, persons, when), ...tampering(n, when));
  return all;
}

/** Guesses that work. */
function takeovers(
  /** @type {Numbers} */ n,
  /** @type {Person[]} */ persons,
  /** @type {(length: number) => number} */ when,
) {
  /** @type {Attack[]} */
  const all = [];
  for (const [strength, addresses, count, every] of /** @type {const} */ ([
    ['one address', 1, 80, 3 * second],
    ['40 addresses', 40, 80, 15 * second],
    ['slow', 1, 40, 15 * minute],
  ])) {
    const pool = Array.from({ length: addresses }, () => n.address());
    let next = 0;
    const user = n.pick(persons).id;
    const events = guesses(n, user, () => pool[next++ % addresses], when(count * every * 1.2), count, every);
    events.push(auth(events[count - 1].time + 20 * second, 'login', user, pool[0]));
    all.push(attack(events, 'successAfterFailures', strength));
  }
  const ip = n.address();
  let at = when(hour);
  const events = Array.from({ length: 120 }, () =>
    auth((at += n.between(0.5, 1.5) * 10 * second), 'login_failed', leaked(n, persons), ip),
  );
  events.push(auth(at + 5 * second, 'login', n.pick(persons).id, ip));
  all.push(attack(events, 'successAfterFailures', 'a spraying address'));
  return all;
}

/** What somebody does who got in, and what asks for paths. */
function afterwards(
  /** @type {Numbers} */ n,
  /** @type {Person[]} */ persons,
  /** @type {(length: number) => number} */ when,
) {
  /** @type {Attack[]} */
  const all = [];
  const tagged = persons.filter((person) => person.tagged);
  for (const strength of ['first', 'second']) {
    const person = n.pick(tagged);
    // Enough of a past: somebody who logs in daily.
    const past = Array.from({ length: 24 }, (_, at) =>
      auth(begin + at * 7 * hour + n.next() * hour, 'login', person.id, person.ips[0], {
        country: person.country,
        device: person.device,
      }),
    );
    const event = auth(
      when(hour),
      'login',
      person.id,
      n.address(),
      strength === 'first'
        ? { country: n.pick(['VN', 'BR', 'US']), device: person.device }
        : { country: person.country, device: 'device-new' },
    );
    const made = attack([event], strength === 'first' ? 'newCountry' : 'newDevice', 'one login');
    made.events.push(...past);
    all.push(made);
  }
  const many = (
    /** @type {string} */ kind,
    /** @type {string} */ strength,
    /** @type {number} */ count,
    /** @type {number} */ over,
    /** @type {(time: number, user: string, ip: string) => Draft} */ make,
    /** @type {Partial<Label>} */ more = {},
  ) => {
    const user = n.pick(persons).id;
    const ip = n.address();
    const start = when(over);
    all.push(
      attack(
        Array.from({ length: count }, () => make(start + n.next() * over, user, ip)),
        kind,
        strength,
        more,
      ),
    );
  };
  many('privilegeChange', 'one', 1, minute, (time, user, ip) =>
    auth(time, 'role_assigned', user, ip, { message: 'role admin assigned to 77' }),
  );
  many('privilegeChange', 'several', 8, 5 * minute, (time, user, ip) => auth(time, 'permission_attached', user, ip));
  many('massExport', 'fast', 200, 5 * minute, (time, user, ip) =>
    auth(time, 'export', user, ip, { route: 'admin/customers/export' }),
  );
  many('massExport', 'by paths', 60, 10 * minute, (time, _, ip) =>
    request(time, 'GET', `/admin/customers/export?page=${n.below(500)}`, 200, ip),
  );
  many('massExport', '20 an hour', 60, 3 * hour, (time, user, ip) => auth(time, 'export', user, ip), { below: true });
  many('massDeletion', 'fast', 500, 3 * minute, (time, user, ip) => auth(time, 'deleted', user, ip));
  many('massDeletion', 'steady', 110, 10 * minute, (time, user, ip) => auth(time, 'deleted', user, ip));
  const paths = [
    '/.env',
    '/.git/config',
    '/wp-login.php',
    '/xmlrpc.php',
    '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
    '/actuator/health',
    '/.aws/credentials',
    '/phpinfo.php',
    '/backup.zip',
    '/wp-admin/setup-config.php',
    '/api/.env',
    '/.env.production',
    '/_ignition/execute-solution',
    '/cgi-bin/luci',
  ];
  many('scanner', 'fast', 60, 2 * minute, (time, _, ip) => request(time, 'GET', n.pick(paths), 404, ip));
  many('scanner', 'slow', 24, 18 * hour, (time, _, ip) => request(time, 'GET', n.pick(paths), 404, ip));
  many('scanner', 'a secret answered', 1, minute, (time, _, ip) => request(time, 'GET', '/.env', 200, ip));
  many('rateLimitBurst', 'fast', 900, 5 * minute, (time, _, ip) => request(time, 'GET', '/api/products', 429, ip));
  many('rateLimitBurst', 'steady', 300, 15 * minute, (time, _, ip) => request(time, 'GET', '/api/products', 429, ip));
  many('csrfBurst', 'fast', 200, 5 * minute, (time, _, ip) => request(time, 'POST', '/contact', 419, ip));
  many('csrfBurst', 'steady', 90, 15 * minute, (time, _, ip) => request(time, 'POST', '/contact', 419, ip));
  return all;
}

/** Logs that were changed. */
function tampering(/** @type {Numbers} */ n, /** @type {(length: number) => number} */ when) {
  /** @type {Attack[]} */
  const all = [];
  const label = (
    /** @type {string} */ kind,
    /** @type {string} */ strength,
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {string} */ source,
    below = false,
  ) => ({ kind, strength, fits: [kind], from, to, ips: new Set(), users: new Set(), source, below });
  for (const [strength, length, source, below] of /** @type {const} */ ([
    ['40 minutes by day', 40 * minute, access, false],
    ['2 hours by day', 2 * hour, access, false],
    ['40 minutes by day, security log', 40 * minute, security, false],
    ['10 minutes', 10 * minute, access, true],
  ])) {
    const from = begin + (strength === '2 hours by day' ? 9 : 8) * day + n.between(9, 18) * hour;
    all.push({
      events: [],
      label: label('logGap', strength, from, from + length, source, below),
      hole: { source, from, to: from + length },
    });
  }
  const at = when(hour);
  const late = [auth(at - n.between(2.2, 40) * hour, 'login', 'admin@example.com', '10.0.0.9')];
  all.push({
    events: [],
    late,
    label: { ...label('timeReversal', 'one entry put in', at - 41 * hour, at + hour, security) },
  });
  late[0].placed = at;
  const time = when(hour);
  all.push({
    events: Array.from({ length: 5 }, (_, index) =>
      auth(time + index * second, 'login_failed', 'framed@example.com', '203.0.113.1', { forged: true }),
    ),
    label: label('forgedEntries', 'five', time, time + 5 * second, security),
  });
  return all;
}
