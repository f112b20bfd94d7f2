// The demo shop's Redis, key by key as Laravel 13 writes it: client prefix + store prefix + name. Cache and rate limits are in
// database 1 (connection "cache"), sessions, queues and locks in database 0 (connection "default").
import { createHash, randomBytes } from 'node:crypto';
import { jobClasses, payload } from './jobs.mjs';
import { serialize } from './php.mjs';
import { appName } from './settings.mjs';

const slug = appName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const client = `${slug}-database-`;
const store = `${client}${slug}-cache-`;

/** Physical names of keys. */
export const cacheKey = (/** @type {string} */ name) => store + name;
export const queueKey = (/** @type {string} */ queue) => `${client}queues:${queue}`;
const sessionKey = (/** @type {string} */ id) => store + id;

const sha1 = (/** @type {string} */ text) => createHash('sha1').update(text).digest('hex');
const md5 = (/** @type {string} */ text) => createHash('md5').update(text).digest('hex');
const now = () => Math.floor(Date.now() / 1000);
const below = (/** @type {number} */ n) => Math.floor(Math.random() * n);
const letters = (/** @type {number} */ n) => randomBytes(n).toString('base64url').replace(/[-_]/g, 'x').slice(0, n);

/** A session as the redis driver keeps it: a serialized string that holds the serialized session. */
export function sessionValue(/** @type {number | undefined} */ userId) {
  const data = {
    _token: letters(40),
    _previous: { url: 'http://localhost/products/oak-table-12', route: 'products.show' },
    _flash: { old: [], new: [] },
    ...(userId === undefined ? {} : { [`login_web_${sha1('Illuminate\\Auth\\SessionGuard')}`]: userId }),
  };
  return serialize(serialize(data));
}

/** A cached product, the commonest value of the shop. */
export const productValue = (/** @type {number} */ id) =>
  serialize({
    id,
    name: `Oak table no. ${id}`,
    price: '129.00',
    description: 'Oak, made by hand. '.repeat(1 + (id % 40)),
  });

/** @param {import('ioredis').Redis} cache on database 1 */
async function fillCache(cache) {
  const batch = cache.pipeline();
  for (let id = 1; id <= 400; id++) batch.set(cacheKey(`product:${id}`), productValue(id), 'EX', 300 + below(3300));
  for (let id = 1; id <= 60; id++)
    batch.set(cacheKey(`category:home:page:${id}`), serialize(Array(24).fill(id)), 'EX', 600);
  batch.set(
    cacheKey('home.bestsellers'),
    serialize(Array.from({ length: 24 }, (_, id) => ({ id, name: 'Oak table' }))),
    'EX',
    600,
  );
  batch.set(cacheKey('settings.shipping'), serialize({ flat: 4.9, freeFrom: 60 }));
  batch.set(cacheKey('report:revenue:latest'), serialize('2,412,004.20 EUR '.repeat(20_000)));
  batch.set(cacheKey('illuminate:queue:restart'), String(now() - 86_400 * 3));
  // Forgotten without a time to live, as happens with Cache::forever.
  for (let id = 1; id <= 120; id++) batch.set(cacheKey(`import:2025:line:${id}`), serialize(`SKU-${id};19.90`));
  // Rate limiter: a counter and its timer; named limiters are hashed.
  for (let user = 1; user <= 12; user++) {
    const key = md5(`api${user}`);
    batch.set(cacheKey(key), String(1 + below(58)), 'EX', 60);
    batch.set(cacheKey(`${key}:timer`), String(now() + 60), 'EX', 60);
  }
  // Tags: a sorted set of the tagged keys by expiry, and the entries themselves.
  for (let id = 1; id <= 30; id++) {
    const item = `${sha1('tag:products:entries')}:teaser:${id}`;
    batch.zadd(cacheKey('tag:products:entries'), now() + 3600, item);
    batch.set(cacheKey(item), productValue(id), 'EX', 3600);
  }
  await batch.exec();
}

/** @param {import('ioredis').Redis} db0 */
async function fillSessionsAndQueues(db0) {
  const batch = db0.pipeline();
  for (let n = 0; n < 300; n++)
    batch.set(
      sessionKey(letters(40)),
      sessionValue(n % 3 === 0 ? 1 + below(120_000) : undefined),
      'EX',
      600 + below(6600),
    );
  batch.set(store + `framework/schedule-${sha1('0 2 * * *backup:run')}`, letters(16), 'EX', 3600);
  const [mail, imports] = jobClasses;
  for (let n = 0; n < 14; n++) batch.rpush(queueKey('mail'), payload(mail, now() - 60 + n));
  for (let n = 0; n < 3; n++) batch.rpush(queueKey('imports'), payload(imports, now() - 1500 + n));
  for (let n = 0; n < 6; n++) batch.zadd(`${queueKey('mail')}:delayed`, now() + 300 + n * 60, payload(mail, now()));
  batch.zadd(`${queueKey('imports')}:reserved`, now() + 60, payload(imports, now() - 30, 1));
  await batch.exec();
}

/**
 * Empties both databases and writes the keys anew: Redis keeps nothing between two starts.
 * @param {import('ioredis').Redis} db0
 * @param {import('ioredis').Redis} cache
 */
export async function fillRedis(db0, cache) {
  await Promise.all([db0.flushdb(), cache.flushdb()]);
  await Promise.all([fillCache(cache), fillSessionsAndQueues(db0)]);
}
