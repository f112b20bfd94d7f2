// A shop to dump and restore: ten tables with secondary indexes, foreign keys, JSON, long texts and blobs, the same on every run.
import { createConnection } from 'mysql2/promise';

/** @param {number} seed @returns {() => number} 0 to 1, mulberry32 */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua Größe naïve Zürich it’s "quoted" O\'Brien back\\slash'.split(
    ' ',
  );

/** @type {[name: string, columns: string][]} */
const tables = [
  [
    'users',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(191) NOT NULL, email VARCHAR(191) NOT NULL, password VARCHAR(60) NOT NULL, city VARCHAR(80), created_at TIMESTAMP NULL, UNIQUE KEY users_email_unique (email), KEY users_city_index (city), KEY users_created_at_index (created_at)',
  ],
  [
    'categories',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id BIGINT UNSIGNED, slug VARCHAR(80) NOT NULL, UNIQUE KEY categories_slug_unique (slug), CONSTRAINT categories_parent_id_foreign FOREIGN KEY (parent_id) REFERENCES categories (id)',
  ],
  [
    'products',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, category_id BIGINT UNSIGNED NOT NULL, sku CHAR(12) NOT NULL, title VARCHAR(191) NOT NULL, description TEXT NOT NULL, price DECIMAL(10,2) NOT NULL, meta JSON, UNIQUE KEY products_sku_unique (sku), KEY products_category_price_index (category_id, price), CONSTRAINT products_category_id_foreign FOREIGN KEY (category_id) REFERENCES categories (id)',
  ],
  [
    'orders',
    "id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, number CHAR(14) NOT NULL, status ENUM('new','paid','shipped','returned') NOT NULL, total DECIMAL(10,2) NOT NULL, note VARCHAR(255), created_at DATETIME NOT NULL, UNIQUE KEY orders_number_unique (number), KEY orders_user_created_index (user_id, created_at), KEY orders_status_index (status), CONSTRAINT orders_user_id_foreign FOREIGN KEY (user_id) REFERENCES users (id)",
  ],
  [
    'order_items',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, product_id BIGINT UNSIGNED NOT NULL, quantity INT NOT NULL, price DECIMAL(10,2) NOT NULL, KEY order_items_order_id_index (order_id), KEY order_items_product_id_index (product_id, quantity), CONSTRAINT order_items_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders (id), CONSTRAINT order_items_product_id_foreign FOREIGN KEY (product_id) REFERENCES products (id)',
  ],
  [
    'payments',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, reference CHAR(36) NOT NULL, amount DECIMAL(10,2) NOT NULL, payload JSON NOT NULL, paid_at DATETIME, UNIQUE KEY payments_reference_unique (reference), KEY payments_order_id_index (order_id), KEY payments_paid_at_index (paid_at), CONSTRAINT payments_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders (id)',
  ],
  [
    'reviews',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, product_id BIGINT UNSIGNED NOT NULL, user_id BIGINT UNSIGNED NOT NULL, stars TINYINT NOT NULL, body TEXT NOT NULL, created_at TIMESTAMP NULL, KEY reviews_product_stars_index (product_id, stars), KEY reviews_user_id_index (user_id), CONSTRAINT reviews_product_id_foreign FOREIGN KEY (product_id) REFERENCES products (id)',
  ],
  [
    'notifications',
    'id CHAR(36) NOT NULL PRIMARY KEY, type VARCHAR(191) NOT NULL, notifiable_id BIGINT UNSIGNED NOT NULL, data TEXT NOT NULL, read_at TIMESTAMP NULL, created_at TIMESTAMP NULL, KEY notifications_notifiable_index (notifiable_id, type), KEY notifications_created_at_index (created_at)',
  ],
  [
    'attachments',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, name VARCHAR(120) NOT NULL, content MEDIUMBLOB NOT NULL, KEY attachments_order_id_index (order_id), CONSTRAINT attachments_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders (id)',
  ],
  [
    'events',
    'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED, name VARCHAR(80) NOT NULL, properties JSON NOT NULL, occurred_at DATETIME NOT NULL, KEY events_user_id_index (user_id, occurred_at), KEY events_name_index (name, occurred_at)',
  ],
];

/** Rows for each MB of SQL, by table: together they dump to about that much. */
/** @type {Record<string, number>} */
const perMegabyte = {
  users: 400,
  products: 160,
  orders: 800,
  order_items: 3_000,
  payments: 700,
  reviews: 700,
  notifications: 700,
  attachments: 12,
  events: 1_100,
};

/**
 * Fills an empty database.
 * @param {{ host: string, port: number, user: string, password: string }} server
 * @param {string} database created anew
 * @param {number} megabytes of SQL that a dump of it has, about
 */
export async function fillShop({ host, port, user, password }, database, megabytes) {
  const connection = await createConnection({ host, port, user, password, multipleStatements: true });
  try {
    await connection.query(`DROP DATABASE IF EXISTS \`${database}\`; CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci; USE \`${database}\`;
      SET foreign_key_checks = 0, unique_checks = 0, autocommit = 0, time_zone = '+00:00'`);
    const of = random(20261123);
    const number = (/** @type {number} */ below) => Math.floor(of() * below);
    const text = (/** @type {number} */ count) =>
      Array.from({ length: count }, () => words[number(words.length)]).join(' ');
    const hex = (/** @type {number} */ length) => Array.from({ length }, () => number(16).toString(16)).join('');
    const quoted = (/** @type {string} */ value) => connection.escape(value);
    const moment = () => `'2026-0${1 + number(9)}-1${number(10)} ${10 + number(10)}:${10 + number(50)}:00'`;
    const total = (/** @type {string} */ table) => Math.max(1, Math.round((perMegabyte[table] ?? 0) * megabytes));
    /** @type {Record<string, (id: number) => string>} */
    const rows = {
      users: (id) =>
        `${id}, ${quoted(text(2))}, 'user${id}-${hex(6)}@example.test', '${hex(60)}', ${quoted(text(1))}, ${moment()}`,
      categories: (id) => `${id}, ${id > 20 ? 1 + number(20) : 'NULL'}, 'category-${id}'`,
      products: (id) =>
        `${id}, ${1 + number(200)}, 'SKU${String(id).padStart(9, '0')}', ${quoted(text(5))}, ${quoted(text(60))}, ${(of() * 900).toFixed(2)}, ${quoted(JSON.stringify({ colour: text(1), weight: number(5_000) }))}`,
      orders: (id) =>
        `${id}, ${1 + number(total('users'))}, 'N${String(id).padStart(13, '0')}', ${1 + number(4)}, ${(of() * 2_000).toFixed(2)}, ${of() < 0.3 ? 'NULL' : quoted(text(6))}, ${moment()}`,
      order_items: (id) =>
        `${id}, ${1 + number(total('orders'))}, ${1 + number(total('products'))}, ${1 + number(9)}, ${(of() * 900).toFixed(2)}`,
      payments: (id) =>
        `${id}, ${1 + number(total('orders'))}, '${hex(28)}${String(id).padStart(8, '0')}', ${(of() * 2_000).toFixed(2)}, ${quoted(JSON.stringify({ gateway: text(1), card: hex(16), attempts: number(4) }))}, ${of() < 0.1 ? 'NULL' : moment()}`,
      reviews: (id) =>
        `${id}, ${1 + number(total('products'))}, ${1 + number(total('users'))}, ${1 + number(5)}, ${quoted(text(20))}, ${moment()}`,
      notifications: (id) =>
        `'${hex(24)}${String(id).padStart(12, '0')}', 'App\\\\Notifications\\\\OrderShipped', ${1 + number(total('users'))}, ${quoted(JSON.stringify({ order: number(1e6), text: text(10) }))}, NULL, ${moment()}`,
      attachments: (id) => `${id}, ${1 + number(total('orders'))}, 'invoice-${id}.pdf', X'${hex(24_000)}'`,
      events: (id) =>
        `${id}, ${of() < 0.2 ? 'NULL' : 1 + number(total('users'))}, ${quoted(`shop.${text(1)}`)}, ${quoted(JSON.stringify({ page: text(3), ms: number(900), tags: [text(1), text(1)] }))}, ${moment()}`,
    };
    for (const [name, columns] of tables) {
      await connection.query(`CREATE TABLE ${name} (${columns}) ENGINE=InnoDB`);
      const count = name === 'categories' ? 200 : total(name);
      const row = rows[name];
      for (let id = 1; id <= count; ) {
        let statement = '';
        for (; id <= count && statement.length < 900_000; id++)
          statement += `${statement === '' ? '' : ','}(${row(id)})`;
        await connection.query(`INSERT INTO ${name} VALUES ${statement}`);
      }
      await connection.query('COMMIT');
    }
  } finally {
    await connection.end();
  }
}
