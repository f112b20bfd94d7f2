// Log lines of the demo shop: the security channel (Monolog's JsonFormatter, one object a line) and laravel.log (LineFormatter).
import { createHmac } from 'node:crypto';

const below = (/** @type {number} */ n) => Math.floor(Math.random() * n);
const two = (/** @type {number} */ n) => String(n).padStart(2, '0');

const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
];
const visitors = ['203.0.113.7', '203.0.113.24', '198.51.100.12', '198.51.100.77', '192.0.2.41', '2001:db8::17'];
const attacker = { ip: '198.51.100.200', user_agent: 'python-requests/2.32.3' };

/**
 * Date of an entry as Laravel writes it, in UTC (the application's timezone): 2026-11-22 20:42:43.
 * @param {Date} at
 */
export const laravelTime = (at) => at.toISOString().slice(0, 19).replace('T', ' ');

/** The day in a daily channel's file name, in UTC. */
export const day = (/** @type {Date} */ at) => at.toISOString().slice(0, 10);

/** What the application's HMAC makes of a login name. */
const identifier = (/** @type {string} */ email) => createHmac('sha256', 'demo').update(email).digest('hex');

/**
 * One line of the security channel.
 * @param {Date} at
 * @param {'info' | 'warning'} level
 * @param {string} message
 * @param {Record<string, unknown>} context
 */
export function securityLine(at, level, message, context) {
  const number = level === 'info' ? 200 : 300;
  const datetime = `${at.toISOString().slice(0, 23)}000+00:00`;
  const record = {
    message,
    context,
    level: number,
    level_name: level.toUpperCase(),
    channel: 'local',
    datetime,
    extra: {},
  };
  return `${JSON.stringify(record)}\n`;
}

/** An event of an ordinary minute: mostly logins, now and then a wrong password. */
export function ordinaryEvent(/** @type {Date} */ at) {
  const user = 1 + below(120_000);
  const who = { ip: visitors[below(visitors.length)], user_agent: browsers[below(browsers.length)] };
  const roll = Math.random();
  if (roll < 0.55) return securityLine(at, 'info', 'login', { user_id: user, guard: 'web', ...who });
  if (roll < 0.75) return securityLine(at, 'info', 'logout', { user_id: user, guard: 'web', ...who });
  if (roll < 0.78) return securityLine(at, 'info', 'password_reset', { user_id: user, ...who });
  const failed = {
    user_id: roll < 0.9 ? user : null,
    guard: 'web',
    identifier: identifier(`customer${user}@example.com`),
    ...who,
  };
  return securityLine(at, 'warning', 'login_failed', failed);
}

/**
 * Somebody tries passwords: one address, many accounts, ending in a lockout.
 * @param {Date} from
 * @param {number} attempts
 */
export function guessing(from, attempts) {
  let lines = '';
  for (let n = 0; n < attempts; n++) {
    const at = new Date(from.getTime() + n * 700);
    const context = { user_id: null, guard: 'web', identifier: identifier(`admin${n % 9}@example.com`), ...attacker };
    lines += securityLine(at, 'warning', 'login_failed', context);
  }
  return (
    lines +
    securityLine(new Date(from.getTime() + attempts * 700), 'warning', 'lockout', { path: 'login', ...attacker })
  );
}

/**
 * The security log of the last hours, by day, as the daily channel splits it.
 * @param {Date} now
 * @param {number} [hours]
 * @returns {Map<string, string>} file contents by day
 */
export function securityHistory(now, hours = 30) {
  /** @type {{ at: number, lines: string }[]} */
  const events = [];
  for (let at = now.getTime() - hours * 3_600_000; at < now.getTime(); at += 30_000 + below(300_000))
    events.push({ at, lines: ordinaryEvent(new Date(at)) });
  for (const minutes of [47, 1_300]) {
    const at = now.getTime() - minutes * 60_000;
    events.push({ at, lines: guessing(new Date(at), 40) });
  }
  const days = new Map();
  for (const { at, lines } of events.sort((a, b) => a.at - b.at)) {
    const key = day(new Date(at));
    days.set(key, (days.get(key) ?? '') + lines);
  }
  return days;
}

const trace = `[stacktrace]
#0 /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Connection.php(780): Illuminate\\\\Database\\\\Connection->runQueryCallback('select * from \`o...', Array, Object(Closure))
#1 /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Query/Builder.php(3117): Illuminate\\\\Database\\\\Connection->select('select * from \`o...', Array, true)
#2 /srv/shop/app/Http/Controllers/Api/OrderController.php(20): Illuminate\\\\Database\\\\Eloquent\\\\Builder->paginate(50)
#3 /srv/shop/public/index.php(17): Illuminate\\\\Foundation\\\\Application->handleRequest(Object(Illuminate\\\\Http\\\\Request))
#4 {main}`;

const entries = [
  ['INFO', 'Order confirmation sent. {"order":318204,"to":"customer77@example.com"} '],
  ['WARNING', 'Payment provider answered late. {"provider":"card","milliseconds":4180} '],
  [
    'ERROR',
    `SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded; try restarting transaction (Connection: mariadb, Host: 127.0.0.1, Port: 3306, Database: shop, SQL: update \`products\` set \`stock\` = \`stock\` - 1 where \`id\` = 12) {"userId":8812,"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: HY000): SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded at /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Connection.php:824)
${trace}

[previous exception] [object] (PDOException(code: HY000): SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded at /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Connection.php:570)
${trace}
"} `,
  ],
  ['NOTICE', 'Cart left behind.\nTwo items, one of them out of stock. {"user_id":4102} '],
  ['ERROR', 'App\\Jobs\\ImportProducts has timed out. {"job":"App\\\\Jobs\\\\ImportProducts","queue":"imports"} '],
];

/** laravel.log of the last two days, oldest entry first. */
export function applicationHistory(/** @type {Date} */ now) {
  let text = '';
  for (let n = 120; n > 0; n--) {
    const [level, message] = entries[(n * 7) % entries.length];
    text += `[${laravelTime(new Date(now.getTime() - n * 1_440_000))}] local.${level}: ${message}\n`;
  }
  return text;
}

/** Name of a backup archive: spatie's Y-m-d-H-i-s, in the application's timezone (UTC). */
export const archiveName = (/** @type {Date} */ at) =>
  `${day(at)}-${two(at.getUTCHours())}-${two(at.getUTCMinutes())}-${two(at.getUTCSeconds())}.zip`;
