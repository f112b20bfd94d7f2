// The demo shop's customers: a child of `npm start` that reads and writes as the application would, so that the views move.
// Bounded three ways: what it makes the servers do stays under 4 % of one core (a time budget that fills with the clock), it ends after
// eight hours, and it ends when its parent does (its standard input closes).
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { jobClasses, payload } from './jobs.mjs';
import { day, guessing, ordinaryEvent } from './logs.mjs';
import { cacheKey, productValue, queueKey } from './redisKeys.mjs';
import { shopUser } from './settings.mjs';
import { checkout, next, statements } from './statements.mjs';

const share = 0.04;
const endsAt = Date.now() + 8 * 3_600_000;
const { mariadbPort, redisPort, logs } = JSON.parse(process.argv[2] ?? '{}');

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGINT', () => undefined); // Ctrl-C reaches the parent too, which ends this.

const { database, user, password } = shopUser;
const db = mariadbPort && (await createConnection({ host: '127.0.0.1', port: mariadbPort, database, user, password }));
const redis = (/** @type {number} */ n) =>
  new Redis({ host: '127.0.0.1', port: redisPort, db: n, maxRetriesPerRequest: 1 });
const cache = redisPort && redis(1);
const queues = redisPort && redis(0);
for (const client of [cache, queues]) client?.on('error', () => undefined); // The next command says it again.

const below = (/** @type {number} */ n) => Math.floor(Math.random() * n);

function read() {
  const { sql, values } = next();
  return db.query(sql, values());
}

async function cacheTraffic() {
  // Product pages: three of four are in the cache; a miss reads the database and remembers it.
  const id = 1 + below(540);
  if ((await cache.get(cacheKey(`product:${id}`))) === null)
    await cache.set(cacheKey(`product:${id}`), productValue(id), 'EX', 900);
}

async function queueTraffic() {
  const [mail] = jobClasses;
  if (Math.random() < 0.5) await queues.rpush(queueKey('mail'), payload(mail, Math.floor(Date.now() / 1000)));
  else if ((await queues.llen(queueKey('mail'))) > 4) await queues.lpop(queueKey('mail'));
}

function logTraffic() {
  const now = new Date();
  const lines = Math.random() < 0.02 ? guessing(now, 6) : ordinaryEvent(now);
  appendFileSync(join(logs, `security-${day(now)}.log`), lines);
}

/** Seconds of server time that may be used now; the first statements of all come at once, so that no view starts empty. */
let budget = 5;
let clock = Date.now();

/** @param {() => Promise<unknown>} work */
async function spend(work) {
  const from = performance.now();
  await work();
  budget -= (performance.now() - from) / 1000;
}

if (db)
  for (const { sql, values } of statements) for (let n = 0; n < 3; n++) await spend(() => db.query(sql, values()));

let nextLog = 0;
while (Date.now() < endsAt) {
  const now = Date.now();
  budget = Math.min(1, budget + ((now - clock) / 1000) * share);
  clock = now;
  if (now >= nextLog) {
    logTraffic();
    nextLog = now + 3_000 + below(6_000);
  }
  if (budget > 0) {
    if (db) await spend(() => (Math.random() < 0.04 ? checkout(db) : read()));
    if (cache) await spend(cacheTraffic);
    if (queues && Math.random() < 0.3) await spend(queueTraffic);
  }
  await sleep(150 + below(200));
}
process.exit(0);
