// Fills the demo databases in SQL alone: MariaDB's SEQUENCE engine makes the rows, so two million of them take seconds.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jobClasses, payload } from './jobs.mjs';
import { legacyTables, shopTables } from './schema.mjs';
import { legacyUser, shopUser, sizes } from './settings.mjs';

/** Bump when a statement here changes: the next start fills the databases anew. */
export const seedVersion = 4;

const bcrypt = '$2y$12$6e0Q8s3bq8Zb2bE3n1x0ku5mW0b7m9l7pN0u0z3vV4mJ8tq1o5yqS';
const price = (/** @type {string} */ id) => `ROUND(4 + (CRC32(${id}) % 19600) / 100, 2)`;
const pick = (/** @type {string} */ n, /** @type {string[]} */ words) =>
  `ELT(1 + ${n} % ${words.length}, ${words.map((word) => `'${word}'`).join(', ')})`;

const first = [
  'Anna',
  'Ben',
  'Clara',
  'David',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kim',
  'Lena',
  'Marco',
  'Nora',
];
const last = [
  'Albrecht',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ivanov',
  'Jansen',
  'Keller',
];
const things = [
  'table',
  'lamp',
  'chair',
  'blanket',
  'bowl',
  'curtain',
  'mirror',
  'shelf',
  'vase',
  'rug',
  'desk',
  'mug',
  'clock',
];
const kinds = ['Oak', 'Linen', 'Steel', 'Wool', 'Glass', 'Paper', 'Cork', 'Marble', 'Copper', 'Cotton', 'Walnut'];

/** Age of order n in seconds: two years of growing business, the last order a moment ago. */
const age = (/** @type {string} */ n) => `ROUND(63072000 * (1 - POW(${n} / ${sizes.orders}, 0.6)))`;

/** @type {[string, string][]} what it says while it runs, and the statement */
const shopRows = [
  [
    `users (${sizes.users})`,
    `INSERT INTO users (id, name, email, email_verified_at, password, country, created_at, updated_at)
     SELECT seq, CONCAT(${pick('CRC32(seq)', first)}, ' ', ${pick('CRC32(seq * 7)', last)}),
            CONCAT('customer', seq, '@example.com'), NOW() - INTERVAL seq SECOND, '${bcrypt}',
            ${pick('FLOOR(POW(RAND(), 3) * 8)', ['DE', 'AT', 'FR', 'NL', 'ES', 'IT', 'PL', 'SE'])},
            NOW() - INTERVAL (63072000 - seq * 500) SECOND, NOW() - INTERVAL seq SECOND
     FROM seq_1_to_${sizes.users}`,
  ],
  [
    `products (${sizes.products})`,
    `INSERT INTO products (id, sku, slug, name, description, category, price, stock, sold, is_active, created_at, updated_at)
     SELECT seq, CONCAT('SKU-', LPAD(seq, 5, '0')),
            CONCAT(LOWER(${pick('seq', kinds)}), '-', ${pick('CRC32(seq)', things)}, '-', seq),
            CONCAT(${pick('seq', kinds)}, ' ', ${pick('CRC32(seq)', things)}, ' no. ', seq),
            REPEAT(CONCAT(${pick('seq', kinds)}, ', made by hand. '), 6),
            ${pick('CRC32(seq * 3)', ['home', 'kitchen', 'garden', 'office', 'kids'])},
            ${price('seq')}, CRC32(seq * 5) % 200, FLOOR(20000 / seq), seq % 17 <> 0,
            NOW() - INTERVAL 700 DAY, NOW() - INTERVAL (seq % 90) DAY
     FROM seq_1_to_${sizes.products}`,
  ],
  [
    'order_items (about 1,120,000)',
    `INSERT INTO order_items (order_id, product_id, quantity, unit_price)
     SELECT order_id, product_id, quantity, ${price('product_id')} FROM (
       SELECT o.seq AS order_id, 1 + FLOOR(POW(RAND(), 2.2) * ${sizes.products}) AS product_id,
              1 + FLOOR(POW(RAND(), 4) * 6) AS quantity
       FROM seq_1_to_${sizes.orders} o JOIN seq_1_to_6 k ON k.seq <= 1 + CRC32(o.seq) % 6
       ORDER BY o.seq
     ) AS lines_of_orders`,
  ],
  [
    `orders (${sizes.orders})`,
    `INSERT INTO orders (id, number, user_id, status, total, currency, placed_at, created_at, updated_at)
     SELECT order_id, UPPER(SUBSTR(MD5(order_id), 1, 10)), 1 + FLOOR(POW(RAND(), 3) * ${sizes.users}),
            CASE WHEN order_id > ${sizes.orders} - 900 THEN ${pick('FLOOR(RAND() * 3)', ['pending', 'paid', 'paid'])}
                 WHEN RAND() < 0.04 THEN 'cancelled' WHEN RAND() < 0.03 THEN 'refunded' WHEN RAND() < 0.02 THEN 'pending'
                 ELSE 'delivered' END,
            total, IF(RAND() < 0.9, 'EUR', 'CHF'),
            NOW() - INTERVAL ${age('order_id')} SECOND, NOW() - INTERVAL ${age('order_id')} SECOND,
            NOW() - INTERVAL ROUND(${age('order_id')} * 0.98) SECOND
     FROM (SELECT order_id, SUM(quantity * unit_price) AS total FROM order_items GROUP BY order_id) AS totals`,
  ],
  [
    'payments',
    `INSERT INTO payments (order_id, provider, reference, amount, status, paid_at, created_at, updated_at)
     SELECT id, ${pick('FLOOR(POW(RAND(), 2) * 3)', ['card', 'paypal', 'invoice'])}, CONCAT('pay_', SUBSTR(SHA1(id), 1, 24)), total,
            IF(status = 'refunded', 'refunded', 'captured'), placed_at + INTERVAL 40 SECOND, placed_at, placed_at + INTERVAL 40 SECOND
     FROM orders WHERE status NOT IN ('pending', 'cancelled')`,
  ],
  [
    `reviews (${sizes.reviews})`,
    `INSERT INTO reviews (product_id, user_id, rating, title, body, created_at, updated_at)
     SELECT 1 + FLOOR(POW(RAND(), 2.2) * ${sizes.products}), 1 + FLOOR(POW(RAND(), 3) * ${sizes.users}),
            5 - FLOOR(POW(RAND(), 2) * 5), ${pick('seq', ['Good', 'As described', 'Smaller than I thought', 'Would buy again'])},
            REPEAT('It stands in our hall and everybody asks about it. ', 1 + seq % 6),
            NOW() - INTERVAL ROUND(63072000 * POW(RAND(), 2)) SECOND, NOW()
     FROM seq_1_to_${sizes.reviews}`,
  ],
  [
    'password reset tokens',
    `INSERT INTO password_reset_tokens SELECT email, '${bcrypt}', NOW() - INTERVAL id MINUTE FROM users WHERE id <= 12`,
  ],
  ['statistics', 'ANALYZE TABLE users, products, orders, order_items, payments, reviews'],
];

/** @param {import('mysql2/promise').Connection} db @param {string} fixtures */
async function writeFailedJobsAndMigrations(db, fixtures) {
  const now = Math.floor(Date.now() / 1000);
  const why = [
    'Symfony\\Component\\Mailer\\Exception\\TransportException: Connection could not be established with host "ssl://smtp.example.com:465"',
    'Illuminate\\Queue\\TimeoutExceededException: App\\Jobs\\ImportProducts has timed out.',
  ];
  for (const [index, job] of [0, 0, 1, 0, 1].map(
    (kind, at) => /** @type {const} */ ([at, { kind, ...jobClasses[kind] }]),
  )) {
    const at = now - 86_400 * index - 3_700;
    const body = payload(job, at - 90, 3);
    const trace = `${why[job.kind]} in /srv/shop/vendor/laravel/framework/src/Illuminate/Queue/Worker.php:812\nStack trace:\n#0 {main}`;
    await db.query(
      'INSERT INTO failed_jobs (uuid, connection, queue, payload, exception, failed_at) VALUES (?, ?, ?, ?, ?, FROM_UNIXTIME(?))',
      [JSON.parse(body).uuid, 'redis', job.queue, body, trace, at],
    );
  }
  const files = readdirSync(join(fixtures, 'demo-shop/database/migrations')).sort();
  const rows = files.map((file) => [file.replace(/\.php$/, ''), file.startsWith('0001') ? 1 : 2]);
  await db.query('INSERT INTO migrations (migration, batch) VALUES ?', [rows]);
}

/**
 * Drops the demo databases if they are there, makes and fills them, and creates their users.
 * @param {import('mysql2/promise').Connection} db as the server's administrator, with multipleStatements
 * @param {string} fixtures folder of test/fixtures
 * @param {(line: string) => void} log
 */
export async function seedDatabases(db, fixtures, log) {
  const charset = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci';
  for (const { database, user, password } of [shopUser, legacyUser]) {
    await db.query(`DROP DATABASE IF EXISTS \`${database}\`; CREATE DATABASE \`${database}\` ${charset}`);
    // An ordinary application user: everything in its own database, no PROCESS. SELECT on performance_schema lets it see the digests.
    await db.query(`CREATE OR REPLACE USER '${user}'@'%' IDENTIFIED BY '${password}'`);
    await db.query(
      `GRANT ALL ON \`${database}\`.* TO '${user}'@'%'; GRANT SELECT ON performance_schema.* TO '${user}'@'%'`,
    );
    // What the preflight of a restore tells an administrator to allow: databases beside the live one, by its name.
    for (const beside of ['restore', 'before', 'drill'])
      await db.query(`GRANT ALL ON \`${database.replaceAll('_', '\\_')}\\_${beside}\\_%\`.* TO '${user}'@'%'`);
    // What the proof of an index asks for: scratch copies, wherever they come from.
    await db.query(`GRANT ALL ON \`laravel\\_ops\\_scratch\\_%\`.* TO '${user}'@'%'`);
  }
  await db.query(`USE \`${shopUser.database}\`; SET unique_checks = 0, rand_seed1 = 20261122, rand_seed2 = 4711`);
  await db.query(shopTables);
  for (const [what, sql] of shopRows) {
    log(`  ${what}`);
    await db.query(sql);
  }
  await writeFailedJobsAndMigrations(db, fixtures);

  await db.query(`USE \`${legacyUser.database}\``);
  await db.query(legacyTables);
  await db.query(
    `INSERT INTO users (name, email, password, created_at, updated_at)
     SELECT CONCAT('Customer ', seq), CONCAT('customer', seq, '@example.com'), '${bcrypt}', NOW(), NOW() FROM seq_1_to_300`,
  );
  await db.query(
    `INSERT INTO orders (customer_email, status, total, created_at, updated_at)
     SELECT CONCAT('customer', 1 + seq % 300, '@example.com'), ${pick('seq', ['paid', 'paid', 'pending'])}, seq % 90 + 4.9, NOW(), NOW()
     FROM seq_1_to_${sizes.legacyOrders}`,
  );
  await db.query(
    `INSERT INTO migrations (migration, batch) VALUES ('2014_10_12_000000_create_users_table', 1), ('2022_04_01_120000_create_orders_table', 2)`,
  );
}
